"""Fixtures for every test: one real PostgreSQL per test process, a migrated template, and cheap fresh databases from it."""

import asyncio
import os
import shutil
import tempfile
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from itertools import count
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import psycopg
import pytest
from psycopg import AsyncConnection

from yimatong.app.demo import create_demo
from yimatong.app.embedded_postgres import EmbeddedPostgres
from yimatong.app.migrations import upgrade
from yimatong.app.progress import silent
from yimatong.app.settings import read_settings
from yimatong.app.wiring import Clock, Platform
from yimatong.kernel.dates import CHINA
from yimatong.kernel.ids import IdSource

TEMPLATE = "yimatong_template"


def pytest_sessionfinish(session: pytest.Session) -> None:
    """In the gate a skipped test is a failure: there everything can be had. Spark alone has its own target, `make test-spark`."""
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    if reporter is None or not os.environ.get("CI"):
        return
    if any("spark" not in report.keywords for report in reporter.stats.get("skipped", [])):
        reporter.write_line("CI: tests were skipped, and none may be", red=True)
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


@pytest.fixture(scope="session")
def anyio_backend() -> tuple[str, dict[str, Any]]:
    """Every `async def` test and fixture runs on asyncio; no mark is needed."""
    return ("asyncio", {"use_uvloop": False})


@pytest.fixture(scope="session")
def server_url() -> Iterator[str]:
    """Address of a server where databases may be made: an embedded one in a temporary folder, without fsync; or, to try
    another PostgreSQL, the one in YIMATONG_TEST_DATABASE_URL."""
    if given := os.environ.get("YIMATONG_TEST_DATABASE_URL"):
        yield given
        return
    with contextmanager(reachable_folder)() as folder, EmbeddedPostgres(folder / "postgres", durable=False) as postgres:
        yield postgres.url


@pytest.fixture
def server_folder() -> Iterator[Path]:
    """A folder for a PostgreSQL of the test's own, with a space in its path, reachable for the user the server runs as."""
    yield from reachable_folder()


@pytest.fixture(scope="session")
def template(server_url: str) -> str:
    """Name of a migrated database that nobody is connected to."""
    name = f"{TEMPLATE}_{os.getpid()}"
    _administer(server_url, f'DROP DATABASE IF EXISTS "{name}"')
    _administer(server_url, f'CREATE DATABASE "{name}"')
    upgrade(at_database(server_url, name))
    return name


@pytest.fixture
def empty_database_url(server_url: str) -> Iterator[str]:
    """A fresh database without any migration, dropped afterwards."""
    yield from _database(server_url, "template1")


@pytest.fixture
def database_url(server_url: str, template: str) -> Iterator[str]:
    """A fresh migrated database of this test's own, dropped afterwards. For tests that commit or need several connections."""
    yield from _database(server_url, template)


@pytest.fixture(scope="session")
def shared_database_url(server_url: str, template: str) -> Iterator[str]:
    """A migrated database nobody commits to: every test rolls back."""
    yield from _database(server_url, template)


@pytest.fixture
async def connection(shared_database_url: str, anyio_backend: object) -> AsyncIterator[AsyncConnection[Any]]:
    """A connection within a transaction that is rolled back after the test."""
    async with await AsyncConnection.connect(shared_database_url) as connection:
        await connection.execute("SET synchronous_commit = off")
        yield connection
        await connection.rollback()


@pytest.fixture(scope="session")
def demo_template(server_url: str, template: str) -> str:
    """Name of a database that holds the demo area: lists, institutions with secrets, people with balances."""
    name = f"yimatong_demo_{os.getpid()}"
    _administer(server_url, f'DROP DATABASE IF EXISTS "{name}"')
    _administer(server_url, f'CREATE DATABASE "{name}" TEMPLATE "{template}"')
    asyncio.run(_make_demo(at_database(server_url, name)))
    return name


@pytest.fixture
def demo_url(server_url: str, demo_template: str) -> Iterator[str]:
    """A fresh database that holds the demo area, dropped afterwards."""
    yield from _database(server_url, demo_template)


@pytest.fixture
async def platform(demo_url: str, anyio_backend: object) -> AsyncIterator[Platform]:
    """A platform over a demo area of the test's own."""
    async with Platform(
        demo_url, read_settings(), "a secret of the tests", clock=a_ticking_clock(), ids=counted_ids()
    ) as open_platform:
        yield open_platform


def a_ticking_clock(start: datetime = datetime(2026, 11, 21, 10, 0, tzinfo=CHINA)) -> Clock:
    """A clock that a second passes on at every look."""
    seconds = count()
    return lambda: start + timedelta(seconds=next(seconds))


def counted_ids(start: int = 4_600_000_000_000_000_000) -> IdSource:
    """Ids one after the other, above those the demo area used."""
    numbers = count(start)
    return lambda: next(numbers)


async def _make_demo(url: str) -> None:
    async with Platform(url, read_settings(), clock=a_ticking_clock()) as platform:
        await create_demo(platform, silent)


def at_database(url: str, name: str) -> str:
    """The same server, another database."""
    return urlunsplit(urlsplit(url)._replace(path=f"/{name}"))


def reachable_folder() -> Iterator[Path]:
    """pytest's own temporary folders are closed to other users, and root's PostgreSQL runs as one."""
    folder = Path(tempfile.mkdtemp(prefix="yimatong test "))
    folder.chmod(0o711)
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


_numbers = count(1)


def _database(server: str, template: str) -> Iterator[str]:
    name = f"yimatong_test_{os.getpid()}_{next(_numbers)}"
    _administer(server, f'CREATE DATABASE "{name}" TEMPLATE "{template}"')
    yield at_database(server, name)
    _administer(server, f'DROP DATABASE "{name}" WITH (FORCE)')


def _administer(url: str, statement: str) -> None:
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(statement)
