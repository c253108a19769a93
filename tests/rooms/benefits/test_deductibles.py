"""Every form of deductible the law knows (rules of admission, year and bill) takes what it should."""

import pytest

from tests.rooms.benefits.made_up_law import layer, made_up_law, row, settled, stays
from yimatong.benefits.core.bill import Bill
from yimatong.benefits.core.circumstances import Care
from yimatong.benefits.core.year_book import YearBook

YUAN = 100


def taken(by_admission: dict[str, object], *, bills: int = 6, **changes: object) -> list[int]:
    law = made_up_law(layer(deductible=[row(by_admission=by_admission, **changes)]))
    return [outcome.shares.deductible // YUAN for outcome in stays(law, *[5000 * YUAN] * bills)]


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ({"first": 800, "step": -240}, [800, 560, 320, 80, 0, 0]),
        ({"first": 700, "factors": [1, "0.5", 0]}, [700, 350, 0, 0, 0, 0]),
        ({"first": 1000, "later": 500}, [1000, 500, 500, 500, 500, 500]),
        ({"first": 400, "step": -100, "floor": 100}, [400, 300, 200, 100, 100, 100]),
        ({"amounts": [400, 280, 200]}, [400, 280, 200, 200, 200, 200]),
    ],
    ids=["steps to nothing", "full half none", "later half", "steps to a floor", "list by admission"],
)
def test_by_admission(written: dict[str, object], expected: list[int]) -> None:
    assert taken(written) == expected


def test_a_year_caps_the_sum_of_deductibles() -> None:
    assert taken({"amounts": [700]}, year_max=1500) == [700, 700, 100, 0, 0, 0]


def test_admissions_may_be_counted_by_level_group() -> None:
    law = made_up_law(layer(deductible=[row(by_admission={"amounts": [800, 400], "counted_by": "level_group"})]))
    first = settled(law, Bill(500_000), level="2A")
    elsewhere = settled(law, Bill(500_000), first.year_book, level="3A")
    again = settled(law, Bill(500_000), elsewhere.year_book, level="2B")
    assert [each.shares.deductible for each in (first, elsewhere, again)] == [80_000, 80_000, 40_000]


def test_per_year_is_borne_once() -> None:
    law = made_up_law(layer(counter="outpatient", deductible=[row(per_year=800)]))
    outcomes = stays(law, 50_000, 50_000, 50_000, care=Care.OUTPATIENT)
    assert [each.shares.deductible for each in outcomes] == [50_000, 30_000, 0]
    assert [each.shares.basic for each in outcomes] == [0, 16_000, 40_000]


def test_a_share_of_the_bill_stays_between_two_amounts() -> None:
    law = made_up_law(layer(deductible=[row(share_of_bill={"share": "0.2", "min": 2000, "max": 10000})]))
    amounts = [settled(law, Bill(total - 100, full_self_pay=100)).shares.deductible for total in (500_000, 2_000_000, 9_000_000)]
    assert amounts == [200_000, 400_000, 1_000_000]


def test_a_share_of_average_income_is_rounded_to_the_fen() -> None:
    law = made_up_law(layer(deductible=[row(per_year_share={"share": "0.1", "of": "50302.05"})]))
    assert settled(law, Bill(2_000_000)).shares.deductible == 503_021


def test_minors_bear_none_or_half_and_a_transfer_bears_no_second_one() -> None:
    law = made_up_law(
        layer(
            deductible=[row(by_admission={"first": 600, "step": -100})],
            adjust=[
                row(**{"for": {"status": "minor"}}, deductible_factor="0.5"),
                row(**{"for": {"status": "student"}}, deductible_factor=0),
                row(**{"for": {"transfer": True}}, deductible_factor=0),
            ],
        )
    )
    bill = Bill(500_000)
    assert settled(law, bill, status="minor").shares.deductible == 30_000
    assert settled(law, bill, status="student").shares.deductible == 0
    moved = settled(law, bill, YearBook(admissions=1, admissions_third=1), transfer=True)
    assert moved.shares.deductible == 0
    assert moved.year_book.admissions == 1


def test_a_stay_settled_in_two_bills_has_one_deductible_and_counts_once() -> None:
    law = made_up_law(layer(deductible=[row(by_admission={"first": 600, "step": -100})]))
    midway = settled(law, Bill(500_000))
    end = settled(law, Bill(500_000), midway.year_book, continued=True)
    assert (midway.shares.deductible, end.shares.deductible) == (60_000, 0)
    assert end.year_book.admissions == 1


def test_it_is_due_again_after_each_ninety_days_of_one_stay() -> None:
    law = made_up_law(layer(deductible=[row(by_admission={"amounts": [400]}, again_after_days=90)]))
    due = [settled(law, Bill(900_000, stay_days=days)).shares.deductible for days in (0, 90, 91, 180, 181)]
    assert due == [40_000, 40_000, 80_000, 80_000, 120_000]


def test_essential_drugs_are_spared_and_do_not_count_toward_it() -> None:
    law = made_up_law(layer(counter="outpatient", spares_essential_drugs=True, deductible=[row(per_year=800)]))
    outcome = settled(law, Bill(100_000, in_scope_without_deductible=40_000), care=Care.OUTPATIENT)
    assert outcome.shares.deductible == 60_000
    assert outcome.year_book.deductible_outpatient == 60_000
    assert outcome.shares.basic == 32_000


def test_a_bill_below_it_takes_only_what_is_there() -> None:
    law = made_up_law(layer(deductible=[row(by_admission={"amounts": [800]})]))
    outcome = settled(law, Bill(30_000))
    assert (outcome.shares.deductible, outcome.shares.basic, outcome.shares.personal) == (30_000, 0, 30_000)
