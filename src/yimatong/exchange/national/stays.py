"""Stays: 2401 admit, 2402 discharge, 2403 change, 2404 and 2405 take back, 2301 charge, 2302 take charges back."""

from collections.abc import Sequence

from yimatong.care import service as care_service
from yimatong.care.core import Diagnosis, Encounter, State
from yimatong.care.core import Kind as CareKind
from yimatong.care.service import Description
from yimatong.exchange.national.answers import Outputs
from yimatong.exchange.national.charges import charge, take_back
from yimatong.exchange.national.messages import Done, Kind, Message, Offer
from yimatong.exchange.national.ports import Rooms
from yimatong.exchange.national.subjects import known_person, must_have_shown, told_besides, whose, whose_all
from yimatong.exchange.national.validating import Row
from yimatong.exchange.national.visits import known_diagnoses, opened_by, paying_cover
from yimatong.people.core import PersonRecord

ADMITTED_FIELDS = frozenset(
    {"insutype", "begntime", "mdtrt_cert_type", "cert_type", "med_type", "ipt_no", "dise_codg", "dise_name"}
)
CHANGED_FIELDS = frozenset({"begntime", "endtime", "mdtrt_cert_type", "med_type", "ipt_otp_no", "dise_codg", "dise_name"})
ENDED_FIELDS = frozenset({"insutype", "endtime"})


async def admit(rooms: Rooms, message: Message) -> Done:
    """2401: opens a stay with its diagnoses; one open stay per person."""
    asked = message.one("mdtrtinfo")
    record = await known_person(rooms, asked)
    number = asked.text("mdtrt_cert_no") or asked.text("certno")
    if number:
        await must_have_shown(rooms, message, record, asked.text("mdtrt_cert_type"), number)
    diagnoses = await known_diagnoses(rooms, message)
    encounter = _stay_of(rooms, message, asked, record)
    await care_service.open_encounter(rooms.care, encounter)
    await rooms.care.set_diagnoses(encounter, diagnoses)
    return Done({"result": {"mdtrt_id": str(encounter.encounter_id)}}, encounter.encounter_id)


def _stay_of(rooms: Rooms, message: Message, asked: Row, record: PersonRecord) -> Encounter:
    cover = paying_cover(record, asked)
    return Encounter(
        encounter_id=rooms.ids(),
        person_id=record.person.person_id,
        institution_code=message.institution.institution_code,
        kind=CareKind.INPATIENT,
        state=State.ADMITTED,
        scheme=cover.scheme,
        area=cover.area,
        medical_type=asked.text("med_type"),
        disease_code=asked.text("dise_codg"),
        disease_name=asked.text("dise_name"),
        visit_no=asked.text("ipt_no"),
        certificate_type=asked.text("mdtrt_cert_type"),
        began_at=asked.moment("begntime"),
        ended_at=None,
        opened_at=rooms.now,
        details=opened_by(message) | told_besides(asked, ADMITTED_FIELDS),
    )


async def change(rooms: Rooms, message: Message) -> Outputs:
    """2403: changes what was said at admission; diagnoses sent again replace the earlier ones."""
    asked = message.one("adminfo")
    diagnoses = await known_diagnoses(rooms, message)
    details = told_besides(asked, CHANGED_FIELDS)
    told = Description(asked.text("med_type"), asked.text("dise_codg"), asked.text("dise_name"), diagnoses, details)
    await care_service.describe(rooms.care, whose(message, asked), told)
    return {}


async def discharge(rooms: Rooms, message: Message) -> Outputs:
    """2402: ends a stay, with the diagnoses at its end."""
    asked = message.one("dscginfo")
    diagnoses: Sequence[Diagnosis] = await known_diagnoses(rooms, message)
    details = told_besides(asked, ENDED_FIELDS)
    await care_service.discharge(rooms.care, whose(message, asked), asked.moment("endtime"), diagnoses, details)
    return {}


async def undo_admission(rooms: Rooms, message: Message) -> Outputs:
    """2404: takes an admission back, while nothing is charged."""
    await care_service.cancel(rooms.care, whose(message, message.one("data")))
    return {}


async def undo_discharge(rooms: Rooms, message: Message) -> Outputs:
    """2405: opens an ended stay again, before it is settled."""
    await care_service.undo_discharge(rooms.care, whose(message, message.one("data")))
    return {}


async def charge_stay(rooms: Rooms, message: Message) -> Outputs:
    """2301: charge lines of a stay; a refund may name the line it gives back."""
    return await charge(rooms, message, whose_all(message, "feedetail"))


async def take_stay_charges_back(rooms: Rooms, message: Message) -> Outputs:
    """2302: removes unsettled lines by number, or all for 0000."""
    numbers = [row.text("feedetl_sn") for row in message.rows("data")]
    return await take_back(rooms, whose_all(message, "data"), None, numbers)


OFFERS = {
    "2301": Offer(Kind.KEPT_ACT, charge_stay),
    "2302": Offer(Kind.KEPT_ACT, take_stay_charges_back),
    "2401": Offer(Kind.KEPT_ACT, admit),
    "2402": Offer(Kind.KEPT_ACT, discharge),
    "2403": Offer(Kind.KEPT_ACT, change),
    "2404": Offer(Kind.KEPT_ACT, undo_admission),
    "2405": Offer(Kind.KEPT_ACT, undo_discharge),
}
