"""The amounts the law looks at, and the shares it answers with. All of them integer fen."""

from dataclasses import dataclass


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
