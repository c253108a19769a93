"""A law pack as a clerk writes it: dated rows with their source, in yuan and shares.

A row is in force from `from_` up to and including the day before `to`; no `from_` means since the pack begins.
"""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Literal, TypeAlias

import msgspec

from yimatong.benefits.core.trace import Document

Day: TypeAlias = date | None
Choice: TypeAlias = str | int | list[str | int] | None


SPELLED = {"from_": "from", "for_": "for", "raise_": "raise"}


class _Written(msgspec.Struct, frozen=True, forbid_unknown_fields=True, rename=SPELLED):
    """Base of everything written in a pack: an unknown word is a problem, `from` and `for` are spelled as people write them."""


class Words(_Written, frozen=True):
    """One text in Chinese and in English."""

    zh: str
    en: str


class Source(_Written, frozen=True):
    """Where a value stands. Without publisher, title and date it must be `illustrative` and say `why`."""

    publisher: str = ""
    title: str = ""
    date: str = ""
    reliability: str = ""
    illustrative: bool = False
    why: str = ""
    note: str = ""


class For(_Written, frozen=True):
    """Whom and where a row is for; what is not named is anyone, anywhere. Identity 0 is nobody in hardship.

    `age_from` is the first year of age a row is for, `age_below` the first it no longer is.
    """

    level: Choice = None
    status: Choice = None
    place: Choice = None
    identity: Choice = None
    disease: Choice = None
    civil_servant: bool | None = None
    transfer: bool | None = None
    age_from: int | None = None
    age_below: int | None = None


class _Row(_Written, frozen=True, kw_only=True):
    """What every dated value carries."""

    source: str | list[str]
    for_: For = For()
    from_: Day = None
    to: Day = None
    note: str = ""


class ByAdmission(_Written, frozen=True):
    """Deductibles in the order of admissions, in one of four spellings: a list; a step with a floor; factors; one later amount.

    `{first: 800, step: -240}` is 800, 560, 320, 80, 0; `{first: 700, factors: [1, 0.5, 0]}` is 700, 350, 0.
    """

    amounts: list[Decimal] | None = None
    first: Decimal | None = None
    step: Decimal | None = None
    floor: Decimal = Decimal(0)
    factors: list[Decimal] | None = None
    later: Decimal | None = None
    counted_by: Literal["year", "level_group"] = "year"


class ShareOfBill(_Written, frozen=True):
    """A share of all that was charged, between two amounts in yuan."""

    share: Decimal
    min: Decimal
    max: Decimal


class ShareOf(_Written, frozen=True):
    """A share of a published average, such as the area's income per head: `of` in yuan."""

    share: Decimal
    of: Decimal


class DeductibleRow(_Row, frozen=True, kw_only=True):
    """One of `none`, `by_admission`, `per_year`, `per_year_share`, `share_of_bill`; yuan."""

    none: bool = False
    by_admission: ByAdmission | None = None
    per_year: Decimal | None = None
    per_year_share: ShareOf | None = None
    share_of_bill: ShareOfBill | None = None
    year_max: Decimal | None = None
    again_after_days: int = 0


class Bracket(_Written, frozen=True):
    """Up to so many yuan (open if not named) the fund pays this share."""

    rate: Decimal
    upto: Decimal | None = None


class Between(_Written, frozen=True):
    """In-scope cost of the year between two bounds in yuan, counted in the group `of`."""

    from_: Decimal
    to: Decimal
    of: str = "basic"


class RateRow(_Row, frozen=True, kw_only=True):
    """The share the fund pays: one `rate`, or `brackets`.

    `as_printed` says that the source itself pays less here than at a higher level; without it the linter asks.
    """

    rate: Decimal | None = None
    brackets: list[Bracket] | None = None
    between: Between | None = None
    as_printed: bool = False


class CeilingRow(_Row, frozen=True, kw_only=True):
    """`none`, or a yearly `limit` in yuan on cost or on payment, shared by all layers that name the same `group`."""

    none: bool = False
    limit: Decimal | None = None
    of: Literal["cost", "payment"] = "payment"
    group: str | None = None
    visit_limit: Decimal | None = None


class YearsRaise(_Written, frozen=True):
    """After so many unbroken years each further one adds yuan, at most a share of the ceiling."""

    after_years: int
    per_year: Decimal
    max_share: Decimal


class AdjustRow(_Row, frozen=True, kw_only=True):
    """What changes for some people or places, after the rows are chosen. Several may apply, in order."""

    deductible_factor: Decimal | None = None
    points: Decimal | None = None
    coefficient: Decimal | None = None
    first_self_pay: Decimal | None = None
    no_ceiling: bool = False
    raise_: YearsRaise | None = None


Kind = Literal[
    "basic", "large_cost", "civil_servant", "enterprise", "catastrophic", "assistance", "tilt", "disabled", "supplementary"
]  # fmt: skip


class LayerText(_Written, frozen=True, kw_only=True):
    """One layer: which care and whom it is for, what it looks at, and its dated rows."""

    id: str
    kind: Kind
    name: Words
    care: list[str]
    counter: str
    for_: For = For()
    from_: Day = None
    to: Day = None
    base: Literal["in_scope", "in_scope_and_first_self_pay", "out_of_scope", "between"] = "in_scope"
    brackets: Literal["per_visit", "over_year"] = "per_visit"
    counted: Literal["from_zero", "above_deductible"] = "above_deductible"
    spares_essential_drugs: bool = False
    deductible: list[DeductibleRow]
    rate: list[RateRow]
    ceiling: list[CeilingRow]
    adjust: list[AdjustRow] = []


class Nothing(_Row, frozen=True, kw_only=True):
    """Care for which the law grants nothing, and the sentence that says so."""

    care: list[str]
    text: Words


class WaitingRow(_Row, frozen=True, kw_only=True):
    """How long someone who let cover lapse waits for benefits: months, and more for each missed year that was not repaid.

    After `long_gap_years` missed years it is `long_gap_months` at least. `text` says so to the person.
    """

    fixed_months: int
    per_missed_year: int
    text: Words
    long_gap_years: int | None = None
    long_gap_months: int = 0


class PackText(_Written, frozen=True, kw_only=True):
    """A whole `parameters.yaml`."""

    area: str
    scheme: Literal["310", "390"]
    name: Words
    area_name: Words
    from_: date
    illustrative: bool
    sources: dict[str, Source]
    layers: list[LayerText]
    nothing: list[Nothing] = []
    waiting: list[WaitingRow] = []
    published_example: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class Pack:
    """A pack that passed the linter. `editions` are the days on which anything in it changes, first one the day it begins.

    `ages` are the years of age at which something changes; unbroken years change nothing up to `years` (None: ever).
    """

    text: PackText
    editions: tuple[date, ...]
    documents: dict[str, Document]
    ages: tuple[int, ...]
    years: int | None

    @property
    def area(self) -> str:
        """Six digits."""
        return self.text.area

    @property
    def scheme(self) -> str:
        """310 employees, 390 residents."""
        return self.text.scheme

    @property
    def name_zh(self) -> str:
        """What the pack is called in Chinese."""
        return self.text.name.zh

    @property
    def name_en(self) -> str:
        """What the pack is called in English."""
        return self.text.name.en

    @property
    def illustrative(self) -> bool:
        """Whether any value in it rests on a placeholder."""
        return self.text.illustrative


@dataclass(frozen=True, slots=True, eq=False)
class Law:
    """All loaded packs, by area and scheme."""

    packs: tuple[Pack, ...]
    by_area: dict[tuple[str, str], Pack]
