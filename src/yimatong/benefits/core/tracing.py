"""From the kernel's step numbers to a trace."""

import msgspec

from yimatong.benefits.core.kernel import DETOUR, DETOUR_WIDTH, LAYER_WIDTH, TIER, TIER_WIDTH, UNLIMITED
from yimatong.benefits.core.plan import LayerFacts, Plan
from yimatong.benefits.core.trace import BracketPart, CeilingPart, DeductiblePart, Step, Trace


def trace_of(plan: Plan, numbers: list[int]) -> Trace:
    """The trace that the kernel's step numbers tell."""
    steps: list[Step] = []
    tiers: list[BracketPart] = []
    detour = at = 0
    while at < len(numbers):
        tag = numbers[at]
        if tag == TIER:
            _, start, upto, rate, amount, payment = numbers[at : at + TIER_WIDTH]
            tiers.append(BracketPart(start, 0 if upto >= UNLIMITED else upto, rate, amount, payment))
            at += TIER_WIDTH
        elif tag == DETOUR:
            detour = numbers[at + 2]
            at += DETOUR_WIDTH
        else:
            steps.append(_step(plan, numbers[at + 1 : at + LAYER_WIDTH], tuple(tiers)))
            tiers.clear()
            at += LAYER_WIDTH
    return msgspec.structs.replace(plan.blank_trace, steps=tuple(steps), detour=detour)


def _step(plan: Plan, row: list[int], tiers: tuple[BracketPart, ...]) -> Step:
    index, base, amount, full, used, taken, admissions, limit, spent, granted, payment, start = row
    facts = plan.facts[index]
    cut = base - amount if facts.ceiling_of == "cost" else max(0, granted - max(0, limit - spent))
    after_ceiling = granted - cut if facts.ceiling_of == "payment" else granted
    return Step(
        facts.kind,
        facts.layer,
        base,
        payment,
        tiers,
        _deductible(facts, full, used, taken, admissions) if facts.deductible_per else None,
        CeilingPart(facts.ceiling_of, limit, spent, cut, facts.ceiling_documents) if facts.ceiling_of else None,
        facts.looks_at,
        (start - taken if facts.from_zero else start + used) if facts.over_year else 0,
        facts.over_year,
        facts.points,
        facts.coefficient,
        facts.identity,
        after_ceiling - payment,
        facts.documents,
        facts.illustrative,
        *facts.bounds,
    )


def _deductible(facts: LayerFacts, full: int, used: int, taken: int, admissions: int) -> DeductiblePart:
    number = admissions + 1 if facts.deductible_per == "admission" else 0
    ordinary = facts.ordinary_deductibles[min(admissions, len(facts.ordinary_deductibles) - 1) if number else 0]
    by_bill = facts.deductible_per == "bill"
    once = full if by_bill else facts.deductibles[min(admissions, len(facts.deductibles) - 1) if number else 0]
    again = full != once
    return DeductiblePart(
        facts.deductible_per,
        full,
        used,
        taken,
        number,
        facts.first_deductible,
        ordinary,
        facts.deductible_documents,
        once if again else 0,
        facts.again_after_days if again else 0,
        facts.year_max,
        facts.spares,
        *(facts.deductibles if by_bill else ()),
    )
