"""What a message costs the database: a settlement is at most eight statements, BEGIN and COMMIT among them."""

from collections.abc import Iterable
from typing import Any

from psycopg import AsyncConnection, AsyncCursor

from tests.conftest import a_ticking_clock, counted_ids
from tests.rooms.exchange.national.hospital import open_hospital
from yimatong.app.settings import read_settings
from yimatong.app.wiring import Platform

STATEMENTS_PER_SETTLEMENT_MAX = 8
counted: list[str] = []


class CountingCursor(AsyncCursor[Any]):
    """Notes every statement it sends."""

    async def execute(self, query: Any, *given: Any, **more: Any) -> Any:
        counted.append(str(query))
        return await super().execute(query, *given, **more)

    async def executemany(self, query: Any, params_seq: Iterable[Any], **more: Any) -> None:
        rows = list(params_seq)
        counted.extend([str(query)] * len(rows))
        await super().executemany(query, rows, **more)


class CountingConnection(AsyncConnection[Any]):
    """All of its statements are noted."""

    def __init__(self, *given: Any, **more: Any) -> None:
        super().__init__(*given, **more)
        self.cursor_factory = CountingCursor


async def test_a_settlement_is_at_most_eight_statements(demo_area: str, anyio_backend: object) -> None:
    async with Platform(
        demo_area, read_settings(), "a secret", clock=a_ticking_clock(), ids=counted_ids(4_700_000_000_000_000_000),
        connection_class=CountingConnection,
    ) as platform:  # fmt: skip
        hospital = await open_hospital(platform)
        mdtrt_id, total = await hospital.charged(40)
        given = hospital.settling(mdtrt_id, total)
        costs = {}
        for infno, limit in (("2206", 1), ("2207", STATEMENTS_PER_SETTLEMENT_MAX)):
            counted.clear()
            await hospital.done(infno, given)
            costs[infno] = list(counted)
            assert 1 <= len(counted) <= limit, counted
        assert (costs["2207"][0], costs["2207"][-1]) == ("BEGIN", "COMMIT")
