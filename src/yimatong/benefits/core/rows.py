"""Choosing among a pack's rows, and turning what is written in yuan and shares into fen and rates per 10 000."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import NamedTuple, TypeVar

from yimatong.benefits.core.kernel import BY_ADMISSION, BY_BILL, BY_YEAR, NO_DEDUCTIBLE, UNLIMITED
from yimatong.benefits.core.pack import (
    AdjustRow,
    ByAdmission,
    CeilingRow,
    Choice,
    Day,
    DeductibleRow,
    For,
    Nothing,
    RateRow,
    WaitingRow,
)
from yimatong.kernel.money import RATE_ONE, Fen, Rate, fen_from_yuan, share_half_up

AnyRow = TypeVar("AnyRow", DeductibleRow, RateRow, CeilingRow, AdjustRow, Nothing, WaitingRow)
STEPS_MAX = 60
"""Longest list a stepwise deductible may need before it reaches its floor."""


class Situation(NamedTuple):
    """What rows can choose by. `place` knows no emergency (it counts as registered); `disease` is a capped one or `other`.

    `age` is the last year of age, up to the person's, at which the pack changes anything.
    """

    care: str
    level: str
    status: str
    place: str
    identities: frozenset[int]
    civil_servant: bool
    years: int
    transfer: bool
    disease: str
    continued: bool = False
    waiting: bool = False
    age: int = 0


class LawHole(Exception):
    """No row, or more than one, for a situation: the linter lets no such pack through."""


def in_force(start: Day, end: Day, day: date) -> bool:
    """Whether `day` lies from `start` on and before `end`."""
    return (start is None or start <= day) and (end is None or day < end)


def named(choice: Choice) -> tuple[str | int, ...]:
    """What a choice lists; a single word is a list of one."""
    if choice is None:
        return ()
    return (choice,) if isinstance(choice, str | int) else tuple(choice)


def matches(wanted: For, at: Situation, identity: int) -> bool:
    """Whether a row is for this situation, looked at as hardship class `identity`."""
    return (
        (wanted.level is None or at.level in named(wanted.level))
        and (wanted.status is None or at.status in named(wanted.status))
        and (wanted.place is None or at.place in named(wanted.place))
        and (wanted.identity is None or identity in named(wanted.identity))
        and (wanted.disease is None or at.disease in named(wanted.disease))
        and wanted.civil_servant in (None, at.civil_servant)
        and wanted.transfer in (None, at.transfer)
        and (wanted.age_from is None or at.age >= wanted.age_from)
        and (wanted.age_below is None or at.age < wanted.age_below)
    )


def fitting(rows: Sequence[AnyRow], day: date, at: Situation, identity: int) -> list[AnyRow]:
    """The rows in force on `day` for the situation, in order."""
    return [row for row in rows if in_force(row.from_, row.to, day) and matches(row.for_, at, identity)]


def the_one(rows: Sequence[AnyRow], day: date, at: Situation, identity: int) -> AnyRow:
    """The one row that fits."""
    found = fitting(rows, day, at, identity)
    if len(found) != 1:
        raise LawHole(f"{len(found)} rows on {day} for {at}")
    return found[0]


def rate_of(share: Decimal) -> Rate:
    """0.87 is 8 700; a share finer than one in 10 000 is a ValueError."""
    scaled = share * RATE_ONE
    if scaled != int(scaled):
        raise ValueError(f"{share} is finer than 1 in 10 000")
    return int(scaled)


class Deductible(NamedTuple):
    """A deductible in numbers. `amounts` are fen by admission, one for the year, or (rate, least, most) of a bill."""

    kind: int
    amounts: tuple[int, ...]
    year_max: Fen
    again_after_days: int
    by_level_group: bool


def deductible_of(row: DeductibleRow) -> Deductible:
    """The row's deductible."""
    kind, amounts = _kind_and_amounts(row)
    year_max = UNLIMITED if row.year_max is None else fen_from_yuan(row.year_max)
    grouped = row.by_admission is not None and row.by_admission.counted_by == "level_group"
    return Deductible(kind, amounts, year_max, row.again_after_days, grouped)


def _kind_and_amounts(row: DeductibleRow) -> tuple[int, tuple[int, ...]]:
    if row.by_admission is not None:
        return BY_ADMISSION, _by_admission(row.by_admission)
    if row.per_year is not None:
        return BY_YEAR, (fen_from_yuan(row.per_year),)
    if row.per_year_share is not None:
        return BY_YEAR, (share_half_up(fen_from_yuan(row.per_year_share.of), rate_of(row.per_year_share.share)),)
    if row.share_of_bill is not None:
        share = row.share_of_bill
        return BY_BILL, (rate_of(share.share), fen_from_yuan(share.min), fen_from_yuan(share.max))
    return NO_DEDUCTIBLE, (0,)


def _by_admission(written: ByAdmission) -> tuple[int, ...]:
    if written.amounts is not None:
        return tuple(fen_from_yuan(amount) for amount in written.amounts)
    assert written.first is not None, "the linter asks for amounts or a first one"
    first = fen_from_yuan(written.first)
    if written.factors is not None:
        return tuple(share_half_up(first, rate_of(factor)) for factor in written.factors)
    if written.later is not None:
        return first, fen_from_yuan(written.later)
    return _stepwise(first, fen_from_yuan(written.step or Decimal(0)), fen_from_yuan(written.floor))


def _stepwise(first: Fen, step: Fen, floor: Fen) -> tuple[int, ...]:
    amounts = [first]
    while step < 0 and amounts[-1] > floor and len(amounts) < STEPS_MAX:
        amounts.append(max(floor, amounts[-1] + step))
    return tuple(amounts)


def brackets_of(row: RateRow) -> tuple[tuple[Fen, Rate], ...]:
    """The row's brackets: upper bound in fen (or UNLIMITED) and rate."""
    if row.rate is not None:
        return ((UNLIMITED, rate_of(row.rate)),)
    brackets = row.brackets or []
    return tuple((UNLIMITED if each.upto is None else fen_from_yuan(each.upto), rate_of(each.rate)) for each in brackets)
