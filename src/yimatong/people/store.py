"""People in PostgreSQL. Reading one person with covers and identities is one statement."""

from collections.abc import Sequence
from typing import Any, LiteralString

import msgspec
from psycopg import AsyncConnection
from psycopg.rows import tuple_row

from yimatong.people.core import Cover, Identity, Person, PersonRecord

RECORD: LiteralString = """
SELECT json_build_object(
    'person', to_json(p),
    'covers', COALESCE((SELECT json_agg(c ORDER BY c.since, c.scheme) FROM people.cover c WHERE c.person_id = p.person_id), '[]'),
    'identities', COALESCE((SELECT json_agg(i ORDER BY i.since) FROM people.identity i WHERE i.person_id = p.person_id), '[]')
)::text
FROM people.person p
"""
PERSON_COLUMNS = ("person_id", "certno", "name", "sex", "ethnicity", "birth", "synthetic", "card_no")
COVER_COLUMNS = (
    *("person_id", "scheme", "area", "psn_type", "status"),
    *("since", "until", "civil_servant", "employer", "scheme_years"),
)
IDENTITY_COLUMNS = ("person_id", "hardship_class", "psn_idet_type", "since", "until")

_record = msgspec.json.Decoder(PersonRecord)


class PeopleStore:
    """Rows of schema `people`. It never commits."""

    def __init__(self, connection: AsyncConnection[Any]) -> None:
        self._connection = connection

    async def by_id(self, person_id: int) -> PersonRecord | None:
        """The person with this id."""
        return await self._one(RECORD + "WHERE p.person_id = %s", person_id)

    async def by_certno(self, certno: str) -> PersonRecord | None:
        """The person with this id number."""
        return await self._one(RECORD + "WHERE p.certno = %s", certno)

    async def by_card(self, card_no: str) -> PersonRecord | None:
        """The person with this social security card."""
        return await self._one(RECORD + "WHERE p.card_no = %s", card_no)

    async def people_page(self, query: str = "", limit: int = 20) -> list[PersonRecord]:
        """The first `limit` people by id whose name begins with `query` or whose number it is; empty finds all."""
        found = await self._connection.execute(
            RECORD + "WHERE %(query)s = '' OR p.name LIKE %(prefix)s OR p.certno = %(query)s OR p.person_id::text = %(query)s"
            " ORDER BY p.person_id LIMIT %(limit)s",
            {"query": query, "prefix": _like(query) + "%", "limit": limit},
        )
        return [_record.decode(row[0]) for row in await found.fetchall()]

    async def count(self) -> int:
        """How many people are known."""
        found = await self._connection.cursor(row_factory=tuple_row).execute("SELECT count(*) FROM people.person")
        row = await found.fetchone()
        return int(row[0]) if row else 0

    async def add(self, records: Sequence[PersonRecord]) -> int:
        """Adds people not known yet, with covers and identities; known ones stay as they are. Gives how many were new."""
        await self._connection.execute("CREATE TEMP TABLE newcomer (LIKE people.person) ON COMMIT DROP")
        await self._copy("newcomer", PERSON_COLUMNS, [_person_row(record.person) for record in records])
        found = await self._connection.cursor(row_factory=tuple_row).execute(
            "INSERT INTO people.person SELECT * FROM newcomer ON CONFLICT DO NOTHING RETURNING person_id"
        )
        new = {int(row[0]) for row in await found.fetchall()}
        await self._connection.execute("DROP TABLE newcomer")
        newcomers = [record for record in records if record.person.person_id in new]
        await self._copy("people.cover", COVER_COLUMNS, [_cover_row(c) for record in newcomers for c in record.covers])
        rows = [(record.person.person_id, *_identity_row(i)) for record in newcomers for i in record.identities]
        await self._copy("people.identity", IDENTITY_COLUMNS, rows)
        return len(new)

    async def _one(self, statement: LiteralString, key: object) -> PersonRecord | None:
        found = await self._connection.cursor(row_factory=tuple_row).execute(statement, (key,))
        row = await found.fetchone()
        return _record.decode(row[0]) if row else None

    async def _copy(self, table: LiteralString, columns: tuple[LiteralString, ...], rows: Sequence[tuple[object, ...]]) -> None:
        statement: LiteralString = f"COPY {table} ({', '.join(columns)}) FROM STDIN"
        async with self._connection.cursor() as cursor, cursor.copy(statement) as copy:
            for row in rows:
                await copy.write_row(row)


def _person_row(person: Person) -> tuple[object, ...]:
    p = person
    return (p.person_id, p.certno, p.name, p.sex, p.ethnicity, p.birth, p.synthetic, p.card_no)


def _cover_row(cover: Cover) -> tuple[object, ...]:
    c = cover
    return (c.person_id, c.scheme, c.area, c.psn_type, c.status, c.since, c.until, c.civil_servant, c.employer, c.scheme_years)


def _identity_row(identity: Identity) -> tuple[object, ...]:
    return (identity.hardship_class, identity.psn_idet_type, identity.since, identity.until)


def _like(text: str) -> str:
    """The text with LIKE's own signs made plain."""
    return text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
