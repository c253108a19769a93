"""`yimatong law …`: which packs are loaded, what their text says, and whether every published case still comes out to the fen."""

import sys
from pathlib import Path
from typing import Annotated

import msgspec
import typer
import yaml

law = typer.Typer(no_args_is_help=True, help="The law packs: what is granted, where and since when.")


@law.command("list")
def list_packs() -> None:
    """One line a pack: area, scheme, name, the days on which it changes."""
    from yimatong.benefits.service import load_law

    for pack in load_law().packs:
        mark = "  示意 illustrative in part" if pack.illustrative else ""
        days = " ".join(day.isoformat() for day in pack.editions)
        sys.stdout.write(f"{pack.area}-{pack.scheme}  {pack.name_zh} / {pack.name_en}  {days}{mark}\n")


@law.command("text")
def text(pack: Annotated[str, typer.Argument(help="Area and scheme as `law list` prints them, 350100-310.")]) -> None:
    """Print the text of a pack: what the law says, what is known and what is not."""
    from yimatong.benefits.service import law_text

    try:
        sys.stdout.write(law_text(pack))
    except FileNotFoundError:
        sys.stderr.write(f"yimatong: there is no pack {pack}; `yimatong law list` names them\n")
        raise typer.Exit(1) from None


@law.command("cases")
def cases(
    file: Annotated[
        Path | None, typer.Argument(exists=True, dir_okay=False, help="A cases.yaml; without it all packaged.")
    ] = None,
) -> None:
    """Play the cases: each names the amounts a document publishes. Status 1 if one of them comes out otherwise."""
    from yimatong.benefits.service import load_law, run_all_cases, run_cases

    try:
        results = run_cases(load_law(), file) if file else run_all_cases(load_law())
    except (msgspec.ValidationError, yaml.YAMLError) as error:
        sys.stderr.write(f"yimatong: {file} is not a file of cases: {error}\n")
        raise typer.Exit(1) from None
    for result in results:
        sys.stdout.write(f"{'ok  ' if result.passed else 'FAIL'} {result.area}-{result.scheme} {result.name}\n")
        for difference in result.differences:
            sys.stdout.write(f"       {difference}\n")
    failed = sum(not result.passed for result in results)
    sys.stdout.write(f"{len(results)} cases, {failed} failed\n")
    if failed:
        raise typer.Exit(1)
