"""A broken pack is no law: it is refused at load with file, key and sentence."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from tests.rooms.benefits.made_up_law import SOURCE, layer, made_up_law, problems, row, values_of_pack
from yimatong.benefits.core.reading import load_packs

FOR = "for"


def the_problem(*layers: dict[str, Any], **changes: Any) -> str:
    found = problems(*layers, **changes)
    assert len(found) == 1, found
    assert found[0].file == "test/parameters.yaml"
    return f"{found[0].key}: {found[0].sentence}"


def test_a_sound_pack_has_none() -> None:
    assert problems(layer()) == []


@pytest.mark.parametrize("lack", ["publisher", "title", "date"])
def test_a_value_without_publisher_title_or_date_must_be_illustrative(lack: str) -> None:
    source = {key: value for key, value in SOURCE.items() if key != lack}
    assert the_problem(layer(), sources={"S": source}).startswith("sources[S]: 缺发布单位、标题或日期")
    marked = source | {"illustrative": True, "why": "原件待核"}
    assert problems(layer(), sources={"S": marked}, illustrative=True) == []


def test_an_illustrative_source_says_what_is_missing() -> None:
    assert "没有写 why" in the_problem(layer(), sources={"S": SOURCE | {"illustrative": True}}, illustrative=True)


def test_a_pack_says_whether_it_is_illustrative() -> None:
    assert the_problem(layer(), illustrative=True).startswith("illustrative: 应当是 false")


def test_a_source_that_is_not_listed() -> None:
    found = the_problem(layer(rate=[row(rate="0.8", source=["S", "X"])]))
    assert found == "layers[basic].rate[0].source: 来源 X 没有列在 sources 里"


def test_a_source_nothing_rests_on() -> None:
    assert the_problem(layer(), sources={"S": SOURCE, "X": SOURCE}).startswith("sources[X]: 没有一个数值用到它")


def test_a_hole_in_a_table() -> None:
    assert the_problem(layer(rate=[row(rate="0.8", **{FOR: {"level": ["3A", "3B"]}})])) == (
        "layers[basic].rate: 2026-01-01 对 等级 2A，身份 resident，地点 local 没有一行生效"
    )


def test_two_rows_for_the_same_people() -> None:
    assert "有 2 行生效" in the_problem(layer(rate=[row(rate="0.8"), row(rate="0.7", **{FOR: {"place": "local"}})]))


def test_a_gap_between_two_dates() -> None:
    rates = [row(rate="0.8", to=date(2026, 3, 1)), row(rate="0.7", **{"from": date(2026, 4, 1)})]
    assert "2026-03-01" in the_problem(layer(rate=rates))


def test_two_dates_that_overlap() -> None:
    rates = [row(rate="0.8", to=date(2026, 5, 1)), row(rate="0.7", **{"from": date(2026, 4, 1)})]
    assert "2026-04-01" in the_problem(layer(rate=rates))


def test_a_row_that_never_holds() -> None:
    rates = [row(rate="0.8"), row(rate="0.7", to=date(2026, 4, 1), **{"from": date(2026, 5, 1)})]
    assert "这一行从不生效" in the_problem(layer(rate=rates))


@pytest.mark.parametrize("rate", [Decimal("1.01"), Decimal("-0.1")])
def test_a_rate_beyond_the_whole(rate: Decimal) -> None:
    assert the_problem(layer(rate=[row(rate=rate)])) == "layers[basic].rate[0]: 支付比例必须在 0 与 100% 之间"


def test_a_rate_finer_than_one_in_ten_thousand() -> None:
    assert "数值太细" in problems(layer(adjust=[row(points="0.00001")]))[0].sentence


@pytest.mark.parametrize(
    "brackets",
    [[{"upto": 200, "rate": "0.5"}, {"upto": 100, "rate": "0.6"}], [{"upto": 100, "rate": "0.5"}, {"upto": 100, "rate": "0.6"}]],
)
def test_brackets_that_do_not_rise(brackets: list[dict[str, Any]]) -> None:
    assert "一段比一段高" in the_problem(layer(rate=[row(brackets=brackets)]))


def test_an_open_bracket_before_the_last() -> None:
    brackets = [{"rate": "0.5"}, {"upto": 100, "rate": "0.6"}]
    assert "只有最后一段可以不写上限" in str(problems(layer(rate=[row(brackets=brackets)])))


def test_no_rate_at_all() -> None:
    assert "要么写 rate" in problems(layer(rate=[row()]))[0].sentence


def test_two_forms_of_deductible_at_once() -> None:
    assert "只能用一种" in the_problem(layer(deductible=[row(none=True, per_year=100)]))


def test_a_ceiling_that_is_none_and_some() -> None:
    assert "封顶线要么写 none" in the_problem(layer(ceiling=[row(none=True, limit=100)]))


@pytest.mark.parametrize(
    ("choice", "key"),
    [
        ({"level": "4A"}, "level"),
        ({"status": "active"}, "status"),
        ({"place": "abroad"}, "place"),
        ({"identity": 6}, "identity"),
        ({"disease": "感冒"}, "disease"),
    ],
)
def test_an_unknown_word(choice: dict[str, Any], key: str) -> None:
    assert the_problem(layer(rate=[row(rate="0.8", **{FOR: choice})])).startswith(f"layers[basic].rate[0].for.{key}: 不认识的词")


def test_an_unknown_care_counter_or_ceiling_group() -> None:
    assert "不认识的就诊方式 dental" in the_problem(layer(care=["dental"]))
    assert "不认识的累计组 teeth" in the_problem(layer(counter="teeth"))
    assert "不认识的累计组 teeth" in the_problem(layer(ceiling=[row(limit=1, group="teeth")]))


def test_an_unknown_key_or_layer_kind() -> None:
    assert "rte" in the_problem(layer(rate=[row(rte="0.8")]))
    assert "magic" in the_problem(layer(kind="magic", id="x"))


def test_cost_between_two_bounds_needs_a_layer_that_counts_it() -> None:
    between = layer("large_cost", base="between", rate=[row(rate="0.9", between={"from": 1, "to": 2})])
    assert "前面没有一层" in the_problem(between)
    assert "base 是 between" in the_problem(layer(), layer("large_cost", base="between"))


def test_care_for_which_neither_layer_nor_sentence_speaks() -> None:
    assert the_problem(layer(care=["inpatient"])).startswith("nothing: 2026-01-01 对 outpatient")


def test_the_same_area_and_scheme_twice() -> None:
    found = load_packs({"a": values_of_pack(layer()), "b": values_of_pack(layer())})
    assert isinstance(found, list)
    assert [str(problem) for problem in found] == ["b: area: 990099-390 已由另一个文件写过"]


def test_one_broken_pack_and_there_is_no_law() -> None:
    found = load_packs({"a": values_of_pack(layer(), scheme="310"), "b": values_of_pack(layer(rate=[]))})
    assert isinstance(found, list)
    assert {problem.file for problem in found} == {"b"}


def test_the_law_lists_its_packs() -> None:
    law = made_up_law(layer(rate=[row(rate="0.8", to=date(2026, 3, 1)), row(rate="0.7", **{"from": date(2026, 3, 1)})]))
    pack = law.packs[0]
    assert (pack.area, pack.scheme, pack.name_zh, pack.illustrative) == ("990099", "390", "试", False)
    assert pack.editions == (date(2026, 1, 1), date(2026, 3, 1))
    assert [document.title for document in pack.documents.values()] == ["made up for a test"]


@pytest.mark.parametrize(
    "changes",
    [
        {"rate": [row(rate="Infinity")]},
        {"rate": [row(rate="NaN")]},
        {"rate": [row(rate="0.8", between={"from": "0.001", "to": 2})], "base": "between"},
        {"deductible": [row(per_year="0.001")]},
        {"ceiling": [row(limit="-Infinity")]},
        {"adjust": [row(**{"raise": {"after_years": 4, "per_year": "0.001", "max_share": "0.2"}})]},
    ],
    ids=lambda changes: next(iter(changes)),
)
def test_a_number_that_is_none(changes: dict[str, Any]) -> None:
    assert any("数值太细或太大" in problem.sentence for problem in problems(layer(**changes)))


def test_an_amount_beyond_all_reckoning() -> None:
    assert "大得不成数" in the_problem(layer(deductible=[row(per_year="1e400")]))
    assert "大得不成数" in the_problem(layer(ceiling=[row(limit="1e400")]))


def test_a_raise_by_years_that_is_no_raise() -> None:
    for written in ({"per_year": -1, "max_share": "0.2"}, {"per_year": 1000, "max_share": "1.2"}):
        assert "连续参保" in the_problem(layer(adjust=[row(**{"raise": {"after_years": 4} | written})]))


def test_two_layers_of_one_name() -> None:
    assert "有两层用了同一个 id" in the_problem(layer(), layer())
