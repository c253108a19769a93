"""What a counter does at the platform's rooms: take a person in, describe the visit, change its lines, settle, take back.

The same services as the hospital interface; the institution is the signed-in one.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from yimatong.care import service as care_service
from yimatong.care.core import Charge, Diagnosis, Encounter, Kind, State, price_times_quantity
from yimatong.care.service import ChargeLine, Description, Whose
from yimatong.catalogue.core import ApprovalFlag, Billable, CatalogueReason, Coding
from yimatong.code import service as code_service
from yimatong.code.core import CODE_PREFIX
from yimatong.code.service import Terminal
from yimatong.kernel.dates import in_china
from yimatong.kernel.ids import IdSource
from yimatong.kernel.refusals import Refusal, Refused, refuse
from yimatong.people import service as people_service
from yimatong.people.core import CERTNO_LENGTH, PersonRecord, choose_cover
from yimatong.providers.core import Institution
from yimatong.settlement import service as settlement_service
from yimatong.settlement.core.facts import Ask, Certificate
from yimatong.settlement.core.settled import Settlement
from yimatong.settlement.service import Settled, Which
from yimatong.web.ports import Rooms
from yimatong.web.shared.session import Held

BY_CODE, BY_CERTNO, BY_CARD = "01", "02", "03"
AT_HOSPITAL, AT_PHARMACY = "01101", "02121"
VISIT_TYPE, CHRONIC_TYPE, EMERGENCY_TYPE, PHARMACY_TYPE = "11", "14", "13", "41"
ONE_E4 = 10_000
QUANTITY_MAX_E4 = 9_999 * ONE_E4
OPERATOR = "counter"
MAIN_DIAGNOSIS = "1"


async def take_in(rooms: Rooms, institution: Institution, shown: str) -> Held:
    """Find the person by what was scanned or typed and open a visit. Refuses with the reason of code, people or care."""
    record, certificate, token = await _person_shown(rooms, institution, shown)
    cover = choose_cover(record.covers, in_china(rooms.now).date())
    if isinstance(cover, Refusal):
        raise Refused(cover)
    encounter_id = rooms.ids()
    encounter = Encounter(
        encounter_id=encounter_id,
        person_id=record.person.person_id,
        institution_code=institution.institution_code,
        kind=Kind.OUTPATIENT,
        state=State.REGISTERED,
        scheme=cover.scheme,
        area=cover.area,
        medical_type=PHARMACY_TYPE if institution.is_pharmacy else VISIT_TYPE,
        disease_code="",
        disease_name="",
        visit_no=str(encounter_id),
        certificate_type=certificate,
        began_at=rooms.now,
        ended_at=None,
        opened_at=rooms.now,
    )
    await care_service.open_encounter(rooms.care, encounter)
    await care_service.describe(rooms.care, whose(encounter), Description(encounter.medical_type, "", "", (), {}))
    return Held(encounter_id, certificate, token)


async def _person_shown(rooms: Rooms, institution: Institution, shown: str) -> tuple[PersonRecord, str, str]:
    text = "".join(shown.split()).upper()
    if text.startswith(CODE_PREFIX):
        business = AT_PHARMACY if institution.is_pharmacy else AT_HOSPITAL
        terminal = Terminal(institution.institution_code, OPERATOR, business)
        decoded = await code_service.decode(rooms.code, text, terminal, rooms.now, rooms.chance)
        return await people_service.person_by_psn_no(rooms.people, str(decoded.person_id)), BY_CODE, decoded.token
    if len(text) == CERTNO_LENGTH and text[:17].isdigit():
        return await people_service.person_by_certno(rooms.people, text), BY_CERTNO, ""
    return await people_service.person_by_card(rooms.people, text), BY_CARD, ""


def whose(encounter: Encounter) -> Whose:
    """The encounter as its own institution names it."""
    return Whose(encounter.encounter_id, encounter.person_id, encounter.institution_code)


async def describe(rooms: Rooms, encounter: Encounter, medical_type: str, illness: str) -> None:
    """Say what kind of visit it is and what for. A chronic visit names a disease of the chronic list, any other a diagnosis.

    Refuses an illness that no list knows.
    """
    day = in_china(rooms.now).date()
    if medical_type == CHRONIC_TYPE:
        disease = _best(illness, await rooms.catalogue.chronic_diseases(day), CatalogueReason.UNKNOWN_CHRONIC_DISEASE)
        told = Description(medical_type, disease.code, disease.name, (), {})
    else:
        found = await rooms.catalogue.search_diagnoses(illness.split(" ")[0], day, 20) if illness else []
        named = [_best(illness, found, CatalogueReason.UNKNOWN_DIAGNOSIS)] if illness else []
        diagnoses = tuple(Diagnosis(MAIN_DIAGNOSIS, 1, one.code, one.name, True) for one in named)
        told = Description(medical_type, "", "", diagnoses, {})
    await care_service.describe(rooms.care, whose(encounter), told)


def _best(text: str, codings: Sequence[Coding], reason: CatalogueReason) -> Coding:
    for one in codings:
        if text.upper() in (one.code.upper(), one.name.upper(), illness_text(one.code, one.name).upper()):
            return one
    word = text.split(" ")[0]
    for one in codings:
        if word and (word in one.name or one.code.upper().startswith(word.upper())):
            return one
    raise refuse(reason, "illness", text)


def illness_text(code: str, name: str) -> str:
    """A diagnosis as the field shows and takes it."""
    return f"{name} {code}".strip()


async def add_item(rooms: Rooms, encounter: Encounter, local_code: str) -> None:
    """Charge one of an item by this institution's code; one more of it when it is charged already. Refuses an unknown code."""
    held = [charge for charge in await rooms.care.charges(encounter.encounter_id) if charge.settlement_id is None]
    same = next((charge for charge in held if charge.local_code == local_code), None)
    if same is not None:
        await change_line(rooms, encounter, same.charge_no, same.quantity_e4 + ONE_E4)
        return
    found = await rooms.catalogue.search_items(local_code, in_china(rooms.now).date(), encounter.institution_code, 5)
    billable = next((one for one in found if one.local.local_code == local_code), None)
    if billable is None:
        raise refuse(CatalogueReason.UNKNOWN_ITEM, "item", local_code)
    line = _line(_charge_no(rooms.ids), encounter, rooms, billable)
    await care_service.charge(rooms.care, rooms.catalogue, whose(encounter), [line])


def _line(charge_no: str, encounter: Encounter, rooms: Rooms, billable: Billable) -> ChargeLine:
    return ChargeLine(
        charge_no=charge_no,
        batch=batch_of(encounter),
        charged_at=rooms.now,
        national_code="",
        local_code=billable.local.local_code,
        price_micro=billable.local.price * 10_000,
        quantity_e4=ONE_E4,
        amount=billable.local.price,
    )


async def change_line(
    rooms: Rooms, encounter: Encounter, charge_no: str, quantity_e4: int | None, approved: bool | None = None
) -> None:
    """Charge a line anew with another quantity (0 or less: take it off; None: as it is) or another word on its limit."""
    charges = await rooms.care.charges(encounter.encounter_id)
    old = next((charge for charge in charges if charge.charge_no == charge_no), None)
    if old is None:
        return
    await care_service.take_charges_back(rooms.care, whose(encounter), None, [charge_no])
    quantity = old.quantity_e4 if quantity_e4 is None else min(quantity_e4, QUANTITY_MAX_E4)
    if quantity <= 0:
        return
    line = ChargeLine(
        charge_no=charge_no,
        batch=old.batch,
        charged_at=old.charged_at,
        national_code=old.national_code,
        local_code=old.local_code,
        price_micro=old.price_micro,
        quantity_e4=quantity,
        amount=price_times_quantity(old.price_micro, quantity),
        approved=_approval(old, approved),
    )
    await care_service.charge(rooms.care, rooms.catalogue, whose(encounter), [line])


def _approval(old: Charge, approved: bool | None) -> ApprovalFlag:
    if not old.limited:
        return ApprovalFlag.NOT_NEEDED
    keep = old.full_self_pay != old.amount if approved is None else approved
    return ApprovalFlag.APPROVED if keep else ApprovalFlag.NOT_APPROVED


def batch_of(encounter: Encounter) -> str:
    """A counter's lines of one visit are one batch."""
    return str(encounter.encounter_id)


def _charge_no(ids: IdSource) -> str:
    return str(ids())


@dataclass(frozen=True, slots=True)
class Asking:
    """A visit to be settled: the encounter, the person, what was shown, and whether the own account may pay."""

    encounter: Encounter
    record: PersonRecord
    held: Held
    uses_account: bool


async def preview(rooms: Rooms, asking: Asking) -> Settled:
    """What settling now would give."""
    return await settlement_service.preview(rooms, rooms.law, _ask(rooms, asking))


async def settle(rooms: Rooms, asking: Asking) -> Settlement:
    """Settle the visit. Refuses with a reason of settlement, care, ledger or the law."""
    return (await settlement_service.settle(rooms, rooms.law, _ask(rooms, asking))).settlement


def _ask(rooms: Rooms, asking: Asking) -> Ask:
    person, encounter = asking.record.person, asking.encounter
    numbers = {BY_CODE: asking.held.token, BY_CERTNO: person.certno, BY_CARD: person.card_no}
    return Ask(
        encounter_id=encounter.encounter_id,
        person_id=person.person_id,
        institution_code=encounter.institution_code,
        batch=batch_of(encounter),
        scheme=encounter.scheme,
        medical_type=encounter.medical_type,
        certificate=Certificate(asking.held.certificate, numbers[asking.held.certificate]),
        account_use=1 if asking.uses_account else 0,
        message=message_no(rooms, encounter.institution_code),
    )


def message_no(rooms: Rooms, institution_code: str) -> str:
    """A message number of this counter's, in the form hospital systems use: code, time, four digits."""
    return f"{institution_code}{in_china(rooms.now):%Y%m%d%H%M%S}{rooms.ids() % 10_000:04d}"


async def take_back(rooms: Rooms, settlement_id: int, institution_code: str) -> Settlement:
    """Take a settlement of this institution back, whole."""
    which = Which(settlement_id, institution_code)
    return await settlement_service.reverse(rooms, which, message_no(rooms, institution_code))
