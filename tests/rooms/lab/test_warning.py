"""Early warning: who passes the line over twelve months, and the figures behind it."""

from dataclasses import replace
from datetime import date

from yimatong.benefits.core.year_book import YearBook
from yimatong.lab.core.warning import CATASTROPHIC_SPENDING, FUJIAN_WARNING, MonthOfCare, early_warnings

DECEMBER = date(2026, 12, 1)


def month(number: int, in_scope: int, paid: int, year: int = 2026, person: int = 1, **added: int) -> MonthOfCare:
    return MonthOfCare(person, "350100", date(year, number, 1), in_scope, paid, YearBook(**added))


def test_the_published_lines_are_a_share_of_last_years_income() -> None:
    assert FUJIAN_WARNING.amount == 50_302_00
    assert CATASTROPHIC_SPENDING.amount == 20_120_80


def test_a_burden_past_the_line_is_listed_with_the_figures_behind_it() -> None:
    care = [
        month(3, 60_000_00, 20_000_00, admissions=1, deductible_basic=800_00),
        month(9, 30_000_00, 10_000_00, admissions=1, deductible_basic=560_00, deductible_outpatient=100_00),
    ]
    [found] = early_warnings(care, [FUJIAN_WARNING], DECEMBER)
    assert (found.in_scope, found.paid, found.burden, found.over_by) == (90_000_00, 30_000_00, 60_000_00, 9_698_00)
    assert (found.deductible, found.admissions, found.heaviest_month) == (1_460_00, 2, date(2026, 3, 1))
    assert (found.line, found.line_amount, found.months) == ("warning", 50_302_00, tuple(care))


def test_exactly_on_the_line_is_not_past_it() -> None:
    assert early_warnings([month(1, 50_302_00, 0)], [FUJIAN_WARNING], DECEMBER) == ()
    assert len(early_warnings([month(1, 50_302_01, 0)], [FUJIAN_WARNING], DECEMBER)) == 1


def test_only_the_twelve_months_ending_now_count() -> None:
    care = [month(12, 40_000_00, 0, year=2025), month(1, 20_000_00, 0), month(6, 20_000_00, 0)]
    assert early_warnings(care, [FUJIAN_WARNING], DECEMBER) == ()
    [found] = early_warnings(care, [FUJIAN_WARNING], date(2026, 11, 1))
    assert found.burden == 80_000_00
    assert early_warnings(care, [FUJIAN_WARNING], date(2026, 5, 31)) != ()


def test_a_reversal_takes_the_burden_back() -> None:
    care = [month(2, 70_000_00, 0), month(3, -70_000_00, 0)]
    assert early_warnings(care, [FUJIAN_WARNING], DECEMBER) == ()


def test_a_line_not_in_force_warns_of_nothing() -> None:
    care = [month(1, 90_000_00, 0, year=2027)]
    assert early_warnings(care, [FUJIAN_WARNING], date(2027, 1, 31)) == ()
    longer = replace(FUJIAN_WARNING, end=None)
    assert len(early_warnings(care, [longer], date(2027, 1, 31))) == 1


def test_several_lines_and_people_the_heaviest_first() -> None:
    care = [month(1, 30_000_00, 0, person=7), month(1, 99_000_00, 0, person=3)]
    found = early_warnings(care, [FUJIAN_WARNING, CATASTROPHIC_SPENDING], DECEMBER)
    assert [(each.person_id, each.line) for each in found] == [
        (3, "catastrophic_spending"), (3, "warning"), (7, "catastrophic_spending"),
    ]  # fmt: skip
