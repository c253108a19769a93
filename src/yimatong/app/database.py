"""The database of this run: the one DATABASE_URL names, or our own, started if nobody has started it yet."""

from collections.abc import Iterator
from contextlib import contextmanager

import psycopg

from yimatong.app.embedded_postgres import EmbeddedPostgres
from yimatong.app.migrations import upgrade
from yimatong.app.postgres_place import DataFolderInUse, PostgresUnavailable
from yimatong.app.progress import Progress, silent
from yimatong.app.settings import Settings

OLDEST_VERSION = 150_000  # as libpq writes 15.0
CONNECT_TIMEOUT_S = 5


def embedded(settings: Settings) -> EmbeddedPostgres:
    """Our own PostgreSQL, in the data folder; not started by this."""
    return EmbeddedPostgres(settings.data / "postgres")


def database_address(settings: Settings) -> str:
    """The address of a database that is running already, as a worker process needs it."""
    return settings.database_url or embedded(settings).url


@contextmanager
def database(settings: Settings, progress: Progress = silent, join: bool = True) -> Iterator[str]:
    """Address of a database at this program's schema. A server started here is stopped at the end; with `join`, one that
    another process runs is used and left running. PostgresUnavailable says what is wrong."""
    with _server(settings, progress, join) as url:
        progress("schema", 0, 1)
        upgrade(url)
        progress("schema", 1, 1)
        yield url


@contextmanager
def _server(settings: Settings, progress: Progress, join: bool) -> Iterator[str]:
    progress("PostgreSQL", 0, 1)
    if settings.database_url:
        require_supported(settings.database_url)
        progress("PostgreSQL", 1, 1)
        yield settings.database_url
        return
    own = embedded(settings)
    try:
        url = own.start()
    except DataFolderInUse:
        if not join or not own.is_answering():
            raise
        url = own.url
    try:
        progress("PostgreSQL", 1, 1)
        yield url
    finally:
        own.stop()


def require_supported(url: str, oldest: int = OLDEST_VERSION) -> None:
    """PostgresUnavailable unless a PostgreSQL of `oldest` (as libpq writes it) or newer answers at `url`. The message never
    holds the password."""
    try:
        with psycopg.connect(url, connect_timeout=CONNECT_TIMEOUT_S) as connection:
            version = connection.info.server_version
    except psycopg.Error as error:
        raise PostgresUnavailable(f"DATABASE_URL cannot be used: {str(error).strip()}") from None
    if version < oldest:
        raise PostgresUnavailable(f"DATABASE_URL is PostgreSQL {version // 10_000}; Yimatong needs {oldest // 10_000} or newer")
