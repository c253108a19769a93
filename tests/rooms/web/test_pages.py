"""Every template with sample values, in both languages: sums hold, nothing is inline or unescaped, every word has its English."""

import re
from dataclasses import replace
from html import unescape
from pathlib import Path

import msgspec
import pytest
import zxingcpp

import yimatong.web as web
from tests.rooms.web import samples
from yimatong.benefits.core.circumstances import BenefitsReason
from yimatong.care.core import CareReason
from yimatong.catalogue.core import CatalogueReason
from yimatong.code.core import CodeReason
from yimatong.kernel.refusals import Reason
from yimatong.ledger.core import LedgerReason
from yimatong.people.core import PeopleReason
from yimatong.providers.core import ProvidersReason
from yimatong.settlement.core.reasons import SettlementReason
from yimatong.web.bureau.drawing import ACCOUNT_GROUPS
from yimatong.web.counter.pages import CounterReason
from yimatong.web.estimate.asking import EstimateReason
from yimatong.web.shared import labels
from yimatong.web.shared.amounts import amount_html, grouped, per_hundred
from yimatong.web.shared.assets import assets
from yimatong.web.shared.charts import BAR_WIDTH, bar_segments, hour_columns, qr_square
from yimatong.web.shared.drawing import LEFT_LABELS
from yimatong.web.shared.receipt import PAYERS
from yimatong.web.shared.session import Session
from yimatong.web.shared.templates import render
from yimatong.web.shared.words import Words, english

REASONS: tuple[type[Reason], ...] = (
    *(BenefitsReason, CareReason, CatalogueReason, CodeReason, CounterReason, EstimateReason),
    *(LedgerReason, PeopleReason, ProvidersReason, SettlementReason),
)
NAMES = tuple(samples.pages("zh"))
SOURCE = Path(web.__file__).parent
WORD = re.compile(r"""\bt\('([^']+)'|\bsay\(\s*"([^"]+)"|\bStop\(\d+, "([^"]+)\"""")


def page(name: str, language: str = "zh", elder: str = "") -> str:
    template, values = samples.pages(language, elder)[name]
    session = Session("s", 0, "citizen", "1", language, elder)
    return render(template, Words(language), session=session, csrf="token", path="/", **values)


def fen(text: str) -> int:
    """An amount as printed, back as fen."""
    return int(re.sub(r"<[^>]+>|[¥,. ]", "", text).replace("−", "-"))


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("name", NAMES)
def test_a_page_needs_nothing_inline_and_nothing_from_elsewhere(name: str, language: str) -> None:
    html = page(name, language)
    assert not re.search(r"<style|style=|\son[a-z]+=|javascript:|<script(?! src=)", html)
    assert not re.search(r'(src|href|action)="(?:https?:)?//', html)
    assert f'lang="{"en" if language == "en" else "zh-CN"}"' in html


@pytest.mark.parametrize("name", NAMES)
def test_every_form_that_changes_something_carries_the_token(name: str) -> None:
    for form in re.findall(r"<form.*?</form>", page(name), re.DOTALL):
        if 'method="post"' in form:
            assert 'name="csrf" value="token"' in form


def test_every_word_has_its_english() -> None:
    found = set()
    for path in [*SOURCE.rglob("*.html"), *SOURCE.rglob("*.py")]:
        found |= {next(filter(None, groups)) for groups in WORD.findall(path.read_text("utf-8"))}
    assert len(found) > 150
    assert sorted(found - english().keys()) == []


def test_every_label_and_every_refusal_a_page_tells_has_its_english() -> None:
    tables = (labels.SCHEMES, labels.SHORT_SCHEMES, labels.STATUSES, labels.LEVELS, labels.PAYABLE_GROUPS, labels.MEDICAL_TYPES)
    told = {word for table in tables for word in table.values()} | set(labels.CARES.values()) | set(labels.HARDSHIP.values())
    told |= {name for name, _ in labels.FUNDS.values()} | {name for _, _, name, _ in PAYERS} | set(LEFT_LABELS.values())
    told |= set(labels.PLACES.values()) | {"少付 {amount}", "没有"}
    told |= {reason.value for kind in REASONS for reason in kind} | set(ACCOUNT_GROUPS.values())
    assert sorted(told - english().keys()) == []


def test_english_keeps_the_places_of_the_chinese() -> None:
    for chinese, translation in english().items():
        assert set(re.findall(r"{\w+}", chinese)) == set(re.findall(r"{\w+}", translation)), chinese


@pytest.mark.parametrize("name", ["receipt", "bill", "trace"])
def test_what_a_receipt_prints_adds_up(name: str) -> None:
    html = page(name)
    payers = re.search(r'<ul class="payers".*?</ul>', html, re.DOTALL)
    assert payers is not None
    *rows, total = [fen(amount) for amount in re.findall(r'<span class="amt">(.*?)</span>', payers[0])]
    classes = re.findall(r"<summary>.*?<span class=\"amt\">(.*?)</span>", html, re.DOTALL)
    lines = re.findall(r'</small></th><td class="num">([\d,.−]+)</td>', html)
    assert sum(rows) == total == samples.TOTAL
    assert sum(map(fen, classes)) == total
    assert sum(map(fen, lines)) == total


def test_the_steps_of_a_receipt_end_in_the_cash_on_top() -> None:
    html = page("receipt")
    left = [fen(amount) for amount in re.findall(r'class="left">.*?<span class="amt">(.*?)</span>', html)]
    top = re.search(r'<span class="amt xl">(.*?)</span>', html)
    assert top is not None
    assert left[-1] == fen(top[1]) == samples.PAID["cash"]


def test_a_name_with_markup_stays_text() -> None:
    home = replace(samples.HOME, name="<script>alert(1)</script>")
    html = render("citizen/home.html", Words("zh"), session=Session("s", 0), csrf="t", path="/", home=home)
    assert "<script>alert" not in html
    assert "&lt;script&gt;" in html


def test_the_code_page_weighs_at_most_40_kb_uncompressed() -> None:
    loaded = ("tokens.css", "base.css", "phone.css", "code.js", "mark.svg")
    weight = len(page("code").encode()) + sum(len(assets()[name].plain) for name in loaded)
    assert weight <= 40 * 1024


def test_the_code_page_shows_no_number_and_no_illness() -> None:
    text = unescape(re.sub(r"<[^>]+>", " ", page("code")))
    assert not re.search(r"\d{6}", text)
    assert "诊断" not in text


def test_the_typed_code_stands_in_fours_and_is_the_same_code() -> None:
    spoken = re.search(r'class="digits"[^>]*>([^<]+)<', page("code"))
    assert spoken is not None
    prefix, *groups = spoken[1].split(" ")
    assert prefix == "YMT"
    assert {len(group) for group in groups[:-1]} == {4}
    assert "".join((prefix, *groups)) == samples.code().text


def test_the_square_is_read_back() -> None:
    square = qr_square(samples.code().text)
    side, quiet, scale = square.side, 4, 4
    dark = set()
    for x, y, width in re.findall(r"M(\d+) (\d+)\.5h(\d+)", square.path):
        dark |= {(int(x) + i, int(y)) for i in range(int(width))}
    width = (side + 2 * quiet) * scale
    pixels = bytes(
        0 if ((i % width) // scale - quiet, i // width // scale - quiet) in dark else 255 for i in range(width * width)
    )
    found = zxingcpp.read_barcodes(memoryview(pixels).cast("B", (width, width)))
    assert [code.text for code in found] == [samples.code().text]


def test_amounts_are_written_as_people_write_them() -> None:
    assert grouped(137419) == "1,374.19"
    assert grouped(-5) == "−0.05"
    assert amount_html(137419) == '<span class="amt"><i>¥</i>1,374<b>.19</b></span>'
    assert amount_html(60000, minus=True) == '<span class="amt"><i>−¥</i>600<b>.00</b></span>'


def test_of_a_hundred_yuan_nothing_is_lost() -> None:
    assert per_hundred((1, 1, 1)) == (34, 33, 33)
    assert per_hundred((0, 0)) == (0, 0)
    assert sum(per_hundred((2113371, 238620, 137419))) == 100


def test_a_bar_fills_its_width_and_hides_nobody() -> None:
    segments = bar_segments((("basic", 999_999), ("acct", 0), ("cash", 1)))
    assert [segment.key for segment in segments] == ["basic", "cash"]
    assert segments[-1].x + segments[-1].width == BAR_WIDTH
    assert segments[-1].width >= 60
    assert bar_segments((("basic", -5), ("cash", 7))) == ()


def test_the_hour_that_is_not_over_is_marked() -> None:
    assert [column.now for column in hour_columns((1, 2, 0))] == [False, False, True]


def test_assets_are_named_by_their_bytes() -> None:
    assert {"tokens.css", "base.css", "phone.css", "desk.css"} <= assets().keys()
    assert all(re.fullmatch(r"[0-9a-f]{12}", asset.digest) for asset in assets().values())


def test_the_words_are_one_sorted_table() -> None:
    text = (SOURCE / "shared" / "words.en.json").read_bytes()
    keys = list(msgspec.json.decode(text, type=dict[str, str]))
    assert keys == sorted(keys)
