"""The main job through the pages without a script: code, scan, items, preview, settle, receipt, board, and taken back."""

import re

from httpx import ASGITransport, AsyncClient
from starlette.applications import Starlette

from tests.rooms.web.browsing import Browser
from tests.rooms.web.samples import NOW
from yimatong.app.settings import read_settings
from yimatong.app.wiring import Platform
from yimatong.ledger import service as ledger_service
from yimatong.web.routes import routes
from yimatong.web.shared.limits import DECODE

PERSON, OTHER, ENDED = "35000000000001", "35000000000006", "35000000000016"
"""Of the showcase: a retired employee with a balance, a resident on basic allowance, somebody whose cover has ended."""


async def a_clinic(platform: Platform, level: str = "community") -> str:
    async with platform.read() as rooms:
        return (await rooms.providers.in_area("350100", level, 1))[0].institution_code


async def an_item(platform: Platform, list_class: str, limited: bool = False) -> str:
    async with platform.read() as rooms:
        for one in await rooms.catalogue.billable_items(rooms.now.date(), 3_000):
            if one.item.list_class == list_class and one.item.limited is limited and one.local.price > 500:
                return one.local.local_code
    raise LookupError(list_class)


async def a_code(platform: Platform, person: str = PERSON) -> str:
    phone = Browser(platform, "10.0.0.9")
    await phone.sign_in("citizen", person)
    found = re.search(r'class="digits"[^>]*>([\w ]+)<', await phone.go("/citizen/code"))
    assert found is not None
    return found[1]


async def a_counter(platform: Platform, person: str = PERSON, items: str = "甲乙丙") -> Browser:
    """A counter with somebody in front of it and items charged."""
    counter = Browser(platform)
    await counter.sign_in("counter", await a_clinic(platform))
    await counter.send("/counter/scan", code=await a_code(platform, person))
    for list_class in items:
        await counter.send(f"{counter.path}/add", item=await an_item(platform, list_class))
    return counter


async def settled(counter: Browser) -> str:
    cash, account = counter.values("cash")[0], counter.values("account")[0]
    await counter.send(f"{counter.path}/settle", cash=cash, account=account)
    return counter.path.rpartition("/")[2]


async def test_a_bill_is_settled_and_told_the_same_to_all_three(platform: Platform) -> None:
    counter = await a_counter(platform)
    total, cash = counter.amount("一共"), int(counter.values("cash")[0])
    bill = await settled(counter)
    assert counter.path == f"/counter/bills/{bill}"
    assert counter.amount("一共花了") == total
    assert counter.amount("收现金") == cash

    phone = Browser(platform)
    await phone.sign_in("citizen", PERSON)
    assert f"/citizen/receipts/{bill}" in phone.page.text
    await phone.go(f"/citizen/receipts/{bill}")
    assert (phone.amount("一共花了"), phone.amount("您自己掏")) == (total, cash)
    assert phone.page.text.count('<ol class="trail">') == 1
    assert phone.amount("最后您掏") == cash

    bureau = Browser(platform)
    await bureau.sign_in("bureau", "35")
    assert bureau.amount("总费用") == total
    assert "借贷相等，差 0.00" in bureau.page.text
    await bureau.go(f"/bureau/bills/{bill}")
    postings = re.findall(r'<td class="num">(−?[\d,]+\.\d\d)</td></tr>', bureau.page.text.partition("记了哪些账")[2])
    assert sum(int(re.sub(r"[,.]", "", one).replace("−", "-")) for one in postings[: postings.index("0.00")]) == 0
    assert f"/bureau/bills/{bill}" in await bureau.go(f"/bureau/find?q={bill}")


async def test_a_receipt_names_the_unit_of_an_item(platform: Platform) -> None:
    async with platform.read() as rooms:
        found = await rooms.catalogue.search_items(await an_item(platform, "甲"), rooms.now.date(), "*", 1)
    counter = await a_counter(platform, items="甲")
    await settled(counter)
    assert found[0].item.unit
    assert f"<small>1 {found[0].item.unit} × " in counter.page.text


async def test_settling_twice_settles_once(platform: Platform) -> None:
    counter = await a_counter(platform, items="甲")
    path = counter.path
    before = counter.page
    bill = await settled(counter)
    await counter.go("/counter")
    counter.page = before
    await counter.send(f"{path}/settle", cash="0", account="yes")
    assert counter.page.status_code == 404
    async with platform.read() as rooms:
        assert [str(done.settlement_id) for done in await rooms.settlement.of_person(int(PERSON), 9)] == [bill]


async def test_the_cash_on_the_page_is_the_cash_that_is_taken(platform: Platform) -> None:
    counter = await a_counter(platform, items="甲")
    await counter.send(f"{counter.path}/settle", cash="1", account="no")
    assert counter.page.status_code == 409
    assert "要收的钱刚刚变了" in counter.page.text
    async with platform.read() as rooms:
        assert await rooms.settlement.of_person(int(PERSON), 9) == []


async def test_the_account_can_be_spared(platform: Platform) -> None:
    counter = await a_counter(platform, items="丙")
    with_account = int(counter.values("cash")[0])
    await counter.go(f"{counter.path}?account=no")
    assert with_account == 0
    assert counter.values("account") == ["no"]
    assert int(counter.values("cash")[0]) == counter.amount("一共")


async def test_lines_grow_shrink_and_go(platform: Platform) -> None:
    counter = await a_counter(platform, items="甲")
    path, once = counter.path, counter.amount("一共")
    more = next(value for value in counter.values("op") if value.startswith("more"))
    await counter.send(f"{path}/change", op=more)
    assert counter.amount("一共") == 2 * once
    await counter.send(f"{path}/change", op=more.replace("more", "less"))
    assert counter.amount("一共") == once
    await counter.send(f"{path}/change", op=more.replace("more", "drop"))
    assert "还没有项目" in counter.page.text


async def test_a_bill_is_taken_back_whole(platform: Platform) -> None:
    counter = await a_counter(platform)
    async with platform.read() as rooms:
        before = await rooms.ledger.balance(f"personal/{PERSON}")
    bill = await settled(counter)
    await counter.send(f"/counter/bills/{bill}/reverse")
    assert "已退费" in counter.page.text
    async with platform.read() as rooms:
        assert await rooms.ledger.balance(f"personal/{PERSON}") == before
        assert (await ledger_service.trial_balance(rooms.ledger)).difference == 0
    await counter.go(f"/counter/bills/{bill}")
    assert "/reverse" not in counter.page.text


async def test_a_code_is_scanned_once(platform: Platform) -> None:
    counter = Browser(platform)
    await counter.sign_in("counter", await a_clinic(platform))
    code = await a_code(platform)
    await counter.send("/counter/scan", code=code)
    assert counter.path.startswith("/counter/visits/")
    await counter.send("/counter/scan", code=code)
    assert counter.page.status_code == 409
    assert "这个医保码已经用过" in counter.page.text


UNREADABLE = {
    "hello": "查无此参保人员",
    "350102199001010011": "身份证件号码不正确",
    "YMTXXXX": "这不是医保码",
    "": "查无此参保人员",
    "a\0b": "查无此参保人员",
}


async def test_what_cannot_be_read_is_told_on_the_page(platform: Platform) -> None:
    counter = Browser(platform)
    await counter.sign_in("counter", await a_clinic(platform))
    for shown, sentence in UNREADABLE.items():
        await counter.send("/counter/scan", code=shown)
        assert counter.page.status_code == 409
        assert sentence in counter.page.text


async def test_somebody_whose_cover_ended_is_told_so(platform: Platform) -> None:
    counter = Browser(platform)
    await counter.sign_in("counter", await a_clinic(platform))
    await counter.send("/counter/scan", code=await a_code(platform, ENDED))
    assert "参保关系在就诊当日已经终止" in counter.page.text


async def test_the_person_sees_where_the_code_was_scanned(platform: Platform) -> None:
    phone = Browser(platform)
    assert "医保码用在哪" not in await phone.sign_in("citizen", OTHER)
    await a_counter(platform, OTHER, items="")
    assert "医保码用在哪" in await phone.go("/citizen")
    assert "扫了一次" in phone.page.text


async def test_identity_card_and_social_card_serve_as_well(platform: Platform) -> None:
    async with platform.read() as rooms:
        record = await rooms.people.by_id(int(PERSON))
    assert record is not None
    counter = Browser(platform)
    await counter.sign_in("counter", await a_clinic(platform))
    for shown in (record.person.certno, record.person.card_no):
        await counter.go("/counter")
        await counter.send("/counter/scan", code=shown)
        await counter.send(f"{counter.path}/add", item=await an_item(platform, "甲"))
        await settled(counter)
        assert "账已" in counter.page.text


async def test_scanning_too_often_is_stopped(demo_url: str) -> None:
    async with Platform(demo_url, read_settings(), "a secret of the tests", clock=lambda: NOW) as platform:
        counter = Browser(platform)
        await counter.sign_in("counter", await a_clinic(platform))
        for _ in range(DECODE.times):
            await counter.send("/counter/scan", code="YMT" + "A" * 26)
            assert counter.page.status_code == 409
        await counter.send("/counter/scan", code="YMT" + "A" * 26)
    assert counter.page.status_code == 429
    assert "秒后可以再来" in counter.page.text


async def test_others_bills_and_visits_look_like_none(platform: Platform) -> None:
    counter = await a_counter(platform, items="甲")
    visit = counter.path
    bill = await settled(counter)
    for role, subject, path in (
        ("citizen", OTHER, f"/citizen/receipts/{bill}"),
        ("counter", await a_clinic(platform, "3A"), f"/counter/bills/{bill}"),
        ("counter", await a_clinic(platform), visit),
        ("bureau", "350900", f"/bureau/bills/{bill}"),
    ):
        browser = Browser(platform)
        await browser.sign_in(role, subject)
        await browser.go(path)
        assert browser.page.status_code == 404, path


async def test_without_the_role_one_is_sent_to_the_start(platform: Platform) -> None:
    browser = Browser(platform)
    for path in ("/citizen", "/citizen/code", "/counter", "/bureau", "/bureau/live", "/citizen/receipts/1"):
        await browser.go(path)
        assert browser.path == "/", path


async def test_an_address_that_leads_nowhere_says_so(platform: Platform) -> None:
    browser = Browser(platform)
    await browser.sign_in("citizen", PERSON)
    for last in ("receipts/x", "receipts/0", "receipts/99999999999999999999", "nowhere/at/all"):
        assert "没有这" in await browser.go(f"/citizen/{last}")
        assert browser.page.status_code == 404


async def test_a_role_nobody_has_is_not_taken(platform: Platform) -> None:
    browser = Browser(platform)
    for role, subject in (("citizen", "1"), ("citizen", "x"), ("counter", "NOBODY"), ("bureau", "11"), ("king", "1")):
        await browser.sign_in(role, subject)
        assert browser.page.status_code == 404, role


async def test_no_page_shows_a_whole_number_or_name(platform: Platform) -> None:
    async with platform.read() as rooms:
        record = await rooms.people.by_id(int(PERSON))
    assert record is not None
    counter = await a_counter(platform)
    pages = [counter.page.text]
    bill = await settled(counter)
    pages.append(counter.page.text)
    phone, bureau = Browser(platform), Browser(platform)
    await phone.sign_in("citizen", PERSON)
    await bureau.sign_in("bureau", "350100")
    pages += [await phone.go(path) for path in ("/citizen", "/citizen/code", "/citizen/cover", f"/citizen/receipts/{bill}")]
    pages += [await bureau.go(path) for path in ("/bureau", f"/bureau/bills/{bill}", f"/bureau/find?q={record.person.certno}")]
    for page in pages:
        text = page.replace(f'value="{record.person.certno}"', "")
        assert record.person.name not in text
        assert record.person.certno not in text


async def test_a_diagnosis_is_noted_and_stays_off_the_code_page(platform: Platform) -> None:
    counter = await a_counter(platform, items="甲")
    await counter.send(f"{counter.path}/about", care="11", illness="I10.x00")
    assert "高血压" in counter.page.text
    await counter.send(f"{counter.path}/about", care="14", illness="高血压")
    assert "高血压" in counter.page.text
    await counter.send(f"{counter.path}/about", care="11", illness="没有这种病")
    assert "诊断编码不在医保版疾病诊断目录中" in counter.page.text
    phone = Browser(platform)
    await phone.sign_in("citizen", PERSON)
    assert "高血压" not in await phone.go("/citizen/code")


async def test_the_english_pages_speak_english(platform: Platform) -> None:
    counter = await a_counter(platform, items="甲")
    bill = await settled(counter)
    phone = Browser(platform)
    await phone.sign_in("citizen", PERSON)
    page = await phone.go(f"/citizen/receipts/{bill}?lang=en")
    assert '<html lang="en"' in page
    assert "How it was worked out" in page
    text = re.sub(r'<(\w+)[^>]*lang="zh-CN"[^>]*>.*?</\1>', "", page.partition("<body>")[2], flags=re.DOTALL)
    assert re.findall(r"[\u4e00-\u9fff]+", text) == []


async def test_a_limited_item_is_insured_once_its_use_is_approved(platform: Platform) -> None:
    counter = await a_counter(platform, items="")
    path = counter.path
    await counter.send(f"{path}/add", item=await an_item(platform, "甲", limited=True))
    assert "限定用药，没有核准，全自费" in counter.page.text
    allow = next(value for value in counter.values("op") if value.startswith("allow"))
    await counter.send(f"{path}/change", op=allow)
    assert "限定用药，已核准" in counter.page.text
    await counter.send(f"{path}/change", op=allow.replace("allow", "more"))
    assert "限定用药，已核准" in counter.page.text
    await counter.send(f"{path}/change", op=allow.replace("allow", "deny"))
    assert "限定用药，没有核准，全自费" in counter.page.text


async def test_the_institution_reads_its_settlement_over_rest_and_no_other_does(platform: Platform) -> None:
    counter = await a_counter(platform)
    total = counter.amount("一共")
    bill = await settled(counter)
    mine, other = await a_clinic(platform), await a_clinic(platform, "3A")
    async with platform.read() as rooms:
        keys = [await rooms.providers.credential_of(code) for code in (mine, other)]
    transport = ASGITransport(app=Starlette(routes=routes(platform)))
    async with AsyncClient(transport=transport, base_url="http://rest") as rest:
        answers = [
            await rest.get(f"/api/v1/settlements/{bill}", auth=(key.access_key, key.secret)) for key in keys if key is not None
        ]
    assert [answer.status_code for answer in answers] == [200, 404]
    receipt = answers[0].json()
    assert receipt["total_fen"] == total == sum(receipt["shares"].values())
    assert receipt["account_fen"] + receipt["cash_fen"] == receipt["shares"]["personal_fen"]
    assert answers[1].json()["reason"] == "SETTLEMENT_UNKNOWN"
