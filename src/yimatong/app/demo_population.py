"""A made-up population for the demo: every name, number and bond is invented and marked synthetic. Same seed, same people."""

import csv
import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from importlib import resources
from itertools import islice

from yimatong.app.demo_showcase import SHOWCASE, Sketch
from yimatong.kernel.dates import age_on
from yimatong.people.core import Cover, Identity, Person, check_digit

FIRST_PERSON_ID = 35_000_000_000_001
CARD_PREFIX = "SYN"
HAN = "01"
EMPLOYEE, RESIDENT = "310", "390"
PROVINCE, FUZHOU, NINGDE = "350099", "350100", "350900"
AREA_WEIGHTS = {PROVINCE: 10, FUZHOU: 50, NINGDE: 40}
RESIDENT_AREAS = (FUZHOU, NINGDE)
COUNTIES = {
    PROVINCE: ("350102", "350103"),
    FUZHOU: ("350102", "350103", "350104", "350105", "350111", "350112", "350121", "350122", "350123", "350181"),
    NINGDE: ("350902", "350921", "350922", "350923", "350924", "350925", "350926", "350981", "350982"),
}
IDENTITY_TYPES = {1: "2304", 2: "2308", 3: "2303", 4: "2305", 5: "2306"}
"""Fujian's five classes of hardship, in order: 特困, 重度残疾, 低保, 低保边缘, 因病致贫."""
EMPLOYERS = ("示例机械有限公司", "示例食品有限公司", "示例运输有限公司", "示例中学", "示例软件有限公司", "灵活就业")
OFFICES = ("示例省直机关", "示例市直机关")

AGE_MAX = 95
WORKING_AGE = 22
EMPLOYED_SHARE = 0.45
PENSION_SHARE = 0.40
PENSION_AGE = {"1": 60, "2": 55}
HARDSHIP_SHARE = 0.045  # of residents, so that about three in a hundred of all are in hardship
ENDED_SHARE = 0.015
CIVIL_SERVANT_SHARE = {PROVINCE: 0.30, FUZHOU: 0.03, NINGDE: 0.03}
BALANCE_MAX = 800_000
BALANCE_USUAL = 90_000
TRIES_MAX = 1_000

SERIALS = {"1": ("997", "999"), "2": ("996", "998")}
"""Order numbers 996 to 999 are said to be set aside for people of a hundred years and more (recalled, no text seen), and nobody
here is that old: the number has a sound check digit, a real county and a birth date, and was made up."""


@dataclass(frozen=True, slots=True)
class DemoPerson:
    """A synthetic person with covers, identities, and what the personal account opens with, in fen."""

    person: Person
    covers: tuple[Cover, ...]
    identities: tuple[Identity, ...]
    account_balance: int


def make_population(seed: int, count: int, day: date) -> list[DemoPerson]:
    """`count` people as they stand on `day`: the showcase people first, the rest drawn from the seed."""
    chance = random.Random(seed)
    taken: set[str] = set()
    hardship_turn = dict.fromkeys(RESIDENT_AREAS, 0)
    people: list[DemoPerson] = []
    for number, sketch in enumerate(islice(_sketches(chance, day, hardship_turn), count)):
        person = _person(chance, FIRST_PERSON_ID + number, sketch, day, taken)
        people.append(DemoPerson(person, _covers(sketch, person, day), _identities(sketch, day), sketch.balance))
    return people


def _sketches(chance: random.Random, day: date, hardship_turn: dict[str, int]) -> Iterator[Sketch]:
    yield from SHOWCASE
    ages = _age_weights()
    while True:
        sex = chance.choice("12")
        age = chance.choices(range(len(ages)), ages)[0]
        areas = RESIDENT_AREAS if age < WORKING_AGE else tuple(AREA_WEIGHTS)
        area = chance.choices(areas, [AREA_WEIGHTS[area] for area in areas])[0]
        name = _name(chance, sex)
        if _is_employee(chance, area, age, sex):
            yield _employee(chance, name, sex, age, area)
        else:
            yield _resident(chance, name, sex, age, area, hardship_turn)


def _is_employee(chance: random.Random, area: str, age: int, sex: str) -> bool:
    if area == PROVINCE:
        return True
    if age < WORKING_AGE:
        return False
    return chance.random() < (PENSION_SHARE if age >= PENSION_AGE[sex] else EMPLOYED_SHARE)


def _employee(chance: random.Random, name: str, sex: str, age: int, area: str) -> Sketch:
    retired = age >= PENSION_AGE[sex]
    civil_servant = chance.random() < CIVIL_SERVANT_SHARE[area]
    return Sketch(
        name,
        sex,
        age,
        EMPLOYEE,
        area,
        "12" if retired else "11",
        "retired" if retired else "active",
        balance=round(chance.triangular(0, BALANCE_MAX, BALANCE_USUAL)),
        civil_servant=civil_servant,
        employer=f"{chance.choice(OFFICES if civil_servant else EMPLOYERS)}（合成）",
        scheme_years=chance.randint(1, min(age - WORKING_AGE + 1, 25)),
        ended=chance.random() < ENDED_SHARE,
    )


def _resident(chance: random.Random, name: str, sex: str, age: int, area: str, hardship_turn: dict[str, int]) -> Sketch:
    psn_type, status = _resident_type(chance, age)
    hardship = 0
    if chance.random() < HARDSHIP_SHARE:
        hardship = hardship_turn[area] % 5 + 1
        hardship_turn[area] += 1
    return Sketch(
        name,
        sex,
        age,
        RESIDENT,
        area,
        psn_type,
        status,
        hardship=hardship,
        scheme_years=min(age + 1, chance.randint(1, 15)),
        ended=not hardship and chance.random() < ENDED_SHARE,
    )


def _resident_type(chance: random.Random, age: int) -> tuple[str, str]:
    if age < 3:
        return "1405", "minor"
    if age < 6:
        return "1402", "minor"
    if age < 18:
        return "1403", "minor"
    if age < 23 and chance.random() < 0.6:
        return "1404", "student"
    return ("16" if age >= 60 else "15"), "resident"


def _person(chance: random.Random, person_id: int, sketch: Sketch, day: date, taken: set[str]) -> Person:
    for _ in range(TRIES_MAX):
        birth = _birth(chance, sketch.age, day)
        first17 = chance.choice(COUNTIES[sketch.area]) + birth.strftime("%Y%m%d") + chance.choice(SERIALS[sketch.sex])
        if first17 not in taken:
            taken.add(first17)
            certno = first17 + check_digit(first17)
            return Person(person_id, certno, sketch.name, sketch.sex, HAN, birth, True, f"{CARD_PREFIX}{person_id}")
    raise AssertionError("no free id number: the population is too large for its counties")


def _birth(chance: random.Random, age: int, day: date) -> date:
    """A birth date of someone who is `age` on `day`."""
    while True:
        birth = day - timedelta(days=365 * age + age // 4 + chance.randint(0, 364))
        if age_on(birth, day) == age:
            return birth


def _covers(sketch: Sketch, person: Person, day: date) -> tuple[Cover, ...]:
    begun = max(date(day.year - sketch.scheme_years, 1, 1), person.birth)
    ended = date(day.year - 1, 12, 31) if sketch.ended else None
    since = min(begun, ended.replace(month=1, day=1)) if ended else begun
    ended = max(ended, since) if ended else None
    last = Cover(
        person.person_id,
        sketch.scheme,
        sketch.area,
        sketch.psn_type,
        sketch.status,
        since,
        ended,
        sketch.civil_servant,
        sketch.employer,
        sketch.scheme_years,
    )
    return (last,)


def _identities(sketch: Sketch, day: date) -> tuple[Identity, ...]:
    if not sketch.hardship:
        return ()
    return (Identity(sketch.hardship, IDENTITY_TYPES[sketch.hardship], date(day.year - 1, 1, 1), None),)


def _name(chance: random.Random, sex: str) -> str:
    surnames, weights, given = _names()
    kind = "male" if sex == "1" else "female"
    pool = given[f"{kind}_single"] if chance.random() < 0.15 else given[f"{kind}_double"] + given[f"faker_{kind}"]
    return chance.choices(surnames, cum_weights=weights)[0] + chance.choice(pool)


@lru_cache(maxsize=1)
def _names() -> tuple[list[str], list[float], dict[str, list[str]]]:
    """Surnames with their cumulated weights, and given names by set."""
    surnames, weights, total = [], [], 0.0
    for row in _rows("surnames_weighted.csv"):
        total += float(row["weight"])
        surnames.append(row["surname"])
        weights.append(total)
    compound = [row["surname"] for row in _rows("compound_surnames.csv")]
    for surname in compound:
        total += 1.0 / len(compound)  # one in a hundred has a compound surname
        surnames.append(surname)
        weights.append(total)
    given: dict[str, list[str]] = {}
    for row in _rows("given_names.csv"):
        given.setdefault(row["set"], []).append(row["given_name"])
    return surnames, weights, given


@lru_cache(maxsize=1)
def _age_weights() -> tuple[float, ...]:
    """A weight for each year of age 0..AGE_MAX, from the census: even within 0-14, 15-59 and 60-64, falling to nothing above."""
    share = {row["indicator"]: float(row["value"]) for row in _rows("fujian_census_2020.csv")}
    old = share["65岁及以上占比"]
    bands = [(15, share["0-14岁占比"]), (45, share["15-59岁占比"]), (5, share["60岁及以上占比"] - old)]
    weights = [total / years for years, total in bands for _ in range(years)]
    slope = [AGE_MAX + 1 - age for age in range(65, AGE_MAX + 1)]
    return (*weights, *(old * step / sum(slope) for step in slope))


def _rows(name: str) -> list[dict[str, str]]:
    text = resources.files("yimatong.people").joinpath("data", name).read_text(encoding="utf-8")
    return list(csv.DictReader(text.splitlines()))
