"""Persons, visits and bills as a clerk writes them in YAML, and the settling of what is written. Amounts are yuan."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

import msgspec

from yimatong.benefits.core.applying import Outcome, apply
from yimatong.benefits.core.bill import Bill, Item, bill_of, unsound
from yimatong.benefits.core.circumstances import BenefitsReason, Care, Circumstances, Place
from yimatong.benefits.core.compiling import plan_for
from yimatong.benefits.core.pack import Law
from yimatong.benefits.core.waiting import waiting_until
from yimatong.benefits.core.year_book import YearBook
from yimatong.kernel.money import fen_from_yuan
from yimatong.kernel.refusals import Refusal

COUNTS = ("admissions", "admissions_third", "admissions_second", "admissions_first", "stay_days")
"""What is a number of stays or days; everything else is yuan."""


class _Written(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """An unknown word is an error that names it."""


class Person(_Written, frozen=True):
    """Who is treated. `account` is the balance of the own account; `resumed` the day cover began again after `missed_years`."""

    status: str
    identities: list[int] = []
    civil_servant: bool = False
    scheme_years: int = 0
    age: int = 0
    account: Decimal = Decimal(0)
    resumed: date | None = None
    missed_years: int = 0
    repaired_years: int = 0


class WrittenBill(_Written, frozen=True):
    """A bill summed by scope."""

    in_scope: Decimal = Decimal(0)
    first_self_pay: Decimal = Decimal(0)
    full_self_pay: Decimal = Decimal(0)
    over_ceiling: Decimal = Decimal(0)
    in_scope_without_deductible: Decimal = Decimal(0)
    case_price: Decimal = Decimal(0)
    stay_days: int = 0


class WrittenItem(_Written, frozen=True):
    """One line of a bill: what it cost, and how much of that is in which scope."""

    name: str
    amount: Decimal
    in_scope: Decimal = Decimal(0)
    first_self_pay: Decimal = Decimal(0)
    full_self_pay: Decimal = Decimal(0)
    over_ceiling: Decimal = Decimal(0)


class Visit(_Written, frozen=True):
    """One visit and its bill, summed (`bill`) or line by line (`items`)."""

    day: date
    care: Care
    level: str
    bill: WrittenBill = WrittenBill()
    items: list[WrittenItem] = []
    place: Place = Place.LOCAL
    transfer: bool = False
    continued: bool = False
    disease: str = ""


class Question(_Written, frozen=True, kw_only=True):
    """A person, what the year had already seen (in amounts or as earlier visits), and a visit."""

    area: str
    scheme: str
    person: Person
    visit: Visit
    history: list[Visit] = []
    year_book: dict[str, Decimal] = {}


@dataclass(frozen=True, slots=True)
class Answer:
    """What a question comes to: the bill of the visit, the year book before it and the outcome."""

    bill: Bill
    before: YearBook
    outcome: Outcome


def read_question(values: object) -> Question:
    """The question in a file's values; `msgspec.ValidationError` names what cannot be read."""
    return msgspec.convert(values, Question, dec_hook=decimal)


def decimal(wanted: type, value: Any) -> Any:
    """Whole numbers may stand where a decimal is wanted."""
    if wanted is Decimal and isinstance(value, int):
        return Decimal(value)
    raise NotImplementedError


def answered(law: Law, question: Question) -> Answer | Refusal:
    """Settle the earlier visits and then the visit; the first refusal ends it."""
    book = year_book_of(question.year_book)
    if isinstance(book, Refusal):
        return book
    answer: Answer | Refusal | None = None
    for visit in (*question.history, question.visit):
        answer = _settled(law, question, visit, book)
        if isinstance(answer, Refusal):
            return answer
        book = answer.outcome.year_book
    assert answer is not None
    return answer


def year_book_of(written: dict[str, Decimal]) -> YearBook | Refusal:
    """The year so far; an unknown name is refused."""
    unknown = [field for field in written if field not in YearBook.__struct_fields__]
    if unknown:
        return Refusal(BenefitsReason.UNKNOWN_COUNTER, "year_book", unknown[0])
    return YearBook(**{field: number(field, value) for field, value in written.items()})


def number(field: str, value: Decimal) -> int:
    """A count as it is, an amount in fen."""
    return int(value) if field in COUNTS else fen_from_yuan(value)


def _settled(law: Law, question: Question, visit: Visit, book: YearBook) -> Answer | Refusal:
    plan = plan_for(law, _circumstances(law, question, visit))
    if isinstance(plan, Refusal):
        return plan
    bill = _bill(visit)
    if isinstance(bill, Refusal):
        return bill
    fault = unsound(bill, visit.care == Care.CASE_PRICED)
    return fault or Answer(bill, book, apply(plan, book, bill))


def _circumstances(law: Law, question: Question, visit: Visit) -> Circumstances:
    person = question.person
    return Circumstances(
        question.area,
        question.scheme,
        visit.day,
        visit.care,
        visit.level,
        person.status,
        frozenset(person.identities),
        visit.place,
        person.civil_servant,
        person.scheme_years,
        visit.transfer,
        visit.disease,
        visit.continued,
        _waiting(law, question),
        person.age,
    )


def _waiting(law: Law, question: Question) -> date | None:
    person = question.person
    if person.resumed is None:
        return None
    return waiting_until(law, question.area, question.scheme, person.resumed, person.missed_years, person.repaired_years)


def _bill(visit: Visit) -> Bill | Refusal:
    summed = Bill(**{field: number(field, getattr(visit.bill, field)) for field in WrittenBill.__struct_fields__})
    if not visit.items:
        return summed
    return bill_of([_item(item) for item in visit.items], summed.case_price, summed.stay_days)


def _item(item: WrittenItem) -> Item:
    amounts = (item.amount, item.in_scope, item.first_self_pay, item.full_self_pay, item.over_ceiling)
    return Item(item.name, *(fen_from_yuan(amount) for amount in amounts))
