"""A made-up province: people with a year of bills, in the numbers the national bulletins publish. Nobody in it is real.

Published: share of schemes and pensioners, visits and stays per insured person, mean costs (national fee series 2025), age bands
(census of Fujian 2020), hypertension and diabetes of adults. Everything else in this file is illustrative and says so.
"""

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from importlib.resources import files
from typing import Any

from yimatong.benefits.core.circumstances import EMPLOYEE, LEVELS, RESIDENT, Care
from yimatong.benefits.core.pack import Law
from yimatong.lab.batch import Array
from yimatong.lab.blocks import WORDS, Block
from yimatong.lab.extra import needed

BLOCK_PEOPLE = 50_000
YEAR = 2026
FIRST_DAY = (date(YEAR, 1, 1) - date(1970, 1, 1)).days
FEE_YEAR = "2025"
CARES = ("outpatient", "chronic_outpatient", "inpatient")
SERIES = {
    EMPLOYEE: ("职工普通门急诊", "职工门诊慢特病", "职工出院人次", "职工住院医疗费", "职工医保参保人数"),
    RESIDENT: ("居民普通门急诊", "居民门诊慢特病", "居民出院人次", "居民住院医疗费", "居民医保参保人数"),
}
RETIRED_SHARE = 2778
"""Per 10 000 employees: 10793.8 of 38856.12 in the bulletin of 2025."""

CHILDREN, GROWN, OLD = 1932, 6470, 1598
"""Per 10 000 of Fujian's census: 0-14, 15-59, 60 and over."""

HYPERTENSION, DIABETES = 2750, 1190
"""Per 10 000 adults, 中国居民营养与慢性病状况报告 (2020)."""

# Illustrative from here on: no published figure was at hand.
PROVINCE_LEVEL = "350099"
AREA_WEIGHT, PROVINCE_LEVEL_WEIGHT = 10, 1
CIVIL_SERVANTS = 800
HARDSHIP = {EMPLOYEE: (9950, 3, 10, 25, 7, 5), RESIDENT: (9600, 30, 70, 200, 70, 30)}
"""Per 10 000: in no hardship, then classes 1 to 5."""
AGES = (6, 15, 45, 60, 75, 200)
WEIGHTS = {"outpatient": (3, 2, 2, 3, 5, 5), "inpatient": (3, 1, 2, 3, 7, 10)}
"""How often, relative to each other, people below those ages need care."""
LEVEL_WEIGHTS = {
    "outpatient": (20, 6, 14, 6, 12, 32, 10, 0), "chronic_outpatient": (24, 8, 18, 6, 10, 34, 0, 0),
    "inpatient": (34, 10, 28, 8, 10, 10, 0, 0),
}  # fmt: skip
LEVEL_COSTS = (16, 14, 10, 9, 7, 5, 3, 3)
"""Costs by level relative to each other, scaled so that the published mean holds."""
AWAY = {"outpatient": (97, 2, 1), "chronic_outpatient": (97, 2, 1), "inpatient": (90, 7, 3)}
CASE_PRICED = 20
"""Of a hundred stays nearby."""
SPREAD = (
    500, 800, 1000, 1200, 1400, 1600, 1800, 1900, 2100, 2300, 2500, 2700, 3000, 3200, 3400, 3700, 3900, 4200, 4500, 4800, 5000,
    5500, 5800, 6200, 6700, 7100, 7700, 8300, 8900, 9600, 10500, 11400, 12500, 13900, 15500, 17700, 20500, 24700, 32000, 120000,
)  # fmt: skip
"""Forty equally likely multiples of the mean cost, per 10 000; together they average 10 000."""


@dataclass(frozen=True, slots=True)
class Figures:
    """Per scheme and care: visits per 10 000 insured people, and the mean cost of one in fen. Per 10 000: share of employees."""

    visits: dict[tuple[str, str], int]
    costs: dict[tuple[str, str], int]
    employees: int


def figures() -> Figures:
    """From the packaged fee series of the National Healthcare Security Administration."""
    with (files("yimatong.lab") / "data" / "nhsa_national_fee_series_2019_2025.csv").open(encoding="utf-8") as file:
        rows = {row["indicator"]: Decimal(row[FEE_YEAR]) for row in csv.DictReader(file)}
    visits, costs = {}, {}
    for scheme, (ordinary, chronic, stays, stay_fee, insured) in SERIES.items():
        pairs = (
            (ordinary + "就诊人次", ordinary + "医疗费"), (chronic + "就诊人次", chronic + "医疗费"), (stays, stay_fee),
        )  # fmt: skip
        for care, (times, fee) in zip(CARES, pairs, strict=True):
            visits[scheme, care] = int(rows[times] * 10_000 / rows[insured])
            costs[scheme, care] = int(rows[fee] * 10_000 * 100 / rows[times])
    employed, resident = rows[SERIES[EMPLOYEE][4]], rows[SERIES[RESIDENT][4]]
    return Figures(visits, costs, int(employed * 10_000 / (employed + resident)))


def population(law: Law, people: int, seed: int, block_people: int = BLOCK_PEOPLE) -> Iterator[Block]:
    """`people` made-up people of the packs in Fujian with their bills of 2026, block by block; the same seed gives the same."""
    for first, block_seed, size in block_seeds(people, seed, block_people):
        yield block_of_people(law, first, block_seed, size)


def block_seeds(people: int, seed: int, block_people: int = BLOCK_PEOPLE) -> list[tuple[int, tuple[int, int], int]]:
    """First person, seed and size of each block, so that blocks can be made in any order and by several hands."""
    return [(first, (seed, first), min(block_people, people - first)) for first in range(0, people, block_people)]


def block_of_people(law: Law, first: int, seed: tuple[int, int], size: int) -> Block:
    """One block of `size` people, numbered from `first` + 1."""
    np = needed("numpy")
    known, chance = figures(), np.random.Generator(np.random.PCG64(seed))
    people = _people(law, chance, size, known)
    people["person"] = np.arange(first + 1, first + size + 1, dtype=np.int64)
    drawn = [
        _bills(chance, people, scheme, care, known) for scheme in WORDS["scheme"] for care in CARES
    ]  # fmt: skip
    bills = {name: np.concatenate([each[name] for each in drawn]) for name in drawn[0]}
    order = np.argsort(bills["person"] * np.int64(400) + (bills["day"] - FIRST_DAY), kind="stable")
    return Block(people, {name: values[order] for name, values in bills.items()})


def _people(law: Law, chance: Any, size: int, known: Figures) -> dict[str, Array]:
    np = needed("numpy")
    employee = chance.integers(0, 10_000, size) < known.employees
    retired = employee & (chance.integers(0, 10_000, size) < RETIRED_SHARE)
    age = np.where(employee, np.where(retired, 60 + chance.integers(0, 30, size), 22 + chance.integers(0, 38, size)),
                   _resident_ages(chance, size, known))  # fmt: skip
    student = (age >= 18) & (age <= 22) & (chance.integers(0, 2, size) == 1)
    names = WORDS["status"].index
    grown = np.where(student, names("student"), names("resident"))
    status = np.where(employee, np.where(retired, names("retired"), names("active")), np.where(age < 18, names("minor"), grown))
    hardship = np.where(employee, _drawn(chance, HARDSHIP[EMPLOYEE], size), _drawn(chance, HARDSHIP[RESIDENT], size))
    areas = np.where(employee, _areas(law, chance, EMPLOYEE, size), _areas(law, chance, RESIDENT, size))
    civil = employee & (chance.integers(0, 10_000, size) < CIVIL_SERVANTS)
    columns = {"scheme": ~employee, "status": status, "identity": hardship, "civil_servant": civil}
    return {name: values.astype(np.int8) for name, values in columns.items()} | {
        "age": age.astype(np.int16), "area": areas.astype(np.int32),
    }  # fmt: skip


def _resident_ages(chance: Any, size: int, known: Figures) -> Array:
    """Residents fill the census bands that employees leave: the active are 15-59, the retired 60 and over."""
    np = needed("numpy")
    retired = known.employees * RETIRED_SHARE // 10_000
    bands = (CHILDREN, GROWN - (known.employees - retired), OLD - retired)
    band = _drawn(chance, bands, size)
    return np.array([0, 15, 60])[band] + chance.integers(0, 1 << 30, size) % np.array([15, 45, 30])[band]


def _areas(law: Law, chance: Any, scheme: str, size: int) -> Array:
    packs = [pack for pack in law.packs if pack.scheme == scheme and pack.area[:2] == "35" and not pack.text.published_example]
    weights = tuple(PROVINCE_LEVEL_WEIGHT if pack.area == PROVINCE_LEVEL else AREA_WEIGHT for pack in packs)
    return needed("numpy").array([int(pack.area) for pack in packs])[_drawn(chance, weights, size)]


def _bills(chance: Any, people: dict[str, Array], scheme: str, care: str, known: Figures) -> dict[str, Array]:
    np = needed("numpy")
    insured = np.flatnonzero(people["scheme"] == WORDS["scheme"].index(scheme)).astype(np.int32)
    visitors, disease = _visitors(chance, people, insured, care, len(insured) * known.visits[scheme, care] // 10_000)
    count = len(visitors)
    level, place = _drawn(chance, LEVEL_WEIGHTS[care], count), _drawn(chance, AWAY[care], count)
    total = _costs(chance, known.costs[scheme, care], LEVEL_WEIGHTS[care], level)
    stay = care == "inpatient"
    priced = (chance.integers(0, 100, count) < CASE_PRICED) & (place == 0) & stay & (level < LEVELS.index("1"))
    kind = np.where(priced, WORDS["care"].index(Care.CASE_PRICED.value), WORDS["care"].index(care))
    words = {"care": kind, "disease": disease, "level": level, "place": place}
    return {name: values.astype(np.int8) for name, values in words.items()} | {
        "person": visitors, "day": (FIRST_DAY + chance.integers(0, 365, count, dtype=np.int32)),
        "amounts": _amounts(chance, total, level, priced, stay),
    }  # fmt: skip


def _visitors(chance: Any, people: dict[str, Array], insured: Array, care: str, count: int) -> tuple[Array, Array]:
    """Who comes, by age; for chronic care who has hypertension or diabetes, and which of the two (0: another disease)."""
    np = needed("numpy")
    if care != "chronic_outpatient":
        weights = np.array(WEIGHTS[care])[np.searchsorted(AGES, people["age"][insured], side="right")]
        tickets = np.repeat(insured, weights)
        drawn = tickets[chance.integers(0, max(len(tickets), 1), count if len(tickets) else 0)]
        return drawn, np.zeros(len(drawn), np.int8)
    adults = insured[people["age"][insured] >= 18]
    pressure = adults[chance.integers(0, 10_000, len(adults)) < HYPERTENSION]
    sugar = adults[chance.integers(0, 10_000, len(adults)) < DIABETES]
    other = adults[chance.integers(0, 10_000, len(adults)) < DIABETES // 2]
    tickets = np.concatenate([pressure, sugar, other])
    which = np.repeat(np.array([1, 2, 0], np.int8), [len(pressure), len(sugar), len(other)])
    places = chance.integers(0, max(len(tickets), 1), count if len(tickets) else 0)
    return tickets[places], which[places]


def _costs(chance: Any, mean: int, weights: tuple[int, ...], level: Array) -> Array:
    """Costs in fen around a published mean: dearer at higher levels, spread as SPREAD says and by half around it."""
    np = needed("numpy")
    usual = sum(weight * cost for weight, cost in zip(weights, LEVEL_COSTS, strict=True))
    by_level = np.array([mean * cost * sum(weights) // usual for cost in LEVEL_COSTS], np.int64)
    multiple = np.array(SPREAD, np.int64)[chance.integers(0, len(SPREAD), len(level))]
    around = 5_000 + chance.integers(0, 10_001, len(level))
    return by_level[level] * multiple // 10_000 * around // 10_000


def _amounts(chance: Any, total: Array, level: Array, priced: Array, stay: bool) -> Array:
    """A bill's parts: some percent outside and some first self-pay; a quarter of basic-level scope is essential drugs."""
    np = needed("numpy")
    count = len(total)
    outside = total * chance.integers(0, 1_600 if stay else 1_000, count) // 10_000
    apart = total * chance.integers(0, 1_200 if stay else 800, count) // 10_000
    in_scope = total - outside - apart
    essential = np.where((level >= LEVELS.index("community")) & (not stay), in_scope // 4, 0)
    price = np.where(priced, in_scope * chance.integers(8_500, 11_500, count) // 10_000 + 1, 0)
    days = chance.integers(3, 15, count) if stay else np.zeros(count, np.int64)
    return np.column_stack([in_scope, apart, outside, essential, price, total, days]).astype(np.int32)


def _drawn(chance: Any, weights: tuple[int, ...], size: int) -> Array:
    """Places drawn by whole-number weights."""
    np = needed("numpy")
    tickets = np.repeat(np.arange(len(weights), dtype=np.int16), weights)
    return tickets[chance.integers(0, len(tickets), size, dtype=np.int32)]
