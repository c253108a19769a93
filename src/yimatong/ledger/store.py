"""SQL of the ledger: appended postings and the running rows of accounts that may not go below zero."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from psycopg import AsyncConnection

from yimatong.kernel.money import Fen
from yimatong.ledger.core import Move, Posting, keeps_a_balance

# One statement: postings of all moves, and for accounts with a running row the new balance. An account opens with its first
# credit; a debit only ever updates, so that the CHECK sees the balance after the move and not the debit alone.
APPEND = """
WITH posted AS (
    INSERT INTO ledger.posting (act_id, position, account, amount, person_id, posted_at)
    SELECT act_id, position, account, amount, person_id, %s
    FROM unnest(%s::bigint[], %s::smallint[], %s::text[], %s::bigint[], %s::bigint[])
        AS p (act_id, position, account, amount, person_id)
), opened AS (
    INSERT INTO ledger.balance AS b (account, person_id, amount)
    SELECT account, person_id, amount
    FROM unnest(%s::text[], %s::bigint[], %s::bigint[]) AS c (account, person_id, amount)
    WHERE amount > 0
    ON CONFLICT (account) DO UPDATE SET amount = b.amount + EXCLUDED.amount
)
UPDATE ledger.balance b SET amount = b.amount + d.amount
FROM unnest(%s::text[], %s::bigint[]) AS d (account, amount)
WHERE b.account = d.account AND d.amount < 0
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


class LedgerStore:
    """The ledger's tables on one connection."""

    def __init__(self, connection: AsyncConnection[Any]) -> None:
        self._connection = connection

    async def append(self, moves: Sequence[Move], posted_at: datetime) -> None:
        """Append the moves and change running balances, in one statement."""
        rows = [(m.act_id, at, p.account, p.amount, m.person_id) for m in moves for at, p in enumerate(m.postings)]
        if not rows:
            return
        acts, positions, accounts, amounts, people = (list(column) for column in zip(*rows, strict=True))
        running: dict[tuple[str, int], int] = {}
        for _, _, account, amount, person_id in rows:
            if keeps_a_balance(account):
                running[account, person_id] = running.get((account, person_id), 0) + amount
        names, owners = [name for name, _ in running], [owner for _, owner in running]
        changes = list(running.values())
        columns = (posted_at, acts, positions, accounts, amounts, people, names, owners, changes, names, changes)
        await self._connection.execute(APPEND, columns, prepare=True)

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
