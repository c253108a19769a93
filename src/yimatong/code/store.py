"""SQL of the code room. The single use is one UPDATE that only one caller can win."""

from datetime import datetime
from typing import Any

from psycopg import AsyncConnection

from yimatong.code.core import IssuedCode, Purpose, VisitToken

ADD = "INSERT INTO code.code (reference_digest, person_id, purpose, issued_at, expires_at) VALUES (%s, %s, %s, %s, %s)"
FIND = "SELECT person_id, purpose, issued_at, expires_at, used_at FROM code.code WHERE reference_digest = %s"
USE = """
UPDATE code.code SET used_at = %s, used_by = %s, used_for = %s WHERE reference_digest = %s AND used_at IS NULL RETURNING person_id
"""
ADD_TOKEN = """
INSERT INTO code.visit_token (token_digest, person_id, institution_code, business_type, operator, issued_at, expires_at)
VALUES (%s, %s, %s, %s, %s, %s, %s)
"""
FIND_TOKEN = """
SELECT person_id, institution_code, business_type, operator, issued_at, expires_at FROM code.visit_token WHERE token_digest = %s
"""
DECODES_OF = """
SELECT used_at, used_by, used_for FROM code.code WHERE person_id = %s AND used_at IS NOT NULL ORDER BY used_at DESC LIMIT %s
"""
FORGET = "DELETE FROM code.code WHERE used_at IS NULL AND expires_at < %s"
FORGET_TOKENS = "DELETE FROM code.visit_token WHERE expires_at < %s"


class CodeStore:
    """The code room's tables on one connection."""

    def __init__(self, connection: AsyncConnection[Any]) -> None:
        self._connection = connection

    async def add(self, reference: bytes, code: IssuedCode) -> None:
        """Keep a fresh code."""
        await self._connection.execute(ADD, (reference, code.person_id, code.purpose, code.issued_at, code.expires_at))

    async def find(self, reference: bytes) -> IssuedCode | None:
        """The code with this digest, or None."""
        row = await (await self._connection.execute(FIND, (reference,))).fetchone()
        return IssuedCode(row[0], Purpose(row[1]), row[2], row[3], row[4]) if row else None

    async def use(self, reference: bytes, used_at: datetime, used_by: str, used_for: str) -> bool:
        """Mark the code used; False when somebody else did so first."""
        cursor = await self._connection.execute(USE, (used_at, used_by, used_for, reference))
        return await cursor.fetchone() is not None

    async def add_token(self, reference: bytes, token: VisitToken) -> None:
        """Keep a visit token."""
        fields = (token.person_id, token.institution_code, token.business_type, token.operator, token.issued_at, token.expires_at)
        await self._connection.execute(ADD_TOKEN, (reference, *fields))

    async def find_token(self, reference: bytes) -> VisitToken | None:
        """The token with this digest, or None."""
        row = await (await self._connection.execute(FIND_TOKEN, (reference,))).fetchone()
        return VisitToken(*row) if row else None

    async def decodes_of(self, person_id: int, limit: int) -> list[tuple[datetime, str, str]]:
        """(when, institution/operator, business type) of the person's decoded codes, latest first."""
        return list(await (await self._connection.execute(DECODES_OF, (person_id, limit))).fetchall())

    async def forget(self, before: datetime) -> int:
        """Delete codes never used and tokens that ended before a moment; how many."""
        codes = await self._connection.execute(FORGET, (before,))
        tokens = await self._connection.execute(FORGET_TOKENS, (before,))
        return codes.rowcount + tokens.rowcount
