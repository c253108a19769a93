"""The day's figures for the boards: one read across settlements, people and institutions, and nothing written.

It is the bureau's own view of other rooms' tables, kept in one place so that it can move into a read model when days grow long.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from yimatong.kernel.money import Fen

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


@dataclass(frozen=True, slots=True)
class DayFigures:
    """Sums of one day's settlements and reversals, in fen. `funds` by our names; `owed` by institution level."""

    bills: int
    reversals: int
    total: Fen
    cash: Fen
    funds: dict[str, Fen]
    owed: dict[str, Fen]
    hours: dict[int, int]


@dataclass(frozen=True, slots=True)
class BillRow:
    """One settlement with the names that go with it."""

    settlement_id: int
    settled_at: datetime
    institution: str
    person: str
    scheme: str
    medical_type: str
    total: Fen
    funds: Fen
    account: Fen
    cash: Fen
    reverses: int | None
    taken_back: bool


FUND_COLUMNS = ("basic", "large_cost", "catastrophic", "civil_servant", "enterprise", "assistance", "disabled", "other")


async def day_figures(connection: Any, since: datetime, area: str = "", institution: str = "") -> DayFigures:
    """Figures since a moment, of areas whose code begins with `area`, and of one institution or (empty) all."""
    values = {"since": since, "area": area, "institution": institution}
    day = await (await connection.execute(DAY, values)).fetchone()
    owed = await (await connection.execute(OWED, values)).fetchall()
    hours = await (await connection.execute(HOURS, values)).fetchall()
    bills, reversals, total, cash, *funds = day
    return DayFigures(bills, reversals, total, cash, dict(zip(FUND_COLUMNS, funds, strict=True)), dict(owed), dict(hours))


@dataclass(frozen=True, slots=True)
class Books:
    """What each kind of account received and gave since the books began, in fen. All together they differ by zero."""

    kinds: dict[str, tuple[Fen, Fen]]

    @property
    def received(self) -> Fen:
        return sum(received for received, _ in self.kinds.values())

    @property
    def difference(self) -> Fen:
        return self.received - sum(given for _, given in self.kinds.values())


async def books(connection: Any) -> Books:
    """The whole books, added up in one go."""
    rows = await (await connection.execute(BOOKS)).fetchall()
    return Books({kind: (received, given) for kind, received, given in rows})


async def bill_count(connection: Any, since: datetime, institution: str) -> int:
    """How many bills an institution settled since a moment, reversals left out."""
    row = await (await connection.execute(DAY, {"since": since, "area": "", "institution": institution})).fetchone()
    return int(row[0])


async def latest_bills(connection: Any, limit: int, area: str = "", institution: str = "") -> list[BillRow]:
    """The latest settlements and reversals, newest first."""
    values = {"area": area, "institution": institution, "limit": limit}
    return [BillRow(*row) for row in await (await connection.execute(LATEST, values)).fetchall()]


async def bills_found(connection: Any, text: str, area: str, limit: int) -> list[BillRow]:
    """Bills of a settlement number, an encounter number or a person's identity number."""
    number = int(text) if text.isascii() and text.isdigit() and len(text) <= NUMBER_DIGITS_MAX else 0
    values = {"area": area, "institution": "", "text": text.upper(), "number": min(number, NUMBER_MAX), "limit": limit}
    return [BillRow(*row) for row in await (await connection.execute(FOUND, values)).fetchall()]
