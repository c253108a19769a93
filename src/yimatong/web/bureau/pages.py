"""The bureau's pages: the live day, its fragment, finding a bill, one bill's trace."""

from starlette.responses import Response
from starlette.routing import Route

from yimatong.board.core import BillRow
from yimatong.kernel.dates import in_china
from yimatong.ledger.core import Posting
from yimatong.web.bureau.drawing import board_of, live_row, posting_rows
from yimatong.web.bureau.views import BillTrace, Board, Find
from yimatong.web.ports import Rooms
from yimatong.web.shared.door import Door, Stop, Visit
from yimatong.web.shared.labels import ALL_AREAS
from yimatong.web.shared.reading import area_names, institution_names, told

ROLE = "bureau"
ROWS_SHOWN = 12
FOUND_MAX = 50


def routes(door: Door) -> list[Route]:
    """Every page of a bureau clerk."""
    return [
        door.get("/bureau", board, ROLE),
        door.get("/bureau/live", live, ROLE),
        door.get("/bureau/find", find, ROLE),
        door.get("/bureau/bills/{settlement_id}", bill, ROLE),
    ]


async def board(visit: Visit) -> Response:
    """The live day."""
    return visit.render("bureau/board.html", board=await _board(visit))


async def live(visit: Visit) -> Response:
    """The board alone, for the page's script."""
    return visit.render("bureau/live_fresh.html", board=await _board(visit))


async def find(visit: Visit) -> Response:
    """Bills by settlement number, visit number or identity number."""
    query = visit.asked("q")[:40]
    rows: list[BillRow] = []
    if query:
        async with visit.platform.read() as rooms:
            rows = await rooms.board.found(query, visit.session.subject, FOUND_MAX)
    return visit.render("bureau/find.html", find=Find(query, tuple(live_row(row, visit.words) for row in rows)))


async def bill(visit: Visit) -> Response:
    """One bill's trace and its postings; a bill of another area looks like none."""
    async with visit.platform.read() as rooms:
        asked = await rooms.settlement.find(visit.number("settlement_id"))
        if asked is None or not asked.area.startswith(visit.session.subject):
            raise Stop(404, "没有这笔账单")
        done = await rooms.settlement.find(asked.reverses) if asked.reverses else asked
        assert done is not None, "a settlement is never deleted"
        receipt = await told(rooms, done, visit.words)
        postings = await _postings(rooms, done.settlement_id)
        names = await area_names(rooms, [done.area]) | await institution_names(rooms, [done.institution_code])
    return visit.render("bureau/bill.html", bill=BillTrace(receipt, posting_rows(postings, names, visit.words)))


async def _postings(rooms: Rooms, settlement_id: int) -> list[Posting]:
    """The bill's postings, and those that took it back."""
    back = await rooms.settlement.reversal_of(settlement_id)
    moves = [await rooms.ledger.move_of(act) for act in (settlement_id, back.settlement_id if back else 0) if act]
    return [posting for move in moves if move for posting in move.postings]


async def _board(visit: Visit) -> Board:
    area = visit.session.subject
    async with visit.platform.read() as rooms:
        midnight = in_china(rooms.now).replace(hour=0, minute=0, second=0, microsecond=0)
        day = await rooms.board.day(midnight, area)
        rows = await rooms.board.latest(ROWS_SHOWN, area)
        books = await rooms.board.books()
        names = await area_names(rooms, [area])
        now = rooms.now
    name = visit.words.say("福建省") if area == ALL_AREAS else names.get(area, area)
    return board_of(name, day, [row for row in rows if row.settled_at >= midnight], books, now, visit.words)
