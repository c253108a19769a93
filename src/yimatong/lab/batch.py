"""The counter's own rules over millions of bills: the kernel's text, compiled for arrays by numba. Same fen as one by one.

Fixed by this file is only how arrays are walked; which fund pays what is written once, in `benefits.core.kernel`.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from types import FunctionType
from typing import Any, TypeAlias

from yimatong.benefits.core import kernel
from yimatong.benefits.core.kernel import PAID_WIDTH, settle
from yimatong.benefits.core.plan import Plan
from yimatong.benefits.core.year_book import YearBook
from yimatong.lab.extra import needed

BOOK_WIDTH = len(YearBook.__struct_fields__)
AMOUNTS_WIDTH = 7
LAYER_WIDTH = 20
COUNTERS_WIDTH = 2
NO_COUNTER = -1
HEAD_WIDTH = 5
INTO_TABLE = (8, 14, 15)
"""Places of a layer that point into the plan's table."""

Array: TypeAlias = Any
"""A numpy array; its shape and dtype stand where it is named."""


@dataclass(frozen=True, slots=True, eq=False)
class PlanArrays:
    """Plans one after another, all int64.

    `layers` (layers of all plans, 20) · `heads` (plans, 5): first layer, the one after the last, detour rate, and the two
    year-book places an admission counts in, -1 for none · `table` (values of all plans).
    """

    layers: Array
    heads: Array
    table: Array

    def __len__(self) -> int:
        return len(self.heads)


@dataclass(frozen=True, slots=True, eq=False)
class BillArrays:
    """Bills in the order of a person's year; the bills of one person best stand together.

    `person` int32 (bills): row of the year book · `plan` int32 (bills) · `amounts` int32 (bills, 7): in scope, first self-pay,
    outside, spared from deductible, case price (0 unless case-priced), total, days of the stay. Fen; a bill stays below 2^31.
    """

    person: Array
    plan: Array
    amounts: Array

    def __len__(self) -> int:
        return len(self.plan)


def plan_arrays(plans: Sequence[Plan]) -> PlanArrays:
    """The plans as arrays; a bill names its plan by the place in `plans`."""
    np = needed("numpy")
    layers: list[list[int]] = []
    heads: list[list[int]] = []
    table: list[int] = []
    for plan in plans:
        first = len(layers)
        for layer in plan.layers:
            layers.append([value + len(table) if place in INTO_TABLE else value for place, value in enumerate(layer)])
        table += plan.table
        counters = (*plan.admission_counters, NO_COUNTER, NO_COUNTER)[:COUNTERS_WIDTH]
        heads.append([first, len(layers), plan.detour_rate, *counters])
    return PlanArrays(
        np.array(layers, np.int64).reshape(-1, LAYER_WIDTH), np.array(heads, np.int64).reshape(-1, HEAD_WIDTH),
        np.array(table, np.int64),
    )  # fmt: skip


def blank_books(people: int) -> Array:
    """Year books of people at the beginning of a year: int64 (people, 40), the fields of `YearBook` in order."""
    return needed("numpy").zeros((people, BOOK_WIDTH), "int64")


def pay(plans: PlanArrays, bills: BillArrays, books: Array, into: Array | None = None) -> Array:
    """Settle every bill in order; `books` (people, 40) int64 is left as the next year books.

    Returns int64 (rows, 10): the eight funds in the kernel's order, deductible, hospital part. `into` int32 (bills) names the
    row a bill is summed into, such as its person; without it each bill has its own row.
    """
    np = needed("numpy")
    rows = np.arange(len(bills), dtype=np.int32) if into is None else into
    paid = np.zeros((int(rows.max()) + 1 if len(rows) else 0, PAID_WIDTH), np.int64)
    add_up(plans, bills, books, rows, paid)
    return paid


def add_up(plans: PlanArrays, bills: BillArrays, books: Array, into: Array, paid: Array) -> None:
    """As `pay`, into an array that is there already. Releases the interpreter's lock while it counts."""
    assert (books.shape[1], paid.shape[1], bills.amounts.shape[1]) == (BOOK_WIDTH, PAID_WIDTH, AMOUNTS_WIDTH)
    assert len(bills.person) == len(bills.plan) == len(bills.amounts) == len(into)
    _must_be_within(bills.plan, len(plans))
    _must_be_within(bills.person, len(books))
    _must_be_within(into, len(paid))
    rows = [each.astype("uint32") for each in (bills.person, bills.plan, into)]
    compiled()(plans.layers, plans.heads, plans.table, *rows, bills.amounts, books, paid)


def _must_be_within(rows: Array, count: int) -> None:
    if len(rows) and not 0 <= int(rows.min()) <= int(rows.max()) < count:
        raise IndexError(f"a row beyond the {count} there are")


@lru_cache(maxsize=1)
def compiled() -> Any:
    """The loop over bills, compiled on first call (a few seconds), with the kernel's functions inside it.

    Reference counting is off inside: nothing there makes an array, and counting would cost more than the rules.
    """
    njit = needed("numba").njit(_nrt=False, error_model="numpy", nogil=True, forceinline=True)
    names = dict(vars(kernel)) | {"place": needed("numpy").uint32}
    for name in ("set_aside", "base_of", "deductible_of", "start_of", "tiers_of", "left_of", "settle"):
        names[name] = njit(_with(getattr(kernel, name), names))
    names["_layers_of"] = njit(_with(_layers_of, names))
    return njit(_with(_settle_all, names))


place: Any = int
"""In the compiled loop an unsigned number of 32 bits."""


def _with(function: Any, names: dict[str, Any]) -> Any:
    """The same code, seeing the compiled functions under the names it calls."""
    return FunctionType(function.__code__, names, function.__name__)


def _layers_of(rows: Array, first: int, end: int) -> Any:
    """The layers from `first` on. Places are unsigned, so that no one looks for places counted from the end."""
    for at in range(first, end):
        row = rows[at]
        yield (place(row[0]), place(row[1]), place(row[2]), place(row[3]), place(row[4]), row[5], row[6],
               place(row[7]), place(row[8]), row[9], row[10], row[11], place(row[12]), place(row[13]),
               place(row[14]), place(row[15]), place(row[16]), row[17], row[18], row[19])  # fmt: skip


def _settle_all(
    rows: Array, heads: Array, table: Array, person: Array, plan: Array, into: Array, amounts: Array, books: Array, paid: Array
) -> None:
    for at in range(len(plan)):
        head, bill, book = heads[plan[at]], amounts[at], books[person[at]]
        flat = (bill[0] + 0, bill[1] + 0, bill[2] + 0, bill[3] + 0, bill[4] + 0, bill[5] + 0, bill[6] + 0)
        settle(_layers_of(rows, place(head[0]), place(head[1])), table, head[2], flat, book, paid[into[at]], None)
        if head[3] >= 0:
            book[head[3]] += 1
            book[head[4]] += 1
