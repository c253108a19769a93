"""How many SQL statements one settlement over the hospital interface costs, BEGIN and COMMIT counted."""

import asyncio
import json
import shutil
import sys
import tempfile
from pathlib import Path

from bench.wire.platform import say
from tests.rooms.exchange.national.hospital import open_hospital
from tests.rooms.exchange.national.test_statements import CountingConnection, counted
from yimatong.app.demo import create_demo
from yimatong.app.embedded_postgres import EmbeddedPostgres
from yimatong.app.migrations import upgrade
from yimatong.app.progress import silent
from yimatong.app.settings import read_settings
from yimatong.app.wiring import Platform

BILLS = 40
PEER = {"name": "openIMIS, one six-line claim (measured before, not in this run)", "value": 207}


def main() -> None:
    """Prints sql_statements_per_settlement: the largest count of all bills."""
    folder = Path(tempfile.mkdtemp(prefix="yimatong-bench-"))
    folder.chmod(0o711)
    say("counting statements")
    try:
        with EmbeddedPostgres(folder / "postgres", durable=False) as postgres:
            upgrade(postgres.url)
            most = asyncio.run(counts(postgres.url))
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    note = f"the most of {BILLS} settle messages (2207), counted at the driver; the peer's figure was not measured in this run"
    line = {"name": "sql_statements_per_settlement", "value": most, "unit": "statements", "peer": PEER}
    line |= {"ratio": round(most / 207, 3), "note": note}
    sys.stdout.write(json.dumps(line) + "\n")


async def counts(url: str) -> int:
    """Settle bills; the most statements one took."""
    async with Platform(url, read_settings(), "a secret", connection_class=CountingConnection) as platform:
        await create_demo(platform, silent)
        hospital = await open_hospital(platform)
        most = 0
        for _ in range(BILLS):
            mdtrt_id, total = await hospital.charged(6)
            given = hospital.settling(mdtrt_id, total)
            counted.clear()
            await hospital.done("2207", given)
            most = max(most, len(counted))
    return most


if __name__ == "__main__":
    main()
