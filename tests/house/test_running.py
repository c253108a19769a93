"""`yimatong run` as a person lives with it: it comes up, says where, gives way to nobody's port, and leaves nothing behind."""

import os
import re
import resource
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

import msgspec
import psycopg
import pytest

from yimatong.app.database import require_supported
from yimatong.app.embedded_postgres import EmbeddedPostgres
from yimatong.app.postgres_place import PostgresUnavailable

PROGRAM = str(Path(sys.executable).with_name("yimatong"))
UP_WITHIN_S = 60
SECOND_RUN_CPU_S_MAX = 5
"""Seconds of processor, not of the clock: a busy machine must not fail the promise of being up again within five."""
pytestmark = pytest.mark.slow


def test_it_starts_stops_and_starts_again_quickly(server_folder: Path) -> None:
    with _running(server_folder) as (_, address, port):
        assert _status(address) == 200
        told = _told_to_start(server_folder, port)
        assert told.returncode == 1
        assert f"port {port}" in told.stderr
        assert "PORT=" in told.stderr
        assert "Traceback" not in told.stderr
    assert _left_over(server_folder) == []
    before = _children_cpu_s()
    with _running(server_folder, port) as (_, address, _port):
        assert _status(address) == 200
    assert _children_cpu_s() - before < SECOND_RUN_CPU_S_MAX
    assert _left_over(server_folder) == []


@pytest.mark.crash
@pytest.mark.parametrize("workers", [1, 2])
def test_a_killed_platform_leaves_a_folder_that_starts_again(server_folder: Path, workers: int) -> None:
    with _running(server_folder, workers=workers) as (process, _, port):
        process.kill()
        process.wait()
    _wait_until(lambda: not _listens(port), "the killed platform's workers keep its port")
    with _running(server_folder, port, workers=workers) as (process, address, _port):
        assert _status(address) == 200
        process.send_signal(signal.SIGTERM)
        assert process.wait(timeout=30) == 0
    assert _left_over(server_folder) == []


def test_two_platforms_do_not_share_a_folder(server_folder: Path) -> None:
    with _running(server_folder):
        told = _told_to_start(server_folder, _free_port())
        assert told.returncode == 1
        assert "another Yimatong" in told.stderr
        assert "YIMATONG_DATA" in told.stderr


def test_a_given_database_is_used_and_left_running(server_folder: Path, empty_database_url: str) -> None:
    with _running(server_folder, DATABASE_URL=empty_database_url) as (_, address, _port):
        assert _status(address) == 200
        assert not EmbeddedPostgres(server_folder / "postgres").is_answering()
    with psycopg.connect(empty_database_url) as connection:
        row = connection.execute("SELECT count(*) FROM people.person").fetchone()
    assert row is not None
    assert row[0] >= 2000


def test_credentials_and_a_code_come_from_the_running_platform(server_folder: Path) -> None:
    with _running(server_folder):
        found = msgspec.json.decode(_command(server_folder, "demo", "credentials", "--json"))
        assert set(found) == {"institutions", "people", "items", "pages"}
        assert set(found["institutions"][0]) >= {"code", "name", "level", "area", "secret"}
        wanted = {"psn_no", "certno", "name", "scheme", "area", "status", "hardship", "account_balance"}
        assert set(found["people"][0]) >= wanted
        assert len(found["items"]) >= 20
        assert {item["class"] for item in found["items"]} == {"甲", "乙", "丙"}
        person = next(person for person in found["people"] if person["covered"])
        codes = {_command(server_folder, "demo", "code", "--person", person["psn_no"]).strip() for _ in range(2)}
        assert len(codes) == 2
        assert not any(person["certno"] in code or person["psn_no"] in code for code in codes)


def test_an_old_postgresql_is_refused_by_name(server_url: str) -> None:
    require_supported(server_url)
    with pytest.raises(PostgresUnavailable, match=r"DATABASE_URL is PostgreSQL \d\d; Yimatong needs 99 or newer"):
        require_supported(server_url, oldest=990_000)


def _environment(folder: Path, **more: str) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not re.match(r"YIMATONG_|PORT$|DATABASE_URL$", name)}
    return {**kept, "YIMATONG_DATA": str(folder), **more}


@contextmanager
def _running(
    folder: Path, port: int = 0, workers: int = 1, **environment: str
) -> Iterator[tuple[subprocess.Popen[str], str, int]]:
    """The platform, up; stopped at the end as Ctrl-C does, and checked to have ended well."""
    port = port or _free_port()
    errors = (folder / "stderr.txt").open("w+")
    process = subprocess.Popen(
        [PROGRAM, "run", "--port", str(port), "--workers", str(workers)],
        env=_environment(folder, **environment), stderr=errors, stdout=subprocess.DEVNULL, text=True, start_new_session=True,
    )  # fmt: skip
    address = f"http://127.0.0.1:{port}"
    try:
        _wait_until(lambda: process.poll() is not None or f"{address}/" in _text(errors), "the platform does not come up")
        assert process.poll() is None, _text(errors)
        yield process, address, port
    finally:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGINT)
            process.wait(timeout=30)
        said = _text(errors)
        errors.close()
    assert "Traceback" not in said, said


def _told_to_start(folder: Path, port: int) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [PROGRAM, "run", "--port", str(port)], env=_environment(folder), capture_output=True, text=True, timeout=60, check=False
    )


def _command(folder: Path, *words: str) -> str:
    done = subprocess.run([PROGRAM, *words], env=_environment(folder), capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


def _status(address: str) -> int:
    try:
        with urllib.request.urlopen(f"{address}/", timeout=10) as answer:
            return int(answer.status)
    except urllib.error.HTTPError as error:
        return error.code


def _children_cpu_s() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def _left_over(folder: Path) -> list[str]:
    """Living processes that were started over this folder."""
    found = []
    for entry in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            line = entry.read_bytes().replace(b"\0", b" ").decode(errors="replace")
        except OSError:
            continue
        if str(folder) in line:
            found.append(line)
    return found


def _wait_until(true: Callable[[], bool], otherwise: str) -> None:
    deadline = time.monotonic() + UP_WITHIN_S
    while not true():
        assert time.monotonic() < deadline, otherwise
        time.sleep(0.05)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _listens(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def _text(file: IO[str]) -> str:
    file.seek(0)
    return file.read()
