"""The catalogue in PostgreSQL: codes as they stood on a day, search for the counter, lists to download, and taking a list in."""

from collections.abc import AsyncIterator, Callable, Sequence
from datetime import date
from typing import Any, LiteralString

from psycopg import AsyncConnection, sql
from psycopg.rows import class_row, tuple_row

from yimatong.catalogue.core import AskedCode, Billable, Coding, FoundCode, Item, LocalItem, search_words
from yimatong.catalogue.lists import ListRow, ListVersion, Merged, TableRows

ITEM_COLUMNS: LiteralString = (
    "i.national_code, i.name, i.kind, i.list_class, i.first_self_pay_rate, i.price_ceiling, i.fee_item, i.fee_item_code, i.unit,"
    " i.dosage_form, i.restriction, i.limited, i.essential, i.source, i.synthetic, i.valid_from, i.valid_to"
)
LOCAL_COLUMNS: LiteralString = (
    "l.institution_code, l.local_code, l.national_code, l.local_name, l.price, l.unit, l.initials, l.synthetic"
)
ITEM_WIDTH = 17
TICK_ROWS = 1000

FIND_CODES: LiteralString = f"""
SELECT l.national_code, EXISTS (SELECT FROM catalogue.item k WHERE k.national_code = asked.code), {ITEM_COLUMNS}
FROM unnest(%s::text[], %s::text[], %s::text[], %s::date[]) WITH ORDINALITY
    AS line (institution_code, local_code, national_code, day, number)
LEFT JOIN LATERAL (
    SELECT national_code FROM catalogue.local_item l
    WHERE l.local_code = line.local_code AND l.institution_code IN (line.institution_code, '*')
        AND l.valid_from <= line.day AND (l.valid_to IS NULL OR line.day <= l.valid_to)
    ORDER BY l.institution_code = '*', l.valid_from DESC LIMIT 1
) l ON true
CROSS JOIN LATERAL (SELECT COALESCE(NULLIF(line.national_code, ''), l.national_code)) asked (code)
LEFT JOIN LATERAL (
    SELECT * FROM catalogue.item i
    WHERE i.national_code = asked.code AND i.valid_from <= line.day AND (i.valid_to IS NULL OR line.day <= i.valid_to)
    ORDER BY i.valid_from DESC LIMIT 1
) i ON true
ORDER BY line.number
"""

SEARCH_ITEMS: LiteralString = f"""
SELECT {ITEM_COLUMNS}, {LOCAL_COLUMNS}
FROM catalogue.local_item l
JOIN catalogue.item i ON i.national_code = l.national_code
    AND i.valid_from <= %(day)s AND (i.valid_to IS NULL OR %(day)s <= i.valid_to)
WHERE (l.institution_code = %(institution_code)s OR l.institution_code = '*' AND NOT EXISTS (
        SELECT FROM catalogue.local_item own
        WHERE own.local_code = l.local_code AND own.institution_code = %(institution_code)s
            AND own.valid_from <= %(day)s AND (own.valid_to IS NULL OR %(day)s <= own.valid_to)))
    AND l.valid_from <= %(day)s AND (l.valid_to IS NULL OR %(day)s <= l.valid_to)
    AND (l.local_code LIKE %(code)s OR l.national_code LIKE %(code)s OR l.initials LIKE %(initials)s
        OR strpos(l.local_name, %(text)s) > 0 OR strpos(i.name, %(text)s) > 0)
ORDER BY
    CASE
        WHEN %(upper)s IN (l.local_code, l.national_code) OR %(text)s IN (l.local_name, i.name) THEN 0
        WHEN l.initials LIKE %(initials)s OR l.local_code LIKE %(code)s OR l.national_code LIKE %(code)s THEN 1
        WHEN starts_with(l.local_name, %(text)s) OR starts_with(i.name, %(text)s) THEN 2
        ELSE 3
    END, CASE WHEN l.local_code LIKE %(code)s THEN 0 ELSE length(l.local_name) END, l.local_code
LIMIT %(limit)s
"""

LIST_SOURCES: dict[str, LiteralString] = {
    "drugs": """
        SELECT national_code AS code, name, kind, dosage_form, unit, list_class, restriction, limited, valid_from, valid_to
        FROM catalogue.item WHERE kind = 'drug'
        UNION ALL
        SELECT code, name, 'drug', '', '', '', '', false, valid_from, valid_to
        FROM catalogue.drug_code c WHERE NOT EXISTS (SELECT FROM catalogue.item i WHERE i.national_code = c.code)""",
    "herbal": """
        SELECT national_code AS code, name, kind, dosage_form, unit, list_class, restriction, limited, valid_from, valid_to
        FROM catalogue.item WHERE kind = 'herbal'""",
    "diagnoses": """
        SELECT code, name, 'diagnosis' AS kind, '' AS dosage_form, '' AS unit, '' AS list_class, '' AS restriction,
            false AS limited, valid_from, valid_to
        FROM catalogue.diagnosis""",
}
"""What each downloadable list is made of; the columns are those of ListRow."""


class CatalogueStore:
    """Rows of schema `catalogue`. It never commits."""

    def __init__(self, connection: AsyncConnection[Any]) -> None:
        self._connection = connection

    async def find_codes(self, asked: Sequence[AskedCode], days: Sequence[date]) -> list[FoundCode]:
        """What the tables say of each asked code on its day, in order; one statement for a whole upload."""
        institutions, local_codes, national_codes = zip(*asked, strict=True) if asked else ((), (), ())
        cursor = self._connection.cursor(row_factory=tuple_row)
        await cursor.execute(FIND_CODES, (list(institutions), list(local_codes), list(national_codes), list(days)))
        rows = await cursor.fetchall()
        return [FoundCode(row[0], Item(*row[2:]) if row[2] is not None else None, row[1]) for row in rows]

    async def search_items(self, text: str, day: date, institution_code: str = "*", limit: int = 20) -> list[Billable]:
        """What a counter may pick, best first: exact, then initials or code beginning with `text`, then names that contain it."""
        words = search_words(text)
        if not words:
            return []
        cursor = self._connection.cursor(row_factory=tuple_row)
        await cursor.execute(
            SEARCH_ITEMS,
            {
                "day": day,
                "institution_code": institution_code,
                "text": words,
                "upper": words.upper(),
                "code": _like(words.upper()) + "%",
                "initials": _like(words.lower()) + "%",
                "limit": limit,
            },
        )
        return [Billable(Item(*row[:ITEM_WIDTH]), LocalItem(*row[ITEM_WIDTH:])) for row in await cursor.fetchall()]

    async def billable_items(self, day: date, limit: int = 100) -> list[Billable]:
        """Billable items for every institution, everyday ones first, in order of local code."""
        cursor = self._connection.cursor(row_factory=tuple_row)
        await cursor.execute(
            f"SELECT {ITEM_COLUMNS}, {LOCAL_COLUMNS} FROM catalogue.local_item l JOIN catalogue.item i USING (national_code)"
            " WHERE l.institution_code = '*' AND l.valid_from <= %(day)s AND (l.valid_to IS NULL OR %(day)s <= l.valid_to)"
            " AND i.valid_from <= %(day)s AND (i.valid_to IS NULL OR %(day)s <= i.valid_to)"
            " ORDER BY l.local_code LIMIT %(limit)s",
            {"day": day, "limit": limit},
        )
        return [Billable(Item(*row[:ITEM_WIDTH]), LocalItem(*row[ITEM_WIDTH:])) for row in await cursor.fetchall()]

    async def diagnoses(self, codes: Sequence[str], day: date) -> dict[str, Coding]:
        """The diagnoses of these codes in force on that day."""
        return await self._codings("diagnosis", codes, day)

    async def procedures(self, codes: Sequence[str], day: date) -> dict[str, Coding]:
        """The procedures of these codes in force on that day."""
        return await self._codings("procedure", codes, day)

    async def chronic_disease(self, code: str, day: date) -> Coding | None:
        """The chronic outpatient disease of this code."""
        return (await self._codings("chronic_disease", [code], day)).get(code)

    async def region_names(self, codes: Sequence[str], day: date) -> dict[str, str]:
        """Names of provinces, cities, areas of insurance, counties, streets and villages by code."""
        return {code: coding.name for code, coding in (await self._codings("region", codes, day)).items()}

    async def search_diagnoses(self, text: str, day: date, limit: int = 20) -> list[Coding]:
        """Diagnoses by beginning of code or initials, or by a part of the name; best first."""
        return await self._search_codings("diagnosis", text, day, limit)

    async def search_procedures(self, text: str, day: date, limit: int = 20) -> list[Coding]:
        """Procedures by beginning of code or initials, or by a part of the name; best first."""
        return await self._search_codings("procedure", text, day, limit)

    async def chronic_diseases(self, day: date) -> list[Coding]:
        """All chronic outpatient diseases in order of code."""
        return await self._search_codings("chronic_disease", "", day, 1000)

    async def list_rows(self, kind: str, day: date) -> AsyncIterator[ListRow]:
        """Streams a downloadable list (`drugs`, `herbal` or `diagnoses`) as it stands on that day, in order of code."""
        statement = (
            f"SELECT * FROM ({LIST_SOURCES[kind]}) s WHERE valid_from <= %(day)s AND (valid_to IS NULL OR %(day)s <= valid_to)"
        )
        async with self._connection.cursor(name="list_rows", row_factory=class_row(ListRow)) as cursor:
            cursor.itersize = 2000
            await cursor.execute(statement + " ORDER BY code", {"day": day})
            async for row in cursor:
                yield row

    async def versions(self) -> list[ListVersion]:
        """Every list file taken in, latest first."""
        cursor = self._connection.cursor(row_factory=class_row(ListVersion))
        await cursor.execute(
            "SELECT kind, source_name, digest, valid_from, row_count, loaded_at FROM catalogue.list_version"
            " ORDER BY loaded_at DESC, kind, source_name"
        )
        return await cursor.fetchall()

    async def version(self, kinds: Sequence[str]) -> str:
        """A short text that changes whenever one of these kinds is loaded anew; empty if none was ever loaded."""
        cursor = self._connection.cursor(row_factory=tuple_row)
        await cursor.execute(
            "SELECT to_char(max(loaded_at) AT TIME ZONE 'UTC', 'YYYYMMDDHH24MISSUS')"
            " FROM catalogue.list_version WHERE kind = ANY(%s)",
            (list(kinds),),
        )
        row = await cursor.fetchone()
        return str(row[0] or "") if row else ""

    async def _codings(self, table: LiteralString, codes: Sequence[str], day: date) -> dict[str, Coding]:
        cursor = self._connection.cursor(row_factory=class_row(Coding))
        await cursor.execute(
            f"SELECT code, name FROM catalogue.{table} WHERE code = ANY(%(codes)s)"
            " AND valid_from <= %(day)s AND (valid_to IS NULL OR %(day)s <= valid_to)",
            {"codes": list(codes), "day": day},
        )
        return {coding.code: coding for coding in await cursor.fetchall()}

    async def _search_codings(self, table: LiteralString, text: str, day: date, limit: int) -> list[Coding]:
        words = search_words(text)
        values = {"text": words, "code": _like(words.upper()) + "%", "initials": _like(words.lower()) + "%"}
        cursor = self._connection.cursor(row_factory=class_row(Coding))
        await cursor.execute(
            f"SELECT code, name FROM catalogue.{table}"
            " WHERE (upper(code) LIKE %(code)s OR initials LIKE %(initials)s OR strpos(name, %(text)s) > 0)"
            " AND valid_from <= %(day)s AND (valid_to IS NULL OR %(day)s <= valid_to)"
            " ORDER BY upper(code) LIKE %(code)s DESC, initials LIKE %(initials)s OR starts_with(name, %(text)s) DESC,"
            " CASE WHEN %(text)s = '' THEN 0 ELSE length(name) END, code LIMIT %(limit)s",
            {**values, "day": day, "limit": limit},
        )
        return await cursor.fetchall()


class ListStore:
    """Takes list files into the dated tables of schema `catalogue`. It never commits."""

    def __init__(self, connection: AsyncConnection[Any]) -> None:
        self._connection = connection

    async def latest_digest(self, kind: str, source_name: str) -> str | None:
        """Digest of the last file of this kind and name; None if none was loaded. Others who load wait until this act ends."""
        cursor = self._connection.cursor(row_factory=tuple_row)
        await cursor.execute("SELECT pg_advisory_xact_lock(hashtext('catalogue.load'))")
        await cursor.execute(
            "SELECT digest FROM catalogue.list_version WHERE kind = %s AND source_name = %s ORDER BY loaded_at DESC LIMIT 1",
            (kind, source_name),
        )
        row = await cursor.fetchone()
        return str(row[0]) if row else None

    async def note_load(self, kind: str, source_name: str, digest: str, valid_from: date, row_count: int) -> None:
        """Notes that a file was taken in."""
        await self._connection.execute(
            "INSERT INTO catalogue.list_version (kind, source_name, digest, valid_from, row_count) VALUES (%s, %s, %s, %s, %s)",
            (kind, source_name, digest, valid_from, row_count),
        )

    async def merge(self, incoming: TableRows, tick: Callable[[int], None]) -> Merged:
        """Takes rows into a dated table. A row equal to the latest of its key is left alone; one that differs ends the latest
        on the day before its own `valid_from`, or corrects it when both begin on one day. One that begins too early stops all.
        `tick` hears now and then how many rows are over."""
        words = _MergeWords(incoming)
        async with self._connection.cursor(row_factory=tuple_row) as cursor:
            await cursor.execute(words.statement(MERGE_BEGIN))
            async with cursor.copy(words.statement(MERGE_COPY)) as copy:
                for number, row in enumerate(incoming.rows, 1):
                    await copy.write_row(row)
                    if number % TICK_ROWS == 0:
                        tick(number)
            await cursor.execute("ANALYZE incoming")  # the planner knows nothing of rows copied a moment ago
            await cursor.execute(words.statement(MERGE_DROP_EQUAL))
            await cursor.execute(words.statement(MERGE_TOO_EARLY))
            too_early = tuple("/".join(map(str, row)) for row in await cursor.fetchall())
            changed = 0
            if not too_early:
                await cursor.execute(words.statement(MERGE_END_EARLIER))
                await cursor.execute(words.statement(MERGE_DROP_CORRECTED))
                await cursor.execute(words.statement(MERGE_INSERT))
                changed = cursor.rowcount
                await cursor.execute(words.statement(MERGE_ANALYZE))
            await cursor.execute("DROP TABLE incoming")
        return Merged(changed, too_early)


MERGE_BEGIN: LiteralString = "CREATE TEMP TABLE incoming (LIKE {table}) ON COMMIT DROP"
MERGE_COPY: LiteralString = "COPY incoming ({columns}) FROM STDIN"
MERGE_DROP_EQUAL: LiteralString = """
DELETE FROM incoming USING (SELECT DISTINCT ON ({key}) * FROM {table} ORDER BY {key}, valid_from DESC) latest
WHERE ({new_key}) = ({latest_key}) AND ({new_values}) IS NOT DISTINCT FROM ({latest_values})
"""
MERGE_TOO_EARLY: LiteralString = """
SELECT {new_key} FROM incoming JOIN {table} latest ON ({new_key}) = ({latest_key}) AND latest.valid_from > incoming.valid_from
ORDER BY {new_key} LIMIT 20
"""
MERGE_END_EARLIER: LiteralString = """
UPDATE {table} latest SET valid_to = incoming.valid_from - 1 FROM incoming
WHERE ({new_key}) = ({latest_key}) AND latest.valid_from < incoming.valid_from
    AND (latest.valid_to IS NULL OR latest.valid_to >= incoming.valid_from)
"""
MERGE_DROP_CORRECTED: LiteralString = """
DELETE FROM {table} latest USING incoming WHERE ({new_key}) = ({latest_key}) AND latest.valid_from = incoming.valid_from
"""
MERGE_INSERT: LiteralString = "INSERT INTO {table} ({columns}) SELECT {columns} FROM incoming"
MERGE_ANALYZE: LiteralString = "ANALYZE {table}"


class _MergeWords:
    """The names a merge statement is filled with: the table, its key, its columns and all columns but key and first day."""

    def __init__(self, incoming: TableRows) -> None:
        values = [name for name in incoming.columns if name not in (*incoming.key, "valid_from")]
        self._words = {
            "table": sql.Identifier("catalogue", incoming.table),
            "columns": _names(incoming.columns),
            "key": _names(incoming.key),
            "new_key": _names(incoming.key, "incoming"),
            "latest_key": _names(incoming.key, "latest"),
            "new_values": _names(values, "incoming"),
            "latest_values": _names(values, "latest"),
        }

    def statement(self, text: LiteralString) -> sql.Composed:
        """The statement with its names put in."""
        return sql.SQL(text).format(**self._words)


def _names(names: Sequence[str], table: str = "") -> sql.Composed:
    return sql.SQL(", ").join(sql.Identifier(table, name) if table else sql.Identifier(name) for name in names)


def _like(text: str) -> str:
    """The text with LIKE's own signs made plain."""
    return text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
