"""Before care: the page of an insured person, and the one that asks nobody. Every answer is an address; nothing is written."""

from starlette.responses import Response
from starlette.routing import Route

from yimatong.people.core import PersonRecord
from yimatong.web.estimate.asking import Wish, wish_of
from yimatong.web.estimate.drawing import KINDS
from yimatong.web.estimate.filling import Asker, filled, found
from yimatong.web.ports import Rooms
from yimatong.web.shared.door import Door, Stop, Visit
from yimatong.web.shared.labels import DEMO_AREAS

CITIZEN, OWN, OPEN = "citizen", "/citizen/estimate", "/estimate"


def routes(door: Door) -> list[Route]:
    """The two pages, and the list under their search box."""
    return [
        door.get(OWN, own, CITIZEN),
        door.get(f"{OWN}/found", looked_up),
        door.get(OPEN, anyone),
        door.get(f"{OPEN}/found", looked_up),
    ]


async def own(visit: Visit) -> Response:
    """What care will cost the signed-in person, after this year's bills."""
    async with visit.platform.read() as rooms:
        page = await filled(visit, rooms, Asker(OWN, await _myself(visit, rooms)), wish_of(visit.sent(), Wish()))
    return visit.render("estimate/citizen.html", 409 if page.problem else 200, page=page)


async def anyone(visit: Visit) -> Response:
    """What care will cost somebody like that."""
    wish = wish_of(visit.sent(), Wish(area=DEMO_AREAS[0], who=KINDS[0]))
    async with visit.platform.read() as rooms:
        page = await filled(visit, rooms, Asker(OPEN), wish)
    return visit.render("estimate/anyone.html", 409 if page.problem else 200, page=page)


async def looked_up(visit: Visit) -> Response:
    """The list under the search box, for the page's script."""
    async with visit.platform.read() as rooms:
        items = await found(rooms, Asker(OPEN), visit.asked("q"))
    return visit.render("estimate/found_fresh.html", found=items)


async def _myself(visit: Visit, rooms: Rooms) -> PersonRecord:
    record = await rooms.people.by_id(int(visit.session.subject))
    if record is None:
        raise Stop(404, "没有这一页")
    return record
