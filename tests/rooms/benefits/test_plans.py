"""A plan is the law of its day, is compiled once, and is refused where there is no law."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from tests.rooms.benefits.made_up_law import AREA, layer, made_up_law, plan, problems, row, settled
from yimatong.benefits.core.bill import Bill
from yimatong.benefits.core.circumstances import BenefitsReason, Care, Circumstances
from yimatong.benefits.core.compiling import plan_for
from yimatong.benefits.core.year_book import YearBook
from yimatong.kernel.refusals import Refusal

HERE = Circumstances(AREA, "390", date(2026, 6, 1), Care.INPATIENT, "3A", "resident")


@pytest.mark.parametrize(
    ("there", "reason", "field"),
    [
        (replace(HERE, area="110000"), BenefitsReason.NO_LAW_FOR_AREA, "area"),
        (replace(HERE, scheme="310", status="active"), BenefitsReason.NO_LAW_FOR_AREA, "area"),
        (replace(HERE, service_day=date(2025, 12, 31)), BenefitsReason.NO_LAW_ON_DAY, "service_day"),
        (replace(HERE, level="9"), BenefitsReason.UNKNOWN_LEVEL, "level"),
        (replace(HERE, status="retired"), BenefitsReason.UNKNOWN_STATUS, "status"),
    ],
)
def test_no_plan_without_law(there: Circumstances, reason: BenefitsReason, field: str) -> None:
    refusal = plan_for(made_up_law(layer()), there)
    assert isinstance(refusal, Refusal)
    assert (refusal.reason, refusal.field) == (reason, field)


def test_the_day_of_service_chooses_the_rate() -> None:
    law = made_up_law(layer(rate=[row(rate="0.8", to=date(2026, 3, 1)), row(rate="0.7", **{"from": date(2026, 3, 1)})]))
    assert settled(law, Bill(100), service_day=date(2026, 2, 28)).shares.basic == 80
    assert settled(law, Bill(100), service_day=date(2026, 3, 1)).shares.basic == 70


def test_a_plan_is_compiled_once() -> None:
    law = made_up_law(layer())
    assert plan(law) is plan(law, service_day=date(2026, 9, 9))


def test_care_that_grants_nothing_gives_a_plan_with_a_plain_sentence() -> None:
    others = ["pharmacy", "outpatient", "chronic_outpatient", "case_priced"]
    nothing = [row(care=others, text={"zh": "这里不报。", "en": "Nothing."})]
    law = made_up_law(layer(care=["inpatient"]), nothing=nothing)
    empty = plan(law, care=Care.PHARMACY)
    outcome = settled(law, Bill(100), care=Care.PHARMACY)
    assert empty.grants_nothing
    assert (outcome.shares.personal, outcome.trace.nothing_zh) == (100, "这里不报。")


@pytest.mark.parametrize("bill", [Bill(-1), Bill(5, first_self_pay=-1), Bill(5, in_scope_without_deductible=6)])
def test_an_unsound_bill_is_a_bug(bill: Bill) -> None:
    with pytest.raises(ValueError, match=r"NEGATIVE_AMOUNT|SPARED_BEYOND_SCOPE"):
        settled(made_up_law(layer()), bill)


def test_a_case_priced_bill_needs_its_price() -> None:
    with pytest.raises(ValueError, match="NO_CASE_PRICE case_price"):
        settled(made_up_law(layer()), Bill(5), care=Care.CASE_PRICED)


def test_only_stays_count_as_admissions() -> None:
    law = made_up_law(layer())
    assert settled(law, Bill(5), level="2A").year_book.admissions_second == 1
    assert settled(law, Bill(5), care=Care.OUTPATIENT).year_book.admissions == 0


def test_the_rate_of_the_basic_fund_is_told() -> None:
    assert settled(made_up_law(layer()), Bill(3)).shares.basic_rate == 8000
    mixed = made_up_law(layer(rate=[row(brackets=[{"upto": 1, "rate": "0.5"}, {"rate": 1}])]))
    assert settled(mixed, Bill(200)).shares.basic_rate == 7500


def test_an_illustrative_value_marks_only_the_plans_that_rest_on_it() -> None:
    seen = {"publisher": "nobody", "title": "made up", "date": "2026-01-01"}
    guess = {"illustrative": True, "why": "没有见到原文"}
    rates = [row(rate="0.8", **{"for": {"level": ["3A"]}}), row(rate="0.9", source="G", **{"for": {"level": ["2A"]}})]
    named: dict[str, Any] = {"for": {"level": ["3A", "2A"]}}
    nothing = [row(care=[care.value for care in Care], text={"zh": "不报", "en": "nothing"})]
    law = made_up_law(layer(rate=rates, **named), sources={"S": seen, "G": guess}, illustrative=True, nothing=nothing)
    assert not plan(law).illustrative
    assert plan(law, level="2A").illustrative
    step, *_ = (trace := settled(law, Bill(100), YearBook(), level="2A").trace).steps
    assert [trace.documents[place].why for place in step.documents] == ["没有见到原文"]


def test_rows_may_be_for_an_age() -> None:
    older, younger = {"for": {"age_from": 70}}, {"for": {"age_below": 70}}
    law = made_up_law(layer(rate=[row(rate="0.9", **older), row(rate="0.85", **younger)]))
    assert [settled(law, Bill(100), age=age).shares.basic for age in (0, 69, 70, 99)] == [85, 85, 90, 90]
    assert plan(law, age=3) is plan(law, age=69)
    assert law.packs[0].ages == (70,)


def test_a_hole_between_two_ages_is_found() -> None:
    older, younger = {"for": {"age_from": 70}}, {"for": {"age_below": 60}}
    (hole,) = problems(layer(rate=[row(rate="0.9", **older), row(rate="0.85", **younger)]))
    assert "60 岁起 没有一行生效" in hole.sentence
    never = row(rate="0.9", **{"for": {"age_from": 70, "age_below": 70}})
    assert any("没有人适用" in problem.sentence for problem in problems(layer(rate=[row(rate="0.85"), never])))
