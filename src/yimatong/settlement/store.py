"""SQL of settlement. It reads across rooms in one query, so that a bill is decided on one state of the world, and writes only
its own tables."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import msgspec
from psycopg import AsyncConnection

from yimatong.benefits.core.year_book import YearBook
from yimatong.care.core import Kind, State
from yimatong.code.core import digest
from yimatong.settlement.core.facts import Ask, Facts
from yimatong.settlement.core.settled import Record, Settlement

# Bills of one person wait for each other here, and uploads to the encounter wait too. The facts are read after the locks are
# held, by a statement of their own, so that they are what the last one left.
LOCK = "SELECT pg_advisory_xact_lock(person_id) FROM care.encounter WHERE encounter_id = %s FOR NO KEY UPDATE"
FACTS = """
SELECT json_build_object(
    'person', (SELECT json_build_object('person_id', person_id, 'name', name, 'certno', certno, 'sex', sex,
                                        'ethnicity', ethnicity, 'birth', birth) FROM people.person WHERE person_id = e.person_id),
    'covers', coalesce((SELECT json_agg(json_build_object('area', area, 'status', status, 'psn_type', psn_type, 'since', since,
                                        'until', until, 'civil_servant', civil_servant, 'scheme_years', scheme_years,
                                        'employer', employer) ORDER BY since DESC)
                        FROM people.cover WHERE person_id = e.person_id AND scheme = e.scheme), '[]'),
    'identities', coalesce((SELECT json_agg(json_build_object('hardship_class', hardship_class, 'since', since, 'until', until))
                            FROM people.identity WHERE person_id = e.person_id), '[]'),
    'institution', (SELECT json_build_object('name', name, 'level', level, 'hosp_lv_code', hosp_lv_code, 'area', area)
                    FROM providers.institution WHERE institution_code = e.institution_code),
    'encounter', json_build_object('encounter_id', encounter_id, 'person_id', person_id, 'institution_code', institution_code,
                                   'kind', kind, 'state', state, 'scheme', scheme, 'area', area, 'medical_type', medical_type,
                                   'disease_code', disease_code, 'disease_name', disease_name,
                                   'certificate_type', certificate_type, 'began_at', began_at,
                                   'ended_at', ended_at),
    'charges', coalesce((SELECT json_agg(json_build_array(charge_no, charged_at, list_class, essential, amount, over_ceiling,
                                         full_self_pay, first_self_pay, in_scope, settlement_id IS NOT NULL))
                         FROM care.charge
                         WHERE encounter_id = e.encounter_id AND (%(batch)s::text IS NULL OR batch = %(batch)s)), '[]'),
    'year_books', coalesce((SELECT json_object_agg(insurance_year, book) FROM settlement.year_book
                            WHERE person_id = e.person_id AND scheme = e.scheme), '{}'),
    'own_balance', coalesce((SELECT amount FROM ledger.balance WHERE account = 'personal/' || e.person_id), 0),
    'certificate_holds', CASE %(kind)s
        WHEN '01' THEN EXISTS (SELECT FROM code.visit_token
                               WHERE token_digest = %(token)s AND person_id = e.person_id
                                     AND institution_code = e.institution_code AND expires_at >= %(now)s)
        WHEN '03' THEN EXISTS (SELECT FROM people.person WHERE person_id = e.person_id AND card_no = %(number)s)
        ELSE EXISTS (SELECT FROM people.person WHERE person_id = e.person_id AND certno = %(number)s) END
)::text
FROM care.encounter e WHERE encounter_id = %(encounter_id)s
"""

FIELDS = tuple(name for name in Settlement.__struct_fields__ if name != "record")
COLUMNS = ", ".join(FIELDS)
LINE_COLUMNS = (
    "charge_no, person_id, national_code, item_name, list_class, amount, over_ceiling, full_self_pay, first_self_pay, in_scope"
)
# One statement: the settlement, its lines (of the charges it takes up, or turned from what it reverses), year book, event. The
# settlement goes in as one JSON value whose keys are the columns.
SAVE = f"""
WITH done AS (
    INSERT INTO settlement.settlement ({COLUMNS}, record)
    SELECT {COLUMNS}, record FROM json_populate_record(NULL::settlement.settlement, %s::json) RETURNING *
), taken AS (
    INSERT INTO settlement.line (settlement_id, {LINE_COLUMNS})
    SELECT done.settlement_id, {", ".join("c." + name for name in LINE_COLUMNS.split(", "))}
    FROM done JOIN care.charge c USING (encounter_id)
    WHERE c.settlement_id IS NULL AND (done.batch = '' OR c.batch = done.batch) AND done.reverses IS NULL
), turned AS (
    INSERT INTO settlement.line (settlement_id, {LINE_COLUMNS})
    SELECT done.settlement_id, l.charge_no, l.person_id, l.national_code, l.item_name, l.list_class, -l.amount, -l.over_ceiling,
           -l.full_self_pay, -l.first_self_pay, -l.in_scope
    FROM done JOIN settlement.line l ON l.settlement_id = done.reverses
), booked AS (
    INSERT INTO settlement.year_book (person_id, scheme, insurance_year, book)
    SELECT person_id, scheme, insurance_year, %s::jsonb FROM done
    ON CONFLICT (person_id, scheme, insurance_year) DO UPDATE SET book = EXCLUDED.book
)
INSERT INTO settlement.outbox (event_id, topic, person_id, body, happened_at)
SELECT %s, CASE WHEN reverses IS NULL THEN 'settled' ELSE 'reversed' END, person_id,
       jsonb_build_object('settlement_id', settlement_id::text, 'institution_code', institution_code, 'total', total), settled_at
FROM done
"""
FIND = f"SELECT {COLUMNS}, record::text FROM settlement.settlement"
STANDS = """
SELECT settlement_id FROM settlement.settlement s
WHERE encounter_id = %s AND reverses IS NULL
  AND NOT EXISTS (SELECT FROM settlement.settlement r WHERE r.reverses = s.settlement_id)
"""
LINES = f"SELECT {LINE_COLUMNS} FROM settlement.line WHERE settlement_id = %s ORDER BY charge_no"
TAKE_EVENTS = """
WITH taken AS (
    DELETE FROM settlement.outbox WHERE event_id IN (
        SELECT event_id FROM settlement.outbox ORDER BY event_id LIMIT %s FOR UPDATE SKIP LOCKED)
    RETURNING event_id, person_id, topic, body, happened_at
)
INSERT INTO settlement.notice (event_id, person_id, topic, body, happened_at) SELECT * FROM taken ON CONFLICT DO NOTHING
"""
NOTICES = "SELECT topic, body, happened_at FROM settlement.notice WHERE person_id = %s ORDER BY happened_at DESC LIMIT %s"

_decode_facts = msgspec.json.Decoder(Facts).decode
_decode_record = msgspec.json.Decoder(Record).decode
_decode_book = msgspec.json.Decoder(YearBook).decode
_encode = msgspec.json.Encoder().encode


class Line(msgspec.Struct, frozen=True, array_like=True):
    """One line of a settlement, amounts in fen."""

    charge_no: str
    person_id: int
    national_code: str
    item_name: str
    list_class: str
    amount: int
    over_ceiling: int
    full_self_pay: int
    first_self_pay: int
    in_scope: int


class SettlementStore:
    """The settlement room's tables on one connection."""

    def __init__(self, connection: AsyncConnection[Any]) -> None:
        self._connection = connection

    async def lock(self, encounter_id: int) -> None:
        """Make other bills of the encounter's person, and uploads to the encounter, wait until this act ends."""
        await self._connection.execute(LOCK, (encounter_id,), prepare=True)

    async def facts(self, ask: Ask, now: datetime, locked: bool) -> Facts | None:
        """All facts of a bill on one state of the world; None when there is no such encounter."""
        if locked:
            await self.lock(ask.encounter_id)
        parameters = {
            "encounter_id": ask.encounter_id,
            "batch": ask.batch,
            "kind": ask.certificate.kind,
            "number": ask.certificate.number,
            "token": digest(ask.certificate.number),
            "now": now,
        }
        row = await (await self._connection.execute(FACTS, parameters, prepare=True)).fetchone()
        return _decode_facts(row[0]) if row else None

    async def save(self, done: Settlement, year_book: YearBook, event_id: int) -> None:
        """Write a settlement or reversal with lines, year book and event, in one statement."""
        await self._connection.execute(SAVE, (_text(done), _text(year_book), event_id), prepare=True)

    async def find(self, settlement_id: int) -> Settlement | None:
        """A settlement by id, or None."""
        return await self._one(FIND + " WHERE settlement_id = %s", (settlement_id,))

    async def reversal_of(self, settlement_id: int) -> Settlement | None:
        """The settlement that took this one back, or None."""
        return await self._one(FIND + " WHERE reverses = %s", (settlement_id,))

    async def stands(self, encounter_id: int) -> list[int]:
        """Ids of the encounter's settlements that were not taken back."""
        rows = await (await self._connection.execute(STANDS, (encounter_id,))).fetchall()
        return [settlement_id for (settlement_id,) in rows]

    async def encounter_state(self, encounter_id: int) -> tuple[Kind, State] | None:
        """Kind and state of an encounter."""
        query = "SELECT kind, state FROM care.encounter WHERE encounter_id = %s"
        row = await (await self._connection.execute(query, (encounter_id,))).fetchone()
        return (Kind(row[0]), State(row[1])) if row else None

    async def year_book(self, person_id: int, scheme: str, insurance_year: int) -> YearBook:
        """The year book; an empty one for a year without bills."""
        query = "SELECT book::text FROM settlement.year_book WHERE person_id = %s AND scheme = %s AND insurance_year = %s"
        row = await (await self._connection.execute(query, (person_id, scheme, insurance_year))).fetchone()
        return _decode_book(row[0]) if row else YearBook()

    async def of_person(self, person_id: int, limit: int) -> list[Settlement]:
        """A person's settlements and reversals, latest first."""
        return await self._many(FIND + " WHERE person_id = %s ORDER BY settled_at DESC LIMIT %s", (person_id, limit))

    async def latest(self, limit: int, institution_code: str | None = None) -> list[Settlement]:
        """The latest settlements of all, or of one institution."""
        where = " WHERE %s::text IS NULL OR institution_code = %s ORDER BY settled_at DESC, settlement_id DESC LIMIT %s"
        return await self._many(FIND + where, (institution_code, institution_code, limit))

    async def lines(self, settlement_id: int) -> list[Line]:
        """The lines of a settlement."""
        rows = await (await self._connection.execute(LINES, (settlement_id,))).fetchall()
        return [Line(*row) for row in rows]

    async def notices_of(self, person_id: int, limit: int) -> list[tuple[str, dict[str, object], datetime]]:
        """(topic, body, when) told to a person, latest first."""
        return list(await (await self._connection.execute(NOTICES, (person_id, limit))).fetchall())

    async def take_events(self, limit: int) -> int:
        """Turn waiting events into notices; how many. Safe to repeat and to run side by side."""
        return (await self._connection.execute(TAKE_EVENTS, (limit,))).rowcount

    async def _one(self, query: str, parameters: Sequence[object]) -> Settlement | None:
        found = await self._many(query, parameters)
        return found[0] if found else None

    async def _many(self, query: str, parameters: Sequence[object]) -> list[Settlement]:
        rows = await (await self._connection.execute(query, parameters)).fetchall()
        return [_settlement(row) for row in rows]


def _settlement(row: tuple[Any, ...]) -> Settlement:
    values: dict[str, Any] = dict(zip(FIELDS, row, strict=False))
    return Settlement(**values, record=_decode_record(row[-1]))


def _text(value: object) -> str:
    return _encode(value).decode("utf-8")
