"""What a person sees while something takes long: a bar a step on a terminal, one line a step anywhere else."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Protocol

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, TaskID, TextColumn, TimeElapsedColumn
from rich.progress import Progress as Bars


class Progress(Protocol):
    """Told how far a step is: `progress("people", 200, 2000)`. A step appears with its first call and ends when done is total."""

    def __call__(self, step: str, done: int, total: int) -> None: ...


def silent(step: str, done: int, total: int) -> None:
    """For those who do not look."""


@contextmanager
def shown() -> Iterator[Progress]:
    """Shows progress on standard error, so that standard output stays clean for machines."""
    console = Console(file=sys.stderr)
    if not console.is_terminal:
        yield _Lines(console)
        return
    columns = (TextColumn("{task.description}", justify="right"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Bars(*columns, console=console) as bars:
        yield _OnTerminal(bars)


class _OnTerminal:
    def __init__(self, bars: Bars) -> None:
        self._bars = bars
        self._tasks: dict[str, TaskID] = {}

    def __call__(self, step: str, done: int, total: int) -> None:
        if step not in self._tasks:
            self._tasks[step] = self._bars.add_task(step, total=total)
        self._bars.update(self._tasks[step], completed=done, total=total)


class _Lines:
    def __init__(self, console: Console) -> None:
        self._console = console
        self._ended: set[str] = set()

    def __call__(self, step: str, done: int, total: int) -> None:
        if done >= total and step not in self._ended:
            self._ended.add(step)
            self._console.print(f"{step}: {total:,}" if total > 1 else step, highlight=False)
