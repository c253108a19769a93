"""The running totals of one person, scheme and insurance year: the fold of that person's settlements."""

import msgspec

GROUPS = (
    "basic",
    "outpatient",
    "chronic",
    "hypertension",
    "diabetes",
    "large_cost",
    "civil_servant",
    "catastrophic",
    "assistance",
    "tilt",
    "supplementary",
    "outside",
)
"""What is counted apart. A layer counts in its own group and, where a ceiling is shared, in the ceiling's group too."""

FIRST_COUNTER = 4
COUNTERS = {group: FIRST_COUNTER + 3 * index for index, group in enumerate(GROUPS)}
"""Place of each group's cost in the year book; its payment and deductible stand at the next two places."""

LEVEL_GROUPS = {"3A": 1, "3B": 1, "2A": 2, "2B": 2, "1": 3, "community": 3, "village": 3, "pharmacy": 3}
"""Place of the admissions counted by level: third, second, first and below. Place 0 counts all of them."""


class YearBook(msgspec.Struct, frozen=True, omit_defaults=True):
    """Admissions, and per group the cost counted, the payment made and the deductible borne, in fen.

    `cost_catastrophic` is the in-scope burden carried into catastrophic cover this year. The order of the fields is the
    order of the kernel's list. An empty year writes as `{}`.
    """

    admissions: int = 0
    admissions_third: int = 0
    admissions_second: int = 0
    admissions_first: int = 0
    cost_basic: int = 0
    paid_basic: int = 0
    deductible_basic: int = 0
    cost_outpatient: int = 0
    paid_outpatient: int = 0
    deductible_outpatient: int = 0
    cost_chronic: int = 0
    paid_chronic: int = 0
    deductible_chronic: int = 0
    cost_hypertension: int = 0
    paid_hypertension: int = 0
    deductible_hypertension: int = 0
    cost_diabetes: int = 0
    paid_diabetes: int = 0
    deductible_diabetes: int = 0
    cost_large_cost: int = 0
    paid_large_cost: int = 0
    deductible_large_cost: int = 0
    cost_civil_servant: int = 0
    paid_civil_servant: int = 0
    deductible_civil_servant: int = 0
    cost_catastrophic: int = 0
    paid_catastrophic: int = 0
    deductible_catastrophic: int = 0
    cost_assistance: int = 0
    paid_assistance: int = 0
    deductible_assistance: int = 0
    cost_tilt: int = 0
    paid_tilt: int = 0
    deductible_tilt: int = 0
    cost_supplementary: int = 0
    paid_supplementary: int = 0
    deductible_supplementary: int = 0
    cost_outside: int = 0
    paid_outside: int = 0
    deductible_outside: int = 0


YearBookDelta = YearBook
"""A difference of two year books, field by field; a field may be negative."""


def values_of(book: YearBook) -> list[int]:
    """The fields in order, as the list the kernel counts in."""
    return list(msgspec.structs.astuple(book))


def difference(new: YearBook, old: YearBook) -> YearBookDelta:
    """What a settlement added: `new - old`."""
    return YearBook(*(after - before for after, before in zip(values_of(new), values_of(old), strict=True)))


def plus(book: YearBook, delta: YearBookDelta) -> YearBook:
    """The year book after what `delta` adds."""
    return YearBook(*(value + change for value, change in zip(values_of(book), values_of(delta), strict=True)))


def minus(book: YearBook, delta: YearBookDelta) -> YearBook:
    """The year book with one settlement's `delta` taken back; exact whatever was settled since."""
    return YearBook(*(value - change for value, change in zip(values_of(book), values_of(delta), strict=True)))
