"""Fills the estimate's page: looks items up, asks the settlement room, and tells what was refused on the same page."""

from dataclasses import dataclass

from yimatong.benefits.core.circumstances import Care
from yimatong.catalogue.core import Billable, CatalogueReason, Coding
from yimatong.kernel.dates import in_china
from yimatong.kernel.refusals import Refusal, Refused, refuse
from yimatong.people.core import PersonRecord, choose_cover
from yimatong.settlement.core.deciding import disease_of
from yimatong.settlement.core.estimating import Comparison
from yimatong.settlement.estimates import Anonymous, PlannedLine, Question, estimate_for, estimate_for_nobody
from yimatong.web.estimate import drawing
from yimatong.web.estimate.asking import EstimateReason, Wish, address_of, price_of
from yimatong.web.estimate.views import EstimatePage
from yimatong.web.ports import Rooms
from yimatong.web.shared.choosing import Found, Problem, found_items
from yimatong.web.shared.door import Visit
from yimatong.web.shared.limits import ESTIMATE

FOUND_MAX = 8
ONE_E4 = 10_000
EVERYWHERE = "*"
Picked = list[tuple[Billable, int]]


@dataclass(frozen=True, slots=True)
class Asker:
    """Who asks: a person, or nobody in particular; where the page stands, and whose names and prices the items have."""

    action: str
    record: PersonRecord | None = None
    institution_code: str = EVERYWHERE


async def filled(visit: Visit, rooms: Rooms, asker: Asker, wish: Wish) -> EstimatePage:
    """The form as it is filled in, with its answer when something is planned."""
    words, day = visit.words, in_china(rooms.now).date()
    diseases = await rooms.catalogue.chronic_diseases(day)
    picked: Picked = []
    result, problem = None, None
    try:
        picked = await _picked(rooms, asker, wish)
        if (picked or wish.price or wish.pressed) and not wish.problem:
            visit.limit(ESTIMATE)
            result = drawing.result_of(await _compared(rooms, asker, wish, picked, diseases), words)
        elif wish.problem:
            problem = Problem(wish.problem.value)
    except Refused as refused:
        problem = Problem(refused.refusal.reason.value, refused.refusal.detail)
    picks = drawing.picks_of(picked)
    return EstimatePage(
        action=asker.action,
        basis=words.say("接着您今年的账算") if asker.record else words.say("当作今年头一回看病来算"),
        who=None if asker.record else drawing.who_choices(wish, rooms.law, words),
        cares=drawing.care_choices(wish, words),
        levels=drawing.level_choices(wish, words),
        places=drawing.place_choices(wish, words),
        diseases=drawing.disease_choices(wish, diseases),
        found=await found(rooms, asker, wish.query),
        picks=picks,
        picks_total=sum(pick.amount for pick in picks),
        price=wish.price,
        by_price=bool(wish.price and picks),
        keep=address_of(wish),
        result=result,
        problem=problem,
    )


async def found(rooms: Rooms, asker: Asker, query: str) -> Found:
    """Items by name, pinyin initials or code."""
    day = in_china(rooms.now).date()
    items = await rooms.catalogue.search_items(query, day, asker.institution_code, FOUND_MAX) if query else []
    return Found(query, found_items(items, query))


async def _picked(rooms: Rooms, asker: Asker, wish: Wish) -> Picked:
    """The items of the wish's lines. Refuses a code that no list knows today."""
    day, picked = in_china(rooms.now).date(), []
    for code, count in wish.lines:
        items = await rooms.catalogue.search_items(code, day, asker.institution_code, FOUND_MAX)
        one = next((one for one in items if one.local.local_code == code), None)
        if one is None:
            raise refuse(CatalogueReason.UNKNOWN_ITEM, "item", code)
        picked.append((one, count))
    return picked


async def _compared(rooms: Rooms, asker: Asker, wish: Wish, picked: Picked, diseases: list[Coding]) -> Comparison:
    price = _or_raise(price_of(wish.price))
    if wish.care is Care.CASE_PRICED and not price:
        raise refuse(EstimateReason.CASE_PRICE_NEEDED, "price")
    if not (price or picked):
        raise refuse(EstimateReason.NOTHING_PLANNED, "lines")
    question = Question(
        care=wish.care,
        level=wish.effective_level,
        place=wish.place,
        day=in_china(rooms.now).date(),
        institution_code=asker.institution_code,
        lines=tuple(
            PlannedLine(one.item.national_code, one.local.local_code, count * ONE_E4, one.local.price) for one, count in picked
        ),
        case_price=price,
        disease=_disease(wish, diseases),
    )
    if asker.record is None:
        scheme, _, status = wish.who.partition("-")
        who = Anonymous(wish.area, scheme, status, frozenset({wish.hardship} if wish.hardship else ()))
        return await estimate_for_nobody(rooms.catalogue, rooms.law, who, question)
    cover = choose_cover(asker.record.covers, question.day)
    if isinstance(cover, Refusal):
        raise Refused(cover)
    return await estimate_for(rooms.settlement, rooms.ledger, rooms.catalogue, rooms.law, asker.record, cover.scheme, question)


def _or_raise(price: int | Refusal) -> int:
    if isinstance(price, Refusal):
        raise Refused(price)
    return price


def _disease(wish: Wish, diseases: list[Coding]) -> str:
    """The disease by the name the law knows it under; "" for none. Refuses a code that is not on the list."""
    if wish.care is not Care.CHRONIC_OUTPATIENT or not wish.disease:
        return ""
    named = next((one.name for one in diseases if one.code == wish.disease), None)
    if named is None:
        raise refuse(EstimateReason.UNKNOWN_DISEASE, "disease", wish.disease)
    return disease_of(named)
