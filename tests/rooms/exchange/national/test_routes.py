"""The addresses: what they answer over a real socket, and that a body above the limit is never held."""

import socket
from collections.abc import Iterator
from threading import Thread
from time import sleep

import httpx
import msgspec
import pytest
import uvicorn
from starlette.applications import Starlette
from starlette.responses import PlainTextResponse
from starlette.routing import Route

from tests.rooms.exchange.national.fakes import MemoryPlatform
from tests.rooms.exchange.national.senders import SIGN_ON, body
from yimatong.exchange.national.envelope import BODY_BYTES_MAX
from yimatong.exchange.national.routes import DECODE_PATHS, MESSAGE_PATHS, SERVICE, routes

TOO_LARGE = "报文超过大小上限（上限 8 MB）"


@pytest.fixture(scope="module")
def base() -> Iterator[str]:
    """A server of this module's own on a free port of the loopback."""
    platform = MemoryPlatform()
    listener = socket.create_server(("127.0.0.1", 0))
    everything_else = Route("/{path:path}", lambda _: PlainTextResponse("a page"))
    config = uvicorn.Config(Starlette(routes=[*routes(platform), everything_else]), log_level="critical")
    server = uvicorn.Server(config)
    thread = Thread(target=server.run, kwargs={"sockets": [listener]})
    thread.start()
    while not server.started:
        sleep(0.01)
    yield f"http://127.0.0.1:{listener.getsockname()[1]}"
    server.should_exit = True
    thread.join(10)
    listener.close()


@pytest.mark.parametrize("path", [path.replace("{infno}", "9001") for path in MESSAGE_PATHS])
def test_every_address_takes_a_message(base: str, path: str) -> None:
    answer = httpx.post(base + path, content=body("9001", SIGN_ON, msgid=path[-20:]), headers={"content-type": "text/plain"})
    assert answer.headers["content-type"] == "application/json; charset=utf-8"
    assert answer.json()["infcode"] == 0


@pytest.mark.parametrize("path", [*MESSAGE_PATHS, *DECODE_PATHS])
def test_only_post_is_answered(base: str, path: str) -> None:
    answer = httpx.get(base + path.replace("{infno}", "9001"))
    assert (answer.status_code, answer.headers["allow"]) == (405, "POST")


def test_the_path_and_the_body_must_agree(base: str) -> None:
    answer = httpx.post(f"{base}{SERVICE}/2207", content=body("9001", SIGN_ON))
    assert answer.json()["err_msg"] == "各处交易编号不一致（报文 9001，路径 2207）"


def test_a_body_at_the_limit_is_read(base: str) -> None:
    padded = body("9001", SIGN_ON, msgid="padded").ljust(BODY_BYTES_MAX)
    assert httpx.post(f"{base}/fsi/api", content=padded, timeout=30).json()["infcode"] == 0


@pytest.mark.parametrize("declared", [True, False])
def test_a_body_of_fifty_megabytes_is_refused_naming_the_limit(base: str, declared: bool) -> None:
    """Declared by its length it is refused unread; sent in pieces, as soon as it passes the limit."""
    chunk = b" " * 1024 * 1024
    content = chunk * 50 if declared else iter([chunk] * 50)
    assert httpx.post(f"{base}/fsi/api", content=content, timeout=30).json()["err_msg"] == TOO_LARGE
    assert httpx.post(f"{base}/fsi/api", content=body("9001", SIGN_ON, msgid="after")).json()["infcode"] == 0


@pytest.mark.parametrize("path", DECODE_PATHS)
def test_a_code_query_above_the_limit_is_refused_in_its_own_form(base: str, path: str) -> None:
    answer = httpx.post(base + path, content=b" " * (BODY_BYTES_MAX + 1), timeout=30)
    assert msgspec.json.decode(answer.content) == {"code": -1, "message": TOO_LARGE, "orgId": "", "data": {}}
