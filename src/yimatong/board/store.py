"""SQL of the board: a view across settlements, people and institutions, in one place so that it can become a read model."""

from datetime import datetime
from typing import Any

from psycopg import AsyncConnection

from yimatong.board.core import BillRow, Books, DayFigures

NUMBER_DIGITS_MAX = 19
NUMBER_MAX = (1 << 63) - 1
ASKED = "WHERE starts_with(s.area, %(area)s) AND %(institution)s IN ('', s.institution_code)"
DAY = f"""
SELECT count(*) FILTER (WHERE reverses IS NULL), count(reverses), coalesce(sum(total), 0)::bigint, coalesce(sum(cash), 0)::bigint,
       coalesce(sum(basic), 0)::bigint, coalesce(sum(large_cost), 0)::bigint, coalesce(sum(catastrophic), 0)::bigint,
       coalesce(sum(civil_servant), 0)::bigint, coalesce(sum(enterprise), 0)::bigint, coalesce(sum(assistance), 0)::bigint,
       coalesce(sum(disabled), 0)::bigint, coalesce(sum(other), 0)::bigint
FROM settlement.settlement s {ASKED} AND s.settled_at >= %(since)s
"""
HOURS = f"""
SELECT extract(hour FROM s.settled_at AT TIME ZONE 'Asia/Shanghai')::int, count(*)
FROM settlement.settlement s {ASKED} AND s.settled_at >= %(since)s AND s.reverses IS NULL GROUP BY 1
"""
OWED = f"""
SELECT i.level, sum(s.total - s.cash - s.hospital)::bigint
FROM settlement.settlement s JOIN providers.institution i USING (institution_code)
{ASKED} AND s.settled_at >= %(since)s GROUP BY 1
"""
ROWS = f"""
SELECT s.settlement_id, s.settled_at, i.name, p.name, s.scheme, s.medical_type, s.total,
       s.basic + s.large_cost + s.civil_servant + s.enterprise + s.catastrophic + s.assistance + s.disabled + s.other,
       s.own_account + s.family, s.cash, s.reverses,
       EXISTS (SELECT FROM settlement.settlement r WHERE r.reverses = s.settlement_id)
FROM settlement.settlement s JOIN providers.institution i USING (institution_code) JOIN people.person p USING (person_id)
{ASKED}
"""
LATEST = ROWS + " ORDER BY s.settled_at DESC, s.settlement_id DESC LIMIT %(limit)s"
FOUND = (
    ROWS
    + """ AND (s.settlement_id = %(number)s OR s.encounter_id = %(number)s
        OR s.person_id = (SELECT person_id FROM people.person WHERE certno = %(text)s))
    ORDER BY s.settled_at DESC LIMIT %(limit)s"""
)
BOOKS = """
SELECT split_part(account, '/', 1), coalesce(sum(amount) FILTER (WHERE amount > 0), 0)::bigint,
       coalesce(-sum(amount) FILTER (WHERE amount < 0), 0)::bigint
FROM ledger.posting GROUP BY 1 ORDER BY 1
"""

FUND_COLUMNS = ("basic", "large_cost", "catastrophic", "civil_servant", "enterprise", "assistance", "disabled", "other")


class BoardStore:
    """Figures on one connection. It never writes."""

    def __init__(self, connection: AsyncConnection[Any]) -> None:
        self._connection = connection

    async def day(self, since: datetime, area: str = "", institution: str = "") -> DayFigures:
        """Figures since a moment, of areas whose code begins with `area`, and of one institution or (empty) all."""
        values = {"since": since, "area": area, "institution": institution}
        [(bills, reversals, total, cash, *funds)] = await self._rows(DAY, values)
        owed, hours = dict(await self._rows(OWED, values)), dict(await self._rows(HOURS, values))
        return DayFigures(bills, reversals, total, cash, dict(zip(FUND_COLUMNS, funds, strict=True)), owed, hours)

    async def books(self) -> Books:
        """The whole books, added up in one go."""
        return Books({kind: (received, given) for kind, received, given in await self._rows(BOOKS, {})})

    async def bill_count(self, since: datetime, institution: str) -> int:
        """How many bills an institution settled since a moment, reversals left out."""
        [(bills, *_)] = await self._rows(DAY, {"since": since, "area": "", "institution": institution})
        return int(bills)

    async def latest(self, limit: int, area: str = "", institution: str = "") -> list[BillRow]:
        """The latest settlements and reversals, newest first."""
        return [BillRow(*row) for row in await self._rows(LATEST, {"area": area, "institution": institution, "limit": limit})]

    async def found(self, text: str, area: str, limit: int) -> list[BillRow]:
        """Bills of a settlement number, an encounter number or a person's identity number."""
        number = int(text) if text.isascii() and text.isdigit() and len(text) <= NUMBER_DIGITS_MAX else 0
        values = {"area": area, "institution": "", "text": text.upper(), "number": min(number, NUMBER_MAX), "limit": limit}
        return [BillRow(*row) for row in await self._rows(FOUND, values)]

    async def _rows(self, query: str, values: dict[str, object]) -> list[Any]:
        return await (await self._connection.execute(query, values)).fetchall()
