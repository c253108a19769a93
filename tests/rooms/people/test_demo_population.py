"""The synthetic population: the same for the same seed, in proportion, and nobody's."""

from collections import Counter
from datetime import date

from yimatong.app.demo_population import IDENTITY_TYPES, RESIDENT_AREAS, SERIALS, make_population
from yimatong.kernel.dates import age_on
from yimatong.people.core import is_valid_certno

DAY = date(2026, 11, 22)
PEOPLE = make_population(2026, 2000, DAY)


def test_the_same_seed_makes_the_same_people() -> None:
    assert make_population(5, 200, DAY) == make_population(5, 200, DAY)
    assert make_population(5, 200, DAY) != make_population(6, 200, DAY)


def test_every_id_number_is_sound_unique_and_of_nobody() -> None:
    numbers = [one.person.certno for one in PEOPLE]
    assert all(is_valid_certno(number) for number in numbers)
    assert len(set(numbers)) == len(PEOPLE)
    for one in PEOPLE:
        person = one.person
        assert person.synthetic
        assert person.certno[6:14] == f"{person.birth:%Y%m%d}"
        assert person.certno[14:17] in SERIALS[person.sex]
        assert (int(person.certno[16]) % 2 == 1) == (person.sex == "1")
        assert age_on(person.birth, DAY) < 100
        assert person.psn_no.startswith("35")
        assert len(person.psn_no) == 14
        assert person.card_no.startswith("SYN")


def test_every_class_of_hardship_lives_in_every_resident_area() -> None:
    seen = Counter((one.covers[0].area, one.identities[0].hardship_class) for one in PEOPLE if one.identities)
    assert all(seen[area, hardship] > 0 for area in RESIDENT_AREAS for hardship in range(1, 6))
    assert 40 <= seen.total() <= 110
    assert all(i.psn_idet_type == IDENTITY_TYPES[i.hardship_class] for one in PEOPLE for i in one.identities)


def test_areas_schemes_and_ages_are_in_proportion() -> None:
    schemes = Counter((one.covers[0].area, one.covers[0].scheme) for one in PEOPLE)
    assert set(schemes) == {("350099", "310"), ("350100", "310"), ("350100", "390"), ("350900", "310"), ("350900", "390")}
    ages = [age_on(one.person.birth, DAY) for one in PEOPLE]
    children, old = sum(age < 15 for age in ages) / 2000, sum(age >= 60 for age in ages) / 2000
    assert abs(children - 0.1932) < 0.03
    assert abs(old - 0.1598) < 0.03


def test_only_employees_have_accounts_and_covers_fit_the_age() -> None:
    for one in PEOPLE:
        cover, age = one.covers[-1], age_on(one.person.birth, DAY)
        assert 0 <= one.account_balance <= 800_000
        assert one.account_balance == 0 or cover.scheme == "310"
        assert cover.since >= one.person.birth
        assert (cover.status == "minor") == (age < 18)
    ended = [one for one in PEOPLE if not one.covers[-1].in_force(DAY)]
    assert 5 <= len(ended) <= 60


def test_the_first_people_are_the_showcase() -> None:
    first = PEOPLE[0]
    assert (first.person.name, first.covers[0].status, first.account_balance) == ("林秀英", "retired", 186_240)
    assert {one.identities[0].hardship_class for one in PEOPLE[:16] if one.identities} == {1, 2, 3, 4, 5}
