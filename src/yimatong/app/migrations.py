"""Brings a database up to the schema this program was written for. When it is there already, one query says so."""

import re
from pathlib import Path

import psycopg

FOLDER = Path(__file__).resolve().parents[3] / "migrations"
_REVISION = re.compile(r'^(down_)?revision\b[^=]*=\s*(?:"(\w+)"|None)', re.MULTILINE)


class SchemaTooNew(Exception):
    """The database was migrated by a newer program than this one; migrations only go forward."""


def head(folder: Path = FOLDER) -> str:
    """The last revision on disk: the one no other revision stands on."""
    revisions, bases = _revisions(folder)
    heads = revisions - bases
    assert len(heads) == 1, f"migrations must form one chain, but end in {sorted(heads)}"
    return heads.pop()


def current(url: str) -> str | None:
    """The revision a database is at; None for one that was never migrated."""
    with psycopg.connect(url) as connection:
        there = connection.execute("SELECT to_regclass('public.alembic_version')").fetchone()
        if there is None or there[0] is None:
            return None
        row = connection.execute("SELECT version_num FROM public.alembic_version").fetchone()
    return None if row is None else str(row[0])


def upgrade(url: str, folder: Path = FOLDER) -> None:
    """Runs the missing migrations, each process waiting for the other. SchemaTooNew if the database is ahead of us."""
    at = current(url)
    if at == head(folder):
        return
    if at is not None and at not in _revisions(folder)[0]:
        raise SchemaTooNew(f"the database is at schema {at}, this program knows schemas up to {head(folder)}; update the program")
    # Alembic brings SQLAlchemy along, which costs a third of a second; a start that needs no migration does without.
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(folder).replace("%", "%%"))
    config.attributes["url"] = url
    command.upgrade(config, "head")


def _revisions(folder: Path) -> tuple[set[str], set[str]]:
    """All revisions, and those another one stands on."""
    found = [match for file in (folder / "versions").glob("*.py") for match in _REVISION.finditer(file.read_text("utf-8"))]
    revisions = {match[2] for match in found if not match[1] and match[2]}
    bases = {match[2] for match in found if match[1] and match[2]}
    return revisions, bases
