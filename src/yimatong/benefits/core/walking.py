"""Walking through a pack: its dated rows with the key a person finds them by, and the days on which something changes."""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import TypeAlias

from yimatong.benefits.core.pack import AdjustRow, CeilingRow, DeductibleRow, LayerText, Nothing, PackText, RateRow, WaitingRow
from yimatong.benefits.core.rows import in_force

DatedRow: TypeAlias = DeductibleRow | RateRow | CeilingRow | AdjustRow | Nothing | WaitingRow


def rows_of(pack: PackText) -> Iterator[tuple[str, DatedRow]]:
    """Every dated row with its key, `layers[inpatient].rate[2]`."""
    for layer in pack.layers:
        for name, rows in lists_of(layer):
            for index, row in enumerate(rows):
                yield f"layers[{layer.id}].{name}[{index}]", row
    for index, nothing in enumerate(pack.nothing):
        yield f"nothing[{index}]", nothing
    for index, waiting in enumerate(pack.waiting):
        yield f"waiting[{index}]", waiting


def lists_of(layer: LayerText) -> tuple[tuple[str, Sequence[DatedRow]], ...]:
    """The four lists of a layer; of the first three exactly one row holds at a time."""
    return ("deductible", layer.deductible), ("rate", layer.rate), ("ceiling", layer.ceiling), ("adjust", layer.adjust)


def ages_of(pack: PackText) -> tuple[int, ...]:
    """The years of age at which something changes, lowest first."""
    choices = [*(layer.for_ for layer in pack.layers), *(row.for_ for _, row in rows_of(pack))]
    return tuple(sorted({age for choice in choices for age in (choice.age_from, choice.age_below) if age is not None}))


def years_of(pack: PackText) -> int | None:
    """The unbroken years up to which nothing changes; None when no number of them changes anything."""
    raises = [row.raise_.after_years for _, row in rows_of(pack) if isinstance(row, AdjustRow) and row.raise_ is not None]
    return min(raises, default=None)


def days_of(pack: PackText, layer: LayerText) -> list[date]:
    """The editions in which a layer is in force."""
    return [day for day in editions_of(pack) if in_force(layer.from_, layer.to, day)]


def editions_of(pack: PackText) -> tuple[date, ...]:
    """The days on which anything in the pack begins or ends, from its own first day."""
    days = {pack.from_}
    for layer in pack.layers:
        days |= {day for day in (layer.from_, layer.to) if day}
    for _, row in rows_of(pack):
        days |= {day for day in (row.from_, row.to) if day}
    return tuple(sorted(day for day in days if day >= pack.from_))
