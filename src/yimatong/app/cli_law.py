"""`yimatong law …`: what packs there are and what they say; starting, checking and playing one; why a bill came out so."""

import sys
from pathlib import Path
from typing import Annotated

import msgspec
import typer
import yaml

law = typer.Typer(no_args_is_help=True, help="The law packs: what is granted, where and since when.")
FAILED = 1


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
        _fail(f"there is no pack {pack}; `yimatong law list` names them")


@law.command("new")
def new(
    area: Annotated[str, typer.Argument(help="Area of insurance, six digits.")],
    scheme: Annotated[str, typer.Argument(help="310 employees (职工) or 390 residents (居民).")],
    into: Annotated[Path, typer.Option(help="Folder to put the pack's folder in.", file_okay=False)] = Path(),
) -> None:
    """Start a pack: a folder with its three files, which already pass `law check`."""
    from yimatong.benefits.service import start

    try:
        folder = start(area, scheme, into)
    except ValueError as error:
        _fail(str(error))
    except FileExistsError as error:
        _fail(f"{error.filename} is there already")
    else:
        sys.stdout.write(f"{folder}: parameters.yaml, cases.yaml, law.md\n")


@law.command("check")
def check(
    path: Annotated[Path | None, typer.Argument(exists=True, help="A pack's folder, or a folder of packs; else all.")] = None,
) -> None:
    """Say what is wrong in packs, each problem with file, line, key and sentence. Status 1 if there is any."""
    from yimatong.benefits.service import Law, checked

    found = checked(path)
    if isinstance(found, Law):
        marked = sum(pack.illustrative for pack in found.packs)
        sys.stdout.write(f"{_counted(len(found.packs), 'pack')}, sound; {marked} illustrative in part\n")
        return
    for problem in found:
        sys.stdout.write(f"{problem}\n")
    _fail(_counted(len(found), "problem"))


@law.command("cases")
def cases(
    path: Annotated[Path | None, typer.Argument(exists=True, help="A cases.yaml or a pack's folder; else all packaged.")] = None,
) -> None:
    """Play the cases: each names the amounts a document publishes. Status 1 if one of them comes out otherwise.

    A file beside a parameters.yaml is played against that pack.
    """
    from yimatong.app.law_tables import print_cases
    from yimatong.benefits.service import LawUnfit, law_at, load_law, run_all_cases, run_cases

    try:
        file = path / "cases.yaml" if path and path.is_dir() else path
        results = run_cases(law_at(file), file) if file else run_all_cases(load_law())
    except LawUnfit as unfit:
        _fail(str(unfit))
    except (msgspec.ValidationError, yaml.YAMLError, ValueError, OSError) as error:
        _fail(f"{path} is not a file of cases: {error}")
    else:
        print_cases(results, sys.stdout)
        failed = sum(not result.passed for result in results)
        sys.stdout.write(f"{len(results)} cases, {failed} failed\n")
        if failed:
            raise typer.Exit(FAILED)


@law.command("explain")
def explain(
    bill: Annotated[Path, typer.Argument(exists=True, dir_okay=False, help="A file that names area, scheme, person and visit.")],
    english: Annotated[bool, typer.Option("--english", help="In English.")] = False,
) -> None:
    """Settle one bill written in a file and say why: a table of the layers, then the same in plain words."""
    from yimatong.app.law_tables import print_answer
    from yimatong.benefits.service import LawUnfit, asked
    from yimatong.kernel.refusals import Refusal

    try:
        answer = asked(bill)
    except LawUnfit as unfit:
        _fail(str(unfit))
    except (msgspec.ValidationError, yaml.YAMLError, ValueError) as error:
        _fail(f"{bill} is not a bill: {error}")
    else:
        if isinstance(answer, Refusal):
            _fail(f"{answer.reason.value} [{answer.field} {answer.detail}]")
        else:
            print_answer(answer, "en" if english else "zh", sys.stdout)


def _counted(number: int, word: str) -> str:
    return f"{number} {word}" if number == 1 else f"{number} {word}s"


def _fail(sentence: str) -> None:
    sys.stderr.write(f"yimatong: {sentence}\n")
    raise typer.Exit(FAILED)
