"""The terms of one layer for one person: rows chosen, then changed by hardship, age, transfer, place and unbroken years."""

from dataclasses import dataclass, replace
from datetime import date

from yimatong.benefits.core.kernel import BY_ADMISSION, NO_CEILING, NO_DEDUCTIBLE, OF_COST, OF_PAYMENT, UNLIMITED
from yimatong.benefits.core.pack import AdjustRow, Between, CeilingRow, LayerText, YearsRaise
from yimatong.benefits.core.rows import Deductible, Situation, brackets_of, deductible_of, fitting, matches, rate_of, the_one
from yimatong.kernel.money import RATE_ONE, Fen, Rate, fen_from_yuan, share_half_up

NO_FURTHER_ONE = Deductible(NO_DEDUCTIBLE, (0,), UNLIMITED, 0, False)
"""One stay has one deductible, however many bills it is settled in."""


@dataclass(frozen=True, slots=True)
class Terms:
    """Values of one layer in numbers, with the sources each part rests on. Fen and per 10 000."""

    identity: int
    deductible: Deductible
    ordinary: tuple[int, ...]
    brackets: tuple[tuple[Fen, Rate], ...]
    between: Between | None
    ceiling_kind: int
    limit: Fen
    visit_limit: Fen
    group: str
    detour_rate: Rate
    points: int
    coefficient: int
    deductible_sources: tuple[str, ...]
    rate_sources: tuple[str, ...]
    ceiling_sources: tuple[str, ...]

    @property
    def generosity(self) -> tuple[int, int, int]:
        """Of several identities the best one applies: higher rate, then lower deductible, then higher ceiling."""
        return min(rate for _, rate in self.brackets), -self.deductible.amounts[0], self.limit


def best_terms(layer: LayerText, day: date, at: Situation) -> Terms | None:
    """The terms of the identity that serves the person best; None if the layer is not for the person at all."""
    identities = [identity for identity in (0, *sorted(at.identities)) if matches(layer.for_, at, identity)]
    offers = [_terms(layer, day, at, identity) for identity in identities]
    return max(offers, key=lambda terms: terms.generosity, default=None)


def _terms(layer: LayerText, day: date, at: Situation, identity: int) -> Terms:
    owed = the_one(layer.deductible, day, at, identity)
    paid = the_one(layer.rate, day, at, identity)
    capped = the_one(layer.ceiling, day, at, identity)
    deductible = deductible_of(owed)
    if at.continued and deductible.kind == BY_ADMISSION:
        deductible = NO_FURTHER_ONE
    terms = Terms(
        identity,
        deductible,
        deductible.amounts,
        brackets_of(paid),
        paid.between,
        NO_CEILING if capped.none or capped.limit is None else OF_COST if capped.of == "cost" else OF_PAYMENT,
        UNLIMITED if capped.limit is None else fen_from_yuan(capped.limit),
        UNLIMITED if capped.visit_limit is None else fen_from_yuan(capped.visit_limit),
        capped.group or layer.counter,
        0,
        0,
        0,
        sources_of(owed.source),
        sources_of(paid.source),
        () if _bounds_nothing(capped) else sources_of(capped.source),
    )
    for row in fitting(layer.adjust, day, at, identity):
        terms = _adjusted(terms, row, at)
    return terms


def sources_of(written: str | list[str]) -> tuple[str, ...]:
    """The ids a row names."""
    return (written,) if isinstance(written, str) else tuple(written)


def _bounds_nothing(row: CeilingRow) -> bool:
    return row.limit is None and row.visit_limit is None


def _adjusted(terms: Terms, row: AdjustRow, at: Situation) -> Terms:
    sources = sources_of(row.source)
    if row.deductible_factor is not None:
        factor = rate_of(row.deductible_factor)
        amounts = tuple(share_half_up(amount, factor) for amount in terms.deductible.amounts)
        changed = terms.deductible._replace(amounts=amounts)
        terms = replace(terms, deductible=changed, deductible_sources=terms.deductible_sources + sources)
    if row.points is not None:
        terms = _with_points(terms, rate_of(row.points), sources)
    if row.coefficient is not None:
        coefficient = rate_of(row.coefficient)
        brackets = tuple((upto, share_half_up(rate, coefficient)) for upto, rate in terms.brackets)
        terms = replace(terms, brackets=brackets, coefficient=coefficient, rate_sources=terms.rate_sources + sources)
    if row.first_self_pay is not None:
        terms = replace(terms, detour_rate=rate_of(row.first_self_pay), rate_sources=terms.rate_sources + sources)
    if row.no_ceiling:
        brackets = (*terms.brackets[:-1], (UNLIMITED, terms.brackets[-1][1]))
        terms = replace(terms, brackets=brackets, ceiling_kind=NO_CEILING, limit=UNLIMITED)
        terms = replace(terms, ceiling_sources=terms.ceiling_sources + sources)
    return terms if row.raise_ is None else _raised(terms, row.raise_, at.years, sources)


def _with_points(terms: Terms, points: int, sources: tuple[str, ...]) -> Terms:
    brackets = tuple((upto, min(RATE_ONE, max(0, rate + points))) for upto, rate in terms.brackets)
    return replace(terms, brackets=brackets, points=terms.points + points, rate_sources=terms.rate_sources + sources)


def _raised(terms: Terms, by: YearsRaise, years: int, sources: tuple[str, ...]) -> Terms:
    """The ceiling after unbroken years; where the last bracket's bound is the ceiling, that bound is raised."""
    further = max(0, years - by.after_years)
    bound = terms.limit if terms.ceiling_kind else terms.brackets[-1][0]
    if not further or bound >= UNLIMITED:
        return terms
    raised = bound + min(further * fen_from_yuan(by.per_year), share_half_up(bound, rate_of(by.max_share)))
    if terms.ceiling_kind:
        return replace(terms, limit=raised, ceiling_sources=terms.ceiling_sources + sources)
    brackets = (*terms.brackets[:-1], (raised, terms.brackets[-1][1]))
    return replace(terms, brackets=brackets, ceiling_sources=terms.ceiling_sources + sources)
