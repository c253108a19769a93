"""What a pack can hardly mean: paid less at a lower level, a ceiling out of order, an amount in the wrong unit."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from itertools import pairwise, product

from yimatong.benefits.core.circumstances import LEVELS, STATUSES
from yimatong.benefits.core.linting import PLACES, Problem
from yimatong.benefits.core.pack import AdjustRow, CeilingRow, DeductibleRow, LayerText, PackText, RateRow
from yimatong.benefits.core.rows import Situation, brackets_of, deductible_of, in_force, matches
from yimatong.benefits.core.walking import ages_of, days_of, rows_of
from yimatong.kernel.money import Rate, fen_from_yuan

DEDUCTIBLE_YUAN_MAX = 100_000
CEILING_YUAN_MIN, CEILING_YUAN_MAX = 5, 10_000_000
POINTS_MAX = Decimal("0.3")
"""National rules lower a rate by 20 points at most; more than 30 is a percentage written where a share belongs."""

ANYONE: tuple[frozenset[int], bool, int, bool, str] = (frozenset(), False, 0, False, "other")
"""No hardship, no civil servant, no years, no transfer, no capped disease."""


def doubts_of(file: str, pack: PackText) -> list[Problem]:
    """What is strange in a pack that is otherwise sound."""
    found = [*_levels(pack), *_order(pack), *_units(pack)]
    return [Problem(file, key, sentence) for key, sentence in dict.fromkeys(found)]


def _levels(pack: PackText) -> Iterator[tuple[str, str]]:
    """The lower the hospital's level the more is paid, unless the row says that it is printed otherwise."""
    for layer in pack.layers:
        if layer.kind != "basic":
            continue
        for day, status, place, age in product(days_of(pack, layer), STATUSES[pack.scheme], PLACES, (0, *ages_of(pack))):
            held = [(level, _row(layer, day, Situation("", level, status, place, *ANYONE, age=age))) for level in LEVELS[:-1]]
            known = [(level, index) for level, index in held if index is not None]
            for (higher, above), (lower, below) in pairwise(known):
                if not layer.rate[below].as_printed and _less(layer.rate[below], layer.rate[above]):
                    told = f"等级 {lower} 比更高的 {higher} 报得少；来源确实这样写的话，加上 as_printed: true"
                    yield f"layers[{layer.id}].rate[{below}]", told


def _row(layer: LayerText, day: date, at: Situation) -> int | None:
    if not matches(layer.for_, at, 0):
        return None
    fits = (index for index, row in enumerate(layer.rate) if in_force(row.from_, row.to, day) and matches(row.for_, at, 0))
    return next(fits, None)


def _less(lower: RateRow, higher: RateRow) -> bool:
    """Whether some bracket pays less than the same bracket above; where the bounds differ, the first bracket."""
    below, above = brackets_of(lower), brackets_of(higher)
    if [upto for upto, _ in below] != [upto for upto, _ in above]:
        below, above = below[:1], above[:1]
    pairs: list[tuple[Rate, Rate]] = [(mine, yours) for (_, mine), (_, yours) in zip(below, above, strict=True)]
    return any(mine < yours for mine, yours in pairs)


def _order(pack: PackText) -> Iterator[tuple[str, str]]:
    """A visit's limit is no more than the year's; large cost begins where the ceiling on basic cost stands."""
    for layer in pack.layers:
        for index, row in enumerate(layer.ceiling):
            if row.limit is not None and row.visit_limit is not None and row.visit_limit > row.limit:
                yield f"layers[{layer.id}].ceiling[{index}]", "一次的上限高过一年的封顶线"
        for day, (index, rate) in product(days_of(pack, layer), enumerate(layer.rate)):
            if rate.between is None or not in_force(rate.from_, rate.to, day):
                continue
            for limit in _ceilings(pack, rate.between.of, day):
                if rate.between.from_ != limit:
                    told = f"从 {rate.between.from_} 元起付，可前面一层的封顶线是 {limit} 元，中间重叠或空着"
                    yield f"layers[{layer.id}].rate[{index}].between", told


def _ceilings(pack: PackText, group: str, day: date) -> Iterator[Decimal]:
    """The ceilings on cost that count in the group on that day."""
    for layer in pack.layers:
        for row in layer.ceiling:
            counts = row.of == "cost" and (row.group or layer.counter) == group and in_force(row.from_, row.to, day)
            if counts and row.limit is not None:
                yield row.limit


def _units(pack: PackText) -> Iterator[tuple[str, str]]:
    for key, row in rows_of(pack):
        if isinstance(row, DeductibleRow) and row.share_of_bill is None:
            if max(deductible_of(row).amounts) > fen_from_yuan(Decimal(DEDUCTIBLE_YUAN_MAX)):
                yield key, f"起付线高过 {DEDUCTIBLE_YUAN_MAX} 元；这里写的是元，不是分"
        elif isinstance(row, CeilingRow):
            limits = [limit for limit in (row.limit, row.visit_limit) if limit is not None]
            if any(not CEILING_YUAN_MIN <= limit <= CEILING_YUAN_MAX for limit in limits):
                yield key, f"封顶线不在 {CEILING_YUAN_MIN} 与 {CEILING_YUAN_MAX} 元之间；这里写的是元，不是分，也不是万元"
        elif isinstance(row, AdjustRow) and row.points is not None and abs(row.points) > POINTS_MAX:
            yield key, "加减超过 30 个百分点；5 个百分点写作 0.05"
