"""What a settlement is decided on. Facts are read once, in one query, and not looked up again."""

from dataclasses import dataclass
from datetime import date, datetime

import msgspec

from yimatong.benefits.core.year_book import YearBook
from yimatong.care.core import Kind, State
from yimatong.kernel.money import Fen


class Insured(msgspec.Struct, frozen=True):
    """The person, as far as a settlement answers with it."""

    person_id: int
    name: str
    certno: str
    sex: str
    ethnicity: str
    birth: date


class CoverFact(msgspec.Struct, frozen=True):
    """One cover of the scheme the bill is under."""

    area: str
    status: str
    psn_type: str
    since: date
    until: date | None
    civil_servant: bool
    scheme_years: int
    employer: str

    def holds_on(self, day: date) -> bool:
        return self.since <= day and (self.until is None or day <= self.until)


class IdentityFact(msgspec.Struct, frozen=True):
    """A hardship class the person is recognised in."""

    hardship_class: int
    since: date
    until: date | None

    def holds_on(self, day: date) -> bool:
        return self.since <= day and (self.until is None or day <= self.until)


class InstitutionFact(msgspec.Struct, frozen=True):
    """Where the care was given."""

    name: str
    level: str
    hosp_lv_code: str
    area: str


class EncounterFact(msgspec.Struct, frozen=True):
    """The visit or stay the bill belongs to."""

    encounter_id: int
    person_id: int
    institution_code: str
    kind: Kind
    state: State
    scheme: str
    area: str
    medical_type: str
    disease_code: str
    disease_name: str
    certificate_type: str
    began_at: datetime
    ended_at: datetime | None


class ChargeFact(msgspec.Struct, frozen=True, array_like=True):
    """One charge line, amounts in fen."""

    charge_no: str
    charged_at: datetime
    list_class: str
    essential: bool
    amount: Fen
    over_ceiling: Fen
    full_self_pay: Fen
    first_self_pay: Fen
    in_scope: Fen
    settled: bool


class Facts(msgspec.Struct, frozen=True):
    """Everything a bill is decided on."""

    person: Insured
    covers: list[CoverFact]
    identities: list[IdentityFact]
    institution: InstitutionFact
    encounter: EncounterFact
    charges: list[ChargeFact]
    year_books: dict[str, YearBook]
    own_balance: Fen
    certificate_holds: bool


@dataclass(frozen=True, slots=True)
class Certificate:
    """What the person showed: 01 a visit token, 02 the identity number, 03 the card."""

    kind: str
    number: str


@dataclass(frozen=True, slots=True)
class Ask:
    """What the institution asks to have settled. `batch` None means all unsettled lines (a stay).

    `total` and `scope` (over ceiling, full self-pay, first self-pay, in scope) are the sender's own sums in fen, where sent.
    `account_use`: 0 none, 1 the own account, 2 also family accounts.
    """

    encounter_id: int
    person_id: int
    institution_code: str
    batch: str | None
    scheme: str
    medical_type: str
    certificate: Certificate
    account_use: int
    message: str
    total: Fen | None = None
    scope: tuple[Fen | None, Fen | None, Fen | None, Fen | None] = (None, None, None, None)
    midway: bool = False
    invoice: str = ""
