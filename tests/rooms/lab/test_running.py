"""A whole what-if: every fen is somewhere, only those meant win, a file counts as the people it holds, and the page tells it."""

import re
import subprocess
import sys
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow.parquet as pq
import pytest
from typer.testing import CliRunner

from tests.rooms.lab.histories import bill_of
from yimatong.app.cli import cli
from yimatong.benefits.core.applying import apply
from yimatong.benefits.core.circumstances import Care, Circumstances, Place
from yimatong.benefits.core.compiling import plan_for
from yimatong.benefits.core.pack import Law
from yimatong.benefits.core.plan import Plan
from yimatong.benefits.core.year_book import YearBook
from yimatong.benefits.law_files import LawUnfit
from yimatong.benefits.service import load_law
from yimatong.lab.blocks import WORDS, Block, write_blocks
from yimatong.lab.change_files import changed_law
from yimatong.lab.comparing import MEASURES, PAYERS, compare
from yimatong.lab.page import page_of
from yimatong.lab.plans import SCHEME_YEARS
from yimatong.lab.population import population
from yimatong.lab.results import Result, result_of
from yimatong.lab.running import from_file, made_up, question, run

PEOPLE, SEED = 20_000, 4
RAISE = """
name: 三级甲等在职住院报销比例提高到 90%
changes:
  - {pack: 350100-310, key: inpatient.rate.rate, for: {level: 3A, status: active}, value: 0.90, from: 2026-07-01}
"""
BEFORE = load_law()


@pytest.fixture(scope="module")
def change(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("lab") / "change.yaml"
    path.write_text(RAISE, encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def after(change: Path) -> Law:
    return changed_law(change)[1]


@pytest.fixture(scope="module")
def answered(after: Law, tmp_path_factory: pytest.TempPathFactory) -> tuple[Result, Path]:
    out = tmp_path_factory.mktemp("out")
    asked = question(BEFORE, after)
    return result_of(asked, run(asked, made_up(BEFORE, PEOPLE, SEED), out, 2)), out


def test_every_fen_of_every_person_is_paid_by_somebody(answered: tuple[Result, Path]) -> None:
    people = pq.read_table(answered[1] / "people.parquet").to_pydict()
    for word in ("before", "after"):
        paid = sum(np.array(people[f"{payer}_{word}"]) for payer in PAYERS)
        assert np.array_equal(paid, people["total"])
        assert min(min(people[f"{payer}_{word}"]) for payer in PAYERS) >= 0
    assert len(people["person"]) == PEOPLE


def test_groups_are_the_sums_of_their_people(answered: tuple[Result, Path]) -> None:
    people, groups = (pq.read_table(answered[1] / name).to_pydict() for name in ("people.parquet", "groups.parquet"))
    assert sum(groups["people"]) == PEOPLE
    for name in ("bills", "total", "in_scope", "basic_before", "personal_after"):
        assert sum(groups[name]) == sum(people[name])
    assert set(MEASURES) < set(groups)


@pytest.mark.parametrize("employees_of", ["", "110000"])
def test_what_one_person_pays_is_what_the_counter_would_say(after: Law, employees_of: str) -> None:
    [block] = population(BEFORE, 600, 9)
    if employees_of:  # where the law also asks for the person's age
        block.people["area"][block.people["scheme"] == 0] = int(employees_of)
    asked = question(BEFORE, after)
    years = compare(block, asked.before, asked.after)
    for law, personal in ((BEFORE, years.before[:, -1]), (after, years.after[:, -1])):
        assert personal.tolist() == at_the_counter(law, block)


def at_the_counter(law: Law, block: Block) -> list[int]:
    books, personal = [YearBook()] * len(block.people["person"]), [0] * len(block.people["person"])
    for at, row in enumerate(block.bills["person"].tolist()):
        plan = plan_for(law, circumstances(block, row, at))
        assert isinstance(plan, Plan)
        done = apply(plan, books[row], bill_of(block.bills["amounts"][at].tolist()))
        books[row], personal[row] = done.year_book, personal[row] + done.shares.personal
    return personal


def circumstances(block: Block, row: int, at: int) -> Circumstances:
    def word(of: dict[str, Any], name: str, place: int) -> str:
        return WORDS[name][int(of[name][place])]

    people, bills = block.people, block.bills
    identity = int(people["identity"][row])
    return Circumstances(
        str(people["area"][row]), word(people, "scheme", row), date(1970, 1, 1) + timedelta(days=int(bills["day"][at])),
        Care(word(bills, "care", at)), word(bills, "level", at), word(people, "status", row),
        frozenset({identity} if identity else ()), Place(word(bills, "place", at)), bool(people["civil_servant"][row]),
        SCHEME_YEARS, False, word(bills, "disease", at), age=int(people["age"][row]),
    )  # fmt: skip


def test_a_raise_for_active_employees_of_one_city_helps_them_and_nobody_else(answered: tuple[Result, Path]) -> None:
    result = answered[0]
    winners = {way: {part.name for part in parts if part.better} for way, parts in result.parts.items()}
    assert (winners["统筹区"], winners["险种"], winners["参保身份"]) == ({"福州市"}, {"职工医保"}, {"在职"})
    assert all(part.worse == part.loss == 0 for parts in result.parts.values() for part in parts)
    paid = {one.key: one.more for one in result.paid}
    assert paid["basic"] > 0 > paid["personal"]
    assert sum(paid.values()) == 0


def test_the_law_against_itself_changes_nothing() -> None:
    asked = question(BEFORE, BEFORE)
    result = result_of(asked, run(asked, made_up(BEFORE, 5_000, SEED), None, 1))
    assert all(one.more == 0 for one in result.paid)
    assert all(part.better == part.worse == 0 for parts in result.parts.values() for part in parts)
    assert sum(band.before for band in result.spread) == result.people


def test_a_file_larger_than_what_is_held_gives_the_same_sums(after: Law, tmp_path: Path) -> None:
    path = tmp_path / "bills.parquet"
    write_blocks(path, population(BEFORE, 3_000, SEED, block_people=500))
    asked = question(BEFORE, after)
    whole = run(asked, from_file(path), None, 2)
    pieces = run(asked, from_file(path, rows=700), None, 2)
    assert np.array_equal(whole.groups, pieces.groups)
    assert np.array_equal(whole.spread, pieces.spread)


def test_the_page_tells_the_answer_without_script_or_network(answered: tuple[Result, Path], change: Path) -> None:
    words, _ = changed_law(change)
    page = page_of(words, answered[0], ":root { --ink: #1b2320; }", "编造的 20,000 人")
    assert not re.search(r"<script|https?://|@import|url\(", page)
    for told in (words.name, "人付得少了", "灾难性支出线", "20,120.80", "海峡都市报", "示意", "350100-310", "<svg"):
        assert told in page
    assert page_of(words, answered[0], "", "<b>谁</b>").count("&lt;b&gt;") == 1


def test_the_command_prints_tables_and_writes_the_page_and_the_files(change: Path, tmp_path: Path) -> None:
    done = CliRunner().invoke(cli, ["lab", "run", "--population", "2000", "--change", str(change), "--out", str(tmp_path / "o")])
    assert done.exit_code == 0, done.output
    assert "基本医保统筹基金" in done.output
    assert {path.name for path in (tmp_path / "o").iterdir()} == {"index.html", "people.parquet", "groups.parquet"}
    bills = tmp_path / "bills.parquet"
    assert CliRunner().invoke(cli, ["lab", "bills", str(bills), "--population", "2000"]).exit_code == 0
    again = CliRunner().invoke(cli, ["lab", "run", "--population", str(bills), "--change", str(change), "--out", str(tmp_path)])
    assert again.exit_code == 0, again.output


@pytest.mark.parametrize(("old", "new", "told"), [
    ("0.90", "1.01", "change.yaml: changes[0].value"), ("rate.rate", "rate.ratio", "change.yaml: changes[0].key"),
    ("name:", "name: [", "change.yaml: $: 不是 YAML"),
])  # fmt: skip
def test_a_change_that_is_none_ends_with_file_key_and_sentence(tmp_path: Path, old: str, new: str, told: str) -> None:
    path = tmp_path / "change.yaml"
    path.write_text(RAISE.replace(old, new), encoding="utf-8")
    done = CliRunner().invoke(cli, ["lab", "run", "--population", "10", "--change", str(path), "--out", str(tmp_path / "o")])
    assert done.exit_code == 1
    assert told in done.stderr
    assert not (tmp_path / "o").exists()


def test_a_change_the_linter_of_packs_refuses_is_refused_too(tmp_path: Path) -> None:
    path = tmp_path / "change.yaml"
    path.write_text(RAISE.replace("0.90", "0.87654"), encoding="utf-8")
    with pytest.raises(LawUnfit) as refused:
        changed_law(path)
    assert refused.value.problems[0].file == "change.yaml"


def test_the_change_in_the_how_to_is_one_that_works(tmp_path: Path) -> None:
    page = (Path(__file__).parents[3] / "docs" / "howto" / "ask-what-if.md").read_text(encoding="utf-8")
    [text] = re.findall(r"```yaml\n(.*?)```", page, re.DOTALL)
    (tmp_path / "change.yaml").write_text(text, encoding="utf-8")
    change, law = changed_law(tmp_path / "change.yaml")
    assert change.changes[0].pack == "350100-310"
    assert law.by_area["350100", "310"] is not BEFORE.by_area["350100", "310"]
    for line in re.findall(r"^change.yaml: .*$", page, re.MULTILINE):
        field = line.partition("changes[0].")[2].partition(":")[0]
        wrong = {"value": ("0.90", "1.01"), "key": ("rate.rate", "rate.ratio"), "for": (", status: active", "")}[field]
        (tmp_path / "change.yaml").write_text(text.replace(*wrong), encoding="utf-8")
        with pytest.raises(LawUnfit) as refused:
            changed_law(tmp_path / "change.yaml")
        assert str(refused.value.problems[0]).startswith(line.rstrip("…"))


def test_without_the_extra_one_line_says_what_to_install(change: Path, tmp_path: Path) -> None:
    hidden = f"import sys; sys.modules['numpy'] = None; sys.argv = ['yimatong', 'lab', 'run', '--change', {str(change)!r}, "
    code = hidden + f"'--out', {str(tmp_path / 'o')!r}]; from yimatong.app.cli import main; main()"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert done.stderr.strip().count("\n") == 0
    assert "pip install with the lab extra" in done.stderr
