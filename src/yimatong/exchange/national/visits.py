"""Outpatient visits: 2201 register, 2202 take it back, 2203 say what it is, 2204 charge, 2205 take charges back."""

from yimatong.care import service as care_service
from yimatong.care.core import Diagnosis, Encounter, State
from yimatong.care.core import Kind as CareKind
from yimatong.care.service import Description
from yimatong.catalogue.core import CatalogueReason
from yimatong.catalogue.service import known_chronic_disease
from yimatong.exchange.national.answers import Outputs
from yimatong.exchange.national.charges import charge, take_back
from yimatong.exchange.national.messages import Done, Kind, Message, Offer
from yimatong.exchange.national.ports import Rooms
from yimatong.exchange.national.subjects import known_person, must_have_shown, told_besides, whose, whose_all
from yimatong.exchange.national.validating import Row
from yimatong.kernel.dates import in_china
from yimatong.kernel.refusals import Refusal, Refused, refuse
from yimatong.people.core import Cover, PersonRecord, choose_cover

ORDINARY, AT_PHARMACY = "11", "41"
"""med_type of a visit until 2203 says otherwise."""
CHRONIC_TYPES = frozenset({"14", "9901"})
"""med_type whose disease must stand in the list of chronic outpatient diseases."""
WESTERN = "1"
"""diag_type whose codes stand in the list of diagnoses; lists of Chinese medicine are not loaded."""
VALID = "1"
DIAGNOSIS_FIELDS = frozenset({"diag_type", "diag_srt_no", "diag_code", "diag_name", "vali_flag"})
VISIT_FIELDS = frozenset({"insutype", "begntime", "mdtrt_cert_type", "ipt_otp_no", "psn_cert_type", "psn_type"})
DESCRIBED_FIELDS = frozenset({"med_type", "begntime", "dise_codg", "dise_name"})


async def register(rooms: Rooms, message: Message) -> Done:
    """2201: opens a visit of a person who is covered on its day and has shown who they are."""
    asked = message.one("data")
    record = await known_person(rooms, asked)
    await must_have_shown(rooms, message, record, asked.text("mdtrt_cert_type"), asked.text("mdtrt_cert_no"))
    cover = paying_cover(record, asked)
    encounter = Encounter(
        encounter_id=rooms.ids(),
        person_id=record.person.person_id,
        institution_code=message.institution.institution_code,
        kind=CareKind.OUTPATIENT,
        state=State.REGISTERED,
        scheme=cover.scheme,
        area=cover.area,
        medical_type=AT_PHARMACY if message.institution.is_pharmacy else ORDINARY,
        disease_code="",
        disease_name="",
        visit_no=asked.text("ipt_otp_no"),
        certificate_type=asked.text("mdtrt_cert_type"),
        began_at=asked.moment("begntime"),
        ended_at=None,
        opened_at=rooms.now,
        details=opened_by(message) | told_besides(asked, VISIT_FIELDS),
    )
    await care_service.open_encounter(rooms.care, encounter)
    mdtrt_id = str(encounter.encounter_id)
    answer = {"mdtrt_id": mdtrt_id, "psn_no": record.person.psn_no, "ipt_otp_no": encounter.visit_no}
    return Done({"data": answer}, encounter.encounter_id)


def paying_cover(record: PersonRecord, asked: Row) -> Cover:
    """The cover of the scheme that pays on the day a visit or stay begins. Refused: why there is none."""
    cover = choose_cover(record.covers, in_china(asked.moment("begntime")).date(), asked.text("insutype"))
    if isinstance(cover, Refusal):
        raise Refused(cover)
    return cover


def opened_by(message: Message) -> dict[str, object]:
    """Who at the institution opened an encounter."""
    return {"opter_id": message.envelope.operator, "opter_name": message.envelope.operator_name}


async def unregister(rooms: Rooms, message: Message) -> Outputs:
    """2202: takes a registration back, while nothing settled stands on it."""
    await care_service.cancel(rooms.care, whose(message, message.one("data")))
    return {}


async def describe(rooms: Rooms, message: Message) -> Outputs:
    """2203 and 2203A: the kind of visit, its disease and its diagnoses; diagnoses of our list must be in force that day."""
    asked = message.one("mdtrtinfo")
    name = await disease_name(rooms, asked)
    diagnoses = await known_diagnoses(rooms, message)
    details = told_besides(asked, DESCRIBED_FIELDS)
    told = Description(asked.text("med_type"), asked.text("dise_codg"), name, diagnoses, details)
    await care_service.describe(rooms.care, whose(message, asked), told)
    return {}


async def disease_name(rooms: Rooms, asked: Row) -> str:
    """The name of the disease: of a chronic one as our list has it, since the law is looked up by it; else as sent."""
    code = asked.text("dise_codg")
    if asked.text("med_type") not in CHRONIC_TYPES:
        return asked.text("dise_name")
    if not code:
        raise refuse(CatalogueReason.UNKNOWN_CHRONIC_DISEASE, "disease_code")
    return (await known_chronic_disease(rooms.catalogue, code, in_china(asked.moment("begntime")).date())).name


async def known_diagnoses(rooms: Rooms, message: Message) -> tuple[Diagnosis, ...]:
    """The diagnoses of a message. Refused: UNKNOWN_DIAGNOSIS, naming the first row whose code our list does not have."""
    rows = message.rows("diseinfo")
    checked = {number: row.text("diag_code") for number, row in enumerate(rows, start=1) if _must_be_listed(row)}
    if checked:
        found = await rooms.catalogue.diagnoses(list(checked.values()), in_china(rows[0].moment("diag_time")).date())
        for number, code in checked.items():
            if code not in found:
                raise refuse(CatalogueReason.UNKNOWN_DIAGNOSIS, f"diseinfo[{number}].diag_code", code)
    return tuple(
        Diagnosis(
            diagnosis_type=row.text("diag_type"),
            position=row.number("diag_srt_no"),
            code=row.text("diag_code"),
            name=row.text("diag_name"),
            valid=row.get("vali_flag", VALID) == VALID,
            details=told_besides(row, DIAGNOSIS_FIELDS),
        )
        for row in rows
    )


def _must_be_listed(row: Row) -> bool:
    return row.text("diag_type") == WESTERN and row.get("vali_flag", VALID) == VALID


async def charge_visit(rooms: Rooms, message: Message) -> Outputs:
    """2204: charge lines, each with a batch of its own choice; answered with how each meets the catalogue."""
    return await charge(rooms, message, whose_all(message, "feedetail"))


async def take_visit_charges_back(rooms: Rooms, message: Message) -> Outputs:
    """2205: removes the unsettled lines of a batch, or all for 0000."""
    asked = message.one("data")
    return await take_back(rooms, whose(message, asked), asked.text("chrg_bchno"), None)


OFFERS = {
    "2201": Offer(Kind.KEPT_ACT, register),
    "2202": Offer(Kind.KEPT_ACT, unregister),
    "2203": Offer(Kind.KEPT_ACT, describe),
    "2203A": Offer(Kind.KEPT_ACT, describe),
    "2204": Offer(Kind.KEPT_ACT, charge_visit),
    "2205": Offer(Kind.KEPT_ACT, take_visit_charges_back),
}
