"""Stays that are more than one bill: care before admission, a transfer, a stay across the year's end; and who must wait."""

from datetime import date

import pytest

from tests.rooms.benefits.made_up_law import AREA, layer, made_up_law, plan, row, settled
from yimatong.benefits.core.bill import Bill
from yimatong.benefits.core.circumstances import Care
from yimatong.benefits.core.pack import Law
from yimatong.benefits.core.waiting import waiting_until
from yimatong.benefits.core.year_book import YearBook, difference

STEPS = made_up_law(
    layer(
        deductible=[row(by_admission={"first": 800, "step": -240})],
        rate=[row(rate="0.7")],
        ceiling=[row(limit=20000, of="cost")],
        adjust=[row(**{"for": {"transfer": True}}, deductible_factor=0)],
    ),
    layer("catastrophic", brackets="over_year", deductible=[row(per_year=3000)], rate=[row(rate="0.6")]),
)


def waiting_law(**changes: object) -> Law:
    text = {"zh": "还在等待期。", "en": "Still waiting."}
    return made_up_law(layer(), waiting=[row(fixed_months=3, per_missed_year=1, text=text, **changes)])


def test_care_before_admission_is_the_first_bill_of_the_stay() -> None:
    before = settled(STEPS, Bill(100_000))
    stay = settled(STEPS, Bill(900_000), before.year_book, continued=True)
    at_once = settled(STEPS, Bill(1_000_000))
    assert before.shares.deductible + stay.shares.deductible == at_once.shares.deductible == 80_000
    assert before.shares.funds_total + stay.shares.funds_total == at_once.shares.funds_total
    assert stay.year_book == at_once.year_book


def test_the_stay_after_one_with_care_before_admission_is_the_second() -> None:
    before = settled(STEPS, Bill(100_000))
    stay = settled(STEPS, Bill(900_000), before.year_book, continued=True)
    assert settled(STEPS, Bill(500_000), stay.year_book).shares.deductible == 56_000


def test_a_transfer_is_no_new_admission_and_the_next_stay_counts_on() -> None:
    first = settled(STEPS, Bill(500_000))
    moved = settled(STEPS, Bill(500_000), first.year_book, level="2A", transfer=True)
    assert (moved.shares.deductible, moved.year_book.admissions) == (0, 1)
    assert settled(STEPS, Bill(500_000), moved.year_book).shares.deductible == 56_000


def test_a_stay_across_the_years_end_has_one_deductible_and_each_part_counts_in_its_own_year() -> None:
    old_year = settled(STEPS, Bill(600_000), service_day=date(2026, 12, 31))
    new_year = settled(STEPS, Bill(600_000), YearBook(), service_day=date(2027, 1, 1), continued=True)
    assert (old_year.shares.deductible, new_year.shares.deductible) == (80_000, 0)
    assert (old_year.year_book.admissions, new_year.year_book.admissions) == (1, 0)
    assert new_year.year_book.cost_basic == 600_000
    assert new_year.shares.catastrophic == 0
    assert settled(STEPS, Bill(500_000), new_year.year_book, service_day=date(2027, 3, 1)).shares.deductible == 80_000


def test_the_years_ceiling_is_a_new_one_in_the_new_year() -> None:
    spent = YearBook(admissions=1, cost_basic=2_000_000)
    assert settled(STEPS, Bill(500_000), spent, continued=True).shares.basic == 0
    assert settled(STEPS, Bill(500_000), YearBook(), continued=True).shares.basic == 350_000


def test_a_further_bill_of_a_stay_adds_no_admission_to_the_year() -> None:
    first = settled(STEPS, Bill(600_000))
    added = difference(settled(STEPS, Bill(600_000), first.year_book, continued=True).year_book, first.year_book)
    assert (added.admissions, added.admissions_third, added.deductible_basic, added.cost_basic) == (0, 0, 0, 600_000)


@pytest.mark.parametrize(
    ("missed", "repaired", "until"),
    [
        (1, 0, date(2026, 5, 15)),
        (3, 0, date(2026, 7, 15)),
        (3, 2, date(2026, 5, 15)),
        (3, 9, date(2026, 4, 15)),
        (4, 0, date(2026, 8, 15)),
        (4, 4, date(2026, 7, 15)),
        (12, 0, date(2027, 4, 15)),
    ],
)
def test_who_let_cover_lapse_waits_longer_for_each_year_not_repaired(missed: int, repaired: int, until: date) -> None:
    law = waiting_law(long_gap_years=4, long_gap_months=6)
    assert waiting_until(law, AREA, "390", date(2026, 1, 15), missed, repaired) == until


def test_a_month_without_such_a_day_gives_the_first_of_the_next() -> None:
    assert waiting_until(waiting_law(), AREA, "390", date(2026, 10, 31), 1) == date(2027, 3, 1)
    assert waiting_until(waiting_law(), AREA, "390", date(2026, 8, 31), 0, 0) is None


def test_nobody_waits_where_the_law_of_that_day_knows_no_waiting() -> None:
    later = waiting_law(**{"from": date(2026, 3, 1)})
    assert waiting_until(later, AREA, "390", date(2026, 2, 28), 3) is None
    assert waiting_until(later, "120000", "390", date(2026, 3, 1), 3) is None
    assert waiting_until(made_up_law(layer()), AREA, "390", date(2026, 3, 1), 3) is None


def test_while_waiting_nothing_is_paid_and_the_law_says_so() -> None:
    law, day = waiting_law(), date(2026, 7, 15)
    outcome = settled(law, Bill(100_000), service_day=date(2026, 7, 14), waiting_until=day)
    assert (outcome.shares.personal, outcome.trace.nothing_zh) == (100_000, "还在等待期。")
    assert outcome.trace.documents[0].title == "made up for a test"
    assert settled(law, Bill(100_000), service_day=day, waiting_until=day).shares.basic == 80_000
    assert plan(law, care=Care.OUTPATIENT, service_day=date(2026, 7, 14), waiting_until=day).grants_nothing
