"""Acts about people: find a person by what was shown, or say why not."""

from yimatong.kernel.refusals import Refusal, Refused, refuse
from yimatong.people.core import PeopleReason, PersonRecord, is_valid_certno, person_id_of
from yimatong.people.ports import PeopleReader


async def person_by_psn_no(people: PeopleReader, psn_no: str) -> PersonRecord:
    """The person with this national number. Refused: UNKNOWN_PERSON."""
    person_id = person_id_of(psn_no)
    if isinstance(person_id, Refusal):
        raise Refused(person_id)
    return _found(await people.by_id(person_id), "psn_no")


async def person_by_certno(people: PeopleReader, certno: str, name: str = "") -> PersonRecord:
    """The person with this id number; a name, when given, must agree. Refused: CERTNO_NOT_VALID, UNKNOWN_PERSON, NAME_DIFFERS."""
    certno = certno.strip().upper()
    if not is_valid_certno(certno):
        raise refuse(PeopleReason.CERTNO_NOT_VALID, "certno")
    record = _found(await people.by_certno(certno), "certno")
    if name and name != record.person.name:
        raise refuse(PeopleReason.NAME_DIFFERS, "name")
    return record


async def person_by_card(people: PeopleReader, card_no: str) -> PersonRecord:
    """The person with this social security card. Refused: UNKNOWN_PERSON."""
    return _found(await people.by_card(card_no.strip()), "card_no")


def _found(record: PersonRecord | None, field: str) -> PersonRecord:
    if record is None:
        raise refuse(PeopleReason.UNKNOWN_PERSON, field)
    return record
