"""Finding a person by what was shown, with a hand-made reader."""

from datetime import date

import pytest

from yimatong.kernel.refusals import Refused
from yimatong.people.core import PeopleReason, Person, PersonRecord
from yimatong.people.service import person_by_card, person_by_certno, person_by_psn_no

PERSON = Person(35_000_000_000_001, "350112195609239964", "林秀英", "2", "01", date(1956, 9, 23), True, "SYN1")


class OnePerson:
    """Knows one synthetic person."""

    async def by_id(self, person_id: int) -> PersonRecord | None:
        return PersonRecord(PERSON, (), ()) if person_id == PERSON.person_id else None

    async def by_certno(self, certno: str) -> PersonRecord | None:
        return PersonRecord(PERSON, (), ()) if certno == PERSON.certno else None

    async def by_card(self, card_no: str) -> PersonRecord | None:
        return PersonRecord(PERSON, (), ()) if card_no == PERSON.card_no else None


async def test_a_person_is_found_by_number_certificate_and_card() -> None:
    people = OnePerson()
    assert (await person_by_psn_no(people, "35000000000001")).person is PERSON
    assert (await person_by_certno(people, " 350112195609239964 ", "林秀英")).person is PERSON
    assert (await person_by_card(people, "SYN1")).person is PERSON


async def test_each_refusal_names_its_field_and_no_personal_data() -> None:
    people = OnePerson()
    asked = [
        (person_by_psn_no(people, "35000000000002"), PeopleReason.UNKNOWN_PERSON, "psn_no"),
        (person_by_psn_no(people, "abc"), PeopleReason.UNKNOWN_PERSON, "psn_no"),
        (person_by_certno(people, "350112195609239965"), PeopleReason.CERTNO_NOT_VALID, "certno"),
        (person_by_certno(people, "11010519491231002X"), PeopleReason.UNKNOWN_PERSON, "certno"),
        (person_by_certno(people, PERSON.certno, "林秀"), PeopleReason.NAME_DIFFERS, "name"),
        (person_by_card(people, "SYN2"), PeopleReason.UNKNOWN_PERSON, "card_no"),
    ]
    for act, reason, field in asked:
        with pytest.raises(Refused) as refused:
            await act
        assert (refused.value.refusal.reason, refused.value.refusal.field) == (reason, field)
        assert refused.value.refusal.detail == ""
