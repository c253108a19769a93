"""What may happen a little later: events become notices, codes never used are forgotten."""

import asyncio
from datetime import timedelta

import structlog

from yimatong.app.wiring import Platform
from yimatong.kernel.refusals import Unavailable

PAUSE_S = 1.0
EVENTS_PER_ROUND = 500
FORGET_EVERY_ROUNDS = 600
FORGET_AFTER = timedelta(days=1)

log = structlog.get_logger(__name__)


async def work(platform: Platform) -> None:
    """Rounds until cancelled. Every round is safe to repeat and to run in several processes."""
    rounds = 0
    while True:
        try:
            taken = await one_round(platform, forget=rounds % FORGET_EVERY_ROUNDS == 0)
        except Unavailable:
            log.warning("the database does not answer; the worker waits")
            taken = 0
        rounds += 1
        if taken < EVENTS_PER_ROUND:
            await asyncio.sleep(PAUSE_S)


async def one_round(platform: Platform, forget: bool) -> int:
    """Take waiting events up to `EVENTS_PER_ROUND`; how many."""
    async with platform.act() as rooms:
        if forget:
            await rooms.code.forget(rooms.now - FORGET_AFTER)
        return await rooms.settlement.take_events(EVENTS_PER_ROUND)
