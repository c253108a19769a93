"""Walks a bill through the services, as the interface and the counter do, for tests that care about what it comes to."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from yimatong.app.wiring import Platform, Rooms
from yimatong.care import service as care_service
from yimatong.care.core import Diagnosis, Encounter, Kind, State
from yimatong.care.service import ChargeLine, Description, Whose
from yimatong.catalogue.core import ApprovalFlag, Billable
from yimatong.people.core import Cover, PersonRecord
from yimatong.settlement import service
from yimatong.settlement.core.facts import Ask, Certificate
from yimatong.settlement.service import Settled


@dataclass(frozen=True, slots=True)
class Visit:
    """An encounter with charges on it, and the question that settles it."""

    encounter: Encounter
    ask: Ask

    @property
    def whose(self) -> Whose:
        return Whose(self.encounter.encounter_id, self.encounter.person_id, self.encounter.institution_code)


async def someone(rooms: Rooms, scheme: str, area: str, status: str, hardship: int | None = None) -> tuple[PersonRecord, Cover]:
    """The first demo person of these circumstances."""
    for record in await rooms.people.people_page("", limit=2_000):
        classes = {identity.hardship_class for identity in record.identities if identity.in_force(rooms.now.date())}
        if (hardship in classes) if hardship else not classes:
            for cover in record.covers:
                if (cover.scheme, cover.area, cover.status) == (scheme, area, status) and cover.in_force(rooms.now.date()):
                    return record, cover
    raise LookupError("the demo area has nobody like that")


async def institution(rooms: Rooms, area: str, level: str) -> str:
    """The first institution of that level."""
    return (await rooms.providers.in_area(area, level))[0].institution_code


async def items(rooms: Rooms, list_class: str, limited: bool = False) -> list[Billable]:
    """Everyday items of one class."""
    every = await rooms.catalogue.billable_items(rooms.now.date(), limit=3_000)
    return [one for one in every if one.item.list_class == list_class and one.item.limited == limited]


async def visit(
    platform: Platform, record: PersonRecord, cover: Cover, institution_code: str, picked: Sequence[tuple[Billable, int]],
    medical_type: str = "11", at: datetime | None = None, account_use: int = 1,
    discharged: bool = True,
) -> Visit:  # fmt: skip
    """Register (or admit), describe, charge (and discharge): a visit ready to be settled. `picked` is (item, how many)."""
    async with platform.act() as rooms:
        began = at or rooms.now
        stay = medical_type.startswith("2")
        kind, state = (Kind.INPATIENT, State.ADMITTED) if stay else (Kind.OUTPATIENT, State.REGISTERED)
        person_id = record.person.person_id
        encounter = Encounter(
            rooms.ids(), person_id, institution_code, kind, state, cover.scheme, cover.area, medical_type, "", "", "OP1", "02",
            began, None, rooms.now,
        )  # fmt: skip
        await care_service.open_encounter(rooms.care, encounter)
        whose = Whose(encounter.encounter_id, person_id, institution_code)
        told = Description(medical_type, "", "", (Diagnosis("1", 1, "J06.900", "急性上呼吸道感染", True),), {})
        await care_service.describe(rooms.care, whose, told)
        await charge_again(rooms, whose, picked, "B1", began)
        if stay and discharged:
            await care_service.discharge(rooms.care, whose, began + timedelta(days=5), (), {})
    batch = None if stay else "B1"
    certificate = Certificate("02", record.person.certno)
    message = f"M{encounter.encounter_id}"
    ask = Ask(
        encounter.encounter_id, person_id, institution_code, batch, cover.scheme, medical_type, certificate, account_use, message
    )
    return Visit(encounter, ask)


async def charge_again(
    rooms: Rooms, whose: Whose, picked: Sequence[tuple[Billable, int]], batch: str, at: datetime | None = None
) -> None:
    """Charge so many of each item at its own price, numbered within the batch."""
    lines = [
        ChargeLine(
            f"{batch}-{number}", batch, at or rooms.now, one.item.national_code, one.local.local_code, one.local.price * 10_000,
            units * 10_000, one.local.price * units, ApprovalFlag.APPROVED,
        )
        for number, (one, units) in enumerate(picked, start=1)
    ]  # fmt: skip
    await care_service.charge(rooms.care, rooms.catalogue, whose, lines)


async def settled(platform: Platform, ask: Ask) -> Settled:
    """Settle, committed."""
    async with platform.act(pipelined=True) as rooms:
        return await service.settle(rooms, rooms.law, ask)
