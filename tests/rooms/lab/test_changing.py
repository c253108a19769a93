"""A change file: one value of one pack from a day on; everything it does not mean is refused with file, key and sentence."""

from datetime import date
from typing import Any

import pytest

from yimatong.benefits.law_files import PARAMETERS, pack_folders, parse_yaml, read_yaml
from yimatong.lab.core.changing import Change, changed, read_change

FILE = "change.yaml"
PACKS = {folder.name: read_yaml(folder / PARAMETERS) for folder in pack_folders()}
RAISE = """
name: 三级甲等在职住院报销比例提高到 90%
changes:
  - pack: 350100-310
    key: inpatient.rate.rate
    for: {level: 3A, status: active}
    value: 0.90
    from: 2026-07-01
"""


def played(text: str) -> Any:
    change = read_change(FILE, parse_yaml(text))
    assert isinstance(change, Change)
    return changed(FILE, PACKS, change)


def inpatient_rates(pack: Any) -> list[Any]:
    [layer] = [layer for layer in pack["layers"] if layer["id"] == "inpatient"]
    meant = {"level": "3A", "status": "active"}
    return [(row.get("from"), row.get("to"), row["rate"]) for row in layer["rate"] if row["for"] == meant]


def test_the_value_changes_on_its_day_and_the_old_one_holds_until_then() -> None:
    rows = inpatient_rates(played(RAISE)["350100-310"])
    assert [(start, end, str(rate)) for start, end, rate in rows] == [
        (date(2022, 7, 1), date(2026, 7, 1), "0.87"),
        (None, date(2022, 7, 1), "0.85"),
        (date(2026, 7, 1), None, "0.90"),
    ]


def test_nothing_else_changes_not_even_a_layer_that_shares_the_table_on_paper() -> None:
    before = inpatient_rates(PACKS["350100-310"])
    after = played(RAISE)
    assert inpatient_rates(PACKS["350100-310"]) == before
    assert after["350900-390"] is PACKS["350900-390"]
    [chronic] = [layer for layer in after["350100-310"]["layers"] if layer["id"] == "chronic"]
    assert all(row["source"] != "LAB-CHANGE" for row in chronic["rate"])


def test_a_changed_pack_says_it_is_illustrative_and_why() -> None:
    pack = played(RAISE)["350100-310"]
    assert pack["illustrative"]
    assert "假设的改动" in pack["sources"]["LAB-CHANGE"]["why"]


def test_a_field_inside_a_field_can_be_changed() -> None:
    text = RAISE.replace("inpatient.rate.rate", "inpatient.deductible.by_admission.first").replace("0.90", "1000")
    rows = played(text.replace("{level: 3A, status: active}", "{level: [2A, 3A, 3B]}"))["350100-310"]["layers"][0]["deductible"]
    assert [str(row["by_admission"]["first"]) for row in rows if row["source"] == "LAB-CHANGE"] == ["1000"]


@pytest.mark.parametrize(
    ("old", "new", "key", "sentence"),
    [
        ("350100-310", "999999-310", "pack", "没有装入 999999-310"),
        ("inpatient.rate.rate", "inpatient.rate.ratio", "key", "这一行没有 ratio；有的是 rate"),
        ("inpatient.rate.rate", "ward.rate.rate", "key", "没有 ward 这一层"),
        ("inpatient.rate.rate", "inpatient.rate", "key", "层.表.字段"),
        ("inpatient.rate.rate", "inpatient.rate.source", "key", "这一行没有 source"),
        ("0.90", "1.01", "value", "在 0 和 1 之间，写的是 1.01"),
        ("0.90", "-0.1", "value", "在 0 和 1 之间，写的是 -0.1"),
        ("{level: 3A, status: active}", "{level: 3A}", "for", "要正好有一行"),
        ("2026-07-01", "2019-01-01", "from", "从 2022-03-01 起才有规定"),
    ],
)
def test_what_it_cannot_mean_is_refused_with_file_key_and_sentence(old: str, new: str, key: str, sentence: str) -> None:
    [problem] = played(RAISE.replace(old, new))
    assert problem.file == FILE
    assert problem.key == f"changes[0].{key}"
    assert sentence in problem.sentence


@pytest.mark.parametrize("text", ["name: x\nchanges: []", "changes: 3", "name: x\nchangez: []", "- 1", RAISE + "    why: x"])
def test_a_file_of_another_shape_is_refused(text: str) -> None:
    problems = read_change(FILE, parse_yaml(text))
    assert isinstance(problems, list)
    [problem] = problems
    assert problem.file == FILE
    assert problem.sentence
