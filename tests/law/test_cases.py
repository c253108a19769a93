"""One runner plays every packaged `cases.yaml` to the fen."""

import pytest

from yimatong.benefits.cases import CaseResult
from yimatong.benefits.service import law_text, load_law, run_all_cases
from yimatong.settlement.core.deciding import personal_part

RESULTS = run_all_cases(load_law())
PUBLISHED_EXAMPLES = {
    "EX01": 3, "EX02": 1, "EX03": 2, "EX04": 2, "EX07": 2, "EX08": 1, "EX09": 4, "EX10": 3, "EX11 EX12": 2, "EX14": 1, "EX16": 8,
    "EX18": 2, "EX19": 1, "BAD02": 1,
}  # fmt: skip
"""Published examples and the number of cases made of each."""


@pytest.mark.parametrize("result", RESULTS, ids=lambda result: f"{result.area}-{result.scheme} {result.name}")
def test_the_case_comes_out_to_the_fen(result: CaseResult) -> None:
    assert result.passed, result.differences


def test_every_published_example_is_played() -> None:
    published = [result for result in RESULTS if not result.source.own]
    assert len(published) == sum(PUBLISHED_EXAMPLES.values())
    assert all(result.source.publisher and result.source.title for result in published)


def test_every_pack_has_cases_and_a_text() -> None:
    for pack in load_law().packs:
        assert [result for result in RESULTS if (result.area, result.scheme) == (pack.area, pack.scheme)], pack.name_en
        text = law_text(f"{pack.area}-{pack.scheme}")
        assert text.startswith("# ")
        assert "## " in text


def test_a_published_figure_that_contradicts_its_own_parameters_must_not_match() -> None:
    (bad,) = [result for result in RESULTS if result.must_not_match]
    assert bad.passed
    assert bad.differences == ("basic: 7544.00 expected, 7052.00 came",)


def test_the_account_pays_first_as_in_a_settlement() -> None:
    (example,) = [result for result in RESULTS if (result.area, result.scheme) == ("350200", "310") and not result.source.own]
    assert example.outcome is not None
    assert personal_part(example.outcome.shares, 150_000, 1) == (150_000, 150_000)
