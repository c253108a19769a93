"""Early warning: people whose burden within scope over twelve months passes a line, with the figures behind each.

Fujian watches people whose burden passes last year's disposable income per head of the place.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from yimatong.benefits.core.year_book import YearBook
from yimatong.kernel.money import Fen, Rate, share_half_up

MONTHS = 12


@dataclass(frozen=True, slots=True)
class Line:
    """A line holds from `start` up to the day before `end`: the share `rate` of the published average `of`, in fen."""

    key: str
    name: str
    of: Fen
    rate: Rate
    start: date
    end: date | None
    publisher: str
    title: str
    published: str

    @property
    def amount(self) -> Fen:
        """The line itself in fen."""
        return share_half_up(self.of, self.rate)

    def holds_on(self, day: date) -> bool:
        """Whether the line is in force on that day."""
        return self.start <= day and (self.end is None or day < self.end)


INCOME = "福建居民人均可支配收入"
FUJIAN_WARNING = Line(
    "warning", f"因病致贫预警线：上年{INCOME}的 100%", 50_302_00, 10_000, date(2026, 1, 1), date(2027, 1, 1),
    "海峡都市报", "2025年福建居民人均可支配收入", "2026-01-22",
)  # fmt: skip
CATASTROPHIC_SPENDING = Line(
    "catastrophic_spending", f"灾难性支出线：上年{INCOME}的 40%", 50_302_00, 4_000, date(2026, 1, 1), date(2027, 1, 1),
    "海峡都市报", "2025年福建居民人均可支配收入", "2026-01-22",
)  # fmt: skip
"""Lines for bills of 2026, by the income of 2025. 40 % of what a household can pay is how the World Health Organization draws it;
what a household can pay is not known here, so the income per head stands for it."""


@dataclass(frozen=True, slots=True)
class MonthOfCare:
    """One person's settlements in one month. `in_scope` and `paid` (all funds) in fen; `added` is the sum of the settlements'
    year-book deltas; a reversal counts negative. `month` is its first day."""

    person_id: int
    area: str
    month: date
    in_scope: Fen
    paid: Fen
    added: YearBook


@dataclass(frozen=True, slots=True)
class Warning:
    """Who passed which line by how much, and why: the sums of twelve months, the heaviest month, and the months themselves."""

    person_id: int
    area: str
    line: str
    line_amount: Fen
    burden: Fen
    over_by: Fen
    in_scope: Fen
    paid: Fen
    deductible: Fen
    admissions: int
    heaviest_month: date
    months: tuple[MonthOfCare, ...]


def early_warnings(care: Iterable[MonthOfCare], lines: Sequence[Line], through: date) -> tuple[Warning, ...]:
    """The people whose burden over the twelve months ending with that of `through` passes a line in force on `through`.

    Burden is cost in scope less what all funds paid. Exactly on the line does not pass. The heaviest burden comes first; a person
    past several lines is listed once for each.
    """
    first = _months_before(through, MONTHS - 1)
    by_person: dict[tuple[int, str], list[MonthOfCare]] = defaultdict(list)
    for month in care:
        if first <= month.month <= through:
            by_person[month.person_id, month.area].append(month)
    held = [line for line in lines if line.holds_on(through)]
    found = [
        warning for (person, area), months in by_person.items() for line in held
        if (warning := _look(person, area, months, line)) is not None
    ]  # fmt: skip
    return tuple(sorted(found, key=lambda each: (-each.burden, each.person_id, each.line)))


def _look(person: int, area: str, months: list[MonthOfCare], line: Line) -> Warning | None:
    in_scope, paid = sum(month.in_scope for month in months), sum(month.paid for month in months)
    burden = in_scope - paid
    if burden <= line.amount:
        return None
    heaviest = max(months, key=lambda month: (month.in_scope - month.paid, month.month))
    deductible = sum(_basic_deductible(month.added) for month in months)
    admissions = sum(month.added.admissions for month in months)
    ordered = tuple(sorted(months, key=lambda month: month.month))
    return Warning(
        person, area, line.key, line.amount, burden, burden - line.amount, in_scope, paid, deductible, admissions,
        heaviest.month, ordered,
    )  # fmt: skip


def _basic_deductible(added: YearBook) -> Fen:
    return added.deductible_basic + added.deductible_outpatient + added.deductible_chronic


def _months_before(day: date, count: int) -> date:
    months = day.year * 12 + day.month - 1 - count
    return date(months // 12, months % 12 + 1, 1)
