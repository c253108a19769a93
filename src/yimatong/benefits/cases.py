"""Plays `cases.yaml`: what a clerk wrote down (person, history, bill, day, expected amounts) against the law, to the fen."""

from dataclasses import dataclass, fields
from decimal import Decimal
from importlib.resources.abc import Traversable

import msgspec

from yimatong.benefits.core.applying import Outcome
from yimatong.benefits.core.bill import Shares
from yimatong.benefits.core.pack import Law
from yimatong.benefits.core.year_book import YearBook
from yimatong.benefits.law_files import read_yaml
from yimatong.benefits.written import Answer, Person, Question, Visit, answered, decimal, number
from yimatong.kernel.money import fen_from_yuan, yuan_text
from yimatong.kernel.refusals import Refusal


class CaseSource(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The published example a case comes from; `own` marks a case we worked out by hand from the rules."""

    publisher: str = ""
    title: str = ""
    date: str = ""
    own: bool = False


class Case(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A person, what the year had already seen, a visit, and what each pays in yuan.

    `must_not_match` marks a published figure that its own parameters contradict: the law must not be bent to give it.
    """

    name: str
    source: CaseSource
    person: Person
    visit: Visit
    expect: dict[str, Decimal]
    history: list[Visit] = []
    year_book: dict[str, Decimal] = {}
    expect_year_book: dict[str, Decimal] = {}
    must_not_match: bool = False
    note: str = ""


class CaseFile(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A whole `cases.yaml`: the pack it plays against and its cases."""

    area: str
    scheme: str
    cases: list[Case]


@dataclass(frozen=True, slots=True)
class CaseResult:
    """How one case came out. `differences` say which amount was expected and which came, in yuan.

    `outcome` is None when the law refused the case.
    """

    area: str
    scheme: str
    name: str
    source: CaseSource
    differences: tuple[str, ...]
    outcome: Outcome | None
    must_not_match: bool = False

    @property
    def passed(self) -> bool:
        """Whether every expected amount came out to the fen; for one that must not match, whether some amount differed."""
        if self.must_not_match:
            return self.outcome is not None and bool(self.differences)
        return not self.differences


def run_cases(law: Law, path: Traversable) -> list[CaseResult]:
    """Play every case of one `cases.yaml`. A file that cannot be read is a `msgspec.ValidationError`."""
    file = msgspec.convert(read_yaml(path), CaseFile, dec_hook=decimal)
    return [_played(law, file, case) for case in file.cases]


def _played(law: Law, file: CaseFile, case: Case) -> CaseResult:
    question = Question(
        area=file.area,
        scheme=file.scheme,
        person=case.person,
        visit=case.visit,
        history=case.history,
        year_book=case.year_book,
    )
    answer = answered(law, question)
    if isinstance(answer, Refusal):
        told = [f"{answer.reason.value} {answer.field} {answer.detail}".rstrip()]
        return CaseResult(file.area, file.scheme, case.name, case.source, tuple(told), None, case.must_not_match)
    told, outcome = _differences(case, answer), answer.outcome
    return CaseResult(file.area, file.scheme, case.name, case.source, tuple(told), outcome, case.must_not_match)


def _differences(case: Case, answer: Answer) -> list[str]:
    came = amounts_of(answer, fen_from_yuan(case.person.account))
    stands = {field: int(getattr(answer.outcome.year_book, field)) for field in YearBook.__struct_fields__}
    told = _told("", {field: fen_from_yuan(value) for field, value in case.expect.items()}, came)
    return told + _told("year book ", {field: number(field, value) for field, value in case.expect_year_book.items()}, stands)


def amounts_of(answer: Answer, account: int) -> dict[str, int]:
    """Every amount a case can expect: the shares, and the personal part from an own account of `account` fen, then cash."""
    shares = answer.outcome.shares
    came = {field.name: int(getattr(shares, field.name)) for field in fields(Shares)}
    own = min(shares.personal, account)
    return came | {"funds_total": shares.funds_total, "account": own, "cash": shares.personal - own}


def _told(which: str, expected: dict[str, int], came: dict[str, int]) -> list[str]:
    unknown = [f"{which}{field}: 没有这一项" for field in expected if field not in came]
    pairs = [(field, wanted, came[field]) for field, wanted in expected.items() if field in came]
    wrong = [(field, wanted, got) for field, wanted, got in pairs if wanted != got]
    return unknown + [f"{which}{field}: {yuan_text(wanted)} expected, {yuan_text(got)} came" for field, wanted, got in wrong]
