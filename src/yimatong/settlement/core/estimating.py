"""What a planned care would cost: the same law, before anything was done; and what would change elsewhere."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from yimatong.benefits.core.applying import apply
from yimatong.benefits.core.bill import Bill, Shares
from yimatong.benefits.core.circumstances import Care, Circumstances, Place
from yimatong.benefits.core.compiling import plan_for
from yimatong.benefits.core.pack import Law
from yimatong.benefits.core.trace import Trace
from yimatong.benefits.core.year_book import YearBook
from yimatong.kernel.money import Fen
from yimatong.kernel.refusals import Refusal
from yimatong.settlement.core.deciding import personal_part
from yimatong.settlement.core.reasons import SettlementReason

LEVELS_COMPARED = ("3A", "2A", "1", "community")
"""The levels of hospital a person can choose between, dearest first."""
PLACES_COMPARED = (Place.LOCAL, Place.REGISTERED_ELSEWHERE, Place.UNREGISTERED_ELSEWHERE)


@dataclass(frozen=True, slots=True)
class Planned:
    """A planned care: under which circumstances, what it is charged, after which year, with how much in the own account.

    `year_book` is empty and `own_balance` 0 for somebody who stays anonymous. Amounts in fen.
    """

    circumstances: Circumstances
    bill: Bill
    year_book: YearBook
    own_balance: Fen = 0
    account_use: int = 1


@dataclass(frozen=True, slots=True)
class Estimate:
    """What it would come to. `own_account` and `cash` are the person's part; the trace explains the rest."""

    circumstances: Circumstances
    bill: Bill
    shares: Shares
    own_account: Fen
    cash: Fen
    trace: Trace


@dataclass(frozen=True, slots=True)
class Comparison:
    """The estimate asked for, and the same care at other levels and in other places; where no law is known it is left out."""

    asked: Estimate
    elsewhere: tuple[Estimate, ...]


def compare(planned: Planned, law: Law) -> Comparison | Refusal:
    """Estimate the planned care and its alternatives. Refused: nothing planned, or the law's own reason."""
    asked = estimate(planned, law)
    if isinstance(asked, Refusal):
        return asked
    others = (estimate(replace(planned, circumstances=other), law) for other in alternatives(planned.circumstances))
    return Comparison(asked, tuple(other for other in others if not isinstance(other, Refusal)))


def estimate(planned: Planned, law: Law) -> Estimate | Refusal:
    """What settling the planned care that day would give."""
    if planned.bill.total == 0 and planned.bill.case_price == 0:
        return Refusal(SettlementReason.NOTHING_TO_SETTLE, "lines")
    plan = plan_for(law, planned.circumstances)
    if isinstance(plan, Refusal):
        return plan
    outcome = apply(plan, planned.year_book, planned.bill)
    own_account, cash = personal_part(outcome.shares, planned.own_balance, planned.account_use)
    return Estimate(planned.circumstances, planned.bill, outcome.shares, own_account, cash, outcome.trace)


def alternatives(asked: Circumstances) -> Iterator[Circumstances]:
    """The same care at the other levels, then in the other places, each changing one thing."""
    if asked.care is not Care.PHARMACY:
        for level in LEVELS_COMPARED:
            if level != asked.level:
                yield replace(asked, level=level)
    for place in PLACES_COMPARED:
        if place is not asked.place:
            yield replace(asked, place=place)
