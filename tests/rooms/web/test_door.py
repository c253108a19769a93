"""Session, form token, limits and headers, without a database: a door with pages of its own behind it."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from itertools import count
from typing import Any

import pytest
from httpx import ASGITransport, AsyncClient
from starlette.applications import Starlette
from starlette.responses import PlainTextResponse, Response

from tests.rooms.web.browsing import Browser
from tests.rooms.web.samples import NOW
from yimatong.app.settings import read_settings
from yimatong.app.wiring import Platform
from yimatong.kernel.refusals import Unavailable
from yimatong.web.ports import DoorSettings
from yimatong.web.shared.door import Door, Visit, signed_in
from yimatong.web.shared.limits import SIGN_IN, Counts, Limit
from yimatong.web.shared.session import LIFETIME_S, Session, csrf_token, is_own_form, seal, unseal

SECRET = b"s" * 32
SESSION = Session("a1", 1000, "citizen", "35000000000001")


class Nothing:
    """A platform no page of these tests opens."""

    secret = ""
    settings = read_settings()

    def clock(self) -> datetime:
        return NOW

    def chance(self, size: int) -> bytes:
        return b"0" * size

    @asynccontextmanager
    async def act(self) -> Any:
        yield None

    read = act


class Clock:
    """A clock that stands until it is moved."""

    now = NOW

    def __call__(self) -> datetime:
        return self.now


def test_a_session_comes_back_from_its_cookie() -> None:
    assert unseal(seal(SESSION, SECRET), SECRET, 1001) == SESSION


@pytest.mark.parametrize("cookie", ["", "x", "x.y", ".", "é.ü", "a" * 5000])
def test_a_broken_cookie_is_no_session(cookie: str) -> None:
    assert unseal(cookie, SECRET, 1001) is None


def test_a_changed_cookie_is_no_session() -> None:
    body, _, signature = seal(SESSION, SECRET).partition(".")
    forged = seal(Session("a1", 1000, "bureau", "350100"), b"other" * 8).partition(".")[0]
    assert unseal(f"{forged}.{signature}", SECRET, 1001) is None
    assert unseal(f"{body}.{'0' * 64}", SECRET, 1001) is None
    assert unseal(seal(SESSION, b"other" * 8), SECRET, 1001) is None


def test_a_session_ends_after_its_lifetime() -> None:
    assert unseal(seal(SESSION, SECRET), SECRET, 1000 + LIFETIME_S) is not None
    assert unseal(seal(SESSION, SECRET), SECRET, 1001 + LIFETIME_S) is None


def test_a_form_token_belongs_to_one_session() -> None:
    token = csrf_token(SESSION, SECRET)
    assert is_own_form(token, SESSION, SECRET)
    assert not is_own_form(token, Session("a2", 1000), SECRET)
    assert not is_own_form("", SESSION, SECRET)


def test_a_limit_holds_within_its_window_and_per_visitor() -> None:
    limit, counts = Limit("scan", 2, 60), Counts()
    assert [counts.wait_s(limit, "a", 120) for _ in range(3)] == [0, 0, 60]
    assert counts.wait_s(limit, "b", 121) == 0
    assert counts.wait_s(limit, "a", 180) == 0


async def _hello(visit: Visit) -> Response:
    return PlainTextResponse(visit.session.language + visit.session.elder)


async def _take_role(visit: Visit) -> Response:
    visit.limit(SIGN_IN)
    visit.session = signed_in(visit, "citizen", visit.form["subject"])
    return visit.go("/mine")


async def _mine(visit: Visit) -> Response:
    return PlainTextResponse(f"{visit.session.role} {visit.session.subject}")


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
async def client(clock: Clock, anyio_backend: object) -> AsyncIterator[AsyncClient]:
    numbers = count(1)
    door = Door(Nothing(), DoorSettings(SECRET, clock, lambda size: next(numbers).to_bytes(size, "big")))
    routes = [door.get("/hello", _hello), door.post("/take", _take_role), door.get("/mine", _mine, role="citizen")]
    transport = ASGITransport(app=Starlette(routes=routes))
    async with AsyncClient(transport=transport, base_url="http://pages", follow_redirects=True) as client:
        yield client


def token_of(client: AsyncClient) -> str:
    session = unseal(client.cookies["yimatong"], SECRET, int(NOW.timestamp()))
    assert session is not None
    return csrf_token(session, SECRET)


async def test_every_page_carries_the_headers(client: AsyncClient) -> None:
    headers = (await client.get("/hello")).headers
    assert headers["content-security-policy"].startswith("default-src 'self';")
    assert "frame-ancestors 'none'" in headers["content-security-policy"]
    assert (headers["x-content-type-options"], headers["referrer-policy"]) == ("nosniff", "no-referrer")
    assert headers["cache-control"] == "no-store"


async def test_the_session_cookie_is_closed_to_scripts_and_other_sites(client: AsyncClient) -> None:
    cookie = (await client.get("/hello")).headers["set-cookie"].lower()
    assert "httponly" in cookie
    assert "samesite=lax" in cookie


async def test_language_and_letter_size_stay(client: AsyncClient) -> None:
    assert (await client.get("/hello?lang=en&elder=26")).text == "en26"
    assert (await client.get("/hello")).text == "en26"
    assert (await client.get("/hello?elder=0&lang=fr")).text == "en"


async def test_a_form_of_another_site_is_refused(client: AsyncClient) -> None:
    await client.get("/hello")
    assert (await client.post("/take", data={"subject": "7"})).status_code == 403
    assert (await client.post("/take", data={"subject": "7", "csrf": "0" * 32})).status_code == 403


async def test_a_role_is_taken_with_a_new_session_id(client: AsyncClient) -> None:
    await client.get("/hello")
    before = client.cookies["yimatong"]
    assert (await client.post("/take", data={"subject": "7", "csrf": token_of(client)})).text == "citizen 7"
    after = unseal(client.cookies["yimatong"], SECRET, int(NOW.timestamp()))
    assert after is not None
    assert client.cookies["yimatong"] != before
    assert unseal(before, SECRET, int(NOW.timestamp())) != after


async def test_a_page_of_a_role_sends_others_to_the_start(client: AsyncClient) -> None:
    answer = await client.get("/mine", follow_redirects=False)
    assert (answer.status_code, answer.headers["location"]) == (303, "/")


async def test_signing_in_too_often_is_told_when_to_come_back(client: AsyncClient, clock: Clock) -> None:
    await client.get("/hello")
    for _ in range(SIGN_IN.times):
        sent = {"subject": "7", "csrf": token_of(client)}
        answer = await client.post("/take", data=sent, follow_redirects=False)
        client.cookies.delete("yimatong")
        await client.get("/hello")
    assert answer.status_code == 303
    refused = await client.post("/take", data={"subject": "7", "csrf": token_of(client)}, follow_redirects=False)
    assert refused.status_code == 429
    assert 0 < int(refused.headers["retry-after"]) <= 60
    assert "秒后可以再来" in refused.text
    clock.now = NOW + timedelta(seconds=61)
    assert (
        await client.post("/take", data={"subject": "7", "csrf": token_of(client)}, follow_redirects=False)
    ).status_code == 303


async def test_a_form_too_large_is_refused_unread(client: AsyncClient) -> None:
    await client.get("/hello")
    sent = {"csrf": token_of(client), "subject": "7" * 70_000}
    assert (await client.post("/take", data=sent)).status_code == 413


async def _nobody_answers(_: Visit) -> Response:
    raise Unavailable("no database connection")


async def test_a_platform_that_does_not_answer_says_so_and_when_to_come_back(clock: Clock) -> None:
    door = Door(Nothing(), DoorSettings(SECRET, clock, bytes))
    transport = ASGITransport(app=Starlette(routes=[door.get("/gone", _nobody_answers)]))
    async with AsyncClient(transport=transport, base_url="http://pages") as client:
        answer = await client.get("/gone")
    assert (answer.status_code, answer.headers["retry-after"]) == (503, "5")
    assert "什么都没有改动" in answer.text


async def test_demo_roles_are_taken_only_in_the_demo(demo_url: str) -> None:
    async with Platform(demo_url, read_settings(gateway="csb_hmac"), "a secret of the tests") as platform:
        browser = Browser(platform)
        await browser.sign_in("bureau", "35")
        assert browser.page.status_code == 403
        assert "演示身份只在本机" in browser.page.text
