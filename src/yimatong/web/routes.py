"""All pages and the REST side, as one list of routes over a platform."""

from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from yimatong.web import start
from yimatong.web.api import pages as api_pages
from yimatong.web.bureau import pages as bureau
from yimatong.web.citizen import pages as citizen
from yimatong.web.counter import pages as counter
from yimatong.web.estimate import pages as estimate
from yimatong.web.ports import DoorSettings, Platform
from yimatong.web.shared.assets import serve_asset
from yimatong.web.shared.door import Door, Stop, Visit

SECRET_BYTES = 32


def routes(platform: Platform) -> list[BaseRoute]:
    """Pages by audience, assets, the REST side. Without a secret of its own a platform's sessions end with the process.

    Demo roles can be taken only where the whole platform is a demo on one machine.
    """
    secret = platform.secret.encode() or platform.chance(SECRET_BYTES)
    demo = platform.settings.gateway == "none"
    door = Door(platform, DoorSettings(secret, platform.clock, platform.chance, demo))
    return [
        Route("/static/{digest}/{name}", serve_asset, methods=["GET"]),
        *start.routes(door),
        *citizen.routes(door),
        *counter.routes(door),
        *estimate.routes(door),
        *bureau.routes(door),
        *api_pages.routes(door),
        door.get("/{path:path}", nowhere),
    ]


async def nowhere(visit: Visit) -> Response:
    """Any other address."""
    raise Stop(404, "没有这一页")
