"""What a pack can hardly mean is asked about before it becomes law; a proposed change, read by itself, may be strange."""

from datetime import date
from typing import Any

import pytest

from tests.rooms.benefits.made_up_law import layer, problems, row, values_of_pack
from yimatong.benefits.core.pack import Pack
from yimatong.benefits.core.reading import read_pack

FOR = "for"
TOP, REST = {"level": ["3A", "3B"]}, {"level": ["2A", "2B", "1", "community", "village", "pharmacy"]}


def rates(top: Any, rest: Any, **more: Any) -> list[dict[str, Any]]:
    return [row(**{FOR: TOP}, **top), row(**{FOR: REST}, **rest, **more)]


def doubts(*layers: dict[str, Any]) -> list[str]:
    return [f"{problem.key}: {problem.sentence}" for problem in problems(*layers)]


def test_a_lower_level_that_pays_less_is_asked_about() -> None:
    (doubt,) = doubts(layer(rate=rates({"rate": "0.8"}, {"rate": "0.7"})))
    assert doubt == "layers[basic].rate[1]: 等级 2A 比更高的 3B 报得少；来源确实这样写的话，加上 as_printed: true"


def test_what_is_printed_so_may_stand() -> None:
    assert doubts(layer(rate=rates({"rate": "0.8"}, {"rate": "0.7"}, as_printed=True))) == []


def test_a_lower_level_that_pays_as_much_or_more_is_not_asked_about() -> None:
    assert doubts(layer(rate=rates({"rate": "0.8"}, {"rate": "0.8"}))) == []
    assert doubts(layer(rate=rates({"rate": "0.8"}, {"rate": "0.9"}))) == []


def test_levels_are_compared_bracket_by_bracket() -> None:
    top = {"brackets": [{"upto": 100, "rate": "0.5"}, {"rate": "0.8"}]}
    assert len(doubts(layer(rate=rates(top, {"brackets": [{"upto": 100, "rate": "0.6"}, {"rate": "0.7"}]})))) == 1
    assert doubts(layer(rate=rates(top, {"brackets": [{"upto": 100, "rate": "0.6"}, {"rate": "0.8"}]}))) == []
    assert doubts(layer(rate=rates(top, {"rate": "0.6"}))) == []


def test_only_on_the_days_and_for_the_people_a_row_is_for() -> None:
    until, since = {"to": date(2026, 3, 1)}, {"from": date(2026, 3, 1)}
    changing = [*rates({"rate": "0.7"}, {"rate": "0.7"} | until), row(rate="0.9", **{FOR: REST}, **since)]
    assert doubts(layer(rate=changing)) == []
    minors = [*rates({"rate": "0.7"}, {"rate": "0.7"})[:1], row(rate="0.6", **{FOR: REST | {"status": "minor"}})]
    minors.append(row(rate="0.7", **{FOR: REST | {"status": ["resident", "student"]}}))
    assert [doubt.split(":")[0] for doubt in doubts(layer(rate=minors))] == ["layers[basic].rate[1]"]


def test_aid_is_not_compared_by_level() -> None:
    assert doubts(layer(), layer("assistance", rate=rates({"rate": "0.8"}, {"rate": "0.7"}))) == []


@pytest.mark.parametrize(("lower", "found"), [(20000, 0), (19999, 1), (20001, 1)])
def test_large_cost_begins_where_the_ceiling_below_stands(lower: int, found: int) -> None:
    basic = layer(ceiling=[row(limit=20000, of="cost")])
    large = layer("large_cost", base="between", rate=[row(rate="0.9", between={"from": lower, "to": 50000})])
    assert len(doubts(basic, large)) == found


def test_a_ceiling_of_another_day_is_not_compared() -> None:
    change = date(2026, 3, 1)
    limits = [row(limit=20000, of="cost", to=change), row(limit=30000, of="cost", **{"from": change})]
    bounds = [({"from": 20000, "to": 50000}, {"to": change}), ({"from": 30000, "to": 50000}, {"from": change})]
    large = layer("large_cost", base="between", rate=[row(rate="0.9", between=between, **day) for between, day in bounds])
    assert doubts(layer(ceiling=limits), large) == []


def test_a_visits_limit_above_the_years() -> None:
    assert "一次的上限高过一年的封顶线" in doubts(layer(ceiling=[row(limit=100, visit_limit=101)]))[0]


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"deductible": [row(per_year=10000001)]}, "起付线高过"),
        ({"ceiling": [row(limit=4)]}, "封顶线不在"),
        ({"ceiling": [row(limit=20000000)]}, "封顶线不在"),
        ({"ceiling": [row(visit_limit=1)]}, "封顶线不在"),
        ({"adjust": [row(points="0.5")]}, "5 个百分点写作 0.05"),
    ],
)
def test_an_amount_in_the_wrong_unit(changes: dict[str, Any], sentence: str) -> None:
    assert sentence in doubts(layer(**changes))[0]


def test_the_largest_sane_amounts_may_stand() -> None:
    limits = [row(limit=10000000, visit_limit=5)]
    assert doubts(layer(deductible=[row(per_year=100000)], ceiling=limits, adjust=[row(points="0.3")])) == []


def test_a_proposed_change_may_be_strange() -> None:
    strange = values_of_pack(layer(rate=rates({"rate": "0.8"}, {"rate": "0.1"})))
    assert isinstance(read_pack("test", strange), Pack)
