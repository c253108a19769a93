"""From a pack to a plan: every value for one kind of person, care, place and day is looked up once, then kept."""

from bisect import bisect_right
from collections.abc import Sequence
from datetime import date
from functools import lru_cache

from msgspec.structs import replace

from yimatong.benefits.core.circumstances import CAPPED_DISEASES, LEVELS, STATUSES, BenefitsReason, Care, Circumstances, Place
from yimatong.benefits.core.kernel import (
    BY_ADMISSION,
    BY_BILL,
    FIRST_SELF_PAY,
    FUNDS,
    IN_SCOPE,
    NO_DEDUCTIBLE,
    OF_COST,
    OUTSIDE,
    UNLIMITED,
    VISIT_ABOVE,
    VISIT_FROM_ZERO,
    YEAR_ABOVE,
    YEAR_FROM_ZERO,
    Layer,
)
from yimatong.benefits.core.pack import Law, LayerText, Nothing, Pack, WaitingRow
from yimatong.benefits.core.plan import LayerFacts, Plan
from yimatong.benefits.core.rows import LawHole, Situation, fitting, in_force
from yimatong.benefits.core.terms import Terms, best_terms, sources_of
from yimatong.benefits.core.trace import Document, Trace
from yimatong.benefits.core.year_book import COUNTERS, LEVEL_GROUPS
from yimatong.kernel.money import fen_from_yuan
from yimatong.kernel.refusals import Refusal

PARTS = {
    "in_scope": IN_SCOPE,
    "in_scope_and_first_self_pay": IN_SCOPE | FIRST_SELF_PAY,
    "out_of_scope": FIRST_SELF_PAY | OUTSIDE,
    "between": 0,
}
PAYS_FROM = {"tilt": "assistance", "supplementary": "other"}
POSITIONS = {
    ("per_visit", "above_deductible"): VISIT_ABOVE,
    ("per_visit", "from_zero"): VISIT_FROM_ZERO,
    ("over_year", "from_zero"): YEAR_FROM_ZERO,
    ("over_year", "above_deductible"): YEAR_ABOVE,
}
PLANS_KEPT = 1 << 16
YEARS_MAX = 60


def plan_for(law: Law, circumstances: Circumstances) -> Plan | Refusal:
    """The plan for these circumstances. Refuses an area without a pack, a day before it, and unknown level or status words."""
    pack = law.by_area.get((circumstances.area, circumstances.scheme))
    if pack is None:
        return Refusal(BenefitsReason.NO_LAW_FOR_AREA, "area", f"{circumstances.area}-{circumstances.scheme}")
    if circumstances.level not in LEVELS:
        return Refusal(BenefitsReason.UNKNOWN_LEVEL, "level", circumstances.level)
    if circumstances.status not in STATUSES[circumstances.scheme]:
        return Refusal(BenefitsReason.UNKNOWN_STATUS, "status", circumstances.status)
    edition = bisect_right(pack.editions, circumstances.service_day) - 1
    if edition < 0:
        return Refusal(BenefitsReason.NO_LAW_ON_DAY, "service_day", circumstances.service_day.isoformat())
    return _compiled(pack, edition, situation_of(circumstances, pack))


def situation_of(circumstances: Circumstances, pack: Pack) -> Situation:
    """What of the circumstances the pack's rows can choose by: ages and years between which nothing changes are one."""
    reached = bisect_right(pack.ages, circumstances.age)
    years = min(circumstances.scheme_years, YEARS_MAX)
    place, disease = circumstances.place, circumstances.disease
    return Situation(
        circumstances.care.value,
        circumstances.level,
        circumstances.status,
        (Place.REGISTERED_ELSEWHERE if place == Place.EMERGENCY_ELSEWHERE else place).value,
        circumstances.identities,
        circumstances.civil_servant,
        years if pack.years is not None and years > pack.years else 0,
        circumstances.transfer,
        disease if circumstances.care == Care.CHRONIC_OUTPATIENT and disease in CAPPED_DISEASES else "other",
        circumstances.continued,
        circumstances.waiting_until is not None and circumstances.service_day < circumstances.waiting_until,
        pack.ages[reached - 1] if reached else 0,
    )


@lru_cache(maxsize=PLANS_KEPT)
def _compiled(pack: Pack, edition: int, at: Situation) -> Plan:
    day = pack.editions[edition]
    waits = fitting(pack.text.waiting, day, at, 0) if at.waiting else []
    found = [(layer, best_terms(layer, day, at)) for layer in pack.text.layers if not waits and _applies(layer, day, at)]
    chosen = [(layer, terms) for layer, terms in found if terms is not None]
    table: list[int] = []
    documents = _Documents(pack)
    layers = tuple(_layer(layer, terms, at, table) for layer, terms in chosen)
    facts = tuple(_facts(layer, terms, documents) for layer, terms in chosen)
    nothing = ("", "") if layers else _nothing(pack, edition, at, documents, waits)
    return Plan(
        layers,
        tuple(table),
        max((terms.detour_rate for layer, terms in chosen if layer.kind == "basic"), default=0),
        at.care == Care.CASE_PRICED,
        _admission_counters(at),
        facts,
        Trace(
            pack.area, pack.scheme, day.isoformat(), at.care, at.level, at.status, at.place, (), tuple(documents.kept),
            any(fact.illustrative for fact in facts) or (not layers and any(kept.illustrative for kept in documents.kept)),
            max((terms.detour_rate for layer, terms in chosen if layer.kind == "basic"), default=0),
            nothing_zh=nothing[0], nothing_en=nothing[1],
        ),
    )  # fmt: skip


def _applies(layer: LayerText, day: date, at: Situation) -> bool:
    return at.care in layer.care and in_force(layer.from_, layer.to, day)


def _admission_counters(at: Situation) -> tuple[int, ...]:
    """An admission counts in all and in its level's group; a transfer or a further bill continues a stay that was counted."""
    stays = at.care in (Care.INPATIENT, Care.CASE_PRICED) and not at.transfer and not at.continued
    return (0, LEVEL_GROUPS[at.level]) if stays else ()


class _Documents:
    """The documents a plan rests on, in the order they are met; values that stand in one document share it."""

    def __init__(self, pack: Pack) -> None:
        self._known = pack.documents
        self.kept: list[Document] = []

    def places_of(self, sources: tuple[str, ...]) -> tuple[int, ...]:
        """Their places in the list."""
        return tuple(dict.fromkeys(self._place(self._known[source]) for source in sources))

    def _place(self, document: Document) -> int:
        for place, kept in enumerate(self.kept):
            if replace(kept, parameters=()) == replace(document, parameters=()):
                named = dict.fromkeys((*kept.parameters, *document.parameters))
                self.kept[place] = replace(kept, parameters=tuple(named))
                return place
        self.kept.append(document)
        return len(self.kept) - 1

    def illustrative(self, sources: tuple[str, ...]) -> bool:
        """Whether one of them is a placeholder."""
        return any(self._known[source].illustrative for source in sources)


def _nothing(pack: Pack, edition: int, at: Situation, documents: _Documents, waits: Sequence[WaitingRow]) -> tuple[str, str]:
    silent = [row for row in pack.text.nothing if at.care in row.care]
    rows: Sequence[Nothing | WaitingRow] = waits or fitting(silent, pack.editions[edition], at, 0)
    if not rows:
        raise LawHole(f"neither a layer nor a sentence for {at}")
    documents.places_of(sources_of(rows[0].source))
    return rows[0].text.zh, rows[0].text.en


def _layer(layer: LayerText, terms: Terms, at: Situation, table: list[int]) -> Layer:
    deductible_at = len(table)
    table += terms.deductible.amounts
    brackets_at = len(table)
    for upto, rate in terms.brackets:
        table += (upto, rate)
    between = terms.between
    return (
        FUNDS.index(PAYS_FROM.get(layer.kind, layer.kind)),
        PARTS[layer.base],
        COUNTERS[layer.counter],
        COUNTERS[terms.group],
        COUNTERS[between.of if between else layer.counter],
        fen_from_yuan(between.from_) if between else 0,
        fen_from_yuan(between.to) if between else UNLIMITED,
        terms.deductible.kind,
        deductible_at,
        len(terms.deductible.amounts),
        terms.deductible.year_max,
        terms.deductible.again_after_days,
        LEVEL_GROUPS[at.level] if terms.deductible.by_level_group else 0,
        int(layer.spares_essential_drugs),
        brackets_at,
        len(table),
        POSITIONS[layer.brackets, layer.counted],
        terms.ceiling_kind,
        terms.limit,
        terms.visit_limit,
    )


def _facts(layer: LayerText, terms: Terms, documents: _Documents) -> LayerFacts:
    sources = terms.deductible_sources + terms.rate_sources + terms.ceiling_sources
    kind = terms.deductible.kind
    per = "" if kind == NO_DEDUCTIBLE else "admission" if kind == BY_ADMISSION else "bill" if kind == BY_BILL else "year"
    return LayerFacts(
        layer.kind,
        layer.id,
        layer.base,
        documents.places_of(terms.rate_sources),
        documents.illustrative(sources),
        per,
        terms.deductible.amounts[0] if kind == BY_ADMISSION else 0,
        terms.ordinary if kind != BY_BILL else (0,),
        terms.deductible.amounts,
        terms.deductible.again_after_days,
        terms.deductible.year_max if terms.deductible.year_max < UNLIMITED else 0,
        layer.spares_essential_drugs,
        documents.places_of(terms.deductible_sources),
        {0: "", OF_COST: "cost"}.get(terms.ceiling_kind, "payment"),
        documents.places_of(terms.ceiling_sources),
        layer.brackets == "over_year",
        layer.counted == "from_zero",
        terms.points,
        terms.coefficient,
        terms.identity,
        (fen_from_yuan(terms.between.from_), fen_from_yuan(terms.between.to)) if terms.between else (0, 0),
    )
