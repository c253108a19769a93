"""SQL of the care room."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from psycopg import AsyncConnection
from psycopg.types.json import Jsonb

from yimatong.care.core import Charge, Diagnosis, Encounter, Kind, State

COLUMNS = """encounter_id, person_id, institution_code, kind, state, scheme, area, medical_type, disease_code, disease_name,
    visit_no, certificate_type, began_at, ended_at, opened_at, details"""
ADD = f"""
INSERT INTO care.encounter ({COLUMNS}) VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s)
ON CONFLICT (person_id) WHERE kind = 'inpatient' AND state IN ('admitted', 'discharged') DO NOTHING
RETURNING encounter_id
"""
FIND = f"SELECT {COLUMNS} FROM care.encounter WHERE encounter_id = %s"
CHANGE = """
UPDATE care.encounter SET state = %s, medical_type = %s, disease_code = %s, disease_name = %s, ended_at = %s, details = %s
WHERE encounter_id = %s
"""
SET_DIAGNOSIS = """
INSERT INTO care.diagnosis (encounter_id, person_id, diagnosis_type, position, code, name, valid, details)
VALUES (%s, %s, %s, %s, %s, %s, %s, %s)
ON CONFLICT (encounter_id, diagnosis_type, position)
DO UPDATE SET code = EXCLUDED.code, name = EXCLUDED.name, valid = EXCLUDED.valid, details = EXCLUDED.details
"""
DIAGNOSES = """
SELECT diagnosis_type, position, code, name, valid, details FROM care.diagnosis
WHERE encounter_id = %s ORDER BY diagnosis_type, position
"""
CHARGE_COLUMNS = """charge_no, batch, charged_at, national_code, local_code, item_name, fee_type, list_class, first_self_pay_rate,
    price_ceiling, limited, essential, price_micro, quantity_e4, amount, over_ceiling, full_self_pay, first_self_pay, in_scope"""
CHARGE_TYPES = "text timestamptz text text text text text integer bigint boolean boolean" + " bigint" * 7 + " jsonb"
# Lines go in as columns of arrays, one statement whatever their number; it answers the numbers that went in. The encounter's
# state is changed with them.
ADD_CHARGES = f"""
WITH told AS (UPDATE care.encounter SET state = %s WHERE encounter_id = %s AND state <> %s)
INSERT INTO care.charge (encounter_id, person_id, {CHARGE_COLUMNS}, details)
SELECT %s, %s, * FROM unnest(%s::text[], {", ".join(f"%s::{kind}[]" for kind in CHARGE_TYPES.split())})
ON CONFLICT (encounter_id, charge_no) DO NOTHING
RETURNING charge_no
"""
CHARGES = (
    f"SELECT {CHARGE_COLUMNS}, settlement_id, details FROM care.charge WHERE encounter_id = %s ORDER BY charged_at, charge_no"
)
REMOVE = """
DELETE FROM care.charge
WHERE encounter_id = %s AND settlement_id IS NULL AND (%s::text IS NULL OR batch = %s)
  AND (%s::text[] IS NULL OR charge_no = ANY(%s))
RETURNING charge_no
"""
LIVE = "SELECT count(*), count(settlement_id) FROM care.charge WHERE encounter_id = %s"
TAKE_UP = """
WITH told AS (UPDATE care.encounter SET state = %s WHERE encounter_id = %s AND state <> %s)
UPDATE care.charge SET settlement_id = %s WHERE encounter_id = %s AND settlement_id IS NULL AND (%s::text IS NULL OR batch = %s)
"""
LET_GO = """
WITH told AS (UPDATE care.encounter SET state = %s WHERE encounter_id = %s)
UPDATE care.charge SET settlement_id = NULL WHERE encounter_id = %s AND settlement_id = %s
"""
OF_PERSON = f"""
SELECT {COLUMNS} FROM care.encounter
WHERE person_id = %s AND institution_code = %s AND began_at BETWEEN %s AND %s AND (%s = '' OR medical_type = %s)
ORDER BY began_at
"""


def encounter_of(row: tuple[Any, ...]) -> Encounter:
    """A row in COLUMNS order as an encounter."""
    encounter_id, person_id, institution_code, kind, state, *rest = row
    return Encounter(encounter_id, person_id, institution_code, Kind(kind), State(state), *rest)


class CareStore:
    """The care room's tables on one connection."""

    def __init__(self, connection: AsyncConnection[Any]) -> None:
        self._connection = connection

    async def add(self, encounter: Encounter) -> bool:
        """Keep a new encounter; False when the person already has an open stay."""
        e = encounter
        cursor = await self._connection.execute(
            ADD,
            (
                *(e.encounter_id, e.person_id, e.institution_code, e.kind, e.state, e.scheme, e.area, e.medical_type),
                *(e.disease_code, e.disease_name, e.visit_no, e.certificate_type, e.began_at, e.ended_at, e.opened_at),
                Jsonb(e.details),
            ),
        )
        return await cursor.fetchone() is not None

    async def find(self, encounter_id: int, locked: bool) -> Encounter | None:
        """The encounter, or None; `locked` makes others wait until this act ends."""
        cursor = await self._connection.execute(FIND + " FOR NO KEY UPDATE" * locked, (encounter_id,))
        row = await cursor.fetchone()
        return encounter_of(row) if row else None

    async def change(self, encounter: Encounter) -> None:
        """Write what may change: state, medical type, disease, end, details."""
        e = encounter
        fields = (e.state, e.medical_type, e.disease_code, e.disease_name, e.ended_at, Jsonb(e.details), e.encounter_id)
        await self._connection.execute(CHANGE, fields)

    async def set_diagnoses(self, encounter: Encounter, diagnoses: Sequence[Diagnosis]) -> None:
        """Write diagnoses by type and position; one sent again replaces the earlier."""
        rows = [
            (encounter.encounter_id, encounter.person_id, d.diagnosis_type, d.position, d.code, d.name, d.valid, Jsonb(d.details))
            for d in diagnoses
        ]
        async with self._connection.cursor() as cursor:
            await cursor.executemany(SET_DIAGNOSIS, rows)

    async def diagnoses(self, encounter_id: int) -> list[Diagnosis]:
        """All diagnoses, also void ones."""
        cursor = await self._connection.execute(DIAGNOSES, (encounter_id,))
        return [Diagnosis(*row) for row in await cursor.fetchall()]

    async def add_charges(self, encounter: Encounter, charges: Sequence[Charge], state: State) -> list[str]:
        """Add lines and set the encounter's state; answers the numbers that were already there (then nothing may be kept)."""
        rows = [
            (
                *(c.charge_no, c.batch, c.charged_at, c.national_code, c.local_code, c.item_name, c.fee_type, c.list_class),
                *(c.first_self_pay_rate, c.price_ceiling, c.limited, c.essential, c.price_micro, c.quantity_e4),
                *(c.amount, c.over_ceiling, c.full_self_pay, c.first_self_pay, c.in_scope, Jsonb(c.details)),
            )
            for c in charges
        ]
        columns = [list(column) for column in zip(*rows, strict=True)]
        head = (state, encounter.encounter_id, state, encounter.encounter_id, encounter.person_id)
        cursor = await self._connection.execute(ADD_CHARGES, (*head, *columns), prepare=True)
        added = {charge_no for (charge_no,) in await cursor.fetchall()}
        return [c.charge_no for c in charges if c.charge_no not in added]

    async def charges(self, encounter_id: int) -> list[Charge]:
        """All lines of the encounter in order of time."""
        cursor = await self._connection.execute(CHARGES, (encounter_id,))
        return [Charge(*row) for row in await cursor.fetchall()]

    async def remove_charges(self, encounter_id: int, batch: str | None, charge_nos: Sequence[str] | None) -> int:
        """Remove unsettled lines; how many."""
        numbers = None if charge_nos is None else list(charge_nos)
        cursor = await self._connection.execute(REMOVE, (encounter_id, batch, batch, numbers, numbers))
        return len(await cursor.fetchall())

    async def live_charges(self, encounter_id: int) -> tuple[int, int]:
        """(lines, lines taken up by a settlement)."""
        row = await (await self._connection.execute(LIVE, (encounter_id,))).fetchone()
        assert row is not None
        return row[0], row[1]

    async def take_up(self, encounter_id: int, batch: str | None, settlement_id: int, state: State) -> None:
        """Bind the unsettled lines (of a batch, or all) to a settlement, and set the encounter's state."""
        fields = (state, encounter_id, state, settlement_id, encounter_id, batch, batch)
        await self._connection.execute(TAKE_UP, fields, prepare=True)

    async def let_go(self, encounter_id: int, settlement_id: int, state: State) -> None:
        """Free the lines of a reversed settlement."""
        await self._connection.execute(LET_GO, (state, encounter_id, encounter_id, settlement_id))

    async def encounters_of(
        self, person_id: int, institution_code: str, began_from: datetime, began_to: datetime, medical_type: str
    ) -> list[Encounter]:
        """A person's encounters at one institution that began in a span; `medical_type` empty means any."""
        fields = (person_id, institution_code, began_from, began_to, medical_type, medical_type)
        cursor = await self._connection.execute(OF_PERSON, fields)
        return [encounter_of(row) for row in await cursor.fetchall()]
