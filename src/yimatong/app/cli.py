"""The command line: `yimatong --help`. Each command reads the settings, does one act and says in a sentence what went wrong."""

import asyncio
import sys
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, TypeVar

import msgspec
import typer
from rich.console import Console

from yimatong.app.cli_lab import lab
from yimatong.app.cli_law import law
from yimatong.app.database import database
from yimatong.app.migrations import SchemaTooNew
from yimatong.app.postgres_place import PostgresUnavailable
from yimatong.app.progress import shown, silent
from yimatong.app.settings import Settings, SettingsUnusable, read_settings, session_secret
from yimatong.kernel.refusals import Refused

if TYPE_CHECKING:
    from yimatong.app.wiring import Platform

Answer = TypeVar("Answer")
FAILED = 1
HELP = "医码通 Yimatong: the open platform behind one personal medical-insurance code."

cli = typer.Typer(no_args_is_help=True, add_completion=False, help=HELP, pretty_exceptions_enable=False)
demo = typer.Typer(no_args_is_help=True, help="The demo area: synthetic people, real lists, made-up secrets.")
cli.add_typer(demo, name="demo")
cli.add_typer(law, name="law")
cli.add_typer(lab, name="lab")


def main() -> None:
    """The program's entry. Known troubles end with one sentence on standard error and status 1, never with a traceback."""
    from yimatong.app.demo_day import NotRunning
    from yimatong.app.server import PortTaken

    try:
        cli()
    except (SettingsUnusable, PostgresUnavailable, PortTaken, SchemaTooNew, NotRunning) as trouble:
        _complain(str(trouble))
    except Refused as refused:
        refusal = refused.refusal
        _complain(f"{refusal.reason.value} [{refusal.field} {refusal.detail}]")
    except KeyboardInterrupt:
        sys.exit(130)


@cli.command()
def run(
    port: Annotated[int | None, typer.Option(help="TCP port; also PORT=.")] = None,
    workers: Annotated[int | None, typer.Option(help="Web processes; also YIMATONG_WORKERS=.")] = None,
    data: Annotated[Path | None, typer.Option(help="Data folder; also YIMATONG_DATA=.")] = None,
) -> None:
    """Start the platform; Ctrl-C stops all of it."""
    from yimatong.app.server import serve

    serve(read_settings(port=port, workers=workers, data=data))


@cli.command("import")
def take_in(
    kind: Annotated[str, typer.Argument(help="Which list: drugs, services, diagnoses, prices, institutions, …")],
    file: Annotated[Path, typer.Argument(help="The file, CSV in UTF-8.")],
) -> None:
    """Load one list whole or not at all; each bad line is named with file, line, field and reason."""
    from psycopg import AsyncConnection

    from yimatong.app.imports import ImportReport, import_file

    async def act(url: str) -> ImportReport:
        with shown() as progress:
            async with await AsyncConnection.connect(url) as connection:
                return await import_file(connection, kind, file, progress)

    with database(read_settings()) as url:
        report = asyncio.run(act(url))
    for line in report.lines():
        _say(line)
    if report.problems:
        _complain(f"{file}: nothing was loaded")
    _say(f"{file}: {report.row_count:,} rows, {report.changed:,} new or changed" + (", loaded before" * report.already_loaded))


@cli.command()
def schema() -> None:
    """Write migrations/schema.sql anew from the migrations."""
    from yimatong.app.schema_text import write_schema

    _say(str(write_schema()))


@demo.command("credentials")
def demo_credentials(
    json: Annotated[bool, typer.Option("--json", help="One JSON object on standard output.")] = False,
) -> None:
    """Institutions with their secrets, people, items and addresses of the demo area."""
    from yimatong.app.demo import credentials

    found = _with_demo(credentials)
    encoder = msgspec.json.Encoder(decimal_format="number")
    if json:
        _print(encoder.encode(found).decode())
        return
    for name, rows in found.items():
        _print(f"# {name}")
        for row in rows.items() if isinstance(rows, dict) else rows:
            _print("\t".join(str(value) for value in (row.values() if isinstance(row, dict) else row)))


@demo.command("code")
def demo_code(person: Annotated[str, typer.Option(help="The person's psn_no.")]) -> None:
    """Print a fresh code text of a person, as the phone would show it; good once, for a minute."""
    from yimatong.app.demo import fresh_code

    _print(_with_demo(lambda platform: fresh_code(platform, person)))


@demo.command("day")
def demo_day(
    bills: Annotated[int, typer.Option(min=1, max=1_000_000, help="How many bills.")] = 100,
    seed: Annotated[int, typer.Option(help="The same seed plays the same people and items.")] = 1,
    address: Annotated[str, typer.Option(help="Of the running platform; this machine's own when not given.")] = "",
) -> None:
    """Play a day of bills over HTTP against the running platform."""
    from yimatong.app.demo import credentials
    from yimatong.app.demo_day import play_day
    from yimatong.app.wiring import china_clock

    area = _with_demo(credentials)
    with shown() as progress:
        tally = play_day(address or read_settings().address, area, bills, china_clock, seed, progress)
    _say(f"settled {tally.settled:,} of {bills:,} bills, {tally.charged:,.2f} yuan")
    for words, count in sorted(tally.refusals.items(), key=lambda one: -one[1]):
        _say(f"refused {count:,}: {words}")


def _with_demo(act: Callable[["Platform"], Awaitable[Answer]]) -> Answer:
    """Does one thing on the platform of these settings, making the demo area first if it is not there."""
    from yimatong.app.demo import create_demo
    from yimatong.app.wiring import Platform

    async def open_and_do(url: str, settings: Settings) -> Answer:
        async with Platform(url, settings, session_secret(settings)) as platform:
            await create_demo(platform, silent)
            return await act(platform)

    settings = read_settings()
    with database(settings) as url:
        return asyncio.run(open_and_do(url, settings))


def _print(text: str) -> None:
    """The answer itself, on standard output."""
    sys.stdout.write(text + "\n")


def _say(text: str) -> None:
    """A word beside the answer, on standard error."""
    Console(stderr=True, soft_wrap=True, highlight=False).print(text, markup=False)


def _complain(text: str) -> None:
    _say(f"yimatong: {text}")
    sys.exit(FAILED)
