"""The day's figures as values: sums, rows with the names that go with them, and the books by kind of account."""

from dataclasses import dataclass
from datetime import datetime

from yimatong.kernel.money import Fen


@dataclass(frozen=True, slots=True)
class DayFigures:
    """Sums of one day's settlements and reversals, in fen. `funds` by our names; `owed` by institution level."""

    bills: int
    reversals: int
    total: Fen
    cash: Fen
    funds: dict[str, Fen]
    owed: dict[str, Fen]
    hours: dict[int, int]


@dataclass(frozen=True, slots=True)
class BillRow:
    """One settlement with the names that go with it."""

    settlement_id: int
    settled_at: datetime
    institution: str
    person: str
    scheme: str
    medical_type: str
    total: Fen
    funds: Fen
    account: Fen
    cash: Fen
    reverses: int | None
    taken_back: bool


@dataclass(frozen=True, slots=True)
class Books:
    """What each kind of account received and gave since the books began, in fen. All together they differ by zero."""

    kinds: dict[str, tuple[Fen, Fen]]

    @property
    def received(self) -> Fen:
        return sum(received for received, _ in self.kinds.values())

    @property
    def difference(self) -> Fen:
        return self.received - sum(given for _, given in self.kinds.values())
