"""The page that teaches to write a pack is followed word by word: its files are written, its commands run, its words come."""

import contextlib
import re
from collections.abc import Iterator
from pathlib import Path

from typer.testing import CliRunner

from yimatong.app.cli import cli

PAGE = Path(__file__).parents[2] / "docs" / "howto" / "add-an-area.md"
BLOCKS: list[tuple[str, str, str]] = re.findall(r"^```(\w+) ?(\S*)\n(.*?)^```", PAGE.read_text("utf-8"), re.DOTALL | re.MULTILINE)


def followed(folder: Path) -> Iterator[tuple[str, str]]:
    """Does what each block says; gives what the commands said since the last one, and what the page says they say."""
    said = ""
    for kind, where, text in BLOCKS:
        if kind == "sh":
            said = "".join(_said(line, bool(where)) for line in text.splitlines())
        elif kind == "text":
            yield said, text
        elif kind == "edit":
            before, after = text.splitlines()
            written = (folder / where).read_text("utf-8")
            assert written.count(before) == 1, before
            (folder / where).write_text(written.replace(before, after), "utf-8")
        else:
            (folder / where).write_text(text, "utf-8")


def _said(command: str, fails: bool) -> str:
    words = command.split()
    assert words[0] == "yimatong"
    result = CliRunner().invoke(cli, words[1:])
    assert (result.exit_code != 0) == fails, result.output
    return result.output


def test_the_page_can_be_followed_word_by_word(tmp_path: Path) -> None:
    with contextlib.chdir(tmp_path):
        told = list(followed(tmp_path))
    assert len(told) == 5
    for said, page in told:
        for line in page.splitlines():
            assert line in said
    assert sorted(path.name for path in (tmp_path / "990100-390").iterdir()) == [
        "bill.yaml", "cases.yaml", "law.md", "parameters.yaml",
    ]  # fmt: skip


def test_every_command_of_the_page_is_run() -> None:
    commands = [line.split()[2] for kind, _, text in BLOCKS if kind == "sh" for line in text.splitlines()]
    assert set(commands) == {"new", "check", "cases", "explain"}
