"""What the citizen's pages print. Names arrive masked; amounts are fen; sentences are in the reader's language."""

from dataclasses import dataclass
from datetime import datetime

from yimatong.code.core import CODE_PREFIX
from yimatong.kernel.money import Fen
from yimatong.web.shared.charts import Square
from yimatong.web.shared.receipt import Document


@dataclass(frozen=True, slots=True)
class CodeCard:
    """The code in hand: who, where covered, the square, the same text to read out, and how long it lives."""

    name: str
    place: str
    in_force: bool
    square: Square
    text: str
    seconds: int

    @property
    def spoken(self) -> str:
        """The text in fours after its prefix, for reading aloud; a counter takes it with or without the blanks."""
        prefix, rest = self.text[: len(CODE_PREFIX)], self.text[len(CODE_PREFIX) :]
        return " ".join([prefix, *(rest[at : at + 4] for at in range(0, len(rest), 4))])


@dataclass(frozen=True, slots=True)
class CoverCard:
    """The cover at a glance. `seal` is two characters, for what is final."""

    title: str
    place: str
    seal: str


@dataclass(frozen=True, slots=True)
class VisitRow:
    """One bill in a list: where, when, what the person paid in cash."""

    settlement_id: str
    face: str
    institution: str
    when: str
    cash: Fen
    state: str


@dataclass(frozen=True, slots=True)
class Scan:
    """One time the person's code was scanned: where and when."""

    institution: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Home:
    """The first page of a person."""

    name: str
    cover: CoverCard
    warning: str
    visits: tuple[VisitRow, ...]
    balance: Fen
    balance_note: str
    funds_this_year: Fen
    bills_this_year: int
    scans: tuple[Scan, ...] = ()


@dataclass(frozen=True, slots=True)
class CoverFacts:
    """One cover with its facts as (label, value)."""

    title: str
    in_force: bool
    facts: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class CoverPage:
    """All covers, help in hardship, the year so far, and the documents the law rests on."""

    covers: tuple[CoverFacts, ...]
    identities: tuple[tuple[str, str], ...]
    year: tuple[tuple[str, str], ...]
    documents: tuple[Document, ...]
    illustrative: bool
