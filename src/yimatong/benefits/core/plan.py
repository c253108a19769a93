"""A plan: the law of one area, scheme and day for one kind of person and care, with every value already looked up."""

from dataclasses import dataclass

from yimatong.benefits.core.kernel import Layer
from yimatong.benefits.core.trace import Trace


@dataclass(frozen=True, slots=True, eq=False)
class LayerFacts:
    """What the trace tells about a compiled layer besides the numbers. Fen and per 10 000."""

    kind: str
    layer: str
    looks_at: str
    documents: tuple[int, ...]
    illustrative: bool
    deductible_per: str
    first_deductible: int
    ordinary_deductibles: tuple[int, ...]
    deductibles: tuple[int, ...]
    again_after_days: int
    year_max: int
    spares: bool
    deductible_documents: tuple[int, ...]
    ceiling_of: str
    ceiling_documents: tuple[int, ...]
    over_year: bool
    from_zero: bool
    points: int
    coefficient: int
    identity: int
    bounds: tuple[int, int]


@dataclass(frozen=True, slots=True, eq=False)
class Plan:
    """Compiled layers and the table their deductibles and brackets stand in. Made by `plan_for`, used by `apply`.

    `admission_counters` are the year-book places that an admission under this plan counts in; empty when it is none.
    """

    layers: tuple[Layer, ...]
    table: tuple[int, ...]
    detour_rate: int
    case_priced: bool
    admission_counters: tuple[int, ...]
    facts: tuple[LayerFacts, ...]
    blank_trace: Trace

    @property
    def illustrative(self) -> bool:
        """Whether any value in force here rests on a placeholder."""
        return self.blank_trace.illustrative

    @property
    def grants_nothing(self) -> bool:
        """Whether no fund pays anything under this plan."""
        return not self.layers
