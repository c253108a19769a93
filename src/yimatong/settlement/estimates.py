"""Asking before care: planned items or the price of a case, for somebody known or nobody in particular. Nothing is written."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from yimatong.benefits.core.bill import Bill
from yimatong.benefits.core.circumstances import Care, Circumstances, Place
from yimatong.benefits.core.pack import Law
from yimatong.benefits.core.year_book import YearBook
from yimatong.catalogue.core import ApprovalFlag, split_line
from yimatong.catalogue.ports import CatalogueReader
from yimatong.catalogue.service import items_in_force
from yimatong.kernel.dates import age_on
from yimatong.kernel.money import Fen
from yimatong.kernel.refusals import Refusal, Refused, refuse
from yimatong.ledger import core as accounts
from yimatong.ledger.ports import LedgerPort
from yimatong.people.core import PeopleReason, PersonRecord
from yimatong.settlement.core.estimating import Comparison, Planned, compare
from yimatong.settlement.ports import SettlementPort

LINES_MAX = 200


@dataclass(frozen=True, slots=True)
class PlannedLine:
    """An item that is planned: codes, how many (1/10 000) and its price per unit in fen."""

    national_code: str
    local_code: str
    quantity_e4: int
    price: Fen


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked: the care, where, on which day, and either lines or the price of a case (fen)."""

    care: Care
    level: str
    place: Place
    day: date
    institution_code: str = "*"
    lines: tuple[PlannedLine, ...] = ()
    case_price: Fen = 0
    disease: str = ""


@dataclass(frozen=True, slots=True)
class Anonymous:
    """Somebody who only says what kind of insured person they are."""

    area: str
    scheme: str
    status: str
    identities: frozenset[int] = frozenset()


async def estimate_for(
    settlement: SettlementPort,
    ledger: LedgerPort,
    catalogue: CatalogueReader,
    law: Law,
    record: PersonRecord,
    scheme: str,
    asked: Question,
) -> Comparison:
    """What the care would cost this person now, after this year's bills. Refuses when the scheme does not cover the day."""
    cover = next((cover for cover in record.covers if cover.scheme == scheme and cover.in_force(asked.day)), None)
    if cover is None:
        raise refuse(PeopleReason.NOT_COVERED, "scheme", scheme)
    who = Circumstances(
        area=cover.area,
        scheme=scheme,
        service_day=asked.day,
        care=asked.care,
        level=asked.level,
        status=cover.status,
        identities=frozenset(identity.hardship_class for identity in record.identities if identity.in_force(asked.day)),
        place=asked.place,
        civil_servant=cover.civil_servant,
        scheme_years=cover.scheme_years,
        age=age_on(record.person.birth, asked.day),
        disease=asked.disease,
    )
    year_book = await settlement.year_book(record.person.person_id, scheme, asked.day.year)
    balance = await ledger.balance(accounts.personal(record.person.person_id))
    return decided(Planned(who, await bill_of(catalogue, asked), year_book, balance), law)


async def estimate_for_nobody(catalogue: CatalogueReader, law: Law, who: Anonymous, asked: Question) -> Comparison:
    """What the care would cost somebody like that at the beginning of a year, without an account."""
    circumstances = Circumstances(
        who.area, who.scheme, asked.day, asked.care, asked.level, who.status, who.identities, asked.place, disease=asked.disease
    )
    return decided(Planned(circumstances, await bill_of(catalogue, asked), YearBook()), law)


def decided(planned: Planned, law: Law) -> Comparison:
    """The comparison, or its refusal raised."""
    found = compare(planned, law)
    if isinstance(found, Refusal):
        raise Refused(found)
    return found


async def bill_of(catalogue: CatalogueReader, asked: Question) -> Bill:
    """The planned lines split into scope by the catalogue of the day; a case price counts as in scope as a whole."""
    if asked.case_price:
        return Bill(in_scope=asked.case_price, case_price=asked.case_price)
    scopes = await scopes_of(catalogue, asked.institution_code, asked.lines, asked.day)
    over_ceiling, full_self_pay, first_self_pay, in_scope = (
        (sum(part) for part in zip(*scopes, strict=True)) if scopes else (0,) * 4
    )
    return Bill(in_scope=in_scope, first_self_pay=first_self_pay, full_self_pay=full_self_pay, over_ceiling=over_ceiling)


async def scopes_of(
    catalogue: CatalogueReader, institution_code: str, lines: Sequence[PlannedLine], day: date
) -> list[tuple[Fen, Fen, Fen, Fen]]:
    """Over ceiling, full self-pay, first self-pay and in scope of each line; limited use counts as within its limit."""
    if len(lines) > LINES_MAX:
        raise ValueError(f"at most {LINES_MAX} planned lines")
    codes = [(institution_code, line.local_code, line.national_code) for line in lines]
    scopes = []
    for row, (line, item) in enumerate(
        zip(lines, await items_in_force(catalogue, codes, [day] * len(lines)), strict=True), start=1
    ):
        if isinstance(item, Refusal):
            raise refuse(item.reason, f"lines[{row}].{item.field}", item.detail)
        amount = (line.price * line.quantity_e4 + 5_000) // 10_000
        scope = split_line(item, amount, line.quantity_e4, ApprovalFlag.APPROVED)
        scopes.append((scope.over_ceiling, scope.full_self_pay, scope.first_self_pay, scope.in_scope))
    return scopes
