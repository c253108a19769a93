"""The web application: pages, REST and the hospital interface over one platform, with the worker beside them."""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from starlette.applications import Starlette

from yimatong.app.wiring import Platform
from yimatong.app.worker import work
from yimatong.exchange.national.gateways import Gateway
from yimatong.exchange.national.ports import Door
from yimatong.exchange.national.routes import routes as national_routes
from yimatong.web.routes import routes as web_routes


def build_application(platform: Platform) -> Starlette:
    """The web application: pages, REST and the hospital interface over one platform, with the worker beside them."""
    door = Door(gateway=Gateway(platform.settings.gateway))

    @asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        async with platform:
            worker = asyncio.create_task(work(platform))
            yield
            worker.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await worker

    return Starlette(routes=[*national_routes(platform, door), *web_routes(platform)], lifespan=lifespan)
