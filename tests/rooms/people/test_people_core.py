"""Covers in force, id numbers and masks, as pure questions."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yimatong.kernel.refusals import Refusal
from yimatong.people.core import (
    Cover,
    Identity,
    PeopleReason,
    Person,
    PersonRecord,
    check_digit,
    choose_cover,
    is_covered,
    is_valid_certno,
    masked_certno,
    masked_name,
    person_id_of,
)

DAY = date(2026, 3, 1)
RESIDENT = Cover(35_000_000_000_001, "390", "350100", "15", "resident", date(2020, 1, 1), None, False, "", 6)
ENDED = replace(RESIDENT, scheme="310", since=date(2015, 1, 1), until=date(2019, 12, 31))


def test_a_cover_stands_on_its_first_and_last_day() -> None:
    assert ENDED.in_force(date(2015, 1, 1))
    assert ENDED.in_force(date(2019, 12, 31))
    assert not ENDED.in_force(date(2014, 12, 31))
    assert not ENDED.in_force(date(2020, 1, 1))


def test_is_covered_asks_for_scheme_and_day() -> None:
    assert is_covered([ENDED, RESIDENT], "390", DAY)
    assert not is_covered([ENDED, RESIDENT], "310", DAY)


@pytest.mark.parametrize(
    ("covers", "scheme", "reason"),
    [
        ((), "", PeopleReason.NOT_COVERED),
        ((ENDED,), "", PeopleReason.COVER_ENDED),
        ((ENDED, RESIDENT), "310", PeopleReason.COVER_ENDED),
        ((replace(RESIDENT, since=date(2026, 3, 2)),), "390", PeopleReason.COVER_NOT_YET_IN_FORCE),
        ((RESIDENT,), "310", PeopleReason.NOT_COVERED),
    ],
)
def test_no_cover_is_a_refusal_that_says_why(covers: tuple[Cover, ...], scheme: str, reason: PeopleReason) -> None:
    chosen = choose_cover(covers, DAY, scheme)
    assert isinstance(chosen, Refusal)
    assert chosen.reason is reason


def test_the_employees_scheme_comes_first() -> None:
    employee = replace(RESIDENT, scheme="310")
    assert choose_cover([RESIDENT, employee], DAY) is employee
    assert choose_cover([RESIDENT, employee], DAY, scheme="390") is RESIDENT


def test_the_strongest_hardship_class_in_force_counts() -> None:
    person = Person(35_000_000_000_001, "", "示例", "1", "01", date(1970, 1, 1), True)
    old = Identity(1, "2304", date(2020, 1, 1), date(2021, 1, 1))
    record = PersonRecord(person, (), (old, Identity(5, "2306", DAY, None), Identity(3, "2303", DAY, None)))
    assert record.hardship_class(DAY) == 3
    assert record.hardship_class(date(2020, 6, 1)) == 1
    assert record.hardship_class(date(2023, 1, 1)) == 0


def test_the_check_digit_of_the_standards_own_example() -> None:
    """GB 11643-1999 prints these two numbers."""
    assert check_digit("11010519491231002") == "X"
    assert check_digit("44052418800101001") == "4"


@given(st.dates(date(1900, 1, 1), date(2030, 1, 1)), st.integers(0, 999), st.integers(0, 16), st.integers(1, 9))
def test_any_one_wrong_digit_is_noticed(birth: date, serial: int, place: int, shift: int) -> None:
    first17 = f"350102{birth:%Y%m%d}{serial:03d}"
    certno = first17 + check_digit(first17)
    wrong = certno[:place] + str((int(certno[place]) + shift) % 10) + certno[place + 1 :]
    assert is_valid_certno(certno)
    assert not is_valid_certno(wrong)


@pytest.mark.parametrize("certno", ["", "35010219900101999", "350102199013019996", "35010219900101999٣", "３50102199001019996"])
def test_what_is_no_id_number(certno: str) -> None:
    assert not is_valid_certno(certno)


@pytest.mark.parametrize(
    ("name", "masked"), [("陈丽珍", "陈*珍"), ("李强", "李*"), ("欧阳示例", "欧**例"), ("林", "林"), ("", "")]
)
def test_a_masked_name_keeps_its_ends(name: str, masked: str) -> None:
    assert masked_name(name) == masked


def test_a_masked_id_number_keeps_area_and_last_character() -> None:
    assert masked_certno("350102199001019996") == "350102***********6"
    assert masked_certno("12345") == "*****"


@pytest.mark.parametrize("psn_no", ["", "35", "3500000000000x", "３５000000000001", "-3500000000001", "350000000000011"])
def test_a_malformed_person_number_is_nobody(psn_no: str) -> None:
    refusal = person_id_of(psn_no)
    assert isinstance(refusal, Refusal)
    assert refusal.reason is PeopleReason.UNKNOWN_PERSON


def test_a_person_number_is_the_id_in_digits() -> None:
    assert person_id_of("35000000000001") == 35_000_000_000_001
