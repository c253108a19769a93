"""Institutions and their credentials in PostgreSQL."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any, LiteralString

from psycopg import AsyncConnection
from psycopg.rows import class_row, tuple_row

from yimatong.providers.core import Credential, Institution

COLUMNS: LiteralString = (
    "institution_code, name, name_basis, kind, level, hosp_lv_code,"
    " area, region_code, street_code, village_code, managed_by, synthetic"
)
INSTITUTION: LiteralString = f"SELECT {COLUMNS} FROM providers.institution "


class ProvidersStore:
    """Rows of schema `providers`. It never commits."""

    def __init__(self, connection: AsyncConnection[Any]) -> None:
        self._connection = connection

    async def by_code(self, institution_code: str) -> Institution | None:
        """The institution with this code."""
        found = await self._institutions(INSTITUTION + "WHERE institution_code = %s", (institution_code,))
        return found[0] if found else None

    async def search(self, name: str, pharmacy: bool | None = None, limit: int = 50) -> list[Institution]:
        """Institutions whose name contains `name`, shortest name first; `pharmacy` narrows to one type."""
        return await self._institutions(
            INSTITUTION + "WHERE strpos(name, %s) > 0 AND COALESCE((level = 'pharmacy') = %s::boolean, true)"
            " ORDER BY length(name), institution_code LIMIT %s",
            (name, pharmacy, limit),
        )

    async def in_area(self, area: str = "", level: str = "", limit: int = 500) -> list[Institution]:
        """Institutions of an area and level (empty = any) in order of code."""
        return await self._institutions(
            INSTITUTION + "WHERE %(area)s IN ('', area) AND %(level)s IN ('', level) ORDER BY institution_code LIMIT %(limit)s",
            {"area": area, "level": level, "limit": limit},
        )

    async def credential_of(self, access_key: str) -> Credential | None:
        """What this institution signs with; None if it may not call."""
        cursor = self._connection.cursor(row_factory=class_row(Credential))
        await cursor.execute("SELECT access_key, secret FROM providers.credential WHERE access_key = %s", (access_key,))
        return await cursor.fetchone()

    async def credentials(self) -> Sequence[Credential]:
        """All credentials, in order of code."""
        cursor = self._connection.cursor(row_factory=class_row(Credential))
        await cursor.execute("SELECT access_key, secret FROM providers.credential ORDER BY access_key")
        return await cursor.fetchall()

    async def add_credentials(self, credentials: Iterable[Credential], now: datetime) -> None:
        """Gives institutions their credential; one that has one keeps it."""
        rows = [(c.access_key, c.secret) for c in credentials]
        await self._connection.execute(
            "INSERT INTO providers.credential SELECT k, s, %s FROM unnest(%s::text[], %s::text[]) AS new(k, s)"
            " ON CONFLICT DO NOTHING",
            (now, [row[0] for row in rows], [row[1] for row in rows]),
        )

    async def save(self, institutions: Sequence[Institution]) -> int:
        """Adds or updates institutions by code; gives how many rows changed."""
        async with self._connection.cursor(row_factory=tuple_row) as cursor:
            await cursor.execute("CREATE TEMP TABLE incoming_institution (LIKE providers.institution) ON COMMIT DROP")
            async with cursor.copy(f"COPY incoming_institution ({COLUMNS}) FROM STDIN") as copy:
                for institution in institutions:
                    await copy.write_row(_row(institution))
            await cursor.execute(UPSERT)
            changed = cursor.rowcount
            await cursor.execute("DROP TABLE incoming_institution")
        return changed

    async def _institutions(self, statement: LiteralString, values: Any) -> list[Institution]:
        cursor = self._connection.cursor(row_factory=class_row(Institution))
        await cursor.execute(statement, values)
        return await cursor.fetchall()


UPSERT: LiteralString = f"""
INSERT INTO providers.institution AS old ({COLUMNS})
SELECT {COLUMNS} FROM incoming_institution
ON CONFLICT (institution_code) DO UPDATE SET
    name = excluded.name, name_basis = excluded.name_basis, kind = excluded.kind, level = excluded.level,
    hosp_lv_code = excluded.hosp_lv_code, area = excluded.area, region_code = excluded.region_code,
    street_code = excluded.street_code, village_code = excluded.village_code,
    managed_by = excluded.managed_by, synthetic = excluded.synthetic
WHERE old IS DISTINCT FROM excluded
"""


def _row(institution: Institution) -> tuple[object, ...]:
    i = institution
    return (
        i.institution_code, i.name, i.name_basis, i.kind, i.level, i.hosp_lv_code,
        i.area, i.region_code, i.street_code, i.village_code, i.managed_by, i.synthetic,
    )  # fmt: skip
