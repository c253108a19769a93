"""From a clean clone to the first settled bill: clone, `make run`, and one bill over the hospital interface."""

import asyncio
import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from bench.wire.bills import CALL, prepare
from bench.wire.load import Run, closed_loop
from bench.wire.platform import Running, free_port, say, wait_until_up

PROJECT = Path(__file__).resolve().parents[1]


def main() -> None:
    """Prints clean_clone_to_first_bill_s."""
    folder = Path(tempfile.mkdtemp(prefix="yimatong clone "))
    folder.chmod(0o711)
    clone, port = folder / "yimatong", free_port()
    began = time.perf_counter()
    say("cloning and starting")
    subprocess.run(["git", "clone", "--quiet", "--local", str(PROJECT), str(clone)], check=True)
    environment = {name: value for name, value in os.environ.items() if name not in ("VIRTUAL_ENV", "YIMATONG_DATA")}
    with open(os.devnull, "wb") as nowhere:
        command = ["make", "run", f"PORT={port}"]
        server = subprocess.Popen(command, cwd=clone, env=environment, start_new_session=True, stdout=nowhere, stderr=nowhere)
    try:
        wait_until_up(port, server)
        first_bill(clone, port, environment | {"PORT": str(port)})
        show(time.perf_counter() - began)
    finally:
        os.killpg(server.pid, signal.SIGINT)
        server.wait(60)
        shutil.rmtree(folder, ignore_errors=True)


def first_bill(clone: Path, port: int, environment: dict[str, str]) -> None:
    """Register, describe, charge and settle one bill."""
    program = clone / ".venv" / "bin" / "yimatong"
    shown = subprocess.run(
        [program, "demo", "credentials", "--json"], cwd=clone, env=environment, check=True, capture_output=True
    )

    async def settle() -> Run:
        [body] = await prepare(Running(port, clone / ".data", json.loads(shown.stdout)), 1, 1)
        return await closed_loop(port, CALL + "2207", [body], 1)

    assert asyncio.run(settle()).refused == 0, "the first bill is settled"


def show(seconds: float) -> None:
    """One figure as one JSON line on standard output."""
    note = "git clone, make run (virtual environment, locked packages, PostgreSQL, demo area), one bill over the interface"
    line = {
        "name": "clean_clone_to_first_bill_s",
        "value": round(seconds, 1),
        "unit": "s",
        "peer": None,
        "ratio": None,
        "note": note,
    }
    sys.stdout.write(json.dumps(line) + "\n")


if __name__ == "__main__":
    main()
