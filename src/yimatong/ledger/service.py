"""Acts of the ledger: post a move, take one back, open an account with money in it, add the books up."""

from dataclasses import dataclass
from datetime import datetime

from yimatong.kernel.money import Fen
from yimatong.ledger import core
from yimatong.ledger.core import Move, undone
from yimatong.ledger.ports import LedgerPort


async def post(ledger: LedgerPort, done: Move, posted_at: datetime) -> None:
    """Append a move. A balance that would go below zero refuses the whole act (`BALANCE_TOO_LOW`)."""
    await ledger.append((done,), posted_at)


async def take_back(ledger: LedgerPort, act_id: int, by_act_id: int, posted_at: datetime) -> None:
    """Append the opposite of the move of `act_id`. An act that moved nothing is taken back by nothing."""
    done = await ledger.move_of(act_id)
    if done is not None:
        await ledger.append((undone(done, by_act_id),), posted_at)


async def open_personal_accounts(
    ledger: LedgerPort, area: str, openings: list[tuple[int, int, Fen]], posted_at: datetime
) -> None:
    """Credit (act_id, person_id, fen) to personal accounts from the contributions of `area`."""
    moves = [
        core.move(act_id, person_id, [(core.personal(person_id), amount), (core.contributions(area), -amount)])
        for act_id, person_id, amount in openings
    ]
    await ledger.append(moves, posted_at)


@dataclass(frozen=True, slots=True)
class TrialBalance:
    """Both sides of the books in fen since a moment; they differ by zero."""

    received: Fen
    given: Fen

    @property
    def difference(self) -> Fen:
        return self.received - self.given


async def trial_balance(ledger: LedgerPort, since: datetime | None = None) -> TrialBalance:
    """Add up all that accounts received and gave."""
    received, given = await ledger.sides(since)
    return TrialBalance(received, given)
