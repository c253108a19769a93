"""The explanation says nothing that the trace does not: every number in it is derived again, and the money runs through."""

import re
from datetime import date
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
AWAY = ["registered_elsewhere", "unregistered_elsewhere"]
WIDE = made_up_law(
    layer(
        care=["inpatient"],
        deductible=[
            row(by_admission={"amounts": [700]}, year_max=1000, again_after_days=90, **{FOR: {"place": "local"}}),
            row(share_of_bill={"share": "0.2", "min": 2000, "max": 10000}, **{FOR: {"place": AWAY}}),
        ],
        rate=[row(brackets=[{"upto": 50000, "rate": "0.6"}])],
        ceiling=[row(limit=50000, of="cost")],
        adjust=[
            row(**{FOR: {"place": "registered_elsewhere"}}, coefficient="0.8", points="-0.1"),
            row(**{FOR: {"status": "retired", "place": "local"}}, points="-0.02"),
        ],
        spares_essential_drugs=True,
    ),
    layer("large_cost", base="between", care=["inpatient"], rate=[row(rate="0.95", between={"from": 50000, "to": 90000})]),
    layer("civil_servant", care=["inpatient"], rate=[row(rate="0.5")], **{FOR: {"civil_servant": True}}),
    layer("enterprise", counter="supplementary", care=["inpatient"], base="in_scope_and_first_self_pay", rate=[row(rate="0.1")]),
    layer("disabled", counter="supplementary", care=["inpatient"], rate=[row(rate="0.1")]),
    layer(
        "supplementary",
        counter="outside",
        base="out_of_scope",
        care=["inpatient"],
        brackets="over_year",
        deductible=[row(per_year=100)],
        rate=[row(brackets=[{"upto": 1000, "rate": "0.5"}, {"rate": "0.7"}])],
        ceiling=[row(limit=5000, of="cost")],
    ),
    scheme="310",
    nothing=[
        row(
            care=["outpatient", "case_priced", "chronic_outpatient", "pharmacy"],
            text={"zh": "不报。", "en": "Nothing is paid."},
        )
    ],
    waiting=[row(fixed_months=3, per_missed_year=1, text={"zh": "还在等待期。", "en": "Still waiting."})],
)
WIDE_SITUATIONS: dict[str, tuple[Bill, YearBook, dict[str, Any]]] = {
    "a long stay": (Bill(3_000_000, stay_days=91), YearBook(), {}),
    "the year had enough": (Bill(3_000_000), YearBook(admissions=1, deductible_basic=70_000), {}),
    "essential drugs": (Bill(500_000, in_scope_without_deductible=470_000), YearBook(), {}),
    "a share of the bill": (Bill(3_000_000, full_self_pay=100_000), YearBook(), {"place": Place.UNREGISTERED_ELSEWHERE}),
    "away, registered": (Bill(3_000_000), YearBook(), {"place": Place.REGISTERED_ELSEWHERE}),
    "less at home": (Bill(3_000_000), YearBook(), {"status": "retired"}),
    "large cost": (Bill(8_000_000, 5_000), YearBook(), {"civil_servant": True}),
    "beyond all scope": (Bill(100_000, 50_000, 700_000, 300_000), YearBook(cost_outside=20_000, deductible_outside=10_000), {}),
    "waiting": (Bill(100_000), YearBook(), {"waiting_until": date(2026, 7, 1)}),
}
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
    law = LAW if name in SITUATIONS else WIDE
    bill, book, changes = (SITUATIONS | WIDE_SITUATIONS)[name]
    return settled(law, bill, book, **changes), bill


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
        left = max(0, left - step.payment) if step.looks_at != "out_of_scope" else left
        numbers |= {left, outcome.shares.personal, outcome.shares.personal - left} | set(_amounts(step))
        counts |= {step.coefficient, step.deductible.rate if step.deductible else 0}
        counts |= {abs(step.points), *(part.rate for part in step.brackets), *(part.rate - step.points for part in step.brackets)}
    numbers |= {left, outcome.shares.personal, outcome.shares.personal - left}
    numbers.add(bill.in_scope_without_deductible)
    parts = [step.deductible for step in outcome.trace.steps if step.deductible]
    admissions = {part.admission for part in parts} | {part.again_after_days for part in parts}
    admissions |= {part.full // part.once for part in parts if part.once}
    return {f"{number / 100:.4f}" for number in numbers | counts} | {f"{number:.4f}" for number in admissions}


def _amounts(step: Step) -> list[int]:
    amounts = [
        step.lower,
        step.upper,
        step.carried,
        step.base,
        step.carried + step.base,
        step.visit_cut,
        sum(part.amount for part in step.brackets),
    ]
    amounts += [value for part in step.brackets for value in (part.amount, part.payment)]
    if step.deductible:
        part = step.deductible
        amounts += [part.once, part.least, part.most, part.year_max, part.year_max - part.taken]
        amounts += [part.full, part.used, part.taken, part.first, part.ordinary, part.full - part.used - part.taken]
    if step.ceiling:
        amounts += [step.ceiling.limit, step.ceiling.used, step.ceiling.cut]
    return amounts


@pytest.mark.parametrize("language", BOTH)
@pytest.mark.parametrize("name", [*SITUATIONS, *WIDE_SITUATIONS])
def test_every_number_is_derived_from_the_trace(name: str, language: Language) -> None:
    outcome, bill = outcome_of(name)
    for sentence in explain(outcome.trace, bill, outcome.shares, language):
        assert written(sentence.title + " " + sentence.text) <= derived(outcome, bill), sentence


@pytest.mark.parametrize("name", [*SITUATIONS, *WIDE_SITUATIONS])
def test_the_sentences_add_up_to_the_bill(name: str) -> None:
    outcome, bill = outcome_of(name)
    sentences = explain(outcome.trace, bill, outcome.shares)
    funds = {step.kind for step in outcome.trace.steps}
    assert sum(each.amount for each in sentences if each.kind in funds) == outcome.shares.funds_total
    assert sentences[-1].kind == "own"
    assert sentences[-1].amount == outcome.shares.personal


@pytest.mark.parametrize("name", [*SITUATIONS, *WIDE_SITUATIONS])
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


@pytest.mark.parametrize(
    ("name", "kind", "words"),
    [
        ("a long stay", "deductible", "住得久，每满 90 天再扣一回：700 元扣了 2 回，一共 1,400 元。"),
        ("a long stay", "deductible", "一年的起付线加起来最多 1,000 元，前面已经扣了 0.00 元，这次只扣 1,000.00 元。"),
        ("the year had enough", "deductible", "前面已经扣了 700.00 元，这次只扣 300.00 元。"),
        ("essential drugs", "deductible", "基本药物的 4,700.00 元不用扣起付线。这次能进医保的钱不到起付线，只扣了 300.00 元。"),
        ("a share of the bill", "deductible", "起付线是这次总费用的 20%，最少 2,000 元，最多 10,000 元，这次是 6,200.00 元。"),
        ("away, registered", "basic", "在外地看病，报销比例按 80% 折算。在外地看病，少报 10 个百分点。"),
        ("less at home", "basic", "按规定这次少报 2 个百分点。"),
        ("large cost", "large_cost", "今年能进医保的费用超过 50,000 元、不到 90,000 元的部分归这一层，这次有 30,000.00 元。"),
        ("large cost", "enterprise", "这一层把先自付的也算进来，一共看"),
        ("beyond all scope", "supplementary", "这一层看的是医保范围外的"),
        ("beyond all scope", "supplementary", "门槛是 100 元。"),
        ("beyond all scope", "supplementary", "一年最多算到 5,000 元"),
        ("waiting", "nothing", "还在等待期。"),
        ("away", "detour", "要先自付 10%，这次是 1,000.00 元。"),
    ],
)
def test_each_layer_and_each_form_away_from_home_has_its_words(name: str, kind: str, words: str) -> None:
    outcome, bill = outcome_of(name)
    assert words in " ".join(each.text for each in explain(outcome.trace, bill, outcome.shares) if each.kind == kind)


@pytest.mark.parametrize("name", [*SITUATIONS, *WIDE_SITUATIONS])
def test_each_sentence_but_the_last_carries_its_document(name: str) -> None:
    outcome, bill = outcome_of(name)
    *told, own = explain(outcome.trace, bill, outcome.shares)
    assert all(sentence.documents for sentence in told)
    assert own.kind == "own"
