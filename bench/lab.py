"""The law scalar and in batch beside OpenFisca, cents lost on a million histories, and a province under two laws. JSON lines."""

import json
import os
import subprocess
import sys
import time
from datetime import date
from fractions import Fraction
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np

from bench.law import best, kernel_alone, made_up_jobs
from bench.peers.openfisca import NAME, Asked, ask, numbers_of
from tests.rooms.lab.histories import random_bills, random_plans
from yimatong.benefits.core.circumstances import Care, Circumstances
from yimatong.benefits.core.compiling import plan_for
from yimatong.benefits.core.kernel import PAID_WIDTH, settle
from yimatong.benefits.core.plan import Plan
from yimatong.benefits.service import load_law
from yimatong.lab.batch import BOOK_WIDTH, BillArrays, add_up, blank_books, pay, plan_arrays
from yimatong.lab.plans import PlanBook
from yimatong.lab.population import block_of_people

SEED, PEOPLE, HISTORIES, ROUNDS = 20261121, 50_000, 1_000_000, 20
PROVINCE = 1_000_000
DEAREST = 200_000_00
CHANGE = """name: 三级甲等在职住院报销比例提高到 90%
changes:
  - {pack: 350100-310, key: inpatient.rate.rate, for: {level: 3A, status: active}, value: 0.90, from: 2026-01-01}
"""


def main() -> None:
    """Prints all figures; the province first, because a child's greatest memory begins with its parent's."""
    province()
    plan = one_plan()
    costs = np.random.Generator(np.random.PCG64(SEED)).integers(1, DEAREST, HISTORIES)
    say(f"OpenFisca: {HISTORIES:,} people, one stay each")
    peer = ask(plan, costs)
    speeds(peer)
    cents(plan, costs, peer)


def one_plan() -> Plan:
    """A resident's stay: deductible, one ratio, a ceiling, and catastrophic brackets."""
    plan = plan_for(load_law(), Circumstances("350900", "390", date(2026, 6, 1), Care.INPATIENT, "3A", "resident"))
    assert isinstance(plan, Plan)
    return plan


def speeds(peer: Asked | str) -> None:
    """Bills per second of one core, batch and scalar."""
    say(f"batch: {PEOPLE:,} made-up people with their year, a block as a run holds it, best of {ROUNDS} rounds")
    law = load_law()
    block = block_of_people(law, 0, (SEED, 0), PEOPLE)
    places, plans = PlanBook(law).plans_of(block)
    bills = BillArrays(block.bills["person"], places, block.bills["amounts"])
    books, paid = blank_books(PEOPLE), np.zeros((PEOPLE, PAID_WIDTH), np.int64)
    fastest = min(_seconds(plans, bills, books, paid) for _ in range(ROUNDS + 1))
    note = f"{len(bills):,} bills of {PEOPLE:,} people, {len(plans):,} plans, every year book kept; processor time of one core"
    show(
        "law_bills_per_second_batch", round(len(bills) / fastest), "1/s", _of(peer, "batch"), note + "; peer has no running year"
    )
    say("scalar: the same rules, one bill a call")
    jobs = made_up_jobs(Random(SEED))
    scalar = best(lambda: kernel_alone(jobs))
    note = "kernel alone, one core, year book counted, no trace; the peer makes a simulation for each person"
    show("law_bills_per_second_scalar", scalar, "1/s", _of(peer, "one"), note)


def _seconds(plans: Any, bills: BillArrays, books: Any, paid: Any) -> float:
    books[:], paid[:] = 0, 0
    start = time.process_time()
    add_up(plans, bills, books, bills.person, paid)
    return time.process_time() - start


def cents(plan: Plan, costs: Any, peer: Asked | str) -> None:
    """How many of a million are off by a fen or more: one stay against exact fractions, histories against the counter."""
    say("exact arithmetic on every person")
    zeros = np.zeros((len(costs), 1), np.int64)
    amounts = np.column_stack([costs, *[zeros] * 4, costs, zeros]).astype(np.int32)
    people = np.arange(len(costs), dtype=np.int32)
    ours = pay(plan_arrays([plan]), BillArrays(people, np.zeros_like(people), amounts), blank_books(len(costs)))[:, [0, 4]]
    exact = np.array([exactly(plan, cost) for cost in costs.tolist()])
    theirs = int((peer.paid != exact).any(1).sum()) if isinstance(peer, Asked) else peer
    note = f"of {len(costs):,} people with one stay, basic and catastrophic payment against exact fractions"
    show("off_by_a_fen", int((ours != exact).any(1).sum()), "people", theirs, note)
    say(f"{HISTORIES:,} random histories, batch against one by one")
    note = f"of {HISTORIES:,} random histories under 3 000 plans: shares or year book differ from the scalar function's"
    show("off_by_a_fen_batch_against_scalar", histories_apart(), "histories", None, note)


def exactly(plan: Plan, cost: int) -> tuple[int, int]:
    """The two payments in fen by fractions, written without the kernel."""
    basic, catastrophic = numbers_of(plan)
    paid = half_up(Fraction(max(min(cost, basic["ceiling"]) - basic["deductible"], 0) * basic["rate"], 10_000))
    above = cost - paid - catastrophic["deductible"]
    owed, low = Fraction(0), 0
    for upto, rate in catastrophic["brackets"]:
        owed += Fraction(max(min(above, upto) - low, 0) * rate, 10_000)
        low = upto
    return paid, half_up(owed)


def half_up(amount: Fraction) -> int:
    """To the fen."""
    return int((amount * 2 + 1) // 2)


def histories_apart() -> int:
    """Histories of one or two bills whose shares or year book differ between the compiled loop and the plain function."""
    plans = random_plans(load_law(), 3_000, Random(SEED))
    bills = random_bills(plans, HISTORIES, SEED, bills_most=2)
    books = blank_books(HISTORIES)
    shares = pay(plan_arrays(plans), bills, books)
    apart: set[int] = set()
    person_before, book = -1, [0] * BOOK_WIDTH
    rows = zip(bills.person.tolist(), bills.plan.tolist(), bills.amounts.tolist(), shares.tolist(), strict=True)
    for person, place, amounts, share in rows:
        if person != person_before:
            if person_before >= 0 and book != books[person_before].tolist():
                apart.add(person_before)
            person_before, book = person, [0] * BOOK_WIDTH
        plan, paid = plans[place], [0] * PAID_WIDTH
        settle(plan.layers, plan.table, plan.detour_rate, tuple(amounts), book, paid, None)
        for counter in plan.admission_counters:
            book[counter] += 1
        if paid != share:
            apart.add(person)
    return len(apart)


def province() -> None:
    """The command a person types, from the shell's view: start, compile, people, both laws, tables, page, files."""
    say(f"a province of {PROVINCE:,} people, baseline and change")
    with TemporaryDirectory() as folder:
        (Path(folder) / "change.yaml").write_text(CHANGE, encoding="utf-8")
        command = [str(Path(sys.executable).parent / "yimatong"), "lab", "run", "--population", str(PROVINCE)]
        start = time.perf_counter()
        child = subprocess.Popen([*command, "--change", "change.yaml", "--out", "out"], cwd=folder, stdout=subprocess.DEVNULL)
        _, status, used = os.wait4(child.pid, 0)
        seconds = time.perf_counter() - start
        assert status == 0, "the run ends well"
        files = sum(file.stat().st_size for file in (Path(folder) / "out").iterdir()) >> 20
    note = f"from command to page, {os.cpu_count()} cores; {used.ru_maxrss >> 10} MB of memory at most, {files} MB of files"
    show("province_baseline_and_change_s", round(seconds, 1), "s", None, note)


def _of(peer: Asked | str, which: str) -> float | str:
    return peer if isinstance(peer, str) else float(getattr(peer, which))


def say(text: str) -> None:
    """Progress, on standard error."""
    sys.stderr.write(f"lab: {text}\n")


def show(name: str, value: float, unit: str, peer: float | str | None, note: str) -> None:
    """One figure as one JSON line on standard output."""
    beside: dict[str, Any] = {"peer": None, "ratio": None}
    if isinstance(peer, str):
        note = f"{note}; {peer}"
    elif peer is not None:
        beside = {"peer": {"name": NAME, "value": round(peer)}, "ratio": round(value / peer, 2) if peer else None}
    sys.stdout.write(json.dumps({"name": name, "value": value, "unit": unit, **beside, "note": note}, ensure_ascii=False) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
