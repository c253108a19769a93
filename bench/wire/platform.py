"""A platform of the bench's own: fresh data, a free port, stopped at the end."""

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

START_LIMIT_S = 180


@dataclass(frozen=True, slots=True)
class Running:
    """Where the platform listens, what it keeps where, and what its demo area holds."""

    port: int
    data: Path
    area: dict[str, Any]


def free_port() -> int:
    """A port nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def say(words: str) -> None:
    """Progress, on standard error."""
    print(words, file=sys.stderr, flush=True)


@contextmanager
def platform(workers: int) -> Iterator[Running]:
    """A running platform with its demo area."""
    data = Path(tempfile.mkdtemp(prefix="yimatong-bench-"))
    data.chmod(0o711)
    port = free_port()
    environment = os.environ | {"YIMATONG_DATA": str(data), "PORT": str(port), "YIMATONG_LOG_LEVEL": "error"}
    program = [str(Path(sys.executable).with_name("yimatong"))]
    server = subprocess.Popen(
        [*program, "run", "--workers", str(workers)], env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        wait_until_up(port, server)
        shown = subprocess.run([*program, "demo", "credentials", "--json"], env=environment, check=True, capture_output=True)
        yield Running(port, data, json.loads(shown.stdout))
    finally:
        server.send_signal(signal.SIGINT)
        try:
            server.wait(30)
        except subprocess.TimeoutExpired:
            server.kill()
            server.wait()
        shutil.rmtree(data, ignore_errors=True)


def wait_until_up(port: int, server: "subprocess.Popen[bytes]") -> None:
    """Until the start page answers."""
    until = time.monotonic() + START_LIMIT_S
    while time.monotonic() < until:
        assert server.poll() is None, "the platform ended before it was up"
        try:
            urllib.request.urlopen(f"http://127.0.0.1:{port}/", timeout=2).read()
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise TimeoutError("the platform did not come up")
