"""Settling bills of visits and stays: preview (2206, 2303), settle (2207, 2304), take back (2208, 2305), with their A forms."""

from yimatong.benefits.core.circumstances import Care
from yimatong.exchange.national.answers import Outputs
from yimatong.exchange.national.bills import Patient, patient_of_facts, patient_of_record, setldetail, setlinfo
from yimatong.exchange.national.messages import Done, Kind, Message, Offer
from yimatong.exchange.national.ports import Rooms
from yimatong.exchange.national.subjects import IDENTITY_CARD, SOCIAL_CARD, TOKEN, encounter_of, known_person, person_of, which
from yimatong.exchange.national.validating import Row
from yimatong.kernel.refusals import refuse
from yimatong.settlement import service
from yimatong.settlement.core.facts import Ask, Certificate
from yimatong.settlement.core.reasons import SettlementReason
from yimatong.settlement.core.settled import Settlement
from yimatong.settlement.service import Settled

OWN_ACCOUNT = "1"
MIDWAY = "1"


async def preview_visit(rooms: Rooms, message: Message) -> Outputs:
    """2206 and 2206A: what settling now would give, to the fen."""
    asked = message.one("data")
    return _answer(message, asked, await service.preview(rooms, rooms.law, ask_of_visit(message, asked)))


async def settle_visit(rooms: Rooms, message: Message) -> Done:
    """2207 and 2207A."""
    asked = message.one("data")
    done = await service.settle(rooms, rooms.law, ask_of_visit(message, asked))
    return Done(_answer(message, asked, done), done.settlement.settlement_id)


def ask_of_visit(message: Message, asked: Row) -> Ask:
    """The question a visit's bill is decided on: the unsettled lines of one batch."""
    return Ask(
        encounter_id=encounter_of(asked),
        person_id=person_of(asked),
        institution_code=message.institution.institution_code,
        batch=asked.text("chrg_bchno"),
        scheme=asked.text("insutype"),
        medical_type=asked.text("med_type"),
        certificate=_shown(asked),
        account_use=int(asked.text("acct_used_flag")),
        message=message.envelope.msgid,
        total=asked.number("medfee_sumamt"),
        scope=_scope(asked),
        invoice=_text(asked, "invono"),
    )


async def preview_stay(rooms: Rooms, message: Message) -> Outputs:
    """2303 and 2303A: as 2304 would answer now. A stay may be previewed before its end, so it is looked at as part of one."""
    asked = message.one("data")
    return _answer(message, asked, await service.preview(rooms, rooms.law, await ask_of_stay(rooms, message, asked, midway=True)))


async def settle_stay(rooms: Rooms, message: Message) -> Done:
    """2304 and 2304A: the whole stay after its end, or with mid_setl_flag 1 what was charged so far."""
    asked = message.one("data")
    ask = await ask_of_stay(rooms, message, asked, asked.text("mid_setl_flag") == MIDWAY)
    done = await service.settle(rooms, rooms.law, ask)
    return Done(_answer(message, asked, done), done.settlement.settlement_id)


async def ask_of_stay(rooms: Rooms, message: Message, asked: Row, midway: bool) -> Ask:
    """The question a stay's bill is decided on: all its unsettled lines, under the medical type it was admitted with."""
    encounter = await rooms.care.find(encounter_of(asked), locked=False)
    if encounter is None:
        raise refuse(SettlementReason.ENCOUNTER_UNKNOWN, "encounter_id", asked.text("mdtrt_id"))
    return Ask(
        encounter_id=encounter.encounter_id,
        person_id=person_of(asked),
        institution_code=message.institution.institution_code,
        batch=None,
        scheme=asked.text("insutype"),
        medical_type=encounter.medical_type,
        certificate=await _shown_for_stay(rooms, asked),
        account_use=int(asked.text("acct_used_flag") or OWN_ACCOUNT),
        message=message.envelope.msgid,
        total=asked.number("medfee_sumamt"),
        scope=_scope(asked),
        midway=midway,
        invoice=_text(asked, "invono"),
    )


async def _shown_for_stay(rooms: Rooms, asked: Row) -> Certificate:
    """What was shown; a stay need not show anything again, then its person stands for themselves."""
    shown = _shown(asked)
    if shown.number:
        return shown
    return Certificate(IDENTITY_CARD, (await known_person(rooms, asked)).person.certno)


def _shown(asked: Row) -> Certificate:
    """What was shown. An id number may be sent with its check character in lower case."""
    kind, number = asked.text("mdtrt_cert_type"), (asked.text("mdtrt_cert_no") or asked.text("certno")).strip()
    return Certificate(kind, number if kind in (TOKEN, SOCIAL_CARD) else number.upper())


def _text(asked: Row, field: str) -> str:
    return asked.text(field) if field in asked else ""


def _scope(asked: Row) -> tuple[int | None, int | None, int | None, int | None]:
    if "inscp_scp_amt" not in asked:
        return None, None, None, None
    part = asked.number_or_none
    return part("overlmt_selfpay"), part("fulamt_ownpay_amt"), part("preselfpay_amt"), part("inscp_scp_amt")


def _answer(message: Message, asked: Row, settled: Settled) -> Outputs:
    bill = settled.settlement
    return _told(message, bill, patient_of_facts(settled.facts, bill.service_day, asked.text("mdtrt_cert_type")))


def _told(message: Message, bill: Settlement, patient: Patient) -> Outputs:
    return {"setlinfo": setlinfo(message.envelope.infno, bill, patient), "setldetail": setldetail(bill)}


async def reverse_visit(rooms: Rooms, message: Message) -> Done:
    """2208: takes the settlement of a visit back."""
    return await _reverse(rooms, message, stay=False)


async def reverse_stay(rooms: Rooms, message: Message) -> Done:
    """2305: takes the settlement of a stay back, the last one first."""
    return await _reverse(rooms, message, stay=True)


async def _reverse(rooms: Rooms, message: Message, stay: bool) -> Done:
    """The reversal has a number of its own, and every amount negative."""
    asked = message.one("data")
    record = await known_person(rooms, asked)
    bill = await service.reverse(rooms, which(message, asked), message.envelope.msgid)
    if (bill.record.care == Care.INPATIENT) != stay:
        raise refuse(SettlementReason.SETTLEMENT_UNKNOWN, "settlement_id", asked.text("setl_id"))
    return Done(_told(message, bill, patient_of_record(record, bill, "")), bill.settlement_id)


OFFERS = {
    **dict.fromkeys(("2206", "2206A"), Offer(Kind.READ, preview_visit)),
    **dict.fromkeys(("2207", "2207A"), Offer(Kind.KEPT_ACT, settle_visit)),
    "2208": Offer(Kind.KEPT_ACT, reverse_visit),
    **dict.fromkeys(("2303", "2303A"), Offer(Kind.READ, preview_stay)),
    **dict.fromkeys(("2304", "2304A"), Offer(Kind.KEPT_ACT, settle_stay)),
    "2305": Offer(Kind.KEPT_ACT, reverse_stay),
}
