"""Fixtures for every test: one real PostgreSQL per test process, a migrated template, and cheap fresh databases from it."""

import os
import shutil
import tempfile
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import psycopg
import pytest
from psycopg import AsyncConnection

from yimatong.app.embedded_postgres import EmbeddedPostgres
from yimatong.app.migrations import upgrade

TEMPLATE = "yimatong_template"


def pytest_sessionfinish(session: pytest.Session) -> None:
    """In the gate a skipped test is a failure: there everything can be had."""
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    if os.environ.get("CI") and reporter is not None and reporter.stats.get("skipped"):
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
