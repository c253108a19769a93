"""Bills per second of the law on one core, with year book and trace, as a settlement calls it. One JSON line."""

import json
import sys
import time
from collections.abc import Callable
from datetime import date
from random import Random

from yimatong.benefits.core.applying import apply, flat
from yimatong.benefits.core.bill import Bill
from yimatong.benefits.core.circumstances import STATUSES, Care, Circumstances
from yimatong.benefits.core.compiling import plan_for
from yimatong.benefits.core.kernel import PAID_WIDTH, settle
from yimatong.benefits.core.plan import Plan
from yimatong.benefits.core.year_book import YearBook, values_of
from yimatong.benefits.service import load_law

SEED, BILLS, ROUNDS = 20261121, 20_000, 7
CARES = [Care.OUTPATIENT] * 15 + [Care.CHRONIC_OUTPATIENT] * 3 + [Care.INPATIENT] * 2
"""Three in four visits are ordinary outpatient care, one in ten a stay."""
Job = tuple[Plan, YearBook, Bill]


def main() -> None:
    """Print the figure; the kernel alone is measured in `bench.lab`, beside its peer."""
    print(f"law: {BILLS} bills of five packs, best of {ROUNDS} rounds", file=sys.stderr)
    jobs = made_up_jobs(Random(SEED))
    tell("law_bills_per_second_with_trace", best(lambda: whole(jobs)), "apply: shares, next year book and trace, one core")


def made_up_jobs(chance: Random) -> list[Job]:
    """Bills of made-up people all over the packs in use, some early and some late in their year; only care the law pays for."""
    law = load_law()
    packs = [pack for pack in law.packs if not pack.text.published_example]
    jobs: list[Job] = []
    while len(jobs) < BILLS:
        pack, care = chance.choice(packs), chance.choice(CARES)
        hardship = frozenset({chance.randint(1, 5)}) if chance.random() < 0.05 else frozenset[int]()
        level = chance.choice(["3A", "2A", "1", "community"])
        status = chance.choice(STATUSES[pack.scheme])
        plan = plan_for(law, Circumstances(pack.area, pack.scheme, date(2026, 6, 1), care, level, status, hardship))
        if not isinstance(plan, Plan) or plan.grants_nothing:
            continue
        stay = care == Care.INPATIENT
        bill = Bill(chance.randint(200_000, 4_000_000) if stay else chance.randint(2_000, 80_000), chance.randint(0, 9_000))
        jobs.append((plan, YearBook(admissions=chance.randint(0, 3), deductible_outpatient=chance.choice([0, 80_000])), bill))
    return jobs


def kernel_alone(jobs: list[Job]) -> Callable[[], None]:
    """The rules alone, over values made ready before the clock starts."""
    ready = [(plan.layers, plan.table, plan.detour_rate, flat(plan, bill), values_of(book)) for plan, book, bill in jobs]

    def play() -> None:
        for layers, table, detour_rate, amounts, book in ready:
            settle(layers, table, detour_rate, amounts, book, [0] * PAID_WIDTH, None)

    return play


def whole(jobs: list[Job]) -> Callable[[], None]:
    """What a settlement calls."""

    def play() -> None:
        for plan, book, bill in jobs:
            apply(plan, book, bill)

    return play


def best(make: Callable[[], Callable[[], None]]) -> int:
    """Bills per second of the best round; each round starts from fresh year books."""
    fastest = min(timed(make()) for _ in range(ROUNDS))
    return round(BILLS / fastest)


def timed(play: Callable[[], None]) -> float:
    """Processor seconds of one round."""
    start = time.process_time()
    play()
    return time.process_time() - start


def tell(name: str, value: int, note: str) -> None:
    """One figure as one JSON line."""
    print(json.dumps({"name": name, "value": value, "unit": "1/s", "peer": None, "ratio": None, "note": note}), flush=True)


if __name__ == "__main__":
    main()
