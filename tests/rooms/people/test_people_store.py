"""People and the synthetic population on the real database."""

from datetime import date
from typing import Any

from psycopg import AsyncConnection

from yimatong.app.demo_population import make_population
from yimatong.app.imports import load_population
from yimatong.people.store import PeopleStore

DAY = date(2026, 11, 22)
PEOPLE = make_population(7, 60, DAY)


async def test_what_is_added_is_read_back_whole(connection: AsyncConnection[Any]) -> None:
    people = PeopleStore(connection)
    assert await load_population(connection, PEOPLE) == 60
    for one in PEOPLE:
        found = await people.by_id(one.person.person_id)
        assert found is not None
        assert (found.person, found.covers, found.identities) == (one.person, one.covers, one.identities)


async def test_adding_twice_changes_nothing(connection: AsyncConnection[Any]) -> None:
    await load_population(connection, PEOPLE)
    assert await load_population(connection, PEOPLE) == 0
    assert await PeopleStore(connection).count() == 60


async def test_a_person_is_found_by_certificate_and_card_and_else_nobody(connection: AsyncConnection[Any]) -> None:
    await load_population(connection, PEOPLE)
    people, first = PeopleStore(connection), PEOPLE[0].person
    by_certno, by_card = await people.by_certno(first.certno), await people.by_card(first.card_no)
    assert by_certno == by_card
    assert by_certno is not None
    assert by_certno.person == first
    assert await people.by_id(1) is None
    assert await people.by_certno("") is None


async def test_a_page_of_people_follows_the_query(connection: AsyncConnection[Any]) -> None:
    await load_population(connection, PEOPLE)
    people = PeopleStore(connection)
    assert [record.person for record in await people.people_page("", 3)] == [one.person for one in PEOPLE[:3]]
    assert [record.person.name for record in await people.people_page("林秀英")] == ["林秀英"]
    assert await people.people_page("%") == []
