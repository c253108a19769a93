"""Plays `cases.yaml`: what a clerk wrote down (person, history, bill, day, expected amounts) against the law, to the fen."""

from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from importlib.resources.abc import Traversable
from typing import Any

import msgspec

from yimatong.benefits.core.applying import Outcome, apply
from yimatong.benefits.core.bill import Bill
from yimatong.benefits.core.circumstances import Care, Circumstances, Place
from yimatong.benefits.core.compiling import plan_for
from yimatong.benefits.core.pack import Law
from yimatong.benefits.core.year_book import YearBook
from yimatong.benefits.law_files import read_yaml
from yimatong.kernel.money import fen_from_yuan, yuan_text
from yimatong.kernel.refusals import Refusal

COUNTS = ("admissions", "admissions_third", "admissions_second", "admissions_first")
"""Year-book fields that are numbers of stays; all others are yuan in a case."""


class CaseSource(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The published example a case comes from; `own` marks a case we worked out by hand from the rules."""

    publisher: str = ""
    title: str = ""
    date: str = ""
    own: bool = False


class Person(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Who is treated."""

    status: str
    identities: list[int] = []
    civil_servant: bool = False
    scheme_years: int = 0


class Visit(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One visit and its bill, amounts in yuan."""

    day: date
    care: Care
    level: str
    bill: dict[str, Decimal]
    place: Place = Place.LOCAL
    transfer: bool = False
    disease: str = ""


class Case(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A person, what the year had already seen, a visit, and what each pays in yuan."""

    name: str
    source: CaseSource
    person: Person
    visit: Visit
    expect: dict[str, Decimal]
    history: list[Visit] = []
    year_book: dict[str, Decimal] = {}
    expect_year_book: dict[str, Decimal] = {}
    note: str = ""


class CaseFile(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A whole `cases.yaml`: the pack it plays against and its cases."""

    area: str
    scheme: str
    cases: list[Case]


@dataclass(frozen=True, slots=True)
class CaseResult:
    """How one case came out. `differences` say which amount was expected and which came, in yuan; empty when it passed."""

    area: str
    scheme: str
    name: str
    source: CaseSource
    differences: tuple[str, ...]
    outcome: Outcome | None

    @property
    def passed(self) -> bool:
        """Whether every expected amount came out to the fen."""
        return not self.differences


def run_cases(law: Law, path: Traversable) -> list[CaseResult]:
    """Play every case of one `cases.yaml`. A file that cannot be read is a `msgspec.ValidationError`."""
    file = msgspec.convert(read_yaml(path), CaseFile, dec_hook=_decimal)
    return [_played(law, file, case) for case in file.cases]


def _decimal(wanted: type, value: Any) -> Any:
    if wanted is Decimal and isinstance(value, int):
        return Decimal(value)
    raise NotImplementedError


def _played(law: Law, file: CaseFile, case: Case) -> CaseResult:
    book = YearBook(**{field: _number(field, value) for field, value in case.year_book.items()})
    outcome: Outcome | None = None
    for visit in (*case.history, case.visit):
        plan = plan_for(law, _circumstances(file, case.person, visit))
        if isinstance(plan, Refusal):
            told = f"{plan.reason.value} {plan.detail}"
            return CaseResult(file.area, file.scheme, case.name, case.source, (told,), None)
        outcome = apply(plan, book, Bill(**{field: fen_from_yuan(value) for field, value in visit.bill.items()}))
        book = outcome.year_book
    assert outcome is not None
    return CaseResult(file.area, file.scheme, case.name, case.source, tuple(_differences(case, outcome)), outcome)


def _number(field: str, value: Decimal) -> int:
    return int(value) if field in COUNTS else fen_from_yuan(value)


def _circumstances(file: CaseFile, person: Person, visit: Visit) -> Circumstances:
    return replace(
        Circumstances(file.area, file.scheme, visit.day, visit.care, visit.level, person.status),
        identities=frozenset(person.identities),
        place=visit.place,
        civil_servant=person.civil_servant,
        scheme_years=person.scheme_years,
        transfer=visit.transfer,
        disease=visit.disease,
    )


def _differences(case: Case, outcome: Outcome) -> list[str]:
    expected = {field: fen_from_yuan(value) for field, value in case.expect.items()}
    came = {field: int(getattr(outcome.shares, field)) for field in expected}
    counted = {field: _number(field, value) for field, value in case.expect_year_book.items()}
    stands = {field: int(getattr(outcome.year_book, field)) for field in counted}
    pairs = [(field, expected[field], came[field]) for field in expected]
    pairs += [(f"year book {field}", counted[field], stands[field]) for field in counted]
    return [f"{field}: {yuan_text(wanted)} expected, {yuan_text(got)} came" for field, wanted, got in pairs if wanted != got]
