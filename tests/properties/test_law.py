"""Laws that hold for every pack, every bill and every history."""

from datetime import date
from typing import TypeAlias

from hypothesis import given, settings
from hypothesis import strategies as st

from yimatong.benefits.core.applying import Outcome, apply, flat
from yimatong.benefits.core.bill import Bill
from yimatong.benefits.core.circumstances import HARDSHIP_CLASSES, LEVELS, STATUSES, Care, Circumstances, Place
from yimatong.benefits.core.compiling import plan_for
from yimatong.benefits.core.explaining import explain
from yimatong.benefits.core.kernel import PAID_WIDTH, settle
from yimatong.benefits.core.plan import Plan
from yimatong.benefits.core.year_book import YearBook, difference, minus, plus, values_of
from yimatong.benefits.service import load_law

LAW = load_law()
PACKS = [pack for pack in LAW.packs if not pack.text.published_example]
MANY = settings(max_examples=200, deadline=None)
FEN = st.integers(0, 60_000_00)


@st.composite
def people(draw: st.DrawFn) -> Circumstances:
    """Someone insured in one of the areas, without a visit yet."""
    pack = draw(st.sampled_from(PACKS))
    return Circumstances(
        pack.area, pack.scheme, date(2026, 6, 1), Care.INPATIENT, "3A",
        draw(st.sampled_from(STATUSES[pack.scheme])),
        draw(st.frozensets(st.sampled_from(HARDSHIP_CLASSES), max_size=2)),
        civil_servant=pack.scheme == "310" and draw(st.booleans()),
        scheme_years=draw(st.integers(0, 12)),
    )  # fmt: skip


@st.composite
def visits(draw: st.DrawFn) -> tuple[dict[str, object], Bill]:
    """A visit and its bill."""
    in_scope = draw(FEN)
    care = draw(st.sampled_from(list(Care)))
    visit = {
        "care": care,
        "level": draw(st.sampled_from(LEVELS)),
        "place": draw(st.sampled_from(list(Place))),
        "transfer": draw(st.booleans()),
        "continued": draw(st.booleans()),
        "disease": draw(st.sampled_from(["", "高血压", "糖尿病"])),
    }
    bill = Bill(
        in_scope, draw(FEN), draw(FEN), draw(FEN), draw(st.integers(0, in_scope)),
        draw(st.integers(1, 80_000_00)) if care == Care.CASE_PRICED else 0, draw(st.integers(0, 200)),
    )  # fmt: skip
    return visit, bill


History: TypeAlias = list[tuple[dict[str, object], Bill]]
HISTORIES = st.lists(visits(), min_size=1, max_size=5)


def plan_of(person: Circumstances, visit: dict[str, object]) -> Plan:
    described = {name: getattr(person, name) for name in person.__slots__} | visit
    found = plan_for(LAW, Circumstances(**described))
    assert isinstance(found, Plan)
    return found


def year(person: Circumstances, history: History) -> list[tuple[YearBook, Bill, Plan, Outcome]]:
    """The history settled: book before, bill, plan, outcome."""
    book, settled = YearBook(), []
    for visit, bill in history:
        plan = plan_of(person, visit)
        outcome = apply(plan, book, bill)
        settled.append((book, bill, plan, outcome))
        book = outcome.year_book
    return settled


@MANY
@given(people(), HISTORIES)
def test_a_settlement_conserves_money_and_nothing_is_negative(person: Circumstances, history: History) -> None:
    for _, bill, _, outcome in year(person, history):
        shares = outcome.shares
        assert shares.funds_total + shares.personal + shares.hospital == bill.total
        funds = (shares.basic, shares.large_cost, shares.civil_servant, shares.enterprise, shares.catastrophic, shares.assistance)
        assert min(*funds, shares.disabled, shares.other, shares.personal, shares.hospital, shares.deductible) >= 0
        assert min(values_of(outcome.year_book)) >= 0


@MANY
@given(people(), HISTORIES)
def test_no_layer_pays_above_its_base_and_the_tiers_stay_within_scope(person: Circumstances, history: History) -> None:
    for _, bill, _, outcome in year(person, history):
        assert all(0 <= step.payment <= step.base for step in outcome.trace.steps)
        assert outcome.shares.funds_total <= bill.in_scope
        assert sum(step.payment for step in outcome.trace.steps) == outcome.shares.funds_total
        for step in outcome.trace.steps:
            cut = step.ceiling.cut if step.ceiling and step.ceiling.of == "payment" else 0
            assert sum(part.payment for part in step.brackets) == step.payment + cut + step.visit_cut


@MANY
@given(people(), HISTORIES)
def test_a_year_replayed_is_the_same_year(person: Circumstances, history: History) -> None:
    assert [outcome for *_, outcome in year(person, history)] == [outcome for *_, outcome in year(person, history)]


@MANY
@given(people(), HISTORIES)
def test_the_kernel_pays_the_same_whether_or_not_it_tells_its_steps(person: Circumstances, history: History) -> None:
    for before, bill, plan, outcome in year(person, history):
        book = values_of(before)
        paid = [0] * PAID_WIDTH
        settle(plan.layers, plan.table, plan.detour_rate, flat(plan, bill), book, paid, None)
        assert sum(paid[:8]) == outcome.shares.funds_total
        for counter in plan.admission_counters:
            book[counter] += 1
        assert YearBook(*book) == outcome.year_book


@MANY
@given(people(), HISTORIES, st.data())
def test_a_reversal_takes_the_year_book_back_exactly(person: Circumstances, history: History, data: st.DataObject) -> None:
    settled = year(person, history)
    deltas = [difference(outcome.year_book, before) for before, _, _, outcome in settled]
    end = settled[-1][3].year_book
    reversed_one = data.draw(st.integers(0, len(deltas) - 1))
    others = YearBook()
    for delta in (delta for index, delta in enumerate(deltas) if index != reversed_one):
        others = plus(others, delta)
    assert minus(end, deltas[reversed_one]) == others
    for delta in data.draw(st.permutations(deltas)):
        end = minus(end, delta)
    assert end == YearBook()


@MANY
@given(people(), HISTORIES, FEN, FEN)
def test_adding_an_item_never_lowers_a_funds_payment(
    person: Circumstances, history: History, in_scope: int, outside: int
) -> None:
    """Holds for packs whose deductible is no share of the bill (all that are packaged), and for care that is not case-priced."""
    before, bill, plan, outcome = year(person, history)[-1]
    if plan.case_priced:
        return
    more = Bill(
        bill.in_scope + in_scope, bill.first_self_pay, bill.full_self_pay + outside, bill.over_ceiling,
        bill.in_scope_without_deductible, bill.case_price, bill.stay_days,
    )  # fmt: skip
    then = apply(plan, before, more).shares
    for fund in ("basic", "large_cost", "civil_servant", "catastrophic", "assistance"):
        assert getattr(then, fund) >= getattr(outcome.shares, fund), fund


@MANY
@given(people(), HISTORIES)
def test_the_explanation_ends_where_the_person_pays(person: Circumstances, history: History) -> None:
    for _, bill, _, outcome in year(person, history):
        sentences = explain(outcome.trace, bill, outcome.shares)
        funds = {step.kind for step in outcome.trace.steps}
        assert sum(sentence.amount for sentence in sentences if sentence.kind in funds) == outcome.shares.funds_total
        assert sentences[-1].amount == outcome.shares.personal
        assert all(sentence.left_after >= 0 for sentence in sentences)
