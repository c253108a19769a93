"""What a clerk is told: each fault of a pack with its line, each bill that no law can be applied to by its name."""

from decimal import Decimal
from pathlib import Path

import pytest
from typer.testing import CliRunner

from yimatong.app.cli import cli
from yimatong.benefits.law_files import parse_yaml
from yimatong.benefits.service import start

BILL = """\
area: "990100"
scheme: "390"
person: {status: resident}
visit: {day: 2026-02-01, care: inpatient, level: 3A, bill: {in_scope: 10500}}
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return start("990100", "390", tmp_path)


def told(*words: str | Path, status: int = 1) -> str:
    result = CliRunner().invoke(cli, ["law", *map(str, words)])
    assert result.exit_code == status, result.output
    return result.output


def change(folder: Path, before: str, after: str, file: str = "parameters.yaml") -> Path:
    text = (folder / file).read_text("utf-8")
    assert before in text, before
    (folder / file).write_text(text.replace(before, after, 1), "utf-8")
    return folder


@pytest.mark.parametrize(
    ("before", "after", "line", "sentence"),
    [
        ("rate: 0.6, source: TO-FIND", "rate: 1.01, source: TO-FIND", 19, "支付比例必须在 0 与 100% 之间"),
        ("rate: 0.6, source: TO-FIND", "rate: 0.6, source: NOWHERE", 19, "来源 NOWHERE 没有列在 sources 里"),
        ("rate: 0.6, source: TO-FIND", "rate: 0.6", 19, "少了 source"),
        ("rate: 0.6, source", "rate: 0.6, from: 2026-03-01, source", 18, "2026-01-01 对 等级 3A"),
        ("rate: 0.6, source", "rate: 0.6, from: 2025-03-01, source", 19, "from 2025-03-01 早于本包的第一天 2026-01-01"),
        ("rate: 0.6, source", "rate: 0.6, for: {level: 4A}, source", 19, "不认识的词 4A"),
        ("rate: 0.6, source", "rate: 0.6, rate: 0.7, source", 19, "rate 写了两遍"),
        ("rate: 0.6, source", "rate: 0.6, source: [", 19, "读不懂这一行"),
        ("rate: 0.6, source", "brackets: [{upto: 200, rate: 0.6}, {upto: 100, rate: 0.7}], source", 19, "一段比一段高"),
        ("limit: 100000", "limit: 10000000000", 21, "这里写的是元，不是分"),
        ("limit: 100000", "limit: .inf", 21, ".inf 不是一个数"),
        ("limit: 100000", "limit: 10", 0, ""),
        ("amounts: [500]", "amounts: [50000000]", 17, "起付线高过 100000 元"),
        ("    why: 刚开始写，数和来源都还没有找到\n", "", 33, "没有写 why"),
        ("    illustrative: true\n", "", 33, "缺发布单位、标题或日期"),
        ("from: 2026-01-01", "from: 2026-13-01", 6, "没有 2026-13-01 这一天"),
    ],
)
def test_each_fault_is_told_with_its_line(folder: Path, before: str, after: str, line: int, sentence: str) -> None:
    out = told("check", change(folder, before, after), status=1 if sentence else 0)
    assert sentence in out
    assert not line or f"990100-390/parameters.yaml:{line}: " in out


def test_a_layer_that_waits_for_itself_is_a_ring(folder: Path) -> None:
    change(folder, "    counter: basic\n", "    counter: large_cost\n    base: between\n")
    change(folder, "rate: 0.6,", "rate: 0.6, between: {from: 1, to: 2, of: large_cost},")
    out = told("check", folder)
    assert "990100-390/parameters.yaml:20: layers[inpatient].rate[0]: 前面没有一层把费用记在 large_cost 里" in out
    assert "成了一个圈" in out


def test_a_pack_folder_is_whole_and_bears_its_packs_name(folder: Path) -> None:
    (folder / "cases.yaml").unlink()
    moved = folder.rename(folder.parent / "elsewhere")
    out = told("check", moved)
    assert "文件夹应当叫 990100-390" in out
    assert "还缺 cases.yaml" in out
    empty = folder.parent / "empty"
    empty.mkdir()
    assert "这里没有待遇包" in told("check", empty)


def test_a_folder_of_packs_is_checked_as_a_whole(folder: Path) -> None:
    start("990101", "310", folder.parent)
    assert "2 packs, sound" in told("check", folder.parent, status=0)
    change(folder, "rate: 0.6", "rate: 6")
    assert "1 problem" in told("check", folder.parent)


def test_the_packaged_packs_are_sound() -> None:
    assert "packs, sound" in told("check", status=0)


def test_a_pack_is_not_started_twice_nor_for_no_area(folder: Path) -> None:
    assert "is there already" in told("new", "990100", "390", "--into", folder.parent)
    assert "6 位数字" in told("new", "9901", "390", "--into", folder.parent)
    assert "310（职工）或 390（居民）" in told("new", "990101", "320", "--into", folder.parent)


def test_decimals_are_read_exactly() -> None:
    assert parse_yaml("0.87") == Decimal("0.87")


def test_a_case_that_does_not_come_out_says_so(folder: Path) -> None:
    change(folder, "basic: 6000", "basic: 6000.01, teeth: 1", "cases.yaml")
    out = told("cases", folder)
    assert "basic: 6000.01 expected, 6000.00 came" in out
    assert "teeth: 没有这一项" in out
    assert "1 cases, 1 failed" in out


def test_a_case_that_must_not_match_fails_when_it_does(folder: Path) -> None:
    change(folder, "    expect:", "    must_not_match: true\n    expect:", "cases.yaml")
    assert "1 cases, 1 failed" in told("cases", folder / "cases.yaml")


def test_a_case_that_the_law_refuses_never_passes(folder: Path) -> None:
    change(folder, "    expect:", "    must_not_match: true\n    expect:", "cases.yaml")
    change(folder, "level: 3A", "level: 4A", "cases.yaml")
    assert "医院等级不在待遇政策的等级表里 level 4A" in told("cases", folder)


@pytest.mark.parametrize(
    ("before", "after"),
    [("status:", "sttus:"), ("in_scope:", "in_scop:"), ("cases:", "cases: ["), ("6000", "6000.001"), ("6000", ".nan")],
)
def test_a_file_with_an_unknown_word_is_no_file_of_cases(folder: Path, before: str, after: str) -> None:
    assert "is not a file of cases" in told("cases", change(folder, before, after, "cases.yaml"))


def test_cases_beside_a_broken_pack_are_not_played(folder: Path) -> None:
    assert "支付比例必须在 0 与 100% 之间" in told("cases", change(folder, "rate: 0.6", "rate: 6"))


@pytest.mark.parametrize(
    ("before", "after", "sentence"),
    [
        ("bill: {in_scope: 10500}", "items: [{name: 吸氧, amount: 30}]", "没有全部分到医保范围里或范围外 [items 吸氧]"),
        (
            "bill: {in_scope: 10500}",
            "items: [{name: 床位, amount: 30, in_scope: 40}]",
            "没有全部分到医保范围里或范围外 [items 床位]",
        ),
        ("bill: {in_scope: 10500}", "items: [{name: 床位, amount: -30, in_scope: -30}]", "金额不能小于零 [items 床位]"),
        ("in_scope: 10500", "in_scope: -1", "金额不能小于零 [in_scope ]"),
        ("in_scope: 10500", "in_scope: 1, in_scope_without_deductible: 2", "多过了医保范围内的金额"),
        ("care: inpatient", "care: case_priced", "没有写这个病的价格"),
        ("2026-02-01", "2025-12-31", "就诊当日早于本系统已装入的待遇政策 [service_day 2025-12-31]"),
        ('"990100"', '"990199"', "还没有装入待遇政策 [area 990199-390]"),
        ("status: resident", "status: active", "参保身份与险种不相符 [status active]"),
        ("level: 3A", "level: 4A", "不在待遇政策的等级表里 [level 4A]"),
        ("visit:", "year_book: {teeth: 1}\nvisit:", "年度累计里没有这一项 [year_book teeth]"),
        ("in_scope: 10500", "in_scope: 0.001", "is not a bill"),
        ("care: inpatient", "care: dental", "is not a bill"),
        ("visit:", "visitt:", "is not a bill"),
    ],
)
def test_a_bill_no_law_can_be_applied_to_is_named(folder: Path, before: str, after: str, sentence: str) -> None:
    (folder / "bill.yaml").write_text(BILL, "utf-8")
    assert sentence in told("explain", change(folder, before, after, "bill.yaml") / "bill.yaml")


def test_a_bill_written_line_by_line_is_the_bill_summed(folder: Path) -> None:
    (folder / "bill.yaml").write_text(BILL, "utf-8")
    summed = told("explain", folder / "bill.yaml", status=0)
    lines = "items: [{name: 手术, amount: 10000, in_scope: 10000}, {name: 床位, amount: 500, in_scope: 500}]"
    assert told("explain", change(folder, "bill: {in_scope: 10500}", lines, "bill.yaml") / "bill.yaml", status=0) == summed
    assert "10,000.00 × 60% = 6,000.00" in summed
