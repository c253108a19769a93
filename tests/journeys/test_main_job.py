"""The main job walked once in a real browser: journeys 1 to 5, with keys alone at the counter, every page looked at."""

import json
import re
from collections.abc import Iterator
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.journeys.conftest import ARTEFACTS, CHROMIUM

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on this machine: the browser journeys are not walked"),
]
PHONE: dict[str, Any] = {"viewport": {"width": 375, "height": 812}, "device_scale_factor": 2, "locale": "zh-CN"}
DESK: dict[str, Any] = {"viewport": {"width": 1280, "height": 800}, "locale": "zh-CN"}
NARROW: dict[str, Any] = {"viewport": {"width": 320, "height": 640}, "locale": "zh-CN"}
GRAVE = ("serious", "critical")


class Eyes:
    """Looks at a page: keeps a picture, runs axe, sees that nothing is cut and that the console is silent."""

    def __init__(self) -> None:
        self.complaints: list[str] = []

    def watch(self, context: BrowserContext) -> Page:
        """A page of the context whose console is listened to."""
        context.on("console", lambda message: self.complaints.append(message.text))
        context.on("weberror", lambda error: self.complaints.append(str(error.error)))
        return context.new_page()

    def look(self, page: Page, name: str) -> None:
        """Keeps a picture and lets axe find nothing grave."""
        page.screenshot(path=ARTEFACTS / f"{name}.png", full_page=True)
        found = [one for one in Axe().run(page).response["violations"] if one["impact"] in GRAVE]
        assert found == [], json.dumps(found, ensure_ascii=False, indent=1)
        assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth"), f"{name} is cut"


@pytest.fixture
def eyes() -> Iterator[Eyes]:
    """Eyes that complain at the end if a console did not stay silent."""
    eyes = Eyes()
    yield eyes
    assert eyes.complaints == []


def test_a_visit_from_the_code_to_the_books(browser: Browser, address: str, eyes: Eyes) -> None:
    phone, desk, office = (eyes.watch(browser.new_context(**size)) for size in (PHONE, DESK, DESK))

    # 1 the start page offers every role
    phone.goto(address)
    eyes.look(phone, "1-start-phone")
    desk.goto(address)
    eyes.look(desk, "1-start")

    # 2 the citizen opens the code with one tap; the counter scans it
    phone.get_by_role("button", name="林*英").click()
    eyes.look(phone, "2-home")
    phone.get_by_role("link", name="打开医保码").click()
    eyes.look(phone, "2-code")
    code = phone.locator(".digits").inner_text()
    desk.get_by_role("button", name=re.compile("社区卫生服务中心")).first.click()
    eyes.look(desk, "2-counter-waiting")
    desk.keyboard.type(code)
    desk.keyboard.press("Enter")
    expect(desk.locator("#who")).to_contain_text("林*英")

    # 3 items by name, initials and code; preview; settle: keys alone
    for typed, found in (("硝苯地平", "硝苯地平"), ("xbd", "硝苯地平"), ("FJC000", "")):
        desk.keyboard.type(typed)
        expect(desk.locator("#found button").first).to_contain_text(found)
        if typed == "xbd":
            eyes.look(desk, "3-counter-found")
        desk.keyboard.press("Enter")
        expect(desk.locator("#found button")).to_have_count(0)
        expect(desk.locator("#q")).to_be_focused()
    rows = desk.locator("#lines tr[data-line]")
    expect(rows).to_have_count(2)
    desk.keyboard.press("ArrowDown")
    for quantity in range(3, 13):
        desk.keyboard.press("+")
        expect(rows.first.locator("td").nth(2)).to_have_text(str(quantity))
    expect(desk.locator(".tell")).to_contain_text("统筹基金报")
    eyes.look(desk, "3-counter-preview")
    cash = desk.locator(".due .amt").inner_text()
    desk.keyboard.press("F9")
    expect(desk.locator(".seal")).to_have_text("账已结清")
    assert desk.locator(".sum .amt.xl").inner_text() == cash
    eyes.look(desk, "3-counter-receipt")
    bill = desk.url.rpartition("/")[2]
    desk.keyboard.press("Escape")
    expect(desk.locator("#scan")).to_be_focused()

    # 4 the citizen reads what it cost, who paid and why
    phone.goto(f"{address}/citizen")
    phone.locator(f'a[href="/citizen/receipts/{bill}"]').click()
    eyes.look(phone, "4-receipt")
    assert phone.locator(".sum .amt.xl").inner_text() == cash
    assert phone.locator(".trail > li").count() >= 3
    assert phone.locator(".doc").count() >= 1
    phone.get_by_role("link", name="English").click()
    eyes.look(phone, "4-receipt-english")
    expect(phone.get_by_role("heading", name="How it was worked out")).to_be_visible()

    # 5 the bureau sees the money and the books at zero
    office.goto(address)
    office.get_by_role("button", name=re.compile("所有统筹区")).click()
    eyes.look(office, "5-bureau")
    expect(office.locator(".flatbooks")).to_contain_text("借贷相等，差 0.00")
    office.locator(f'a[href="/bureau/bills/{bill}"]').click()
    eyes.look(office, "5-bureau-bill")
    expect(office.locator("tfoot .num").first).to_have_text("0.00")


def test_the_board_follows_the_day_by_itself(browser: Browser, address: str, eyes: Eyes) -> None:
    office, desk, phone = (eyes.watch(browser.new_context(**size)) for size in (DESK, DESK, PHONE))
    office.goto(address)
    office.get_by_role("button", name=re.compile("所有统筹区")).click()
    before = int(office.locator(".kpi .n").evaluate("node => node.firstChild.textContent").replace(",", ""))
    phone.goto(address)
    phone.get_by_role("button", name="陈*强").click()
    phone.goto(f"{address}/citizen/code")
    desk.goto(address)
    desk.get_by_role("button", name=re.compile("药店 ·")).first.click()
    desk.keyboard.type(phone.locator(".digits").inner_text())
    desk.keyboard.press("Enter")
    expect(desk.locator("#who")).to_be_visible()
    desk.keyboard.type("xbd")
    expect(desk.locator("#found button").first).to_be_visible()
    desk.keyboard.press("Enter")
    expect(desk.locator("#lines tr[data-line]")).to_have_count(1)
    desk.keyboard.press("F9")
    expect(desk.locator(".seal")).to_be_visible()
    expect(office.locator(".kpi .n")).to_contain_text(str(before + 1), timeout=10_000)


def test_a_code_renews_itself_while_it_is_looked_at(browser: Browser, address: str, eyes: Eyes) -> None:
    phone = eyes.watch(browser.new_context(**PHONE))
    phone.clock.install()
    phone.goto(address)
    phone.get_by_role("button", name="林*英").click()
    phone.goto(f"{address}/citizen/code")
    first = phone.locator(".digits").inner_text()
    phone.clock.run_for(20_000)
    expect(phone.locator(".left-s")).to_have_text("40")
    phone.clock.run_for(41_000)
    expect(phone.locator(".digits")).not_to_have_text(first)


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_every_page_stands_in_both_themes_for_young_and_old(browser: Browser, address: str, eyes: Eyes, theme: Any) -> None:
    phone = eyes.watch(browser.new_context(**PHONE, color_scheme=theme))
    phone.goto(address)
    phone.get_by_role("button", name="黄*彬").click()
    for elder in ("0", "22", "30"):
        for page in ("", "/code", "/receipts", "/cover"):
            phone.goto(f"{address}/citizen{page}?elder={elder}")
            eyes.look(phone, f"theme-{theme}-{elder}{page.replace('/', '-')}")
    desk = eyes.watch(browser.new_context(**DESK, color_scheme=theme))
    desk.goto(f"{address}/api")
    eyes.look(desk, f"theme-{theme}-api")


def test_nothing_is_cut_on_the_narrowest_phone(browser: Browser, address: str, eyes: Eyes) -> None:
    phone = eyes.watch(browser.new_context(**NARROW))
    phone.goto(address)
    eyes.look(phone, "narrow-start")
    phone.get_by_role("button", name="林*英").click()
    for language in ("zh", "en"):
        for elder in ("0", "30"):
            for page in ("", "/code", "/receipts", "/cover"):
                phone.goto(f"{address}/citizen{page}?elder={elder}&lang={language}")
                eyes.look(phone, f"narrow-{language}-{elder}{page.replace('/', '-')}")


def test_the_elder_code_page_has_large_type_and_large_taps(browser: Browser, address: str, eyes: Eyes) -> None:
    phone = eyes.watch(browser.new_context(**PHONE))
    phone.goto(address)
    phone.get_by_role("button", name="林*英").click()
    phone.goto(f"{address}/citizen/code?elder=22")
    small = phone.evaluate("""() => [...document.querySelectorAll('main *')].filter(node => node.offsetParent
        && [...node.childNodes].some(child => child.nodeType === 3 && child.textContent.trim())
        && parseFloat(getComputedStyle(node).fontSize) < 18).map(node => node.outerHTML)""")
    assert small == []
    taps = phone.locator("main :is(a, button, summary):visible").all()
    assert len(taps) >= 1
    for tap in taps:
        box = tap.bounding_box()
        assert box is not None
        assert box["height"] >= 60
    eyes.look(phone, "elder-code")


def test_the_first_load_of_the_code_page_is_at_most_40_kb(browser: Browser, address: str) -> None:
    context = browser.new_context(**PHONE)
    phone = context.new_page()
    phone.goto(address)
    phone.get_by_role("button", name="林*英").click()
    phone.wait_for_load_state("networkidle")
    context.clear_cookies(name="nothing")
    sizes: list[int] = []
    fresh = browser.new_context(**PHONE, storage_state=context.storage_state())
    first = fresh.new_page()
    session = fresh.new_cdp_session(first)
    session.send("Network.enable")
    session.on("Network.loadingFinished", lambda event: sizes.append(int(event["encodedDataLength"])))
    first.goto(f"{address}/citizen/code")
    first.wait_for_load_state("networkidle")
    assert len(sizes) >= 5
    assert sum(sizes) <= 40 * 1024


def test_the_counter_works_without_any_script(browser: Browser, address: str) -> None:
    phone = browser.new_context(**PHONE, java_script_enabled=False).new_page()
    phone.goto(address)
    phone.get_by_role("button", name="郑*兰").click()
    phone.get_by_role("link", name="打开医保码").click()
    desk = browser.new_context(**DESK, java_script_enabled=False).new_page()
    desk.goto(address)
    desk.get_by_role("button", name=re.compile("社区卫生服务中心")).first.click()
    desk.fill("#scan", phone.locator(".digits").inner_text())
    desk.press("#scan", "Enter")
    desk.fill("#q", "xbd")
    desk.press("#q", "Enter")
    desk.locator("#found button").first.click()
    desk.get_by_role("button", name=re.compile("^多一份")).click()
    expect(desk.locator("#lines tr[data-line] td").nth(2)).to_have_text("2")
    desk.get_by_role("button", name=re.compile("^结算")).click()
    expect(desk.locator(".seal")).to_have_text("账已结清")
