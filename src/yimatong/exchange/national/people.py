"""1101 who a person is and how insured, 1201 what an institution is, 2001 what a person may draw on."""

from datetime import date, datetime

from yimatong.exchange.national.answers import Outputs, Values
from yimatong.exchange.national.messages import Kind, Message, Offer
from yimatong.exchange.national.ports import Rooms
from yimatong.exchange.national.subjects import known_person, person_shown
from yimatong.kernel.dates import CHINA, age_on, in_china
from yimatong.kernel.money import Fen
from yimatong.kernel.refusals import refuse
from yimatong.ledger import core as accounts
from yimatong.people.core import Cover, Identity, PersonRecord, choose_cover
from yimatong.providers import service as providers_service
from yimatong.providers.core import Institution, ProvidersReason

EMPLOYEES = "310"
INSURED, ENDED = "1", "4"
"""psn_insu_stas."""
IDENTITY_CARD = "01"
"""psn_cert_type of an id number."""
HOSPITALS, PHARMACIES = "1", "2"
"""fixmedins_type."""
FUND_CHECK = "01"
"""trt_chk_type: a fund is looked at."""

FUNDS_OF_SCHEME = {"310": ("310100", "310200", "330100"), "390": ("390100", "390200")}
"""fund_pay_type of what everybody in a scheme draws on; 310200 is the personal account."""
CIVIL_SERVANTS_FUND = "320100"
ASSISTANCE = "610100"


async def get_person(rooms: Rooms, message: Message) -> Outputs:
    """1101: the person behind what was shown, every cover but those to come, and the hardship identities in force."""
    asked = message.one("data")
    kind, number = asked.text("mdtrt_cert_type"), asked.text("mdtrt_cert_no") or asked.text("certno")
    record = await person_shown(rooms, message, kind, number, asked.text("psn_name"))
    begins = asked.moment_or_none("begntime") or rooms.now
    day = in_china(begins).date()
    balance = 0
    if any(cover.scheme == EMPLOYEES for cover in record.covers):
        balance = await rooms.ledger.balance(accounts.personal(record.person.person_id))
    return {
        "baseinfo": {**who(record), "age": age_on(record.person.birth, day) * 10},
        "insuinfo": insurances(record, day, balance),
        "idetinfo": [identity_row(identity) for identity in record.identities if identity.in_force(day)],
    }


def who(record: PersonRecord) -> dict[str, str | int | date | None]:
    """The person, under the names every answer gives them."""
    person = record.person
    return {
        "psn_no": person.psn_no,
        "psn_cert_type": IDENTITY_CARD,
        "certno": person.certno,
        "psn_name": person.name,
        "gend": person.sex,
        "naty": person.ethnicity,
        "brdy": person.birth,
    }


def insurances(record: PersonRecord, day: date, balance: Fen) -> list[Values]:
    """One row per cover, the one that pays first; the balance of the personal account stands beside one employees' cover."""
    begun = [cover for cover in record.covers if cover.since <= day]
    begun.sort(key=lambda cover: (not cover.in_force(day), cover.scheme, -cover.since.toordinal()))
    keeper = next((cover for cover in begun if cover.scheme == EMPLOYEES), None)
    return [
        {
            "balc": balance if cover is keeper else 0,
            "insutype": cover.scheme,
            "psn_type": cover.psn_type,
            "psn_insu_stas": INSURED if cover.in_force(day) else ENDED,
            "psn_insu_date": cover.since,
            "paus_insu_date": None if cover.in_force(day) else cover.until,
            "cvlserv_flag": flag(cover.civil_servant),
            "insuplc_admdvs": cover.area,
            "emp_name": cover.employer,
        }
        for cover in begun
    ]


def flag(holds: bool) -> str:
    """1 or 0, as every flag of the interface is written."""
    return "1" if holds else "0"


def identity_row(identity: Identity) -> Values:
    """A hardship identity; `memo` says the class in Fujian's order."""
    return {
        "psn_idet_type": identity.psn_idet_type,
        "psn_type_lv": str(identity.hardship_class),
        "begntime": _first_moment(identity.since),
        "endtime": _first_moment(identity.until),
    }


async def get_institution(rooms: Rooms, message: Message) -> Outputs:
    """1201: the one institution of a type with this code, or the best match of a name. Its uscc is not known to us."""
    asked = message.one("medinsinfo")
    code, name, kind = asked.text("fixmedins_code"), asked.text("fixmedins_name"), asked.text("fixmedins_type")
    if kind not in (HOSPITALS, PHARMACIES):
        raise refuse(ProvidersReason.UNKNOWN_INSTITUTION, "fixmedins_type", kind)
    found = await providers_service.find_institutions(rooms.providers, code, name, kind == PHARMACIES, limit=1)
    return {
        "medinsinfo": {
            "fixmedins_code": found[0].institution_code,
            "fixmedins_name": found[0].name,
            "fixmedins_type": PHARMACIES if found[0].is_pharmacy else HOSPITALS,
            "hosp_lv": hospital_level(found[0]),
        }
    }


def hospital_level(institution: Institution) -> str:
    """hosp_lv in the form of its table, which writes no leading zeros."""
    return institution.hosp_lv_code.lstrip("0")


async def check_benefits(rooms: Rooms, message: Message) -> Outputs:
    """2001: for every fund of the scheme whether the person draws on it on that day, and if not, why."""
    asked = message.one("data")
    record = await known_person(rooms, asked)
    day = in_china(asked.moment("begntime")).date()
    scheme = asked.text("insutype")
    cover = choose_cover(record.covers, day, scheme)
    if not isinstance(cover, Cover):
        rows = [_not_enjoyed(record, fund, day, cover.reason.value) for fund in FUNDS_OF_SCHEME.get(scheme, ())]
        return {"trtinfo": rows or [_not_enjoyed(record, "999997", day, cover.reason.value)]}
    return {"trtinfo": [_enjoyed(record, fund, cover) for fund in funds_of(record, cover, day)]}


def funds_of(record: PersonRecord, cover: Cover, day: date) -> list[str]:
    """fund_pay_type of all funds this cover opens to this person on this day."""
    funds = list(FUNDS_OF_SCHEME.get(cover.scheme, ()))
    if cover.civil_servant:
        funds.append(CIVIL_SERVANTS_FUND)
    if record.hardship_class(day):
        funds.append(ASSISTANCE)
    return funds


def _enjoyed(record: PersonRecord, fund: str, cover: Cover) -> Values:
    told = {"psn_no": record.person.psn_no, "trt_chk_type": FUND_CHECK, "fund_pay_type": fund, "trt_enjymnt_flag": flag(True)}
    return {**told, "begndate": cover.since, "enddate": cover.until, "trt_chk_rslt": "正常享受"}


def _not_enjoyed(record: PersonRecord, fund: str, day: date, why: str) -> Values:
    told = {"psn_no": record.person.psn_no, "trt_chk_type": FUND_CHECK, "fund_pay_type": fund, "trt_enjymnt_flag": flag(False)}
    return {**told, "begndate": day, "trt_chk_rslt": why}


def _first_moment(day: date | None) -> datetime | None:
    return datetime(day.year, day.month, day.day, tzinfo=CHINA) if day else None


OFFERS = {
    "1101": Offer(Kind.READ, get_person),
    "1201": Offer(Kind.READ, get_institution),
    "2001": Offer(Kind.READ, check_benefits),
}
