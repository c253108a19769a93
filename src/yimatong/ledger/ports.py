"""What the ledger asks of its store."""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from yimatong.kernel.money import Fen
from yimatong.ledger.core import Move


class LedgerPort(Protocol):
    """Append postings, keep balances, add up."""

    async def append(self, moves: Sequence[Move], posted_at: datetime) -> None: ...

    async def move_of(self, act_id: int) -> Move | None: ...

    async def balance(self, account: str) -> Fen: ...

    async def totals(self, prefix: str, since: datetime | None) -> list[tuple[str, Fen]]: ...

    async def sides(self, since: datetime | None) -> tuple[Fen, Fen]: ...
