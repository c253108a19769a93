"""The citizen's pages: home, code, receipts, one receipt, cover. Everything shown is the signed-in person's own."""

from datetime import date

from starlette.responses import Response
from starlette.routing import Route

from yimatong.benefits.core.pack import Pack
from yimatong.code import service as code_service
from yimatong.code.core import CODE_LIFETIME, Purpose
from yimatong.kernel.dates import in_china
from yimatong.ledger.core import personal
from yimatong.people.core import PersonRecord, masked_name
from yimatong.settlement.core.settled import Settlement
from yimatong.web.citizen.drawing import cover_card, cover_page, cover_today, funds_of_year, short_place, visit_rows
from yimatong.web.citizen.views import CodeCard, Home, Scan
from yimatong.web.ports import Rooms
from yimatong.web.shared.charts import qr_square
from yimatong.web.shared.door import Door, Stop, Visit
from yimatong.web.shared.limits import SHOW_CODE
from yimatong.web.shared.reading import area_names, institution_names, told

ROLE = "citizen"
BILLS_MAX = 200
BILLS_AT_HOME = 4
SCANS_AT_HOME = 3


def routes(door: Door) -> list[Route]:
    """Every page of a citizen."""
    return [
        door.get("/citizen", home, ROLE),
        door.get("/citizen/code", code, ROLE),
        door.get("/citizen/code/fresh", fresh_code, ROLE),
        door.get("/citizen/receipts", receipts, ROLE),
        door.get("/citizen/receipts/{settlement_id}", receipt, ROLE),
        door.get("/citizen/cover", cover, ROLE),
    ]


async def home(visit: Visit) -> Response:
    """Cover, recent bills, balance."""
    async with visit.platform.read() as rooms:
        record, day = await _myself(visit, rooms), in_china(rooms.now).date()
        bills = await rooms.settlement.of_person(record.person.person_id, BILLS_MAX)
        areas = await area_names(rooms, [cover.area for cover in record.covers])
        decodes = await rooms.code.decodes_of(record.person.person_id, SCANS_AT_HOME)
        scanned = [(used_by.partition("/")[0], used_at) for used_at, used_by, _ in decodes]
        seen = [bill.institution_code for bill in bills[: 2 * BILLS_AT_HOME]] + [code for code, _ in scanned]
        names = await institution_names(rooms, seen)
        balance = await rooms.ledger.balance(personal(record.person.person_id))
    words = visit.words
    today = cover_today(record, day)
    has_account = today is not None and today.scheme == "310"
    _, funds, _, count = funds_of_year(bills, day.year)
    rows = visit_rows(bills, names, words)[:BILLS_AT_HOME]
    note = words.say("看病买药都能用") if has_account or balance else words.say("居民医保没有个人账户")
    warning = "" if today else words.say("今天不在保，看病先按自费")
    scans = tuple(Scan(names.get(code, code), used_at) for code, used_at in scanned)
    card = cover_card(record, day, areas, words)
    page = Home(masked_name(record.person.name), card, warning, rows, balance, note, funds, count, scans)
    return visit.render("citizen/home.html", home=page)


async def code(visit: Visit) -> Response:
    """The code, large; in elder mode nothing but the code."""
    card = await _code_card(visit)
    return visit.render("citizen/code_elder.html" if visit.session.elder else "citizen/code.html", code=card)


async def fresh_code(visit: Visit) -> Response:
    """The card alone, for the page's script."""
    return visit.render("citizen/code_fresh.html", code=await _code_card(visit))


async def receipts(visit: Visit) -> Response:
    """All bills, newest first."""
    async with visit.platform.read() as rooms:
        record = await _myself(visit, rooms)
        bills = await rooms.settlement.of_person(record.person.person_id, BILLS_MAX)
        names = await institution_names(rooms, [bill.institution_code for bill in bills])
    return visit.render("citizen/receipts.html", visits=visit_rows(bills, names, visit.words))


async def receipt(visit: Visit) -> Response:
    """One bill of one's own; another person's looks like none."""
    async with visit.platform.read() as rooms:
        record = await _myself(visit, rooms)
        done = await rooms.settlement.find(visit.number("settlement_id"))
        if done is None or done.person_id != record.person.person_id:
            raise Stop(404, "没有这笔账单")
        page = await told(rooms, await _standing(rooms, done), visit.words)
    return visit.render("citizen/receipt.html", receipt=page)


async def cover(visit: Visit) -> Response:
    """Covers, hardship, the year, the law's documents."""
    async with visit.platform.read() as rooms:
        record, day = await _myself(visit, rooms), in_china(rooms.now).date()
        bills = await rooms.settlement.of_person(record.person.person_id, BILLS_MAX)
        areas = await area_names(rooms, [held.area for held in record.covers])
        pack = _pack(rooms, record, day)
    return visit.render("citizen/cover.html", page=cover_page(record, day, areas, bills, pack, visit.words))


def _pack(rooms: Rooms, record: PersonRecord, day: date) -> Pack | None:
    held = cover_today(record, day)
    return rooms.law.by_area.get((held.area, held.scheme)) if held else None


async def _code_card(visit: Visit) -> CodeCard:
    visit.limit(SHOW_CODE)
    async with visit.platform.act() as rooms:
        record, day = await _myself(visit, rooms), in_china(rooms.now).date()
        shown = await code_service.show(rooms.code, record.person.person_id, Purpose.VISIT, rooms.now, rooms.chance)
        areas = await area_names(rooms, [held.area for held in record.covers])
    place = short_place(record, day, areas, visit.words)
    seconds = int(CODE_LIFETIME.total_seconds())
    in_force = cover_today(record, day) is not None
    return CodeCard(masked_name(record.person.name), place, in_force, qr_square(shown.text), shown.text, seconds)


async def _myself(visit: Visit, rooms: Rooms) -> PersonRecord:
    record = await rooms.people.by_id(int(visit.session.subject))
    if record is None:
        raise Stop(404, "没有这一页")
    return record


async def _standing(rooms: Rooms, done: Settlement) -> Settlement:
    """The bill a reversal took back, for somebody who opens the reversal."""
    if done.reverses is None:
        return done
    original = await rooms.settlement.find(done.reverses)
    assert original is not None, "a settlement is never deleted"
    return original
