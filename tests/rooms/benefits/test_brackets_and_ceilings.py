"""Brackets count per visit or over the year, from zero or from above the deductible; ceilings bind cost or payment."""

from typing import Any

import pytest

from tests.rooms.benefits.made_up_law import LEVELS, layer, made_up_law, row, settled, stays
from yimatong.benefits.core.bill import Bill
from yimatong.benefits.core.circumstances import Care
from yimatong.benefits.core.year_book import YearBook

TWO = [row(brackets=[{"upto": 1000, "rate": "0.5"}, {"rate": "0.9"}])]
DEDUCTIBLE = [row(by_admission={"amounts": [200]})]


def paid(bills: tuple[int, ...], **changes: Any) -> list[int]:
    return [each.shares.basic for each in stays(made_up_law(layer(rate=TWO, **changes)), *bills)]


def test_per_visit_from_above_the_deductible() -> None:
    assert paid((150_000, 150_000), deductible=DEDUCTIBLE) == [77_000, 77_000]


def test_per_visit_from_zero_with_the_deductible_inside_the_first_bracket() -> None:
    assert paid((150_000, 150_000), deductible=DEDUCTIBLE, counted="from_zero") == [85_000, 85_000]


def test_over_the_year_from_zero() -> None:
    assert paid((60_000, 60_000), brackets="over_year", counted="from_zero") == [30_000, 38_000]


def test_over_the_year_from_above_the_deductible() -> None:
    assert paid((60_000, 60_000), brackets="over_year", deductible=[row(per_year=200)]) == [20_000, 30_000]
    assert paid((60_000, 80_000), brackets="over_year", deductible=[row(per_year=200)]) == [20_000, 48_000]


def test_a_last_bound_without_a_rate_beyond_it_pays_nothing_more() -> None:
    law = made_up_law(layer(rate=[row(brackets=[{"upto": 1000, "rate": "0.5"}])], brackets="over_year"))
    assert [each.shares.basic for each in stays(law, 90_000, 90_000)] == [45_000, 5_000]


def test_each_layer_is_rounded_half_up_once_and_its_brackets_add_up() -> None:
    law = made_up_law(layer(rate=[row(brackets=[{"upto": "0.33", "rate": "0.5"}, {"rate": "0.45"}])]))
    outcome = settled(law, Bill(44))
    assert outcome.shares.basic == 21  # 33 x 0.5 + 11 x 0.45 = 21.45
    assert [part.payment for part in outcome.trace.steps[0].brackets] == [17, 4]


def test_half_a_fen_goes_up() -> None:
    assert settled(made_up_law(layer(rate=[row(rate="0.5")])), Bill(3)).shares.basic == 2


def test_a_ceiling_on_cost_counts_the_deductible_inside() -> None:
    law = made_up_law(layer(deductible=DEDUCTIBLE, ceiling=[row(limit=1000, of="cost")]))
    assert [each.shares.basic for each in stays(law, 70_000, 70_000, 70_000)] == [40_000, 8_000, 0]


def test_a_ceiling_on_payment_counts_what_was_paid() -> None:
    law = made_up_law(layer(deductible=DEDUCTIBLE, ceiling=[row(limit=1000, of="payment")]))
    assert [each.shares.basic for each in stays(law, 100_000, 100_000, 100_000)] == [64_000, 36_000, 0]


@pytest.mark.parametrize("of", ["cost", "payment"])
def test_a_lower_ceiling_after_more_was_used_pays_nothing(of: str) -> None:
    high, low = (row(limit=limit, of=of, **{"for": {"level": level}}) for limit, level in ((1000, ["3A"]), (500, LEVELS[1:])))
    law = made_up_law(layer(ceiling=[high, low]))
    first = settled(law, Bill(90_000))
    second = settled(law, Bill(10_000), first.year_book, level="2A")
    assert second.shares.basic == 0
    (ceiling,) = [step.ceiling for step in second.trace.steps if step.ceiling]
    assert ceiling.cut == (10_000 if of == "cost" else 8_000)


def test_a_limit_per_visit_cuts_each_visit() -> None:
    law = made_up_law(layer(ceiling=[row(limit=50, visit_limit=30)]))
    assert [each.shares.basic for each in stays(law, 10_000, 10_000, 10_000)] == [3_000, 2_000, 0]


def test_a_ceiling_is_shared_by_layers_that_name_the_same_group() -> None:
    stay = layer(care=["inpatient"], ceiling=[row(limit=1000, of="cost", group="basic")])
    clinic = layer(
        id="clinic", care=["chronic_outpatient"], counter="chronic", ceiling=[row(limit=1000, of="cost", group="basic")]
    )
    nothing = [row(care=["outpatient", "case_priced", "pharmacy"], text={"zh": "不报", "en": "nothing"})]
    law = made_up_law(stay, clinic, nothing=nothing)
    first = settled(law, Bill(70_000))
    second = settled(law, Bill(70_000), first.year_book, care=Care.CHRONIC_OUTPATIENT)
    assert (first.shares.basic, second.shares.basic) == (56_000, 24_000)
    assert second.year_book.cost_chronic == 70_000
    assert (second.year_book.cost_basic, second.year_book.paid_basic) == (140_000, 80_000)


def test_some_diseases_have_a_ceiling_of_their_own() -> None:
    capped = row(limit=6000, of="cost", group="hypertension", **{"for": {"disease": "高血压"}})
    others = row(limit=1000, of="cost", group="basic", **{"for": {"disease": ["糖尿病", "other"]}})
    law = made_up_law(layer(counter="chronic", ceiling=[capped, others]))
    outcome = settled(law, Bill(500_000), YearBook(cost_basic=100_000), care=Care.CHRONIC_OUTPATIENT, disease="高血压")
    assert outcome.shares.basic == 400_000
    assert outcome.year_book.cost_basic == 100_000


def test_unbroken_years_raise_the_ceiling_up_to_a_share_of_it() -> None:
    raised = [row(**{"raise": {"after_years": 4, "per_year": 1000, "max_share": "0.2"}})]
    law = made_up_law(layer(rate=[row(rate=1)], ceiling=[row(limit=10000)], adjust=raised))
    limits = [settled(law, Bill(9_000_000), scheme_years=years).shares.basic for years in (4, 5, 6, 30)]
    assert limits == [1_000_000, 1_100_000, 1_200_000, 1_200_000]
