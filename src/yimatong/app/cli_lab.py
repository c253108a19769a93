"""`yimatong lab …`: what a change of law would do to a province, and the bills to ask it with."""

import os
import sys
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console
from rich.table import Table

from yimatong.app.progress import Progress, shown
from yimatong.kernel.refusals import Refused

if TYPE_CHECKING:
    from yimatong.benefits.core.pack import Law
    from yimatong.lab.blocks import Block
    from yimatong.lab.core.changing import Change
    from yimatong.lab.results import Result
    from yimatong.lab.running import Making

lab = typer.Typer(no_args_is_help=True, help="What if: a change of law over a whole province of bills. Needs the lab extra.")
PEOPLE, PEOPLE_MAX = 1_000_000, 100_000_000
FAILED = 1
STEP = "blocks of people"


@lab.command("run")
def run(
    change: Annotated[Path, typer.Option(exists=True, dir_okay=False, help="The change file, YAML.")],
    out: Annotated[Path, typer.Option(file_okay=False, help="Folder for index.html and the Parquet files; made if missing.")],
    population: Annotated[str, typer.Option(help="How many made-up people, or a Parquet file of bills.")] = str(PEOPLE),
    seed: Annotated[int, typer.Option(min=0, help="The same seed makes the same people.")] = 1,
) -> None:
    """Pay a year of bills under the law as it is and as it would be, and say who pays what, who wins and who loses."""
    from yimatong.benefits.law_files import LawUnfit, load_law
    from yimatong.lab.change_files import changed_law
    from yimatong.lab.extra import ExtraMissing

    try:
        words, after = changed_law(change)
        _run(words, load_law(), after, out, population, seed)
    except LawUnfit as unfit:
        for problem in unfit.problems:
            _complain(str(problem))
        raise typer.Exit(FAILED) from None
    except (ExtraMissing, Refused) as trouble:
        _complain(_sentence(trouble))
        raise typer.Exit(FAILED) from None


@lab.command("bills")
def bills(
    file: Annotated[Path, typer.Argument(dir_okay=False, help="The Parquet file to write.")],
    population: Annotated[int, typer.Option(min=1, max=PEOPLE_MAX, help="How many made-up people.")] = PEOPLE,
    seed: Annotated[int, typer.Option(min=0, help="The same seed makes the same people.")] = 1,
) -> None:
    """Write a year of bills of made-up people as Parquet: the form `lab run --population FILE` reads."""
    from yimatong.benefits.law_files import load_law
    from yimatong.lab.blocks import write_blocks
    from yimatong.lab.extra import ExtraMissing
    from yimatong.lab.running import made_up

    law = load_law()
    try:
        with shown() as progress:
            count = write_blocks(file, _each(made_up(law, population, seed), progress))
    except ExtraMissing as missing:
        _complain(str(missing))
        raise typer.Exit(FAILED) from None
    sys.stdout.write(f"{file}: {count:,} bills of {population:,} made-up people\n")


def _run(change: "Change", before: "Law", after: "Law", out: Path, population: str, seed: int) -> None:
    from yimatong.lab.blocks import blocks_in
    from yimatong.lab.page import page_of
    from yimatong.lab.results import result_of
    from yimatong.lab.running import from_file, made_up, question
    from yimatong.lab.running import run as run_all

    asked = question(before, after)
    if population.isdigit():
        count = min(max(int(population), 1), PEOPLE_MAX)
        makings = made_up(before, count, seed)
        blocks, steps, said = (
            iter(makings),
            len(makings),
            f"编造的 {count:,} 人（种子 {seed}），按公布的平均数编出，没有一个是真人",
        )
    else:
        path = Path(population)
        if not path.is_file():
            raise typer.BadParameter(f"{population} is neither a number of people nor a file", param_hint="--population")
        blocks, steps, said = from_file(path), blocks_in(path), f"账单文件 {path.name}"
    out.mkdir(parents=True, exist_ok=True)
    with shown() as progress:
        sums = run_all(asked, blocks, out, os.cpu_count() or 1, lambda done: progress(STEP, min(done, steps - 1), steps))
        progress(STEP, steps, steps)
    result = result_of(asked, sums)
    tokens = (files("yimatong.web.shared") / "static" / "tokens.css").read_text(encoding="utf-8")
    (out / "index.html").write_text(page_of(change, result, tokens, said), encoding="utf-8")
    _print(change, result, out)


def _each(makings: "list[Making]", progress: Progress) -> "Iterator[Block]":
    for place, making in enumerate(makings, 1):
        yield making()
        progress(STEP, place, len(makings))


def _print(change: "Change", result: "Result", out: Path) -> None:
    from yimatong.lab.page import percent_words, signed_words, yuan_words

    console = Console(soft_wrap=True, highlight=False)
    console.print(
        f"{change.name}：{result.people:,} 人，{result.bills:,} 张账单，总费用 {yuan_words(result.total)} 元", markup=False
    )
    table = _table("谁付", "现行（元）", "改动后（元）", "差（元）")
    for paid in result.paid:
        table.add_row(paid.name, yuan_words(paid.before), yuan_words(paid.after), signed_words(paid.more))
    console.print(table)
    table = _table("个人一年负担", "现行（人）", "改动后（人）")
    for band in result.spread:
        table.add_row(band.name, f"{band.before:,}", f"{band.after:,}")
    console.print(table)
    table = _table("过线的人", "线（元）", "现行", "改动后")
    for one in result.passing:
        counts = (f"{count:,} ({percent_words(count, result.people)})" for count in (one.before, one.after))
        table.add_row(one.line.name, yuan_words(one.line.amount), *counts)
    console.print(table)
    for way, parts in result.parts.items():
        table = _table(way, "人数", "少付的人", "共少付（元）", "多付的人", "共多付（元）")
        for part in parts:
            people = (f"{part.people:,}", f"{part.better:,}", yuan_words(part.gain), f"{part.worse:,}", yuan_words(part.loss))
            table.add_row(part.name, *people)
        console.print(table)
    if result.illustrative:
        console.print("示意：有的待遇数值没有见到原文 illustrative", markup=False)
    console.print(f"{out / 'index.html'}", markup=False)


def _table(first: str, *others: str) -> Table:
    table = Table(first)
    for name in others:
        table.add_column(name, justify="right")
    return table


def _sentence(trouble: Exception) -> str:
    if isinstance(trouble, Refused):
        return f"{trouble.refusal.reason.value}: {trouble.refusal.field}: {trouble.refusal.detail}"
    return str(trouble)


def _complain(text: str) -> None:
    sys.stderr.write(f"yimatong: {text}\n")
