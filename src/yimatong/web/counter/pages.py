"""The counter's pages. Every act is a form; what was refused is told on the same page, in one sentence."""

from collections.abc import Awaitable, Callable
from dataclasses import replace

import msgspec
from starlette.responses import Response
from starlette.routing import Route

from yimatong.care.core import Charge, Encounter
from yimatong.kernel.dates import in_china
from yimatong.kernel.refusals import Reason, Refusal, Refused, refuse
from yimatong.ledger.core import personal
from yimatong.people.core import PersonRecord, choose_cover, masked_name
from yimatong.providers.core import Institution
from yimatong.web.counter import acts, drawing
from yimatong.web.counter.views import Desk, OpenVisit, Preview, VisitDesk
from yimatong.web.estimate.asking import wish_of
from yimatong.web.estimate.filling import Asker, filled
from yimatong.web.estimate.filling import found as estimate_found_items
from yimatong.web.ports import Rooms
from yimatong.web.shared.choosing import Found, Problem, found_items
from yimatong.web.shared.door import Door, Stop, Visit
from yimatong.web.shared.labels import LEVELS, medical_type
from yimatong.web.shared.limits import DECODE
from yimatong.web.shared.reading import area_names, told
from yimatong.web.shared.session import Held

ROLE = "counter"
HELD_MAX = 8
FOUND_MAX = 8
RECENT_MAX = 8
ILLNESSES_MAX = 200


class CounterReason(Reason):
    """What the counter itself refuses."""

    SUM_CHANGED = "要收的钱刚刚变了，请再看一遍再结算"
    NOT_HELD = "这一位不在这个窗口办理，请重新扫码"


def routes(door: Door) -> list[Route]:
    """Every page and act of a counter."""
    visit = "/counter/visits/{encounter_id}"
    return [
        door.get("/counter", waiting, ROLE),
        door.post("/counter/scan", scan, ROLE),
        door.get(visit, visiting, ROLE),
        door.get(f"{visit}/found", found, ROLE),
        door.get(f"{visit}/estimate", estimate, ROLE),
        door.get(f"{visit}/estimate/found", estimate_found, ROLE),
        door.post(f"{visit}/about", about, ROLE),
        door.post(f"{visit}/add", add, ROLE),
        door.post(f"{visit}/change", change, ROLE),
        door.post(f"{visit}/settle", settle, ROLE),
        door.get("/counter/bills/{settlement_id}", bill, ROLE),
        door.post("/counter/bills/{settlement_id}/reverse", reverse, ROLE),
    ]


async def waiting(visit: Visit) -> Response:
    """Nobody in front of the counter."""
    return await _desk(visit)


async def scan(visit: Visit) -> Response:
    """Take the next person in by code, identity number or card."""
    visit.limit(DECODE)
    try:
        async with visit.platform.act() as rooms:
            held = await acts.take_in(rooms, await _institution(visit, rooms), visit.form.get("code", ""))
    except Refused as refused:
        return await _desk(visit, _problem(refused))
    visit.session = msgspec.structs.replace(visit.session, held=(held, *visit.session.held)[:HELD_MAX])
    return visit.go(f"/counter/visits/{held.encounter_id}")


async def visiting(visit: Visit) -> Response:
    """The person in front of the counter."""
    return await _visit_page(visit)


async def found(visit: Visit) -> Response:
    """The list under the search box, for the page's script."""
    _held(visit)
    async with visit.platform.read() as rooms:
        items = await _search(visit, rooms, visit.asked("q"))
    return visit.render("counter/found_fresh.html", found=items)


async def estimate(visit: Visit) -> Response:
    """What the items of the visit, or others, would cost the person in front here and elsewhere. Nothing is charged."""
    held = _held(visit)
    async with visit.platform.read() as rooms:
        asking = await _asking(visit, rooms, held, uses_account=True)
        charges = [one for one in await rooms.care.charges(asking.encounter.encounter_id) if one.settlement_id is None]
        wish = wish_of(visit.sent(), drawing.wish_of_visit(asking.encounter, await _institution(visit, rooms), charges))
        back = f"/counter/visits/{asking.encounter.encounter_id}"
        asker = Asker(f"{back}/estimate", asking.record, visit.session.subject)
        page = await filled(visit, rooms, asker, wish)
    name = masked_name(asking.record.person.name)
    return visit.render("estimate/counter.html", 409 if page.problem else 200, page=page, name=name, back=back)


async def estimate_found(visit: Visit) -> Response:
    """The list under the estimate's search box, for the page's script."""
    _held(visit)
    async with visit.platform.read() as rooms:
        items = await estimate_found_items(rooms, Asker("", None, visit.session.subject), visit.asked("q"))
    return visit.render("estimate/found_fresh.html", found=items)


async def about(visit: Visit) -> Response:
    """Note the kind of care and the illness."""
    told_care, illness = visit.form.get("care", ""), visit.form.get("illness", "").strip()
    return await _act(visit, lambda rooms, encounter: acts.describe(rooms, encounter, told_care, illness))


async def add(visit: Visit) -> Response:
    """Charge one more of an item."""
    item = visit.form.get("item", "")
    return await _act(visit, lambda rooms, encounter: acts.add_item(rooms, encounter, item))


async def change(visit: Visit) -> Response:
    """More, less or none of a line, or its limit approved or not."""
    op, _, key = visit.form.get("op", "").partition(" ")

    async def changed(rooms: Rooms, encounter: Encounter) -> None:
        charges = await rooms.care.charges(encounter.encounter_id)
        quantity = next((charge.quantity_e4 for charge in charges if charge.charge_no == key), 0)
        asked = {"more": quantity + acts.ONE_E4, "less": quantity - acts.ONE_E4, "drop": 0}.get(op)
        await acts.change_line(rooms, encounter, key, asked, {"allow": True, "deny": False}.get(op))

    return await _act(visit, changed, picked=key)


async def settle(visit: Visit) -> Response:
    """Settle what the page showed; if the cash to take is another by now, show it first. Pressed twice, it settles once."""
    held, encounter_id = _held(visit), visit.number("encounter_id")
    try:
        async with visit.platform.act() as rooms:
            asking = await _asking(visit, rooms, held, visit.form.get("account") != "no")
            done = await acts.settle(rooms, asking)
            if str(done.cash) != visit.form.get("cash"):
                raise refuse(CounterReason.SUM_CHANGED)
        settlement_id = done.settlement_id
    except Refused as refused:
        settled = await _settled_before(visit, encounter_id)
        if settled is None:
            return await _visit_page(visit, _problem(refused))
        settlement_id = settled
    kept = tuple(one for one in visit.session.held if one.encounter_id != encounter_id)
    visit.session = msgspec.structs.replace(visit.session, held=kept)
    return visit.go(f"/counter/bills/{settlement_id}")


async def bill(visit: Visit) -> Response:
    """The receipt of a bill settled here; another institution's looks like none."""
    async with visit.platform.read() as rooms:
        done = await rooms.settlement.find(visit.number("settlement_id"))
        if done is None or done.institution_code != visit.session.subject or done.reverses is not None:
            raise Stop(404, "没有这笔账单")
        receipt = await told(rooms, done, visit.words)
    return visit.render("counter/bill.html", receipt=receipt)


async def reverse(visit: Visit) -> Response:
    """Take a bill back, whole."""
    settlement_id = visit.number("settlement_id")
    async with visit.platform.act() as rooms:
        await acts.take_back(rooms, settlement_id, visit.session.subject)
    return visit.go(f"/counter/bills/{settlement_id}")


async def _act(visit: Visit, doing: Callable[[Rooms, Encounter], Awaitable[None]], picked: str = "") -> Response:
    """Do something to the visit, then show it; a refusal is told on the page."""
    _held(visit)
    try:
        async with visit.platform.act() as rooms:
            await doing(rooms, await _encounter(visit, rooms))
    except Refused as refused:
        return await _visit_page(visit, _problem(refused))
    return visit.go(f"/counter/visits/{visit.number('encounter_id')}" + (f"?picked={picked}" if picked else ""))


async def _desk(visit: Visit, problem: Problem | None = None) -> Response:
    async with visit.platform.read() as rooms:
        desk = await _around(visit, rooms, problem)
        desk = replace(desk, open_visits=tuple([await _open_visit(visit, rooms, held) for held in visit.session.held]))
    return visit.render("counter/desk.html", 409 if problem else 200, desk=desk, found=Found("", ()))


async def _visit_page(visit: Visit, problem: Problem | None = None) -> Response:
    held = _held(visit)
    async with visit.platform.read() as rooms:
        desk = await _around(visit, rooms, problem)
        asking = await _asking(visit, rooms, held, visit.asked("account") != "no")
        page = await _visit_desk(visit, rooms, asking)
        items = await _search(visit, rooms, visit.asked("q"))
    return visit.render("counter/desk.html", 409 if problem else 200, desk=replace(desk, visit=page), found=items)


async def _visit_desk(visit: Visit, rooms: Rooms, asking: acts.Asking) -> VisitDesk:
    words, encounter, person = visit.words, asking.encounter, asking.record.person
    day = in_china(rooms.now).date()
    charges = [charge for charge in await rooms.care.charges(encounter.encounter_id) if charge.settlement_id is None]
    preview, why_not = await _preview(visit, rooms, asking, charges)
    is_pharmacy = encounter.medical_type == acts.PHARMACY_TYPE
    return VisitDesk(
        path=f"/counter/visits/{encounter.encounter_id}",
        name=masked_name(person.name),
        sex_age=drawing.sex_age(person, day, words),
        masked_id=drawing.masked_id(person),
        credential=drawing.credential_text(asking.held.certificate, encounter, words),
        facts=await _facts(rooms, asking, visit),
        cares=drawing.care_choices(encounter, is_pharmacy, words),
        illness=await _illness(rooms, encounter),
        illnesses=await _illnesses(rooms, encounter),
        query=visit.asked("q"),
        lines=drawing.charge_rows(charges, visit.asked("picked"), words),
        classes=drawing.class_sums(charges, words),
        total=sum(charge.amount for charge in charges),
        preview=preview,
        asks_illness=not is_pharmacy,
        why_not=why_not,
    )


async def _preview(
    visit: Visit, rooms: Rooms, asking: acts.Asking, charges: list[Charge]
) -> tuple[Preview | None, Problem | None]:
    if not charges:
        return None, None
    try:
        settled = await acts.preview(rooms, asking)
    except Refused as refused:
        return None, _problem(refused)
    return replace(drawing.preview_of(settled, visit.words), uses_account=asking.uses_account), None


async def _facts(rooms: Rooms, asking: acts.Asking, visit: Visit) -> tuple[tuple[str, str], ...]:
    encounter = asking.encounter
    areas = await area_names(rooms, [encounter.area])
    balance = await rooms.ledger.balance(personal(encounter.person_id))
    cover = choose_cover(asking.record.covers, in_china(rooms.now).date(), encounter.scheme)
    status = asking.record.covers[-1].status if isinstance(cover, Refusal) else cover.status
    return drawing.person_facts(encounter, status, areas.get(encounter.area, encounter.area), balance, visit.words)


async def _illness(rooms: Rooms, encounter: Encounter) -> str:
    if encounter.disease_name:
        return acts.illness_text(encounter.disease_code, encounter.disease_name)
    named = [one for one in await rooms.care.diagnoses(encounter.encounter_id) if one.valid]
    return acts.illness_text(named[0].code, named[0].name) if named else ""


async def _illnesses(rooms: Rooms, encounter: Encounter) -> tuple[str, ...]:
    if encounter.medical_type != acts.CHRONIC_TYPE:
        return ()
    diseases = await rooms.catalogue.chronic_diseases(in_china(rooms.now).date())
    return tuple(acts.illness_text(one.code, one.name) for one in diseases[:ILLNESSES_MAX])


async def _around(visit: Visit, rooms: Rooms, problem: Problem | None) -> Desk:
    institution, words = await _institution(visit, rooms), visit.words
    midnight = in_china(rooms.now).replace(hour=0, minute=0, second=0, microsecond=0)
    count = await rooms.board.bill_count(midnight, institution.institution_code)
    rows = await rooms.board.latest(RECENT_MAX, institution=institution.institution_code)
    recent = drawing.recent_bills(
        [replace(row, person=masked_name(row.person)) for row in rows if row.settled_at >= midnight], words
    )
    return Desk(institution.name, words.say(LEVELS[institution.level]), rooms.now, count, None, (), recent, problem)


async def _open_visit(visit: Visit, rooms: Rooms, held: Held) -> OpenVisit:
    encounter = await rooms.care.find(held.encounter_id, locked=False)
    assert encounter is not None, "an encounter is never deleted"
    record = await _person(rooms, encounter)
    charges = [charge for charge in await rooms.care.charges(encounter.encounter_id) if charge.settlement_id is None]
    care = visit.words.say(medical_type(encounter.medical_type))
    amount = sum(charge.amount for charge in charges)
    return OpenVisit(encounter.encounter_id, masked_name(record.person.name), encounter.opened_at, care, amount)


async def _search(visit: Visit, rooms: Rooms, query: str) -> Found:
    day = in_china(rooms.now).date()
    items = await rooms.catalogue.search_items(query, day, visit.session.subject, FOUND_MAX) if query else []
    return Found(query, found_items(items, query))


async def _asking(visit: Visit, rooms: Rooms, held: Held, uses_account: bool) -> acts.Asking:
    encounter = await _encounter(visit, rooms)
    return acts.Asking(encounter, await _person(rooms, encounter), held, uses_account)


async def _encounter(visit: Visit, rooms: Rooms) -> Encounter:
    encounter = await rooms.care.find(visit.number("encounter_id"), locked=False)
    if encounter is None or encounter.institution_code != visit.session.subject:
        raise Stop(404, CounterReason.NOT_HELD)
    return encounter


async def _person(rooms: Rooms, encounter: Encounter) -> PersonRecord:
    record = await rooms.people.by_id(encounter.person_id)
    assert record is not None, "a person with an encounter is known"
    return record


async def _institution(visit: Visit, rooms: Rooms) -> Institution:
    institution = await rooms.providers.by_code(visit.session.subject)
    if institution is None:
        raise Stop(404, "没有这一页")
    return institution


async def _settled_before(visit: Visit, encounter_id: int) -> int | None:
    """The settlement that stands for a visit without a line left to settle: the button was pressed twice."""
    async with visit.platform.read() as rooms:
        charges = await rooms.care.charges(encounter_id)
        stands = await rooms.settlement.stands(encounter_id)
    return max(stands) if stands and all(charge.settlement_id is not None for charge in charges) else None


def _held(visit: Visit) -> Held:
    """This counter's hold on the visit; without it the page is not there."""
    encounter_id = visit.number("encounter_id")
    held = next((one for one in visit.session.held if one.encounter_id == encounter_id), None)
    if held is None:
        raise Stop(404, CounterReason.NOT_HELD)
    return held


def _problem(refused: Refused) -> Problem:
    return Problem(refused.refusal.reason.value, refused.refusal.detail)
