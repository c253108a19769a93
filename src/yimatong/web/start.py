"""The demo's front door: who one may be, signing in with one tap, signing out."""

from starlette.responses import Response
from starlette.routing import Route

from yimatong.kernel.dates import in_china
from yimatong.people.core import PersonRecord, masked_name
from yimatong.providers.core import Institution
from yimatong.web.citizen.drawing import cover_today
from yimatong.web.ports import Rooms
from yimatong.web.shared.door import Door, Stop, Visit, signed_in
from yimatong.web.shared.labels import ALL_AREAS, DEMO_AREAS, FACES, HARDSHIP, LEVELS, SCHEMES, STATUSES
from yimatong.web.shared.limits import SIGN_IN
from yimatong.web.shared.reading import area_names
from yimatong.web.shared.start import Role, Start
from yimatong.web.shared.words import Words

PEOPLE_SHOWN = 16
HOMES = {"citizen": "/citizen", "counter": "/counter", "bureau": "/bureau"}
COUNTERS = (
    *(("350100", level) for level in ("3A", "2A", "community", "village", "pharmacy")),
    *(("350900", level) for level in ("3A", "community")),
)
"""One counter of each kind in Fuzhou, two in Ningde."""


def routes(door: Door) -> list[Route]:
    """The front door and the way out."""
    return [door.get("/", start), door.post("/sign-in", sign_in), door.post("/sign-out", sign_out)]


async def start(visit: Visit) -> Response:
    """All roles of the demo."""
    words = visit.words
    async with visit.platform.read() as rooms:
        names = await area_names(rooms, DEMO_AREAS)
        people = [_person(record, rooms, names, words) for record in await rooms.people.people_page("", PEOPLE_SHOWN)]
        counters = [_counter(one, names, words) for one in await _counters(rooms)]
    areas = [Role(ALL_AREAS, "闽", "福建省", words.say("所有统筹区"))]
    areas += [Role(area, names.get(area, area)[:1], names.get(area, area), words.say("这个统筹区的账")) for area in DEMO_AREAS]
    return visit.render("shared/start.html", start=Start(tuple(people), tuple(counters), tuple(areas)))


async def sign_in(visit: Visit) -> Response:
    """Take a role. A subject that does not exist is refused."""
    visit.limit(SIGN_IN)
    if not visit.settings.demo:
        raise Stop(403, "演示身份只在本机的演示里有")
    role, subject = visit.form.get("role", ""), visit.form.get("subject", "")
    if not await _exists(visit, role, subject):
        raise Stop(404, "没有这个身份")
    visit.session = signed_in(visit, role, subject)
    return visit.go(HOMES[role])


async def sign_out(visit: Visit) -> Response:
    """Back to the front door with nothing kept but language and letter size."""
    visit.session = signed_in(visit, "", "")
    return visit.go("/")


async def _exists(visit: Visit, role: str, subject: str) -> bool:
    async with visit.platform.read() as rooms:
        if role == "citizen":
            return (
                subject.isascii()
                and subject.isdigit()
                and len(subject) <= 18
                and await rooms.people.by_id(int(subject)) is not None
            )
        if role == "counter":
            return await rooms.providers.by_code(subject) is not None
    return role == "bureau" and subject in (ALL_AREAS, *DEMO_AREAS)


async def _counters(rooms: Rooms) -> list[Institution]:
    found = [await rooms.providers.in_area(area, level, 1) for area, level in COUNTERS]
    return [institution for institutions in found for institution in institutions]


def _person(record: PersonRecord, rooms: Rooms, names: dict[str, str], words: Words) -> Role:
    day = in_china(rooms.now).date()
    cover = cover_today(record, day)
    held = cover or record.covers[-1]
    notes = [words.say(SCHEMES[held.scheme]), names.get(held.area, held.area)]
    if held.status != "resident":
        notes.insert(1, words.say(STATUSES[held.status]))
    hardship = record.hardship_class(day)
    if hardship:
        notes.append(words.say(HARDSHIP[hardship]))
    if cover is None:
        notes.append(words.say("不在保"))
    name = masked_name(record.person.name)
    return Role(record.person.psn_no, name[:1], name, " · ".join(notes))


def _counter(one: Institution, names: dict[str, str], words: Words) -> Role:
    return Role(
        one.institution_code, FACES[one.level], one.name, f"{words.say(LEVELS[one.level])} · {names.get(one.area, one.area)}"
    )
