"""Random bills of random people under random plans, and the counter's own way of paying them one by one. Nobody here is real."""

from datetime import date
from random import Random
from typing import Any

import numpy as np

from yimatong.benefits.core.applying import apply
from yimatong.benefits.core.bill import Bill
from yimatong.benefits.core.circumstances import LEVELS, STATUSES, Care, Circumstances, Place
from yimatong.benefits.core.compiling import plan_for
from yimatong.benefits.core.kernel import FUNDS
from yimatong.benefits.core.pack import Law
from yimatong.benefits.core.plan import Plan
from yimatong.benefits.core.year_book import YearBook, values_of
from yimatong.lab.batch import BillArrays

DISEASES = ("", "高血压", "糖尿病")
CARES = (Care.OUTPATIENT, Care.CHRONIC_OUTPATIENT, Care.INPATIENT, Care.INPATIENT, Care.CASE_PRICED)


def random_plans(law: Law, count: int, chance: Random) -> list[Plan]:
    """Plans of every pack, edition, care, level, status, identity and place, as chance has it."""
    plans: list[Plan] = []
    while len(plans) < count:
        pack = chance.choice(law.packs)
        day = chance.choice([*pack.editions, date(2026, 6, 1)])
        identities = frozenset({chance.randint(1, 5)}) if chance.random() < 0.4 else frozenset[int]()
        plan = plan_for(law, Circumstances(
            pack.area, pack.scheme, day, chance.choice(CARES), chance.choice(LEVELS), chance.choice(STATUSES[pack.scheme]),
            identities, chance.choice(list(Place)), chance.random() < 0.2, chance.randint(0, 12), False, chance.choice(DISEASES),
            age=chance.randint(0, 90),
        ))  # fmt: skip
        if isinstance(plan, Plan):
            plans.append(plan)
    return plans


def random_bills(plans: list[Plan], people: int, seed: int, bills_most: int = 3) -> BillArrays:
    """One to `bills_most` bills a person, from a fen to some hundred thousand yuan, each under any of the plans."""
    chance = np.random.Generator(np.random.PCG64(seed))
    person = np.repeat(np.arange(people, dtype=np.int32), chance.integers(1, bills_most + 1, people))
    count = len(person)
    plan = chance.integers(0, len(plans), count).astype(np.int32)
    most = 10 ** chance.integers(2, 9, count)
    parts = chance.integers(0, most[:, None], (count, 3)) // np.array([1, 4, 8])
    spared = parts[:, 0] * chance.integers(0, 3, count) // 3
    priced = np.array([one.case_priced for one in plans])[plan]
    price = np.where(priced, chance.integers(1, most + 1), 0)
    days = chance.integers(0, 200, count)
    amounts = np.column_stack([parts, spared, price, parts.sum(1), days]).astype(np.int32)
    return BillArrays(person, plan, amounts)


def one_by_one(plans: list[Plan], bills: BillArrays, people: int) -> tuple[Any, Any]:
    """What `apply` pays, bill after bill: shares as int64 (bills, 10) and next year books as int64 (people, 40)."""
    books = [YearBook()] * people
    shares = []
    for person, plan, row in zip(bills.person.tolist(), bills.plan.tolist(), bills.amounts.tolist(), strict=True):
        done = apply(plans[plan], books[person], bill_of(row))
        books[person] = done.year_book
        funds = [getattr(done.shares, fund) for fund in FUNDS]
        shares.append([*funds, done.shares.deductible, done.shares.hospital])
    return np.array(shares, np.int64), np.array([values_of(book) for book in books], np.int64)


def bill_of(row: list[int]) -> Bill:
    """One row of the amounts as the counter's bill."""
    in_scope, first_self_pay, outside, spared, price, _, days = row
    return Bill(
        in_scope, first_self_pay, outside, in_scope_without_deductible=spared, case_price=price, stay_days=days,
    )  # fmt: skip
