"""Who let cover lapse waits: from the day cover begins again to the day on which there are benefits again."""

from datetime import date

from yimatong.benefits.core.pack import Law, WaitingRow
from yimatong.benefits.core.rows import in_force

MONTHS = 12


def waiting_until(law: Law, area: str, scheme: str, resumed: date, missed_years: int, repaired_years: int = 0) -> date | None:
    """First day with benefits for cover resumed on `resumed` after `missed_years`, some of them paid for since.

    None where nobody waits: nothing was missed, or the law of that day knows no waiting.
    """
    pack = law.by_area.get((area, scheme))
    rows = [row for row in pack.text.waiting if in_force(row.from_, row.to, resumed)] if pack else []
    if not rows or missed_years <= 0:
        return None
    return _later(resumed, _months(rows[0], missed_years, min(repaired_years, missed_years)))


def _months(row: WaitingRow, missed_years: int, repaired_years: int) -> int:
    months = row.fixed_months + row.per_missed_year * (missed_years - repaired_years)
    long = row.long_gap_years is not None and missed_years >= row.long_gap_years
    return max(months, row.long_gap_months) if long else months


def _later(day: date, months: int) -> date:
    """The same day of the month so many months later; the first of the next month where there is no such day."""
    years, month = divmod(day.month - 1 + months, MONTHS)
    try:
        return date(day.year + years, month + 1, day.day)
    except ValueError:
        years, month = divmod(day.month + months, MONTHS)
        return date(day.year + years, month + 1, 1)
