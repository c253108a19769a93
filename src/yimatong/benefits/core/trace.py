"""How one settlement came about, layer by layer: what the receipt, the counter and the explanation are drawn from."""

import msgspec


class Document(msgspec.Struct, frozen=True, omit_defaults=True):
    """What a value rests on. `parameters` are the ids of the values; `why` says what is missing when it is illustrative."""

    publisher: str = ""
    title: str = ""
    date: str = ""
    parameters: tuple[str, ...] = ()
    illustrative: bool = False
    why: str = ""


class BracketPart(msgspec.Struct, frozen=True, omit_defaults=True):
    """`amount` fen from `start` up to `upto` (0: open) paid at `rate` per 10 000."""

    start: int
    upto: int
    rate: int
    amount: int
    payment: int


class DeductiblePart(msgspec.Struct, frozen=True, omit_defaults=True):
    """The deductible: `full` this time, `used` before in the year, `taken` now; `first` is the first admission's.

    `per` is admission, year or bill; `admission` counts from 1; `ordinary` is the full one before hardship, age or transfer
    changed it. `once` is what was due for each `again_after_days` of a stay when it was due more than once, `year_max` what a
    year takes at most, `spares` whether essential drugs know none. One that is a share of the bill has `rate`, `least`, `most`.
    """

    per: str
    full: int
    used: int
    taken: int
    admission: int = 0
    first: int = 0
    ordinary: int = 0
    documents: tuple[int, ...] = ()
    once: int = 0
    again_after_days: int = 0
    year_max: int = 0
    spares: bool = False
    rate: int = 0
    least: int = 0
    most: int = 0


class CeilingPart(msgspec.Struct, frozen=True, omit_defaults=True):
    """The ceiling: `of` cost or payment, `limit` and `used` before in fen, `cut` what it takes away now, in the same kind."""

    of: str
    limit: int
    used: int
    cut: int
    documents: tuple[int, ...] = ()


class Step(msgspec.Struct, frozen=True, omit_defaults=True):
    """One layer at work. Fen and per 10 000. `documents` and those of the parts are places in the trace's list.

    `carried` is what earlier bills of the year brought to this layer, its deductible included, `points` what hardship, age or
    place changed in the rate, `identity` the hardship class that applied, `visit_cut` what a limit per visit took away.
    A layer that looks at cost between two bounds names them, `lower` and `upper`.
    """

    kind: str
    layer: str
    base: int
    payment: int
    brackets: tuple[BracketPart, ...] = ()
    deductible: DeductiblePart | None = None
    ceiling: CeilingPart | None = None
    looks_at: str = "in_scope"
    carried: int = 0
    over_year: bool = False
    points: int = 0
    coefficient: int = 0
    identity: int = 0
    visit_cut: int = 0
    documents: tuple[int, ...] = ()
    illustrative: bool = False
    lower: int = 0
    upper: int = 0


class Trace(msgspec.Struct, frozen=True, omit_defaults=True):
    """The whole way from bill to shares. `since` is the day from which this law has stood unchanged.

    `nothing_zh` and `nothing_en` say why the law grants nothing, when it does not. `detour_rate` and `detour` are the share first
    borne by the person away from home, per 10 000 and in fen.
    """

    area: str
    scheme: str
    since: str
    care: str
    level: str
    status: str
    place: str
    steps: tuple[Step, ...]
    documents: tuple[Document, ...]
    illustrative: bool = False
    detour_rate: int = 0
    detour: int = 0
    nothing_zh: str = ""
    nothing_en: str = ""
