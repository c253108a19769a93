"""The rules, once: compiled layers turn a bill and a year's counters into payments, in plain integers.

The text uses only integers, tuples and lists of integers, and makes no list of its own, so that the same lines can be compiled
for whole batches. Rates are per 10 000, amounts fen; each tier is rounded half up once and the rounded payment feeds the next.
"""

from typing import TypeAlias

Layer: TypeAlias = tuple[int, ...]
"""fund, parts, counter, shared, source, lower, upper, deductible kind, its first place in the table, its length, its yearly
maximum, days after which it is due again, admissions counter, spares essential drugs, first bracket, end of brackets, position,
ceiling kind, limit, limit per visit. Twenty integers, as `compiling.layer_of` writes them."""

Amounts: TypeAlias = tuple[int, int, int, int, int, int, int]
"""In scope, first self-pay, outside (class C and over ceiling), spared from deductible, case price, total, days of the stay."""

UNLIMITED = 1 << 60
"""Fen; stands for `no bound`."""

IN_SCOPE, FIRST_SELF_PAY, OUTSIDE = 1, 2, 4
"""Bits of `parts`: which part of the burden left a layer looks at. 0: in-scope cost of the year between two bounds."""

NO_DEDUCTIBLE, BY_ADMISSION, BY_YEAR, BY_BILL = 0, 1, 2, 3
VISIT_ABOVE, VISIT_FROM_ZERO, YEAR_FROM_ZERO, YEAR_ABOVE = 0, 1, 2, 3
"""Where the first counted fen stands among the brackets."""

NO_CEILING, OF_COST, OF_PAYMENT = 0, 1, 2
FUNDS = ("basic", "large_cost", "civil_servant", "enterprise", "catastrophic", "assistance", "disabled", "other")
DEDUCTIBLE, HOSPITAL, PAID_WIDTH = 8, 9, 10
"""Places after the eight funds in `paid`, which starts as that many zeros."""

TIER, LAYER, DETOUR = 1, 2, 3
TIER_WIDTH, LAYER_WIDTH, DETOUR_WIDTH = 6, 13, 3
"""Records of the step numbers: tag first, fixed width each; a layer's tiers stand before it."""


def settle(
    layers: tuple[Layer, ...], table: tuple[int, ...], detour_rate: int, bill: Amounts,
    book: list[int], paid: list[int], steps: list[int] | None,
) -> None:  # fmt: skip
    """Adds to `paid` the payments per fund, deductible and hospital part; counts in `book`; step numbers go to `steps` if any."""
    burden, apart, outside, spared, price, total, days = bill
    if price or detour_rate:
        burden, apart = set_aside(burden, apart, price, detour_rate, paid, steps)
    cost = burden
    for index, layer in enumerate(layers):
        (fund, parts, counter, shared, source, lower, upper, d_kind, d_at, d_count, d_max, again, admissions, spares,
         b_at, b_end, position, c_kind, limit, visit_limit) = layer  # fmt: skip
        base = burden if parts == IN_SCOPE else base_of(parts, burden, apart, outside, book[source], cost, lower, upper)
        if base == 0:
            continue
        room = limit - book[shared + c_kind - 1] if c_kind else UNLIMITED
        if room < 0:
            room = 0
        amount = room if c_kind == OF_COST and room < base else base
        full = used = taken = 0
        if d_kind:
            able = amount - spared if spares else amount
            terms = (d_kind, d_at, d_count, d_max, again, counter, admissions)
            full, used, taken = deductible_of(terms, table, book, able, total, days)
        start = start_of(position, book, counter, taken) if position else 0
        payment = granted = tiers_of(table, b_at, b_end, start, amount - taken, steps)
        if c_kind == OF_PAYMENT and payment > room:
            payment = room
        if payment > visit_limit:
            payment = visit_limit
        paid[fund] += payment
        if fund == 0:
            paid[DEDUCTIBLE] += taken
        if steps is not None:
            number = book[admissions]
            steps.extend((LAYER, index, base, amount, full, used, taken, number, limit, limit - room, granted, payment, start))
        if parts > IN_SCOPE:
            burden, apart, outside = left_of(parts, burden, apart, outside, payment)
        else:
            burden -= payment
        book[counter] += base
        book[counter + 1] += payment
        book[counter + 2] += taken
        if shared != counter:
            book[shared] += base
            book[shared + 1] += payment


def set_aside(burden: int, apart: int, price: int, detour_rate: int, paid: list[int], steps: list[int] | None) -> tuple[int, int]:
    """Cost above the case's price is the hospital's; the share first borne away from home joins first self-pay."""
    if price and price < burden:
        paid[HOSPITAL] += burden - price
        burden = price
    off = (burden * detour_rate + 5000) // 10000
    if detour_rate and steps is not None:
        steps.extend((DETOUR, detour_rate, off))
    return burden - off, apart + off


def base_of(parts: int, burden: int, apart: int, outside: int, year_cost: int, cost: int, lower: int, upper: int) -> int:
    """The amount a layer looks at: parts of the burden left, or this bill's cost between two bounds of the year's cost."""
    if parts:
        base = burden if parts & IN_SCOPE else 0
        if parts & FIRST_SELF_PAY:
            base += apart
        if parts & OUTSIDE:
            base += outside
        return base
    start = year_cost - cost if year_cost - cost > lower else lower
    base = (year_cost if year_cost < upper else upper) - start
    if base > burden:
        base = burden
    return base if base > 0 else 0


def deductible_of(
    terms: tuple[int, int, int, int, int, int, int], table: tuple[int, ...], book: list[int], able: int, total: int, days: int
) -> tuple[int, int, int]:
    """The full deductible, what the year already bore of it, and what is taken from this bill (at most `able`)."""
    kind, at, count, year_max, again, counter, admissions = terms
    used = 0
    if kind == BY_ADMISSION:
        number = book[admissions]
        full = table[at + number] if number < count else table[at + count - 1]
    elif kind == BY_YEAR:
        full = table[at]
        used = book[counter + 2]
    else:
        full = min(max((total * table[at] + 5000) // 10000, table[at + 1]), table[at + 2])
    if again and days > again:
        full *= 1 + (days - 1) // again
    left = full - used
    if year_max < UNLIMITED and left > year_max - book[counter + 2]:
        left = year_max - book[counter + 2]
    if left > able:
        left = able
    return full, used, left if left > 0 else 0


def start_of(position: int, book: list[int], counter: int, taken: int) -> int:
    """Where counting among the brackets begins: within the visit or the year, from zero or from above the deductible."""
    if position == VISIT_FROM_ZERO:
        return taken
    if position == YEAR_FROM_ZERO:
        return book[counter] + taken
    return book[counter] - book[counter + 2]


def tiers_of(table: tuple[int, ...], at: int, end: int, start: int, rest: int, steps: list[int] | None) -> int:
    """What the brackets pay for `rest` fen that begin at `start`, rounded half up once for the whole layer."""
    weighed = 0
    while rest > 0 and at < end:
        upto = table[at]
        part = upto - start
        if part > 0:
            if part > rest:
                part = rest
            before = weighed
            weighed += part * table[at + 1]
            if steps is not None:
                steps.extend((TIER, start, upto, table[at + 1], part, (weighed + 5000) // 10000 - (before + 5000) // 10000))
            start += part
            rest -= part
        at += 2
    return (weighed + 5000) // 10000


def left_of(parts: int, burden: int, apart: int, outside: int, payment: int) -> tuple[int, int, int]:
    """The burden left after a payment that also looked at first self-pay or cost outside: in scope is relieved first."""
    if parts & IN_SCOPE:
        relieved = min(payment, burden)
        burden -= relieved
        payment -= relieved
    if parts & FIRST_SELF_PAY:
        relieved = min(payment, apart)
        apart -= relieved
        payment -= relieved
    return burden, apart, outside - payment
