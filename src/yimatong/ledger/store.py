"""SQL of the ledger: appended postings and the running rows of accounts that may not go below zero."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import msgspec
from psycopg import AsyncConnection

from yimatong.kernel.money import Fen
from yimatong.ledger.core import Move, Posting

# One statement: postings of all moves, and for accounts with a running row the new balance. An account opens with its first
# credit; a debit only ever updates, so that the CHECK sees the balance after the move and not the debit alone.
APPEND = """
WITH told AS (
    SELECT * FROM json_to_recordset(%s::json)
        AS p (act_id bigint, position smallint, account text, amount bigint, person_id bigint)
), posted AS (
    INSERT INTO ledger.posting (act_id, position, account, amount, person_id, posted_at)
    SELECT act_id, position, account, amount, person_id, %s FROM told
), changed AS (
    SELECT account, person_id, sum(amount)::bigint AS amount FROM told
    WHERE starts_with(account, 'personal/') OR starts_with(account, 'family/') OR starts_with(account, 'wallet/')
    GROUP BY account, person_id
), opened AS (
    INSERT INTO ledger.balance AS b (account, person_id, amount)
    SELECT account, person_id, amount FROM changed WHERE amount > 0
    ON CONFLICT (account) DO UPDATE SET amount = b.amount + EXCLUDED.amount
)
UPDATE ledger.balance b SET amount = b.amount + c.amount FROM changed c WHERE b.account = c.account AND c.amount < 0
"""

MOVE_OF = "SELECT person_id, account, amount FROM ledger.posting WHERE act_id = %s ORDER BY position"

TOTALS = """
SELECT account, sum(amount)::bigint FROM ledger.posting
WHERE starts_with(account, %s) AND (%s::timestamptz IS NULL OR posted_at >= %s)
GROUP BY account ORDER BY account
"""

SIDES = """
SELECT coalesce(sum(amount) FILTER (WHERE amount > 0), 0)::bigint, coalesce(-sum(amount) FILTER (WHERE amount < 0), 0)::bigint
FROM ledger.posting WHERE %s::timestamptz IS NULL OR posted_at >= %s
"""


_encode = msgspec.json.Encoder().encode


class LedgerStore:
    """The ledger's tables on one connection."""

    def __init__(self, connection: AsyncConnection[Any]) -> None:
        self._connection = connection

    async def append(self, moves: Sequence[Move], posted_at: datetime) -> None:
        """Append the moves and change running balances, in one statement."""
        rows = [
            {"act_id": m.act_id, "position": at, "account": p.account, "amount": p.amount, "person_id": m.person_id}
            for m in moves
            for at, p in enumerate(m.postings)
        ]
        if rows:
            await self._connection.execute(APPEND, (_encode(rows).decode("utf-8"), posted_at), prepare=True)

    async def move_of(self, act_id: int) -> Move | None:
        """The move of an act, or None."""
        cursor = await self._connection.execute(MOVE_OF, (act_id,))
        rows = await cursor.fetchall()
        if not rows:
            return None
        return Move(act_id, rows[0][0], tuple(Posting(account, amount) for _, account, amount in rows))

    async def balance(self, account: str) -> Fen:
        """The running balance in fen; zero for an account never opened."""
        cursor = await self._connection.execute("SELECT amount FROM ledger.balance WHERE account = %s", (account,))
        row = await cursor.fetchone()
        return row[0] if row else 0

    async def balances(self, prefix: str) -> list[tuple[str, Fen]]:
        """(account, running balance) of all accounts whose name starts with `prefix`."""
        query = "SELECT account, amount FROM ledger.balance WHERE starts_with(account, %s)"
        return list(await (await self._connection.execute(query, (prefix,))).fetchall())

    async def totals(self, prefix: str, since: datetime | None) -> list[tuple[str, Fen]]:
        """(account, sum) of all accounts whose name starts with `prefix`."""
        cursor = await self._connection.execute(TOTALS, (prefix, since, since))
        return [(account, total) for account, total in await cursor.fetchall()]

    async def sides(self, since: datetime | None) -> tuple[Fen, Fen]:
        """Sum received and sum given, both positive."""
        cursor = await self._connection.execute(SIDES, (since, since))
        row = await cursor.fetchone()
        assert row is not None
        return row[0], row[1]
