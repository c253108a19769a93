"""The page that teaches to write a pack shows one that loads, and a case that comes out."""

import re
from decimal import Decimal
from pathlib import Path

import pytest

from yimatong.benefits.cases import run_cases
from yimatong.benefits.core.pack import Law
from yimatong.benefits.core.reading import load_packs
from yimatong.benefits.law_files import parse_yaml

PAGE = Path(__file__).parents[2] / "docs" / "howto" / "add-an-area.md"
HEAD, LAYERS, CASES = re.findall(r"```yaml\n(.*?)```", PAGE.read_text("utf-8"), re.DOTALL)
NAME = "350500-390/parameters.yaml"


def test_the_pack_on_the_page_loads_and_its_case_comes_out(tmp_path: Path) -> None:
    law = load_packs({NAME: parse_yaml(HEAD + LAYERS)})
    assert isinstance(law, Law), law
    (tmp_path / "cases.yaml").write_text(CASES, "utf-8")
    assert [result.differences for result in run_cases(law, tmp_path / "cases.yaml")] == [()]


def test_the_problem_on_the_page_is_the_one_the_linter_tells() -> None:
    overlapping = LAYERS.replace("rate: 0.6, to: 2024-01-01", "rate: 0.6")
    problems = load_packs({NAME: parse_yaml(HEAD + overlapping)})
    assert isinstance(problems, list)
    assert str(problems[0]) in PAGE.read_text("utf-8")


def test_decimals_are_read_exactly() -> None:
    assert parse_yaml("0.87") == Decimal("0.87")


def test_a_case_that_does_not_come_out_says_so(tmp_path: Path) -> None:
    law = load_packs({NAME: parse_yaml(HEAD + LAYERS)})
    assert isinstance(law, Law)
    (tmp_path / "cases.yaml").write_text(CASES.replace("6272.50", "6272.51"), "utf-8")
    (result,) = run_cases(law, tmp_path / "cases.yaml")
    assert not result.passed
    assert result.differences == ("basic: 6272.51 expected, 6272.50 came",)


def test_a_case_with_an_unknown_word_is_refused(tmp_path: Path) -> None:
    law = load_packs({NAME: parse_yaml(HEAD + LAYERS)})
    assert isinstance(law, Law)
    (tmp_path / "cases.yaml").write_text(CASES.replace("status:", "sttus:"), "utf-8")
    with pytest.raises(ValueError, match="sttus"):
        run_cases(law, tmp_path / "cases.yaml")
