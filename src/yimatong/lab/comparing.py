"""One block of people under two laws: what each person's year comes to before and after, and the sums of all blocks."""

from dataclasses import dataclass
from typing import Any

from yimatong.benefits.core.kernel import FUNDS, HOSPITAL, PAID_WIDTH
from yimatong.lab.batch import Array, BillArrays, add_up, blank_books
from yimatong.lab.blocks import AMOUNTS, WORDS, Block
from yimatong.lab.core.warning import CATASTROPHIC_SPENDING, FUJIAN_WARNING
from yimatong.lab.extra import needed
from yimatong.lab.plans import IDENTITIES, PlanBook

AGE_BANDS = (6, 15, 45, 60, 75)
AGE_NAMES = ("0–5 岁", "6–14 岁", "15–44 岁", "45–59 岁", "60–74 岁", "75 岁及以上")
SPREAD_ENDS = (0, 200_00, 500_00, 1_000_00, 2_000_00, 5_000_00, 10_000_00, CATASTROPHIC_SPENDING.amount, FUJIAN_WARNING.amount)
"""Upper ends in fen of the out-of-pocket bands; above the last one there is one more."""

PAYERS = (*FUNDS, "hospital", "personal")
COUNTS = ("people", "patients", "bills", "total", "in_scope")
CHANGES = ("better", "worse", "gain", "loss", "spending_before", "spending_after", "warned_before", "warned_after")
MEASURES = (*COUNTS, *(f"{payer}_before" for payer in PAYERS), *(f"{payer}_after" for payer in PAYERS), *CHANGES)
"""What is summed for every group: people, bills and fen, all whole numbers."""


@dataclass(frozen=True, slots=True, eq=False)
class Years:
    """Each person's year: `cost` int64 (people, 3): bills, total, in scope · `before`, `after` int64 (people, 10) as PAYERS."""

    people: dict[str, Array]
    cost: Array
    before: Array
    after: Array


@dataclass(slots=True, eq=False)
class Sums:
    """Sums over blocks. `groups` int64 (groups, MEASURES), a group being pack, status, identity and age band; `spread` int64
    (2, bands): people by out-of-pocket before and after."""

    groups: Array
    spread: Array

    def add(self, other: "Sums") -> None:
        """Counts another block in."""
        self.groups += other.groups
        self.spread += other.spread


GROUP_SIZES = (len(WORDS["status"]), IDENTITIES, len(AGE_NAMES))


def blank_sums(packs: int) -> Sums:
    """Nothing counted yet."""
    np = needed("numpy")
    return Sums(
        np.zeros((packs * int(np.prod(GROUP_SIZES)), len(MEASURES)), np.int64), np.zeros((2, len(SPREAD_ENDS) + 1), np.int64)
    )


def compare(block: Block, before: PlanBook, after: PlanBook) -> Years:
    """Pays every bill under both laws, each with its own running year, and sums by person."""
    np = needed("numpy")
    rows, amounts, count = block.bills["person"], block.bills["amounts"], len(block.people["person"])
    bills = np.bincount(rows, minlength=count)
    wanted = amounts[:, [AMOUNTS.index("total"), AMOUNTS.index("in_scope")]]
    cost = np.column_stack([bills, _by_person(rows, wanted, count)])
    paid = [_paid(block, book, cost[:, 1]) for book in (before, after)]
    return Years(block.people, cost, *paid)


def sums_of(years: Years, packs: Array, pack_count: int) -> Sums:
    """The sums of a block's people; `packs` int32 (people) is each one's pack."""
    np = needed("numpy")
    sums = blank_sums(pack_count)
    band = np.searchsorted(AGE_BANDS, years.people["age"], side="right")
    group = packs.astype(np.int64)
    for part, size in zip((years.people["status"], years.people["identity"], band), GROUP_SIZES, strict=True):
        group = group * size + part
    order = np.argsort(group, kind="stable")
    starts = np.flatnonzero(np.concatenate([[True], group[order][1:] != group[order][:-1]])) if len(order) else order
    if len(order):
        sums.groups[group[order][starts]] = np.add.reduceat(_measures(years)[order], starts)
    for place, paid in enumerate((years.before, years.after)):
        bands = np.searchsorted(SPREAD_ENDS, paid[:, -1], side="left")
        sums.spread[place] = np.bincount(bands, minlength=len(SPREAD_ENDS) + 1)
    return sums


def _paid(block: Block, book: PlanBook, total: Array) -> Array:
    np = needed("numpy")
    places, plans = book.plans_of(block)
    bills = BillArrays(block.bills["person"], places, block.bills["amounts"])
    paid = np.zeros((len(total), PAID_WIDTH), np.int64)
    add_up(plans, bills, blank_books(len(total)), bills.person, paid)
    columns = [*range(len(FUNDS)), HOSPITAL]
    return np.column_stack([paid[:, columns], total - paid[:, columns].sum(1)])


def _by_person(rows: Array, values: Array, count: int) -> Array:
    """Sums of values by row, exact; rows stand in order."""
    np = needed("numpy")
    summed = np.zeros((count, values.shape[1]), np.int64)
    if len(rows):
        starts = np.flatnonzero(np.concatenate([[True], rows[1:] != rows[:-1]]))
        summed[rows[starts]] = np.add.reduceat(values.astype(np.int64), starts)
    return summed


def _measures(years: Years) -> Array:
    """One row a person in the order of MEASURES."""
    np = needed("numpy")
    saved = years.before[:, -1] - years.after[:, -1]
    lines: list[Any] = [saved > 0, saved < 0, np.maximum(saved, 0), np.maximum(-saved, 0)]
    sides = (years.before, years.after)
    lines += [side[:, -1] > CATASTROPHIC_SPENDING.amount for side in sides]
    lines += [_burden(years, side) > FUJIAN_WARNING.amount for side in sides]
    bills = years.cost[:, 0]
    people = [np.ones(len(bills), np.int64), bills > 0]
    return np.column_stack([*people, years.cost, years.before, years.after, *lines]).astype(np.int64, copy=False)


def _burden(years: Years, paid: Array) -> Array:
    """In-scope cost less what funds and hospital bear of it."""
    return years.cost[:, 2] - paid[:, :-1].sum(1)
