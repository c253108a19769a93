"""The amounts the law looks at, and the shares it answers with. All of them integer fen."""

from collections.abc import Sequence
from dataclasses import dataclass

from yimatong.benefits.core.circumstances import BenefitsReason
from yimatong.kernel.refusals import Refusal


@dataclass(frozen=True, slots=True)
class Bill:
    """The charge lines of one settlement, summed by scope. Fen, none negative.

    `in_scope_without_deductible` (essential drugs at a public grass-roots provider) is part of `in_scope`.
    `case_price` is the price of the case for case-priced care, 0 for every other care. `stay_days` is 0 when unknown.
    """

    in_scope: int
    first_self_pay: int = 0
    full_self_pay: int = 0
    over_ceiling: int = 0
    in_scope_without_deductible: int = 0
    case_price: int = 0
    stay_days: int = 0

    @property
    def total(self) -> int:
        """What was charged: the sum of the four scopes."""
        return self.in_scope + self.first_self_pay + self.full_self_pay + self.over_ceiling


@dataclass(frozen=True, slots=True)
class Item:
    """One line of a bill, judged: `amount` is the sum of its four scopes. Fen."""

    name: str
    amount: int
    in_scope: int = 0
    first_self_pay: int = 0
    full_self_pay: int = 0
    over_ceiling: int = 0


def bill_of(items: Sequence[Item], case_price: int = 0, stay_days: int = 0) -> Bill | Refusal:
    """The lines summed. Refuses a line with a negative amount, and one whose amount is not wholly in some scope."""
    for item in items:
        parts = (item.in_scope, item.first_self_pay, item.full_self_pay, item.over_ceiling)
        if min(item.amount, *parts) < 0:
            return Refusal(BenefitsReason.NEGATIVE_AMOUNT, "items", item.name)
        if sum(parts) != item.amount:
            return Refusal(BenefitsReason.ITEM_WITHOUT_SCOPE, "items", item.name)
    names = ("in_scope", "first_self_pay", "full_self_pay", "over_ceiling")
    sums = {name: sum(getattr(item, name) for item in items) for name in names}
    return Bill(**sums, case_price=case_price, stay_days=stay_days)


def unsound(bill: Bill, case_priced: bool) -> Refusal | None:
    """Why no law can be applied to the bill, or None: a negative amount, more spared than is in scope, a case without price."""
    spared, price = bill.in_scope_without_deductible, bill.case_price
    amounts = (bill.in_scope, bill.first_self_pay, bill.full_self_pay, bill.over_ceiling, spared, price)
    if min(amounts) < 0:
        names = ("in_scope", "first_self_pay", "full_self_pay", "over_ceiling", "in_scope_without_deductible", "case_price")
        return Refusal(BenefitsReason.NEGATIVE_AMOUNT, names[amounts.index(min(amounts))])
    if spared > bill.in_scope:
        return Refusal(BenefitsReason.SPARED_BEYOND_SCOPE, "in_scope_without_deductible")
    if case_priced and bill.in_scope and not price:
        return Refusal(BenefitsReason.NO_CASE_PRICE, "case_price")
    return None


@dataclass(frozen=True, slots=True)
class Shares:
    """Who pays what of one bill, in fen: `funds_total + personal + hospital` is the bill's total.

    `hospital` is what the institution bears of a case-priced stay that cost more than its price (`hosp_part_amt`); 0 otherwise.
    `deductible` is the basic deductible borne this time; `basic_rate` the basic fund's rate per 10 000 above it.
    """

    basic: int = 0
    large_cost: int = 0
    civil_servant: int = 0
    enterprise: int = 0
    catastrophic: int = 0
    assistance: int = 0
    disabled: int = 0
    other: int = 0
    personal: int = 0
    hospital: int = 0
    deductible: int = 0
    basic_rate: int = 0

    @property
    def funds_total(self) -> int:
        """All that the funds pay together."""
        return (
            self.basic
            + self.large_cost
            + self.civil_servant
            + self.enterprise
            + self.catastrophic
            + self.assistance
            + self.disabled
            + self.other
        )
