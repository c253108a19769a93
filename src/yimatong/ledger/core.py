"""A move of money is a set of postings that sums to zero; a correction is another move, never an edit.

A posting's amount is signed: what an account receives is positive, what it gives is negative. Funds and people give,
institutions receive, so a settled bill reads: fund −, personal −, pocket −, payable +, cash +.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from yimatong.kernel.money import Fen
from yimatong.kernel.refusals import Reason


class LedgerReason(Reason):
    """Why a move is not made."""

    BALANCE_TOO_LOW = "账户余额不足，请刷新后再试"


@dataclass(frozen=True, slots=True)
class Posting:
    """One line of a move; `amount` in fen, never zero."""

    account: str
    amount: Fen


@dataclass(frozen=True, slots=True)
class Move:
    """Postings of one act for one person. Sums to zero, or it is a bug."""

    act_id: int
    person_id: int
    postings: tuple[Posting, ...]

    def __post_init__(self) -> None:
        assert sum(posting.amount for posting in self.postings) == 0, "a move must sum to zero"
        assert all(posting.amount for posting in self.postings), "a posting must move something"


def move(act_id: int, person_id: int, amounts: Sequence[tuple[str, Fen]]) -> Move:
    """A move from (account, amount) pairs; pairs that move nothing are left out."""
    return Move(act_id, person_id, tuple(Posting(account, amount) for account, amount in amounts if amount))


def undone(done: Move, act_id: int) -> Move:
    """The move that takes `done` back exactly."""
    return Move(act_id, done.person_id, tuple(Posting(posting.account, -posting.amount) for posting in done.postings))


def fund(area: str, name: str) -> str:
    """A fund of an area, for example `fund/350100/basic-employee`."""
    return f"fund/{area}/{name}"


def personal(person_id: int) -> str:
    """A person's own insurance account."""
    return f"personal/{person_id}"


def pocket(person_id: int) -> str:
    """A person's own cash, seen only as it leaves the pocket."""
    return f"pocket/{person_id}"


def payable(institution_code: str, day: date) -> str:
    """What the area owes an institution for a month."""
    return f"payable/{institution_code}/{day.isoformat()[:7]}"


def cash(institution_code: str) -> str:
    """Cash an institution took at its counter."""
    return f"cash/{institution_code}"


def contributions(area: str) -> str:
    """Where money of personal accounts comes from."""
    return f"contributions/{area}"
