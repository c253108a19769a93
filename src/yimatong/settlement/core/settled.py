"""A settled bill: every amount, who paid it, and the record it is explained from. Its reversal is another, with signs turned."""

from datetime import date, datetime
from typing import Any

import msgspec

from yimatong.benefits.core.bill import Bill
from yimatong.benefits.core.trace import Trace
from yimatong.benefits.core.year_book import YearBook
from yimatong.kernel.money import Fen, Rate


class Record(msgspec.Struct, frozen=True):
    """What explains a settlement: the bill as scope, the law's trace, what it changed in the year book, and who was where."""

    bill: Bill
    trace: Trace
    year_book_delta: YearBook
    care: str
    level: str
    status: str
    psn_type: str
    place: str
    identities: tuple[int, ...]
    began_on: date
    ended_on: date
    invoice: str = ""


class Settlement(msgspec.Struct, frozen=True):
    """One settlement as answered, stored and shown. All amounts in fen; a reversal holds them negative."""

    settlement_id: int
    person_id: int
    encounter_id: int
    institution_code: str
    batch: str
    scheme: str
    area: str
    medical_type: str
    insurance_year: int
    service_day: date
    settled_at: datetime
    sender_message: str
    reverses: int | None
    total: Fen
    over_ceiling: Fen
    full_self_pay: Fen
    first_self_pay: Fen
    in_scope: Fen
    deductible: Fen
    basic_rate: Rate
    basic: Fen
    large_cost: Fen
    civil_servant: Fen
    enterprise: Fen
    catastrophic: Fen
    assistance: Fen
    disabled: Fen
    other: Fen
    hospital: Fen
    own_account: Fen
    family: Fen
    cash: Fen
    balance_after: Fen
    illustrative: bool
    record: Record

    @property
    def funds_total(self) -> Fen:
        """What all funds paid together."""
        return (
            self.basic + self.large_cost + self.civil_servant + self.enterprise
            + self.catastrophic + self.assistance + self.disabled + self.other
        )  # fmt: skip

    @property
    def account_total(self) -> Fen:
        """What was paid from the own and from family accounts."""
        return self.own_account + self.family

    @property
    def personal(self) -> Fen:
        """The person's whole part: accounts and cash."""
        return self.account_total + self.cash


AMOUNTS = (
    "total", "over_ceiling", "full_self_pay", "first_self_pay", "in_scope", "deductible", "basic", "large_cost", "civil_servant",
    "enterprise", "catastrophic", "assistance", "disabled", "other", "hospital", "own_account", "family", "cash",
)  # fmt: skip
"""The fields that a reversal turns."""


def reversal_of(done: Settlement, settlement_id: int, now: datetime, message: str, balance_before: Fen) -> Settlement:
    """The settlement that takes `done` back: the same fields, every amount negative."""
    turned: dict[str, Any] = {name: -getattr(done, name) for name in AMOUNTS}
    return msgspec.structs.replace(
        done,
        settlement_id=settlement_id,
        reverses=done.settlement_id,
        settled_at=now,
        sender_message=message,
        balance_after=balance_before + done.own_account,
        **turned,
    )
