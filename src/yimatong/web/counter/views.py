"""What the counter's pages print. Names and numbers of people arrive masked; amounts are fen."""

from dataclasses import dataclass
from datetime import datetime

from yimatong.kernel.money import Fen
from yimatong.web.shared.charts import Segment
from yimatong.web.shared.choosing import Choice, Problem
from yimatong.web.shared.receipt import Payer, Step


@dataclass(frozen=True, slots=True)
class ChargeRow:
    """One line being charged. `key` names it in the forms; `own` is what the person bears before any fund looks.

    A `limited` item is insured only within its restriction; `approved` says that this use is.
    """

    key: str
    name: str
    note: str
    list_class: str
    price: str
    quantity: str
    amount: Fen
    own: Fen
    picked: bool
    limited: bool = False
    approved: bool = False


@dataclass(frozen=True, slots=True)
class Preview:
    """How this bill would be shared if it were settled now. `balance_after` is the own account's, when it pays."""

    steps: tuple[Step, ...]
    payers: tuple[Payer, ...]
    segments: tuple[Segment, ...]
    bar_label: str
    cash: Fen
    balance_after: Fen | None
    uses_account: bool


@dataclass(frozen=True, slots=True)
class VisitDesk:
    """The person in front of the counter. `path` is the visit's address; `asks_illness` is off at a pharmacy."""

    path: str
    name: str
    sex_age: str
    masked_id: str
    credential: str
    facts: tuple[tuple[str, str], ...]
    cares: tuple[Choice, ...]
    illness: str
    illnesses: tuple[str, ...]
    query: str
    lines: tuple[ChargeRow, ...]
    classes: str
    total: Fen
    preview: Preview | None
    asks_illness: bool
    why_not: Problem | None

    @property
    def picked(self) -> bool:
        return any(line.picked for line in self.lines)


@dataclass(frozen=True, slots=True)
class OpenVisit:
    """Somebody who was registered here and has not been settled."""

    encounter_id: int
    name: str
    since: datetime
    care: str
    amount: Fen


@dataclass(frozen=True, slots=True)
class RecentBill:
    """A bill settled here today."""

    settlement_id: str
    name: str
    at: datetime
    total: Fen
    state: str


@dataclass(frozen=True, slots=True)
class Desk:
    """The whole counter page, with or without somebody in front of it."""

    institution: str
    level: str
    now: datetime
    bills_today: int
    visit: VisitDesk | None
    open_visits: tuple[OpenVisit, ...]
    recent: tuple[RecentBill, ...]
    problem: Problem | None
