"""What the bureau's pages print. Names arrive masked; amounts are fen."""

from dataclasses import dataclass

from yimatong.kernel.money import Fen
from yimatong.web.shared.charts import Column
from yimatong.web.shared.receipt import Receipt


@dataclass(frozen=True, slots=True)
class LiveRow:
    """One settlement in the stream. `mark` is the badge's shape: done or stop."""

    settlement_id: str
    at: str
    institution: str
    person: str
    kind: str
    total: Fen
    funds: Fen
    account: Fen
    cash: Fen
    mark: str
    state: str


@dataclass(frozen=True, slots=True)
class Sum:
    """A named amount; `key` is its colour, or ""."""

    name: str
    amount: Fen
    key: str = ""


@dataclass(frozen=True, slots=True)
class Board:
    """The live day of one area."""

    area: str
    bills: int
    reversals: int
    total: Fen
    average: str
    funds_share: str
    cash: Fen
    funds: tuple[Sum, ...]
    payables: tuple[Sum, ...]
    accounts: tuple[Sum, ...]
    debits: Fen
    gap: Fen
    checked: str
    rows: tuple[LiveRow, ...]
    hours: tuple[Column, ...]
    hours_label: str

    @property
    def funds_total(self) -> Fen:
        return sum(fund.amount for fund in self.funds)

    @property
    def payables_total(self) -> Fen:
        return sum(payable.amount for payable in self.payables)

    @property
    def is_flat(self) -> bool:
        return self.gap == 0


@dataclass(frozen=True, slots=True)
class Find:
    """A search for one bill and what it found."""

    query: str
    rows: tuple[LiveRow, ...]


@dataclass(frozen=True, slots=True)
class PostingRow:
    """One posting of a bill: the account, the reason, the amount with its sign."""

    account: str
    why: str
    amount: Fen


@dataclass(frozen=True, slots=True)
class BillTrace:
    """One bill with everything behind it."""

    receipt: Receipt
    postings: tuple[PostingRow, ...]

    @property
    def balance(self) -> Fen:
        return sum(posting.amount for posting in self.postings)
