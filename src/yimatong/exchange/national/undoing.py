"""2601: undoes a message whose answer was lost."""

from yimatong.care import service as care_service
from yimatong.care.core import State
from yimatong.care.service import Whose
from yimatong.exchange.national.answers import Outputs
from yimatong.exchange.national.messages import Kind, Message, Offer
from yimatong.exchange.national.ports import KeptMessage, Rooms
from yimatong.exchange.national.subjects import person_of
from yimatong.kernel.refusals import Reason, refuse
from yimatong.settlement import service as settlement_service
from yimatong.settlement.service import Which

SETTLEMENTS = frozenset({"2207", "2207A", "2304", "2304A"})
OPENINGS = frozenset({"2201", "2401"})
INFNO_DIGITS = 4
"""`oinfno` is printed with four characters: it cannot tell 2207A from 2207."""


class UndoingReason(Reason):
    """Why a message is not undone."""

    MESSAGE_UNKNOWN = "没有办理成功的该笔原交易，无需冲正"
    OTHER_TRANSACTION = "原交易编号与原报文不一致"
    CANNOT_BE_UNDONE = "该交易不能冲正"


async def undo(rooms: Rooms, message: Message) -> Outputs:
    """Takes back a settlement, or the opening of a visit or stay; one that was taken back already is left as it is."""
    asked = message.one("data")
    kept = await rooms.messages.find(message.institution.institution_code, asked.text("omsgid"))
    if kept is None:
        raise refuse(UndoingReason.MESSAGE_UNKNOWN, "omsgid", asked.text("omsgid"))
    if kept.infno[:INFNO_DIGITS] != asked.text("oinfno")[:INFNO_DIGITS]:
        raise refuse(UndoingReason.OTHER_TRANSACTION, "oinfno", f"{asked.text('oinfno')}≠{kept.infno}")
    person_id = person_of(asked)
    if kept.infno in SETTLEMENTS:
        await _undo_settlement(rooms, message, kept, person_id)
    elif kept.infno in OPENINGS:
        await _undo_opening(rooms, message, kept, person_id)
    else:
        raise refuse(UndoingReason.CANNOT_BE_UNDONE, "oinfno", kept.infno)
    return {}


async def _undo_settlement(rooms: Rooms, message: Message, kept: KeptMessage, person_id: int) -> None:
    assert kept.subject_id is not None, "a kept settlement names itself"
    which = Which(kept.subject_id, message.institution.institution_code, person_id)
    done = await settlement_service.settlement_of(rooms.settlement, which)
    await rooms.settlement.lock(done.encounter_id)
    if await rooms.settlement.reversal_of(done.settlement_id) is None:
        await settlement_service.reverse(rooms, which, message.envelope.msgid)


async def _undo_opening(rooms: Rooms, message: Message, kept: KeptMessage, person_id: int) -> None:
    assert kept.subject_id is not None, "a kept opening names its encounter"
    whose = Whose(kept.subject_id, person_id, message.institution.institution_code)
    encounter = await care_service.encounter_of(rooms.care, whose, locked=True)
    if encounter.state is not State.CANCELLED:
        await care_service.cancel(rooms.care, whose)


OFFERS = {"2601": Offer(Kind.KEPT_ACT, undo)}
