"""One demo area for all tests of the hospital interface: each walks visits of its own in it."""

from collections.abc import AsyncIterator, Iterator

import psycopg
import pytest
from psycopg.sql import SQL, Identifier

from tests.conftest import a_ticking_clock, at_database, counted_ids
from yimatong.app.settings import read_settings
from yimatong.app.wiring import Platform


@pytest.fixture(scope="session")
def demo_area(server_url: str, demo_template: str) -> Iterator[str]:
    """Address of a demo area that these tests share."""
    name = Identifier(f"{demo_template}_exchange")
    with psycopg.connect(server_url, autocommit=True) as connection:
        connection.execute(SQL("CREATE DATABASE {} TEMPLATE {}").format(name, Identifier(demo_template)))
        yield at_database(server_url, f"{demo_template}_exchange")
        connection.execute(SQL("DROP DATABASE {} WITH (FORCE)").format(name))


@pytest.fixture(scope="session")
async def platform(demo_area: str, anyio_backend: object) -> AsyncIterator[Platform]:
    """A platform over the shared demo area."""
    async with Platform(
        demo_area, read_settings(), "a secret of the tests", clock=a_ticking_clock(), ids=counted_ids()
    ) as open_platform:
        yield open_platform
