"""The explanation says nothing that the trace does not: every number in it is derived again, and the money runs through."""

import re
from typing import Any

import msgspec
import pytest

from tests.rooms.benefits.made_up_law import LEVELS, layer, made_up_law, row, settled
from yimatong.benefits.core.applying import Outcome
from yimatong.benefits.core.bill import Bill
from yimatong.benefits.core.circumstances import Care, Place
from yimatong.benefits.core.explaining import Language, explain
from yimatong.benefits.core.trace import Step, Trace
from yimatong.benefits.core.year_book import YearBook

FOR = "for"
POOR = {FOR: {"identity": 3}}
LAW = made_up_law(
    layer(
        deductible=[
            row(by_admission={"first": 800, "step": -240}, **{FOR: {"level": LEVELS[:-2]}}),
            row(by_admission={"amounts": [600]}, **{FOR: {"level": LEVELS[-2:]}}),
        ],
        rate=[row(brackets=[{"upto": 10000, "rate": "0.6"}, {"rate": "0.7"}])],
        ceiling=[row(limit=30000, of="cost")],
        adjust=[
            row(**{FOR: {"place": "unregistered_elsewhere"}}, points="-0.05", first_self_pay="0.1"),
            row(**{FOR: {"status": "minor"}}, deductible_factor="0.5", points="0.055"),
            row(**{FOR: {"transfer": True}}, deductible_factor=0),
        ],
        care=["inpatient", "case_priced"],
    ),
    layer(
        id="clinic",
        care=["outpatient"],
        counter="outpatient",
        deductible=[row(per_year=300)],
        ceiling=[row(limit=500, visit_limit=200)],
    ),
    layer(
        "catastrophic",
        care=["inpatient"],
        brackets="over_year",
        deductible=[row(per_year="9999.5")],
        rate=[row(brackets=[{"upto": 1000, "rate": "0.6"}, {"upto": 30000, "rate": "0.7"}])],
        adjust=[row(**POOR, deductible_factor="0.5", points="0.05", no_ceiling=True)],
    ),
    layer("assistance", care=["inpatient"], deductible=[row(per_year=0)], brackets="over_year", rate=[row(rate="0.7")], **POOR),
    layer("tilt", care=["inpatient"], deductible=[row(per_year=50)], brackets="over_year", ceiling=[row(limit=90)], **POOR),
    layer("supplementary", counter="outside", base="out_of_scope", care=["inpatient"], rate=[row(rate="0.25")]),
    nothing=[row(care=["chronic_outpatient", "pharmacy"], text={"zh": "药店不报。", "en": "Not paid at a pharmacy."})],
)
SITUATIONS: dict[str, tuple[Bill, YearBook, dict[str, Any]]] = {
    "first stay": (Bill(1_500_050, 10_000, 3_300, 77), YearBook(), {}),
    "third stay": (Bill(900_000), YearBook(admissions=2, cost_basic=100_000), {}),
    "free stay": (Bill(900_000), YearBook(admissions=7), {}),
    "small stay": (Bill(30_000), YearBook(), {}),
    "above the ceiling": (Bill(2_500_000), YearBook(admissions=1, cost_basic=2_000_000), {}),
    "in hardship": (Bill(6_000_000, 5_000), YearBook(admissions=1, cost_catastrophic=70_010, deductible_catastrophic=70_010),
                    {"identities": frozenset({3})}),
    "away": (Bill(1_000_000), YearBook(), {"place": Place.UNREGISTERED_ELSEWHERE}),
    "minor": (Bill(1_000_000), YearBook(), {"status": "minor"}),
    "case priced": (Bill(1_000_000, case_price=800_000), YearBook(), {"care": Care.CASE_PRICED}),
    "transferred": (Bill(400_000), YearBook(admissions=1), {"transfer": True}),
    "continued": (Bill(400_000), YearBook(admissions=1), {"continued": True}),
    "the same each time": (Bill(400_000), YearBook(admissions=1), {"level": "village"}),
    "clinic": (Bill(100_000), YearBook(), {"care": Care.OUTPATIENT}),
    "clinic again": (Bill(40_000), YearBook(cost_outpatient=90_000, deductible_outpatient=30_000, paid_outpatient=45_000),
                     {"care": Care.OUTPATIENT}),
    "pharmacy": (Bill(4_000), YearBook(), {"care": Care.PHARMACY}),
    "nothing in scope": (Bill(0, full_self_pay=4_000), YearBook(), {}),
}  # fmt: skip
BOTH: list[Language] = ["zh", "en"]


def outcome_of(name: str) -> tuple[Outcome, Bill]:
    bill, book, changes = SITUATIONS[name]
    return settled(LAW, bill, book, **changes), bill


def written(text: str) -> set[str]:
    """Every number in a text, without thousands marks, as `12.34`."""
    return {_plain(number) for number in re.findall(r"\d[\d,]*(?:\.\d+)?", re.sub(r"\b[123][AB]\b", "", text))}


def _plain(number: str) -> str:
    return f"{float(number.replace(',', '')):.4f}"


def derived(outcome: Outcome, bill: Bill) -> set[str]:
    """Every number the explanation may use, worked out from trace, bill and shares alone."""
    numbers = {bill.first_self_pay, bill.full_self_pay, bill.over_ceiling, outcome.trace.detour, outcome.shares.hospital}
    counts = {outcome.trace.detour_rate}
    left = bill.in_scope - outcome.trace.detour - outcome.shares.hospital
    for step in outcome.trace.steps:
        left -= step.payment if step.looks_at == "in_scope" else 0
        numbers |= {left, outcome.shares.personal, outcome.shares.personal - left} | set(_amounts(step))
        counts |= {abs(step.points), *(part.rate for part in step.brackets), *(part.rate - step.points for part in step.brackets)}
    numbers |= {left, outcome.shares.personal, outcome.shares.personal - left}
    admissions = {step.deductible.admission for step in outcome.trace.steps if step.deductible}
    return {f"{number / 100:.4f}" for number in numbers | counts} | {f"{number:.4f}" for number in admissions}


def _amounts(step: Step) -> list[int]:
    amounts = [step.carried, step.base, step.carried + step.base, step.visit_cut, sum(part.amount for part in step.brackets)]
    amounts += [value for part in step.brackets for value in (part.amount, part.payment)]
    if step.deductible:
        part = step.deductible
        amounts += [part.full, part.used, part.taken, part.first, part.ordinary, part.full - part.used - part.taken]
    if step.ceiling:
        amounts += [step.ceiling.limit, step.ceiling.used, step.ceiling.cut]
    return amounts


@pytest.mark.parametrize("language", BOTH)
@pytest.mark.parametrize("name", SITUATIONS)
def test_every_number_is_derived_from_the_trace(name: str, language: Language) -> None:
    outcome, bill = outcome_of(name)
    for sentence in explain(outcome.trace, bill, outcome.shares, language):
        assert written(sentence.title + " " + sentence.text) <= derived(outcome, bill), sentence


@pytest.mark.parametrize("name", SITUATIONS)
def test_the_sentences_add_up_to_the_bill(name: str) -> None:
    outcome, bill = outcome_of(name)
    sentences = explain(outcome.trace, bill, outcome.shares)
    funds = {step.kind for step in outcome.trace.steps}
    assert sum(each.amount for each in sentences if each.kind in funds) == outcome.shares.funds_total
    assert sentences[-1].kind == "own"
    assert sentences[-1].amount == outcome.shares.personal


@pytest.mark.parametrize("name", SITUATIONS)
def test_a_trace_goes_through_json(name: str) -> None:
    outcome, _ = outcome_of(name)
    encoded = msgspec.json.encode(outcome.trace)
    assert msgspec.json.decode(encoded, type=Trace) == outcome.trace
    assert len(encoded) < 2_500


def test_the_words_people_read() -> None:
    outcome, bill = outcome_of("third stay")
    told = {each.kind: each for each in explain(outcome.trace, bill, outcome.shares)}
    assert told["deductible"].text == "三级甲等医院头一回住院扣 800 元，后面几回会少扣。您今年是第 3 回，所以扣 320 元。"
    assert told["deductible"].left_after == 868_000
    assert told["basic"].title == "统筹基金报 60%"
    assert told["own"].text.startswith("就是刚才剩下的")


def test_no_deductible_is_said_in_the_right_words() -> None:
    told = {}
    for name in ("transferred", "continued", "free stay", "the same each time"):
        outcome, bill = outcome_of(name)
        told[name] = [each.text for each in explain(outcome.trace, bill, outcome.shares) if each.kind == "deductible"]
    assert told["transferred"] == ["这次不用扣起付线。一般人是 560 元，您这里减到 0 元。"]
    assert told["continued"] == []
    assert told["free stay"] == ["您今年是第 8 回住院，起付线已经减到零，这次不用扣。"]
    assert told["the same each time"] == ["村卫生室每回住院的起付线都是 600 元。"]


def test_the_catastrophic_step_tells_the_line_and_the_family_s_advantage() -> None:
    outcome, bill = outcome_of("in hardship")
    told = {each.kind: each.text for each in explain(outcome.trace, bill, outcome.shares)}
    assert "您今年前面已经担了 700.10 元" in told["catastrophic"]
    assert "门槛是 9,999.50 元，您家属低保一类，4,999.75 元就够。" in told["catastrophic"]
    assert "您家多 5 个百分点" in told["catastrophic"]
    assert told["assistance"].startswith("您家属低保一类，救助没有门槛，")


def test_a_line_not_reached_is_said() -> None:
    outcome, bill = outcome_of("small stay")
    told = {each.kind: each for each in explain(outcome.trace, bill, outcome.shares)}
    assert told["catastrophic"].title == "大病保险还没到门槛"
    assert "还差 9,699.50 元才到" in told["catastrophic"].text


def test_care_that_grants_nothing_is_said_plainly() -> None:
    outcome, bill = outcome_of("pharmacy")
    nothing, own = explain(outcome.trace, bill, outcome.shares)
    assert (nothing.title, nothing.text) == ("这次统筹基金不付", "药店不报。")
    assert own.text == "这次的 40.00 元都归您自己。"
