"""Whom and what a message is about: the person it names, the encounter or settlement, and what it tells besides."""

from collections.abc import Set
from datetime import date, datetime

from yimatong.care.core import CareReason
from yimatong.care.service import Whose
from yimatong.code import service as code_service
from yimatong.exchange.national.messages import Message
from yimatong.exchange.national.ports import Rooms
from yimatong.exchange.national.validating import Row
from yimatong.kernel.refusals import Reason, Refusal, Refused, refuse
from yimatong.people import service as people_service
from yimatong.people.core import PeopleReason, PersonRecord, person_id_of
from yimatong.settlement.core.reasons import SettlementReason
from yimatong.settlement.service import Which

TOKEN, IDENTITY_CARD, SOCIAL_CARD = "01", "02", "03"
"""What a person shows (mdtrt_cert_type): the token of a decoded code, the id number, the social card. Any other kind is taken
as an id number."""

ID_LENGTH_MAX = 18
"""Digits an id of ours surely fits into; longer ones are read with care."""

SAID_ELSEWHERE = frozenset({"psn_no", "mdtrt_id", "exp_content", "mdtrt_cert_no", "certno", "psn_name", "card_sn"})
"""Not kept among what a sender tells besides: it is kept as what it is, or not at all."""


class SubjectReason(Reason):
    """Why a message is about nothing we can act on."""

    MANY_ENCOUNTERS = "一次上传只能是同一次就诊、同一人员"


def person_of(row: Row) -> int:
    """The person a row names. Refused: UNKNOWN_PERSON."""
    person_id = person_id_of(row.text("psn_no"))
    if isinstance(person_id, Refusal):
        raise Refused(person_id)
    return person_id


def encounter_of(row: Row) -> int:
    """The encounter a row names. Refused: ENCOUNTER_UNKNOWN, when it cannot be one of ours."""
    return _own_id(row.text("mdtrt_id"), CareReason.ENCOUNTER_UNKNOWN, "encounter_id")


def whose(message: Message, row: Row) -> Whose:
    """The encounter and person a row names, at the institution that sends."""
    return Whose(encounter_of(row), person_of(row), message.institution.institution_code)


def whose_all(message: Message, node: str) -> Whose:
    """The one encounter that every row of a node names. Refused: MANY_ENCOUNTERS, naming the first row of another."""
    first, *others = message.rows(node)
    named = (first["mdtrt_id"], first["psn_no"])
    for number, row in enumerate(others, start=2):
        if (row["mdtrt_id"], row["psn_no"]) != named:
            raise refuse(SubjectReason.MANY_ENCOUNTERS, f"{node}[{number}].mdtrt_id")
    return whose(message, first)


def which(message: Message, row: Row) -> Which:
    """The settlement a row names, with its person and encounter, at the institution that sends."""
    settlement_id = _own_id(row.text("setl_id"), SettlementReason.SETTLEMENT_UNKNOWN, "settlement_id")
    return Which(settlement_id, message.institution.institution_code, person_of(row), encounter_of(row))


async def person_shown(rooms: Rooms, message: Message, kind: str, number: str, name: str = "") -> PersonRecord:
    """The person behind what was shown. Refused: TOKEN_UNKNOWN, CERTNO_NOT_VALID, UNKNOWN_PERSON, NAME_DIFFERS."""
    if kind == SOCIAL_CARD:
        return await people_service.person_by_card(rooms.people, number)
    if kind != TOKEN:
        return await people_service.person_by_certno(rooms.people, number, name)
    person_id = await person_of_token(rooms, message, number)
    return await people_service.person_by_psn_no(rooms.people, str(person_id))


async def person_of_token(rooms: Rooms, message: Message, token: str) -> int:
    """Whom a visit token stands for at the institution that sends. Refused: TOKEN_UNKNOWN."""
    return await code_service.person_of_token(rooms.code, token, message.institution.institution_code, rooms.now)


async def must_have_shown(rooms: Rooms, message: Message, record: PersonRecord, kind: str, number: str) -> None:
    """Refused: CERTIFICATE_DIFFERS, when what was shown is another person's."""
    if kind == TOKEN:
        holds = await person_of_token(rooms, message, number) == record.person.person_id
    else:
        holds = number.strip().upper() == (record.person.card_no if kind == SOCIAL_CARD else record.person.certno).upper()
    if not holds:
        raise refuse(SettlementReason.CERTIFICATE_DIFFERS, "certificate_no")


async def known_person(rooms: Rooms, row: Row) -> PersonRecord:
    """The person a row names. Refused: UNKNOWN_PERSON, naming the number."""
    record = await rooms.people.by_id(person_of(row))
    if record is None:
        raise refuse(PeopleReason.UNKNOWN_PERSON, "person_id", row.text("psn_no"))
    return record


def told_besides(row: Row, but: Set[str] = frozenset()) -> dict[str, object]:
    """What a row tells that nobody here decides on, under the sender's names: texts, numbers as they are scaled, ISO dates."""
    return {
        name: value.isoformat() if isinstance(value, date | datetime) else value
        for name, value in row.items()
        if value not in ("", None) and name not in SAID_ELSEWHERE and name not in but
    }


def _own_id(text: str, reason: Reason, field: str) -> int:
    if not (text.isascii() and text.isdigit()) or len(text) > ID_LENGTH_MAX + 1 or int(text) >= 1 << 63:
        raise refuse(reason, field, text)
    return int(text)
