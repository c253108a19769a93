"""One runner plays every packaged `cases.yaml` to the fen."""

import pytest

from yimatong.benefits.cases import CaseResult
from yimatong.benefits.service import law_text, load_law, run_all_cases

RESULTS = run_all_cases(load_law())
PUBLISHED_EXAMPLES = {"EX01": 3, "EX03": 2, "EX04": 1, "EX07": 2, "EX08": 1, "EX11 EX12": 2, "EX14": 1, "EX16": 8, "EX19": 1}
"""Published examples and the number of cases made of each."""


@pytest.mark.parametrize("result", RESULTS, ids=lambda result: f"{result.area}-{result.scheme} {result.name}")
def test_the_case_comes_out_to_the_fen(result: CaseResult) -> None:
    assert result.differences == ()


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
