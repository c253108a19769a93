"""Before care through the pages and over REST: what is printed adds up, is what settling gives, and refusals have words."""

import re
from html import unescape
from typing import Any
from urllib.parse import unquote_plus

import pytest
from httpx import ASGITransport, AsyncClient
from starlette.applications import Starlette

from tests.rooms.web.browsing import Browser
from tests.rooms.web.samples import NOW
from tests.rooms.web.test_walk import ENDED, PERSON, a_clinic, a_counter, an_item
from tests.walking import items, settled, visit
from yimatong.app.settings import read_settings
from yimatong.app.wiring import Platform
from yimatong.benefits.core.circumstances import Care, Place
from yimatong.kernel.refusals import Refusal
from yimatong.web.estimate.asking import LINES_MAX, EstimateReason, Wish, address_of, price_of, wish_of
from yimatong.web.routes import routes
from yimatong.web.shared.limits import ESTIMATE

CASE_OF_NINGDE = "area=350900&who=390-resident&care=case_priced&level=2A&place=local&price=5000"
"""EX03 of the published examples: 70 % of 5 000 yuan, without a deductible."""


def fen(text: str) -> int:
    return int(re.sub(r"<[^>]+>|[¥,. ]", "", text).replace("−", "-"))


def told(page: str) -> tuple[list[int], int, list[tuple[int, int]]]:
    """The payers' fen, their printed sum, and (funds, own) of every row of the two tables."""
    payers = re.search(r'<ul class="payers".*?</ul>', page, re.DOTALL)
    assert payers is not None
    *rows, total = [fen(amount) for amount in re.findall(r'<span class="amt">(.*?)</span>', payers[0])]
    options = re.findall(r'<td class="num" data-label="[^"]*">([\d,.]+)</td><td class="num" data-label="[^"]*">([\d,.]+)', page)
    return rows, total, [(fen(funds), fen(own)) for funds, own in options]


async def a_person(platform: Platform, person: str = PERSON) -> Browser:
    phone = Browser(platform)
    await phone.sign_in("citizen", person)
    return phone


async def test_what_an_estimate_prints_adds_up(platform: Platform) -> None:
    phone = await a_person(platform)
    lines = "&".join([f"n-{await an_item(platform, list_class)}=7" for list_class in "甲乙丙"])
    for care in ("outpatient", "chronic_outpatient", "inpatient", "pharmacy"):
        page = await phone.go(f"/citizen/estimate?care={care}&level=3A&place=local&{lines}")
        rows, total, options = told(page)
        assert sum(rows) == total == phone.amount("一共") == phone.amount("项目合计") > 0
        assert {funds + own for funds, own in options} == {total}
        assert phone.amount("最后您掏") == phone.amount("您自己掏")
        assert page.count('<tr class="on">') == (1 if care == "pharmacy" else 2)


async def test_an_estimate_is_what_the_counter_then_takes(platform: Platform) -> None:
    item, phone = await an_item(platform, "乙"), await a_person(platform)
    await phone.go(f"/citizen/estimate?care=outpatient&level=community&place=local&n-{item}=1")
    before = phone.amount("您自己掏")
    counter = await a_counter(platform, items="乙")
    assert int(counter.values("cash")[0]) == before


async def test_items_are_found_added_counted_and_left_out_without_a_script(platform: Platform) -> None:
    phone = await a_person(platform)
    await phone.go("/citizen/estimate")
    assert 'id="t1">先估一估' in phone.page.text
    await phone.go("/citizen/estimate?care=outpatient&level=2A&place=local&q=xbd")
    found = phone.values("add")[0]
    await phone.go(f"/citizen/estimate?care=outpatient&level=2A&q=xbd&add={found}")
    once = phone.amount("项目合计")
    assert phone.values(f"n-{found}") == ["1"]
    await phone.go(f"/citizen/estimate?care=outpatient&level=2A&n-{found}=4&op=more+{found}")
    assert phone.values(f"n-{found}") == ["5"]
    assert phone.amount("项目合计") == 5 * once
    await phone.go(f"/citizen/estimate?care=outpatient&level=2A&n-{found}=5&op=drop+{found}")
    assert phone.values(f"n-{found}") == []
    assert "hits" in await phone.go("/citizen/estimate/found?q=xbd")


async def test_a_case_price_is_estimated_for_nobody_in_particular(platform: Platform) -> None:
    visitor = Browser(platform)
    assert "/estimate" in await visitor.go("/")
    page = await visitor.go(f"/estimate?{CASE_OF_NINGDE}")
    assert visitor.amount("统筹基金") == 350_000
    assert visitor.amount("您自己掏") == 150_000
    assert sum(told(page)[0]) == 500_000
    assert "/sign-out" not in page


async def test_language_and_letters_keep_the_form(platform: Platform) -> None:
    visitor = Browser(platform)
    page = await visitor.go(f"/estimate?{CASE_OF_NINGDE}")
    english = re.search(r'href="(\?[^"]*lang=en)"', page)
    assert english is not None
    page = await visitor.go("/estimate" + unescape(english[1]))
    assert "About what it will cost" in page
    assert visitor.amount("You pay") == 150_000
    text = re.sub(r'<(\w+)[^>]*lang="zh-CN"[^>]*>.*?</\1>', "", page.partition("<body>")[2], flags=re.DOTALL)
    text = re.sub(r'<select id="disease".*?</select>', "", text, flags=re.DOTALL)
    assert re.findall(r"[\u4e00-\u9fff]+", text) == []


REFUSED = {
    "care=case_priced&n-ITEM=1": "按病种住院要填病种价格",
    "care=inpatient&go=1": "先加一个项目，或者填一个总价",
    "care=inpatient&price=many": "总价请写成数字",
    "care=inpatient&price=0.001": "总价请写成数字",
    "care=inpatient&n-ITEM=two": "数量请写 1 到 9999 的整数",
    "care=inpatient&n-NOTHING=1": "医保目录中没有这个编码",
    "care=inpatient&n-a%00b=1": "医保目录中没有这个编码",
    "care=chronic_outpatient&disease=X&price=1": "病种不在门诊慢特病目录里",
    "care=inpatient&price=1&area=000000": "这个统筹区的这个险种还没有装入待遇政策",
    "care=inpatient&price=1&who=310-student": "参保身份与险种不相符",
}


@pytest.mark.parametrize("asked", REFUSED)
async def test_what_cannot_be_estimated_is_said_on_the_form(platform: Platform, asked: str) -> None:
    visitor = Browser(platform)
    item = await an_item(platform, "甲")
    page = await visitor.go("/estimate?area=350100&who=310-active&" + asked.replace("ITEM", item))
    assert visitor.page.status_code == 409
    assert REFUSED[asked] in page
    assert '<form class="card est"' in page


async def test_somebody_without_cover_is_told_so(platform: Platform) -> None:
    phone = await a_person(platform, ENDED)
    assert "参保关系在就诊当日已经终止" in await phone.go("/citizen/estimate?care=inpatient&price=100")


async def test_the_counter_estimates_for_the_person_in_front(platform: Platform) -> None:
    counter = await a_counter(platform)
    visit, cash, total = counter.path, int(counter.values("cash")[0]), counter.amount("一共")
    assert f'href="{visit}/estimate"' in counter.page.text
    page = await counter.go(f"{visit}/estimate")
    rows, printed, options = told(page)
    assert (sum(rows), printed, counter.amount("您自己掏")) == (total, total, cash)
    assert len(options) >= 6
    assert "hits" in await counter.go(f"{visit}/estimate/found?q=xbd")
    stranger = Browser(platform)
    await stranger.sign_in("counter", await a_clinic(platform, "3A"))
    await stranger.go(f"{visit}/estimate")
    assert stranger.page.status_code == 404


async def test_an_estimate_writes_nothing(platform: Platform) -> None:
    phone = await a_person(platform)
    await phone.go("/citizen/estimate?care=inpatient&level=3A&price=20000")
    async with platform.read() as rooms:
        assert await rooms.settlement.of_person(int(PERSON), 9) == []
        cursor = await rooms.connection.execute("SELECT count(*) FROM care.encounter WHERE person_id = %s", (int(PERSON),))
        assert await cursor.fetchone() == (0,)


async def test_estimating_too_often_is_stopped(demo_url: str) -> None:
    async with Platform(demo_url, read_settings(), "a secret of the tests", clock=lambda: NOW) as platform:
        visitor = Browser(platform)
        for _ in range(ESTIMATE.times):
            await visitor.go("/estimate?care=inpatient&price=1")
            assert visitor.page.status_code == 200
        await visitor.go("/estimate?care=inpatient&price=1")
    assert visitor.page.status_code == 429


PLANNED: dict[str, Any] = {
    "area": "350900",
    "scheme": "390",
    "status": "resident",
    "care": "case_priced",
    "level": "2A",
    "case_price_fen": 500_000,
}


async def asked_over_rest(platform: Platform, **changed: Any) -> tuple[int, dict[str, Any]]:
    transport = ASGITransport(app=Starlette(routes=routes(platform)))
    async with AsyncClient(transport=transport, base_url="http://rest") as rest:
        answer = await rest.post("/api/v1/estimates", json=PLANNED | changed)
    return answer.status_code, answer.json()


async def test_an_estimate_over_rest_shares_the_whole_price_everywhere(platform: Platform) -> None:
    status, answer = await asked_over_rest(platform)
    assert (status, answer["asked"]["shares"]["basic_fen"]) == (200, 350_000)
    for one in (answer["asked"], *answer["elsewhere"]):
        assert sum(one["shares"].values()) == one["total_fen"] == 500_000
        assert one["more_fen"] == one["shares"]["personal_fen"] - answer["asked"]["shares"]["personal_fen"]
    assert {"2A", "community"} <= {one["level"] for one in (answer["asked"], *answer["elsewhere"])}
    assert answer["steps"][-1]["amount_fen"] == 150_000


async def test_items_over_rest_are_split_by_the_catalogue(platform: Platform) -> None:
    async with platform.read() as rooms:
        one = next(one for one in await rooms.catalogue.billable_items(rooms.now.date(), 3_000) if one.item.list_class == "丙")
    line = {"local_code": one.local.local_code, "quantity_e4": 20_000, "price_fen": 1_234}
    status, answer = await asked_over_rest(platform, care="inpatient", case_price_fen=0, lines=[line])
    assert (status, answer["asked"]["shares"]["personal_fen"], answer["asked"]["total_fen"]) == (200, 2_468, 2_468)


@pytest.mark.parametrize(
    ("changed", "status", "reason"),
    [
        ({"case_price_fen": 0}, 409, "CASE_PRICE_NEEDED"),
        ({"lines": [{"local_code": "X", "price_fen": 1}]}, 409, "LINES_OR_PRICE"),
        ({"care": "inpatient", "case_price_fen": 0}, 409, "NOTHING_TO_SETTLE"),
        (
            {"care": "inpatient", "case_price_fen": 0, "lines": [{"local_code": "X", "price_fen": 1}]},
            409,
            "LOCAL_CODE_NOT_TRANSLATED",
        ),
        ({"area": "000000"}, 409, "NO_LAW_FOR_AREA"),
        ({"status": "retired"}, 409, "UNKNOWN_STATUS"),
        ({"day": "1990-01-01"}, 409, "NO_LAW_ON_DAY"),
    ],
)
async def test_a_refusal_over_rest_has_its_reason(platform: Platform, changed: dict[str, Any], status: int, reason: str) -> None:
    found, answer = await asked_over_rest(platform, **changed)
    assert (found, answer["reason"]) == (status, reason)
    assert answer["text"]


async def test_estimates_over_rest_are_counted(demo_url: str) -> None:
    async with Platform(demo_url, read_settings(), "a secret of the tests", clock=lambda: NOW) as platform:
        transport = ASGITransport(app=Starlette(routes=routes(platform)))
        async with AsyncClient(transport=transport, base_url="http://rest") as rest:
            answers = [await rest.post("/api/v1/estimates", json=PLANNED) for _ in range(ESTIMATE.times + 1)]
    assert [answer.status_code for answer in answers[-2:]] == [200, 429]
    assert int(answers[-1].headers["retry-after"]) >= 1


async def asked_for(platform: Platform, psn_no: str, signed: bool = True, **changed: Any) -> tuple[int, dict[str, Any]]:
    hospital = await a_clinic(platform, "3A")
    async with platform.read() as rooms:
        credential = await rooms.providers.credential_of(hospital)
        record = await rooms.people.by_id(int(PERSON))
    assert credential is not None
    assert record is not None
    care = {"scheme": "310", "care": "outpatient", "level": "3A", "case_price_fen": 200_000}
    person = {"psn_no": psn_no, "certno": record.person.certno}
    auth = (credential.access_key, credential.secret if signed else "guess")
    async with AsyncClient(transport=ASGITransport(app=Starlette(routes=routes(platform))), base_url="http://rest") as rest:
        answer = await rest.post("/api/v1/estimates/person", json=care | person | changed, auth=auth)
    return answer.status_code, answer.json()


async def test_a_signed_estimate_goes_on_from_the_persons_year(platform: Platform) -> None:
    status, before = await asked_for(platform, PERSON)
    assert (status, before["asked"]["total_fen"]) == (200, 200_000)
    async with platform.read() as rooms:
        record = await rooms.people.by_id(int(PERSON))
        picked = [(one, 40) for one in (await items(rooms, "甲"))[:3]]
    assert record is not None
    await settled(platform, (await visit(platform, record, record.covers[0], await a_clinic(platform, "3A"), picked)).ask)
    _, after = await asked_for(platform, PERSON)
    assert after["asked"]["shares"]["basic_fen"] > before["asked"]["shares"]["basic_fen"], "the year's deductible is used"


async def test_a_signed_estimate_is_only_for_who_signs_and_for_who_is_there(platform: Platform) -> None:
    unsigned, answer = await asked_for(platform, PERSON, signed=False)
    assert (unsigned, answer["reason"]) == (401, "NOT_SIGNED")
    another, answer = await asked_for(platform, ENDED)
    assert (another, answer["reason"]) == (409, "UNKNOWN_PERSON")
    uncovered, answer = await asked_for(platform, PERSON, scheme="390")
    assert (uncovered, answer["reason"]) == (409, "NOT_COVERED")


def test_a_price_is_read_as_people_type_it() -> None:
    assert [price_of(text) for text in ("", "5000", "５,０００.5", " ¥ 12.34 元", "0.05")] == [0, 500_000, 500_050, 1_234, 5]
    for text in ("-1", "1e3", "1.234", "一千", "999999999", "."):
        assert isinstance(price_of(text), Refusal)


def test_an_address_gives_the_wish_back() -> None:
    wish = Wish(
        Care.INPATIENT,
        "2B",
        Place.EMERGENCY_ELSEWHERE,
        "M001",
        "12.5",
        (("A&b=1", 3), ("Z", 1)),
        "感冒",
        "350100",
        "310-active",
        3,
    )
    sent = [tuple(unquote_plus(part) for part in one.split("=", 1)) for one in address_of(wish).rstrip("&").split("&")]
    assert wish_of([(name, value) for name, value in sent], Wish()) == wish
    assert wish_of([("lang", "en")], wish) == wish


def test_more_lines_than_can_be_estimated_are_refused() -> None:
    wish = wish_of([(f"n-{number}", "1") for number in range(LINES_MAX + 1)], Wish())
    assert (wish.problem, len(wish.lines)) == (EstimateReason.TOO_MANY_LINES, LINES_MAX)
