"""A plan, a year book and a bill become shares, the next year book and a trace."""

from dataclasses import dataclass

from yimatong.benefits.core.bill import Bill, Shares, unsound
from yimatong.benefits.core.kernel import DEDUCTIBLE, FUNDS, HOSPITAL, PAID_WIDTH, Amounts, settle
from yimatong.benefits.core.plan import Plan
from yimatong.benefits.core.trace import Step, Trace
from yimatong.benefits.core.tracing import trace_of
from yimatong.benefits.core.year_book import YearBook, values_of


@dataclass(frozen=True, slots=True)
class Outcome:
    """What one settlement comes to."""

    shares: Shares
    year_book: YearBook
    trace: Trace


def apply(plan: Plan, year_book: YearBook, bill: Bill) -> Outcome:
    """Pay `bill` by `plan` after the year told by `year_book`. Amounts in fen, none negative.

    A case-priced plan needs the bill's `case_price`; under any other plan the case price is not looked at.
    """
    _must_be_sound(plan, bill)
    book = values_of(year_book)
    numbers: list[int] = []
    paid = [0] * PAID_WIDTH
    settle(plan.layers, plan.table, plan.detour_rate, flat(plan, bill), book, paid, numbers)
    for counter in plan.admission_counters:
        book[counter] += 1
    trace = trace_of(plan, numbers)
    return Outcome(_shares(paid, bill.total, trace), YearBook(*book), trace)


def flat(plan: Plan, bill: Bill) -> Amounts:
    """The bill as the kernel takes it."""
    outside = bill.full_self_pay + bill.over_ceiling
    price = bill.case_price if plan.case_priced else 0
    spared = bill.in_scope_without_deductible
    return bill.in_scope, bill.first_self_pay, outside, spared, price, bill.total, bill.stay_days


def _must_be_sound(plan: Plan, bill: Bill) -> None:
    fault = unsound(bill, plan.case_priced)
    if fault is not None:
        raise ValueError(f"{fault.reason.name} {fault.field}")


def _shares(paid: list[int], total: int, trace: Trace) -> Shares:
    funds = paid[: len(FUNDS)]
    personal = total - sum(funds) - paid[HOSPITAL]
    assert personal >= 0, "funds must not pay more than was charged"
    by_fund = dict(zip(FUNDS, funds, strict=True))
    rate = _basic_rate(trace.steps)
    return Shares(**by_fund, personal=personal, hospital=paid[HOSPITAL], deductible=paid[DEDUCTIBLE], basic_rate=rate)


def _basic_rate(steps: tuple[Step, ...]) -> int:
    """The one rate of the basic layer, or its payment over the amount it shared when several brackets were met."""
    parts = [part for step in steps if step.kind == "basic" for part in step.brackets]
    if len(parts) == 1:
        return parts[0].rate
    shared = sum(part.amount for part in parts)
    return (sum(part.payment for part in parts) * 10000 + shared // 2) // shared if shared else 0
