"""The embedded PostgreSQL: it starts again after every way of dying, and lets only one owner in."""

import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import psycopg
import pytest
from psycopg import AsyncConnection

from tests.conftest import at_database
from yimatong.app.embedded_postgres import EmbeddedPostgres
from yimatong.app.migrations import current, head, upgrade
from yimatong.app.postgres_place import PostgresUnavailable


async def test_a_test_connection_sees_the_migrated_schema(connection: AsyncConnection[Any]) -> None:
    cursor = await connection.execute("SELECT to_regclass('people.person')")
    assert (await cursor.fetchone()) == ("people.person",)


def test_a_fresh_database_is_at_the_head(database_url: str) -> None:
    assert current(database_url) == head()


def test_an_empty_database_is_brought_to_the_head_and_stays(empty_database_url: str) -> None:
    assert current(empty_database_url) is None
    upgrade(empty_database_url)
    assert current(empty_database_url) == head()
    upgrade(empty_database_url)
    assert current(empty_database_url) == head()


@pytest.mark.crash
def test_a_killed_owner_and_a_killed_server_leave_a_folder_that_starts_again(server_folder: Path) -> None:
    folder = server_folder / "postgres"
    for dead_server in (False, True):
        url = _start_write_and_die(folder, dead_server)
        with EmbeddedPostgres(folder) as postgres, psycopg.connect(postgres.url) as connection:
            assert postgres.url == url
            assert connection.execute("SELECT count(*) FROM kept").fetchone() == (1,)
    assert EmbeddedPostgres(folder).is_answering() is False


def test_a_pid_file_whose_number_belongs_to_another_program_does_no_harm(server_folder: Path) -> None:
    with EmbeddedPostgres(server_folder / "postgres", durable=False) as postgres:
        folder = postgres.folder
    (folder / "data" / "postmaster.pid").write_text(f"{os.getpid()}\n{folder / 'data'}\n")
    with EmbeddedPostgres(server_folder / "postgres", durable=False) as postgres:
        assert postgres.is_answering()


def test_a_second_owner_is_told_who_is_in_the_house(server_folder: Path) -> None:
    second = EmbeddedPostgres(server_folder / "postgres", durable=False)
    told = pytest.raises(PostgresUnavailable, match=f"process {os.getpid()}.*YIMATONG_DATA")
    with EmbeddedPostgres(server_folder / "postgres", durable=False), told:
        second.start()


def test_the_password_is_needed_and_kept_from_other_users(server_folder: Path) -> None:
    with EmbeddedPostgres(server_folder / "postgres", durable=False) as postgres:
        password = (postgres.folder / "password").read_text()
        assert (postgres.folder / "password").stat().st_mode & 0o077 == 0
        with pytest.raises(psycopg.OperationalError, match="password"):
            psycopg.connect(postgres.url.replace(password, "wrong"))


def test_the_server_never_runs_as_root(server_url: str) -> None:
    with psycopg.connect(at_database(server_url, "postgres")) as connection:
        row = connection.execute("SELECT pg_backend_pid()").fetchone()
        assert row is not None
        assert Path(f"/proc/{row[0]}").stat().st_uid != 0


_WRITER = """
import os, signal, sys
from pathlib import Path
import psycopg
from yimatong.app.embedded_postgres import EmbeddedPostgres
postgres = EmbeddedPostgres(Path(sys.argv[1]))
print(postgres.start(), flush=True)
with psycopg.connect(postgres.url, autocommit=True) as connection:
    connection.execute("CREATE TABLE IF NOT EXISTS kept (number int PRIMARY KEY)")
    connection.execute("INSERT INTO kept VALUES (1) ON CONFLICT DO NOTHING")
    if sys.argv[2] == "True":
        os.kill(int((postgres.folder / "data" / "postmaster.pid").read_text().split()[0]), signal.SIGKILL)
os.kill(os.getpid(), signal.SIGKILL)
"""


def _start_write_and_die(folder: Path, dead_server: bool) -> str:
    done = subprocess.run(
        [sys.executable, "-c", _WRITER, str(folder), str(dead_server)], capture_output=True, text=True, timeout=60, check=False
    )
    assert done.returncode == -signal.SIGKILL, done.stderr
    return done.stdout.strip()
