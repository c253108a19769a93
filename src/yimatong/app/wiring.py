"""The one place where rooms meet their stores: a platform over a database, and the web application over a platform."""

import asyncio
import contextlib
import os
import secrets
import time
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Self

import psycopg
from psycopg import AsyncConnection
from psycopg_pool import AsyncConnectionPool, PoolTimeout

from yimatong.app.settings import Settings
from yimatong.benefits.core.pack import Law
from yimatong.benefits.law_files import load_law
from yimatong.board.store import BoardStore
from yimatong.care.store import CareStore
from yimatong.catalogue.store import CatalogueStore
from yimatong.code.store import CodeStore
from yimatong.exchange.national.ports import MessageAlreadyKept
from yimatong.exchange.national.store import MessageStore
from yimatong.kernel.dates import CHINA
from yimatong.kernel.ids import COUNTER_BITS, MAKER_BITS, IdSource, make_id
from yimatong.kernel.refusals import Unavailable, refuse
from yimatong.ledger.core import LedgerReason
from yimatong.ledger.store import LedgerStore
from yimatong.people.store import PeopleStore
from yimatong.providers.store import ProvidersStore
from yimatong.settlement.core.reasons import SettlementReason
from yimatong.settlement.store import SettlementStore

POOL_SIZE = 16
CONNECTION_WAIT_S = 5.0
# What an act asks, it asks by key. Its statements are planned once a connection, and a plan made while a table was still empty
# must not read all of it for ever after; statements not marked `prepare` are planned each time.
PLANS = "-c plan_cache_mode=force_generic_plan -c enable_seqscan=off"
NEVER_BY_COUNT = 1_000_000_000
"""Only statements marked `prepare` are prepared."""
Clock = Callable[[], datetime]
Chance = Callable[[int], bytes]

# Races that only the database can decide, by the name of the rule it kept.
KEPT_BY_DATABASE: dict[str, Callable[[], Exception]] = {
    "balance_never_below_zero": lambda: refuse(LedgerReason.BALANCE_TOO_LOW, "account_use"),
    "settlement_reverses_key": lambda: refuse(SettlementReason.ALREADY_REVERSED, "settlement_id"),
    "message_pkey": MessageAlreadyKept,
}


def china_clock() -> datetime:
    """The time now, on China's clock."""
    return datetime.now(CHINA)


def id_source(maker: int = os.getpid()) -> IdSource:
    """Ids in order of time; two processes of one machine differ in `maker`."""
    state = [0, 0]

    def next_id() -> int:
        time_ms = max(time.time_ns() // 1_000_000, state[0])
        counter = state[1] + 1 if time_ms == state[0] else 0
        if counter >> COUNTER_BITS:
            time_ms, counter = time_ms + 1, 0
        state[:] = time_ms, counter
        return make_id(time_ms, maker % (1 << MAKER_BITS), counter)

    return next_id


@dataclass(frozen=True, slots=True)
class Rooms:
    """All rooms open on one connection, in one act, at one moment."""

    people: PeopleStore
    providers: ProvidersStore
    catalogue: CatalogueStore
    code: CodeStore
    care: CareStore
    ledger: LedgerStore
    settlement: SettlementStore
    messages: MessageStore
    board: BoardStore
    connection: AsyncConnection[Any]
    now: datetime
    ids: IdSource
    chance: Chance
    law: Law


class Platform:
    """A pool of connections, the law, and the three things a core may not ask for itself: clock, ids and chance."""

    def __init__(
        self,
        database_url: str,
        settings: Settings,
        secret: str = "",
        *,
        clock: Clock = china_clock,
        ids: IdSource | None = None,
        chance: Chance = secrets.token_bytes,
        connection_class: type[AsyncConnection[Any]] = AsyncConnection,
    ) -> None:
        self.settings = settings
        self.secret = secret
        self.clock = clock
        self.ids = ids or id_source()
        self.chance = chance
        self.law = load_law()
        self._pool = AsyncConnectionPool(
            database_url,
            connection_class=connection_class,
            min_size=2,
            max_size=POOL_SIZE,
            open=False,
            timeout=CONNECTION_WAIT_S,
            kwargs={"autocommit": True, "prepare_threshold": NEVER_BY_COUNT, "options": PLANS},
        )

    async def __aenter__(self) -> Self:
        await self._pool.open(wait=True, timeout=30)
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._pool.close()

    def act(self, pipelined: bool = False) -> AbstractAsyncContextManager[Rooms]:
        """One transaction: committed on leaving, rolled back on any exception.

        `pipelined` sends statements without waiting for those before them, until a result is read; COPY cannot be used in it.
        """
        return self._act(pipelined)

    @asynccontextmanager
    async def _act(self, pipelined: bool) -> AsyncIterator[Rooms]:
        async with self._connection() as connection:
            try:
                async with connection.pipeline() if pipelined else contextlib.nullcontext():
                    await connection.execute("BEGIN")
                    yield self._rooms(connection)
                    await connection.execute("COMMIT")
            except BaseException:
                await _rolled_back(connection)
                raise

    @asynccontextmanager
    async def read(self) -> AsyncIterator[Rooms]:
        """Rooms for reading: every statement sees what is committed when it runs."""
        async with self._connection() as connection:
            yield self._rooms(connection)

    @asynccontextmanager
    async def _connection(self) -> AsyncIterator[AsyncConnection[Any]]:
        try:
            connection = await self._pool.getconn()
        except PoolTimeout as error:
            raise Unavailable("no database connection") from error
        try:
            yield connection
        except psycopg.errors.IntegrityError as error:
            kept = KEPT_BY_DATABASE.get(error.diag.constraint_name or "")
            if kept is None:
                raise
            raise kept() from error
        except (psycopg.OperationalError, psycopg.InterfaceError) as error:
            asyncio.get_running_loop().create_task(self._pool.check())
            raise Unavailable("the database went away") from error
        finally:
            await self._pool.putconn(connection)

    def _rooms(self, connection: AsyncConnection[Any]) -> Rooms:
        return Rooms(
            people=PeopleStore(connection),
            providers=ProvidersStore(connection),
            catalogue=CatalogueStore(connection),
            code=CodeStore(connection),
            care=CareStore(connection),
            ledger=LedgerStore(connection),
            settlement=SettlementStore(connection),
            messages=MessageStore(connection),
            board=BoardStore(connection),
            connection=connection,
            now=self.clock(),
            ids=self.ids,
            chance=self.chance,
            law=self.law,
        )


async def _rolled_back(connection: AsyncConnection[Any]) -> None:
    """Leave the connection clean. One that is broken is thrown away by the pool."""
    if not connection.closed and connection.info.transaction_status != psycopg.pq.TransactionStatus.IDLE:
        with contextlib.suppress(psycopg.Error):
            await connection.execute("ROLLBACK")
