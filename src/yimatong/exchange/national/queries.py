"""Questions about the institution's own encounters: 5201 visits and stays, 5203 one settlement, 5204 its lines."""

from datetime import date
from typing import Any

from yimatong.care import service as care_service
from yimatong.care.core import Charge, Encounter, State
from yimatong.care.core import Kind as CareKind
from yimatong.exchange.national.answers import Outputs, Values
from yimatong.exchange.national.bills import patient_of_record, setldetail, setlinfo
from yimatong.exchange.national.charges import LEVEL_OF_CLASS, MICRO_YUAN_PER_FEN, ceiling, parts
from yimatong.exchange.national.messages import Kind, Message, Offer
from yimatong.exchange.national.people import flag, hospital_level, who
from yimatong.exchange.national.ports import Rooms
from yimatong.exchange.national.spec import TRANSACTIONS, FieldSpec
from yimatong.exchange.national.subjects import encounter_of, known_person, which, whose
from yimatong.kernel.dates import age_on, in_china
from yimatong.kernel.refusals import refuse
from yimatong.people.core import Cover, PersonRecord
from yimatong.settlement.core.reasons import SettlementReason
from yimatong.settlement.service import settlement_of

AT_AN_INSTITUTION = "2"
"""pay_loc: paid where the care was given."""
IN_THE_PROVINCE = "3"
"""pay_loc: paid in another city of the province."""
ONE_E4 = 10_000
LIST_OF_FEE_TYPE = {"09": "101", "11": "101", "10": "102", "08": "301"}
"""med_chrgitm_type -> list_type; every other fee is of a service."""
SERVICES = "201"
"""list_type of what is neither drug nor material."""
FIELDS_5201 = {field.name: field for node in TRANSACTIONS["5201"].output for field in node.fields}
FIELDS_5204 = {field.name: field for node in TRANSACTIONS["5204"].output for field in node.fields}
ADMITTED_AS = {"adm_dept_codg": "dept_code", "adm_dept_name": "dept_name", "chfpdr_name": "dr_name"}
"""A field of 5201 -> what 2201 calls the same."""


async def find_visits(rooms: Rooms, message: Message) -> Outputs:
    """5201: the person's visits and stays at this institution that began in the span."""
    asked = message.one("data")
    record = await known_person(rooms, asked)
    span = asked.moment("begntime"), asked.moment("endtime")
    own = message.institution.institution_code
    found = await rooms.care.encounters_of(record.person.person_id, own, *span, asked.text("med_type"))
    if asked.text("mdtrt_id"):
        found = [encounter for encounter in found if encounter.encounter_id == encounter_of(asked)]
    return {"mdtrtinfo": [visit_row(record, encounter) for encounter in found if encounter.state is not State.CANCELLED]}


def visit_row(record: PersonRecord, encounter: Encounter) -> Values:
    """A visit or stay, with what the institution itself told about it."""
    day = in_china(encounter.began_at).date()
    cover = _cover_of(record, encounter.scheme, encounter.area, day)
    details = {ours: encounter.details.get(theirs) for ours, theirs in ADMITTED_AS.items()} | encounter.details
    told = {name: _as_told(FIELDS_5201[name], value) for name, value in details.items() if name in FIELDS_5201 and value}
    ended_at = encounter.ended_at
    stay = encounter.kind is CareKind.INPATIENT
    return {
        **told,
        **who(record),
        "mdtrt_id": str(encounter.encounter_id),
        "age": age_on(record.person.birth, day) * 10,
        "insutype": encounter.scheme,
        "psn_type": cover.psn_type if cover else "",
        "maf_psn_flag": flag(record.hardship_class(day) > 0),
        "cvlserv_flag": flag(cover is not None and cover.civil_servant),
        "insu_optins": encounter.area,
        "emp_name": cover.employer if cover else "",
        "begntime": encounter.began_at,
        "endtime": ended_at or (None if stay else encounter.began_at),
        "mdtrt_cert_type": encounter.certificate_type,
        "med_type": encounter.medical_type,
        "ars_year_ipt_flag": flag(stay and ended_at is not None and ended_at.year != encounter.began_at.year),
        "ipt_otp_no": encounter.visit_no,
        "dise_codg": encounter.disease_code,
        "dise_name": encounter.disease_name,
        "inhosp_stas": flag(encounter.state is State.ADMITTED) if stay else "",
        "ipt_days": max(1, (in_china(ended_at).date() - day).days) if stay and ended_at else 0,
        "opt_time": encounter.opened_at,
    }


async def find_settlement(rooms: Rooms, message: Message) -> Outputs:
    """5203: one settlement, or reversal, of this institution."""
    asked = message.one("data")
    record = await known_person(rooms, asked)
    bill = await settlement_of(rooms.settlement, which(message, asked))
    encounter = await care_service.encounter_of(rooms.care, whose(message, asked))
    taken_back = bill.reverses is not None or await rooms.settlement.reversal_of(bill.settlement_id) is not None
    cover = _cover_of(record, bill.scheme, bill.area, bill.service_day)
    institution = message.institution
    patient = patient_of_record(record, bill, encounter.certificate_type)
    more: dict[str, str | date | None] = {
        "insu_optins": bill.area,
        "emp_name": cover.employer if cover else "",
        "pay_loc": AT_AN_INSTITUTION if bill.record.place == "local" else IN_THE_PROVINCE,
        "fixmedins_code": institution.institution_code,
        "fixmedins_name": institution.name,
        "hosp_lv": hospital_level(institution),
        "fixmedins_poolarea": institution.area,
        "refd_setl_flag": flag(taken_back),
        "year": str(bill.insurance_year),
        "dise_codg": encounter.disease_code,
        "dise_name": encounter.disease_name,
        "opter_id": str(encounter.details.get("opter_id", "")),
        "opter_name": str(encounter.details.get("opter_name", "")),
        "opt_time": bill.settled_at,
    }
    return {"setlinfo": {**setlinfo("5203", bill, patient), **more}, "setldetail": setldetail(bill)}


async def find_lines(rooms: Rooms, message: Message) -> Outputs:
    """5204: the lines of a settlement, or turned, of a reversal."""
    asked = message.one("data")
    bill = await settlement_of(rooms.settlement, which(message, asked))
    lines = sorted(await rooms.settlement.lines(bill.settlement_id), key=lambda line: (len(line.charge_no), line.charge_no))
    if not lines:
        raise refuse(SettlementReason.SETTLEMENT_UNKNOWN, "settlement_id", asked.text("setl_id"))
    charges = {charge.charge_no: charge for charge in await rooms.care.charges(bill.encounter_id)}
    same = {"mdtrt_id": str(bill.encounter_id), "setl_id": str(bill.settlement_id), "med_type": bill.medical_type}
    return {"": [{**line_row(line, charges.get(line.charge_no)), **same, "opt_time": bill.settled_at} for line in lines]}


def line_row(line: Any, charge: Charge | None) -> Values:
    """A settled line. Of one that was taken back since, only the amounts and the item are kept: it stands as one unit."""
    if charge is None:
        gone = {"cnt": ONE_E4 if line.amount >= 0 else -ONE_E4, "pric": abs(line.amount) * MICRO_YUAN_PER_FEN}
        told: dict[str, Any] = {**gone, "pric_uplmt_amt": ceiling(None), "memo": "明细已撤销"}
    else:
        turned = (line.amount < 0) != (charge.amount < 0)
        told = {name: _as_told(FIELDS_5204[name], value) for name, value in charge.details.items() if name in FIELDS_5204}
        told |= parts(charge) | {
            "cnt": -charge.quantity_e4 if turned else charge.quantity_e4,
            "pric": charge.price_micro,
            "fee_ocur_time": charge.charged_at,
            "medins_list_codg": charge.local_code,
            "medins_list_name": charge.item_name,
            "list_type": LIST_OF_FEE_TYPE.get(charge.fee_type, SERVICES),
        }
    return {
        **told,
        "feedetl_sn": line.charge_no,
        "det_item_fee_sumamt": line.amount,
        "fulamt_ownpay_amt": line.full_self_pay,
        "overlmt_amt": line.over_ceiling,
        "preselfpay_amt": line.first_self_pay,
        "inscp_scp_amt": line.in_scope,
        "chrgitm_lv": LEVEL_OF_CLASS[line.list_class],
        "hilist_code": line.national_code,
        "hilist_name": line.item_name,
        "med_list_codg": line.national_code,
    }


def _cover_of(record: PersonRecord, scheme: str, area: str, day: date) -> Cover | None:
    """The cover an encounter was opened or a bill settled under, if it still stands on that day."""
    return next((one for one in record.covers if (one.scheme, one.area) == (scheme, area) and one.in_force(day)), None)


def _as_told(field: FieldSpec, value: object) -> Any:
    """A value kept among the details, as the field takes it."""
    return date.fromisoformat(str(value)[:10]) if field.kind == "date" else value


OFFERS = {
    "5201": Offer(Kind.READ, find_visits),
    "5203": Offer(Kind.READ, find_settlement),
    "5204": Offer(Kind.READ, find_lines),
}
