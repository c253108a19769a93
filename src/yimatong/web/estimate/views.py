"""What the estimate's pages print. Amounts are fen; sentences are in the reader's language."""

from dataclasses import dataclass

from yimatong.kernel.money import Fen
from yimatong.web.shared.charts import Segment
from yimatong.web.shared.choosing import Choice, Found, Problem
from yimatong.web.shared.receipt import Payer, Step


@dataclass(frozen=True, slots=True)
class Pick:
    """One planned item: `field` is the name of its quantity in the form."""

    key: str
    field: str
    name: str
    list_class: str
    price: str
    count: int
    amount: Fen


@dataclass(frozen=True, slots=True)
class Option:
    """The same care somewhere else. `funds` and `own` add up to its total; `gap` is what is borne more (less) than as asked."""

    label: str
    funds: Fen
    own: Fen
    gap: Fen
    gap_text: str
    segments: tuple[Segment, ...]
    bar_label: str
    asked: bool


@dataclass(frozen=True, slots=True)
class Result:
    """What it would come to. The payers add up to `total`; `own` is account and cash."""

    title: str
    total: Fen
    own: Fen
    cash: Fen
    payers: tuple[Payer, ...]
    segments: tuple[Segment, ...]
    bar_label: str
    steps: tuple[Step, ...]
    levels: tuple[Option, ...]
    places: tuple[Option, ...]
    aloud: str

    @property
    def illustrative(self) -> bool:
        return any(step.illustrative for step in self.steps)


@dataclass(frozen=True, slots=True)
class Who:
    """What is asked of somebody who stays anonymous."""

    areas: tuple[Choice, ...]
    kinds: tuple[Choice, ...]
    hardships: tuple[Choice, ...]


@dataclass(frozen=True, slots=True)
class EstimatePage:
    """The form and its answer. `basis` says whose year it goes on from; `keep` is the form as a query, ending in &."""

    action: str
    basis: str
    who: Who | None
    cares: tuple[Choice, ...]
    levels: tuple[Choice, ...]
    places: tuple[Choice, ...]
    diseases: tuple[Choice, ...]
    found: Found
    picks: tuple[Pick, ...]
    picks_total: Fen
    price: str
    by_price: bool
    keep: str
    result: Result | None
    problem: Problem | None
