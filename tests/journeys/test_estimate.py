"""Before care in a real browser: for oneself, at the counter and for nobody, both themes, large type, the narrowest phone."""

import re
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.journeys.conftest import CHROMIUM
from tests.journeys.test_main_job import DESK, NARROW, PHONE, Eyes, eyes

__all__ = ["eyes"]

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on this machine: the browser journeys are not walked"),
]
CASE_OF_NINGDE = "area=350900&who=390-resident&care=case_priced&level=2A&place=local&price=5000"


def pick(page: Page, *typed: str) -> None:
    """Adds items with keys alone."""
    for word in typed:
        page.locator("#q").focus()
        page.keyboard.type(word)
        expect(page.locator("#hits button").first).to_be_visible()
        page.keyboard.press("Enter")
        expect(page.locator("#q")).to_have_value("")


def test_a_person_estimates_before_care(browser: Browser, address: str, eyes: Eyes) -> None:
    phone = eyes.watch(browser.new_context(**PHONE))
    phone.goto(address)
    phone.get_by_role("button", name="林*英").click()
    phone.get_by_role("link", name=re.compile("先估一估")).click()
    eyes.look(phone, "6-estimate-empty")
    phone.get_by_label("看什么").select_option("inpatient")
    expect(phone.locator("#disease")).to_be_hidden()
    phone.get_by_label("看什么").select_option("chronic_outpatient")
    expect(phone.locator("#disease")).to_be_visible()
    phone.get_by_label("看什么").select_option("pharmacy")
    expect(phone.locator("#level")).to_be_hidden()
    phone.get_by_label("看什么").select_option("inpatient")
    phone.locator("#q").fill("xbd")
    expect(phone.locator("#hits button").first).to_contain_text("硝苯地平")
    eyes.look(phone, "6-estimate-found")
    phone.locator("#q").fill("")
    pick(phone, "xbd", "阿莫西林", "床位费")
    phone.locator(".picks input").first.fill("30")
    phone.get_by_role("button", name="估一估").click()
    expect(phone.locator("#result .sum")).to_be_visible()
    expect(phone.locator(".picks input").first).to_have_value("30")
    eyes.look(phone, "6-estimate")
    phone.get_by_role("link", name="English").click()
    expect(phone.locator(".picks input").first).to_have_value("30")
    eyes.look(phone, "6-estimate-english")


def test_the_counter_estimates_for_who_is_in_front(browser: Browser, address: str, eyes: Eyes) -> None:
    phone, desk = eyes.watch(browser.new_context(**PHONE)), eyes.watch(browser.new_context(**DESK))
    phone.goto(address)
    phone.get_by_role("button", name="郑*兰").click()
    phone.goto(f"{address}/citizen/code")
    eyes.look(phone, "6-code-in-fours")
    desk.goto(address)
    desk.get_by_role("button", name=re.compile("社区卫生服务中心")).first.click()
    expect(desk.locator("#scan")).to_be_focused()
    desk.keyboard.type(phone.locator(".digits").inner_text())
    desk.keyboard.press("Enter")
    expect(desk.locator("#who")).to_contain_text("郑*兰")
    pick_at_counter(desk)
    cash = desk.locator(".due .amt").inner_text()
    desk.get_by_role("link", name="换个医院、换个地方差多少").click()
    expect(desk.locator("#result .sum .amt.xl")).to_have_text(cash)
    eyes.look(desk, "6-estimate-counter")
    desk.keyboard.press("Escape")
    expect(desk.locator("#who")).to_contain_text("郑*兰")


def pick_at_counter(desk: Page) -> None:
    """Charges two items with keys alone."""
    for count, (word, name) in enumerate((("xbd", "硝苯地平"), ("阿莫西林", "阿莫西林")), start=1):
        desk.keyboard.type(word)
        expect(desk.locator("#found button").first).to_contain_text(name)
        desk.keyboard.press("Enter")
        expect(desk.locator("#lines tr[data-line]")).to_have_count(count)


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_an_estimate_stands_in_both_themes_on_every_screen(browser: Browser, address: str, eyes: Eyes, theme: Any) -> None:
    for name, size in (("phone", PHONE), ("desk", DESK)):
        page = eyes.watch(browser.new_context(**size, color_scheme=theme))
        page.goto(address)
        page.get_by_role("link", name=re.compile("先估一估")).click()
        eyes.look(page, f"6-open-{theme}-{name}-empty")
        page.get_by_label("总价").fill("48000")
        page.get_by_label("看什么").select_option("inpatient")
        page.get_by_role("button", name="估一估").click()
        expect(page.locator("#result .sum")).to_be_visible()
        eyes.look(page, f"6-open-{theme}-{name}")


def test_nothing_of_an_estimate_is_cut(browser: Browser, address: str, eyes: Eyes) -> None:
    phone = eyes.watch(browser.new_context(**NARROW))
    phone.goto(f"{address}/estimate?care=outpatient&q=阿莫西林")
    add = phone.locator("#hits button").first.get_attribute("value")
    for language in ("zh", "en"):
        for elder in ("0", "22", "30"):
            phone.goto(f"{address}/estimate?care=inpatient&level=3A&q=xbd&n-{add}=2000&lang={language}&elder={elder}")
            eyes.look(phone, f"6-narrow-{language}-{elder}")


def test_an_estimate_works_without_any_script(browser: Browser, address: str) -> None:
    phone = browser.new_context(**PHONE, java_script_enabled=False).new_page()
    phone.goto(f"{address}/estimate")
    phone.get_by_label("名称、拼音首字母或编码").fill("xbd")
    phone.get_by_label("名称、拼音首字母或编码").press("Enter")
    phone.locator("#hits button").first.click()
    phone.get_by_role("button", name=re.compile("^多一份")).click()
    expect(phone.locator(".picks input")).to_have_value("2")
    expect(phone.locator("#result .payers")).to_be_visible()
    phone.goto(f"{address}/estimate?{CASE_OF_NINGDE}")
    expect(phone.locator("#result .sum .amt.xl")).to_have_text("¥1,500.00")
