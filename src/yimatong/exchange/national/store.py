"""Kept messages and sign-ons in PostgreSQL, schema `exchange`."""

from datetime import datetime
from typing import Any

from psycopg import AsyncConnection
from psycopg.rows import class_row

from yimatong.exchange.national.ports import KeptMessage, SignOn

FIND = "SELECT infno, body_digest, answer, subject_id FROM exchange.message WHERE institution_code = %s AND msgid = %s"
# Whoever keeps a msgid second waits for the first to end, and breaks `message_pkey` when that one is committed.
KEEP = """
INSERT INTO exchange.message (institution_code, msgid, infno, body_digest, answer, subject_id, at)
VALUES (%s, %s, %s, %b, %b, %s, %s)
"""
SIGN_ON = "INSERT INTO exchange.sign_on (sign_no, institution_code, operator, mac, ip, at) VALUES (%s, %s, %s, %s, %s, %s)"
SIGN_OFF = """
UPDATE exchange.sign_on SET off_at = %(now)s
WHERE sign_no = %(sign_no)s AND institution_code = %(institution_code)s AND off_at IS NULL
  AND (at AT TIME ZONE 'Asia/Shanghai')::date = (%(now)s::timestamptz AT TIME ZONE 'Asia/Shanghai')::date
RETURNING sign_no
"""


class MessageStore:
    """Rows of schema `exchange`. It never commits."""

    def __init__(self, connection: AsyncConnection[Any]) -> None:
        self._connection = connection

    async def find(self, institution_code: str, msgid: str) -> KeptMessage | None:
        """What was kept under this institution's msgid."""
        cursor = self._connection.cursor(row_factory=class_row(KeptMessage), binary=True)
        await cursor.execute(FIND, (institution_code, msgid))
        return await cursor.fetchone()

    async def keep(self, institution_code: str, msgid: str, message: KeptMessage, now: datetime) -> None:
        """Keeps it. A msgid that another act kept breaks `message_pkey`, which may be seen only when the act ends."""
        kept = (message.infno, message.body_digest, message.answer, message.subject_id)
        await self._connection.execute(KEEP, (institution_code, msgid, *kept, now), prepare=True)

    async def sign_on(self, sign_on: SignOn) -> None:
        """Notes a sign-on."""
        row = (sign_on.sign_no, sign_on.institution_code, sign_on.operator, sign_on.mac, sign_on.ip, sign_on.at)
        await self._connection.execute(SIGN_ON, row)

    async def sign_off(self, institution_code: str, sign_no: str, now: datetime) -> bool:
        """Notes the sign-off of an open sign-on of the same China day; False if there is none."""
        values = {"institution_code": institution_code, "sign_no": sign_no, "now": now}
        cursor = await self._connection.execute(SIGN_OFF, values)
        return await cursor.fetchone() is not None
