"""What a newcomer meets first tells the truth: commands exist, decisions name their checks, refusals have words."""

import importlib
import re
from pathlib import Path

import pytest

from tests.house.source import PROJECT, core_files, module_name
from yimatong.app.migrations import FOLDER, head
from yimatong.app.schema_text import SCHEMA_FILE, schema_text
from yimatong.kernel.refusals import Reason

MAKEFILE = (PROJECT / "Makefile").read_text("utf-8")
TARGETS = set(re.findall(r"^([a-z]+):", MAKEFILE, re.MULTILINE))
DOCUMENTED = set(re.findall(r"^([a-z]+):.* ## \S", MAKEFILE, re.MULTILINE))
PAGES = [*sorted(PROJECT.glob("*.md")), *sorted((PROJECT / "docs").rglob("*.md"))]
DECISIONS = sorted((PROJECT / "docs" / "decisions").glob("[0-9]*.md"))


def test_every_make_target_is_explained() -> None:
    assert TARGETS == DOCUMENTED
    assert {"help", "run", "test", "check", "bench"} <= TARGETS


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_make_command_a_page_names_exists(page: Path) -> None:
    named = set(re.findall(r"(?:^|`|\s{2,})make ([a-z]+)", page.read_text("utf-8"), re.MULTILINE))
    assert named <= TARGETS


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_file_a_page_links_to_exists(page: Path) -> None:
    links = re.findall(r"\]\(([^)#]+)(?:#[^)]*)?\)", page.read_text("utf-8"))
    assert [link for link in links if "://" not in link and not (page.parent / link).exists()] == []


@pytest.mark.parametrize("decision", DECISIONS, ids=lambda path: path.stem)
def test_every_decision_names_a_check_that_exists(decision: Path) -> None:
    text = decision.read_text("utf-8")
    guard = re.search(r"^Guarded by: (.+)$", text, re.MULTILINE)
    assert guard, "a decision ends with the line `Guarded by: …`"
    files = [named for named in re.findall(r"`([\w./-]+)`", guard[1]) if "/" in named or "." in named]
    assert files
    assert [file for file in files if not (PROJECT / file).exists()] == []
    assert len(text.split("\n")) <= 40, "half a page"


def test_decisions_are_numbered_without_a_gap() -> None:
    assert [path.name[:4] for path in DECISIONS] == [f"{number:04d}" for number in range(1, len(DECISIONS) + 1)]


def test_every_reason_to_refuse_has_words_a_person_reads() -> None:
    for path in core_files():
        importlib.import_module(module_name(path))
    reasons = [reason for kind in Reason.__subclasses__() for reason in kind]
    assert reasons
    assert [repr(reason) for reason in reasons if not re.search(r"[\u4e00-\u9fff]{2}", reason.value)] == []


def test_schema_sql_is_the_sum_of_the_migrations(database_url: str) -> None:
    assert SCHEMA_FILE.read_text("utf-8") == schema_text(database_url), "run `make schema`"


def test_migrations_form_one_chain_and_import_nothing_of_ours() -> None:
    assert head()
    revisions = sorted((FOLDER / "versions").glob("*.py"))
    assert [path.name for path in revisions if re.search(r"^\s*(from|import) yimatong", path.read_text(), re.MULTILINE)] == []
    assert [path.name for path in revisions if not re.match(r"\d{4}_\w+\.py$", path.name)] == []


def test_the_gate_runs_the_two_commands() -> None:
    gate = (PROJECT / ".ci" / "run").read_text()
    assert "\nmake check\n" in gate
    assert "\nmake test\n" in gate
