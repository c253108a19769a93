"""The made-up province has the published numbers, the same seed gives the same people, and files keep every bill."""

from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from yimatong.benefits.service import load_law
from yimatong.kernel.refusals import Refused
from yimatong.lab.blocks import AMOUNTS, WORDS, Block, read_blocks, write_blocks
from yimatong.lab.population import SPREAD, figures, population

LAW = load_law()
PEOPLE = 30_000


@pytest.fixture(scope="module")
def block() -> Block:
    [made] = population(LAW, PEOPLE, 11)
    return made


def test_published_quotients_are_those_of_the_bulletin() -> None:
    known = figures()
    assert known.visits["310", "outpatient"] == 71_811, "7.18 visits an insured employee in 2025"
    assert known.costs["390", "inpatient"] == 7_338_61, "7339 yuan a resident's stay, as the bulletin rounds it"
    assert known.employees == 2_919, "29.2 % are employees"
    assert sum(SPREAD) == 10_000 * len(SPREAD), "the spread keeps the mean"


@pytest.mark.parametrize("scheme", ["310", "390"])
@pytest.mark.parametrize("care", ["outpatient", "chronic_outpatient", "inpatient"])
def test_visits_and_costs_of_a_block_are_the_published_ones(block: Block, scheme: str, care: str) -> None:
    known = figures()
    insured = block.people["scheme"] == WORDS["scheme"].index(scheme)
    theirs = insured[block.bills["person"]]
    cares = [WORDS["care"].index(care), *([WORDS["care"].index("case_priced")] if care == "inpatient" else [])]
    bills = theirs & np.isin(block.bills["care"], cares)
    assert int(bills.sum()) == int(insured.sum()) * known.visits[scheme, care] // 10_000
    mean = int(block.bills["amounts"][bills, 5].mean())
    assert abs(mean - known.costs[scheme, care]) < known.costs[scheme, care] // 8


def test_every_bill_adds_up_and_stands_in_the_order_of_the_persons_year(block: Block) -> None:
    amounts, person, day = (block.bills[name] for name in ("amounts", "person", "day"))
    assert (amounts >= 0).all()
    assert (amounts[:, :3].sum(1) == amounts[:, 5]).all()
    step = np.diff(person)
    assert ((step > 0) | ((step == 0) & (np.diff(day) >= 0))).all()


def test_children_adults_and_the_old_are_as_many_as_in_the_census(block: Block) -> None:
    ages = block.people["age"]
    shares = [int((found).sum()) * 10_000 // PEOPLE for found in (ages < 15, (ages >= 15) & (ages < 60), ages >= 60)]
    assert np.allclose(shares, [1932, 6470, 1598], atol=120)


def test_the_same_seed_gives_the_same_people_and_another_seed_others() -> None:
    [one], [again], [other] = (list(population(LAW, 500, seed)) for seed in (1, 1, 2))
    assert np.array_equal(one.bills["amounts"], again.bills["amounts"])
    assert not np.array_equal(one.bills["amounts"][:50], other.bills["amounts"][:50])


def test_a_file_read_in_small_pieces_keeps_every_bill_and_cuts_no_person(tmp_path: Path) -> None:
    path = tmp_path / "bills.parquet"
    made = list(population(LAW, 900, 3, block_people=300))
    count = write_blocks(path, iter(made))
    blocks = list(read_blocks(path, rows=257))
    assert len(blocks) > 5
    assert sum(map(len, blocks)) == count
    people = np.concatenate([each.people["person"] for each in blocks])
    assert len(people) == len(np.unique(people)), "nobody stands in two pieces"
    for name in ("amounts", "care", "disease", "level", "place", "day"):
        assert np.array_equal(
            np.concatenate([each.bills[name] for each in blocks]), np.concatenate([each.bills[name] for each in made])
        )


def broken(tmp_path: Path, change: Any) -> Refused:
    path = tmp_path / "bills.parquet"
    write_blocks(path, population(LAW, 50, 3))
    table = pq.read_table(path)
    pq.write_table(change(table), path)
    with pytest.raises(Refused) as refused:
        list(read_blocks(path))
    return refused.value


def replaced(table: Any, name: str, values: Any) -> Any:
    return table.set_column(table.schema.get_field_index(name), name, values)


@pytest.mark.parametrize("column", ["level", "in_scope", "service_day"])
def test_a_missing_column_is_named(tmp_path: Path, column: str) -> None:
    refused = broken(tmp_path, lambda table: table.drop_columns([column]))
    assert refused.refusal.field == column


def test_an_unknown_word_is_named_with_the_words_there_are(tmp_path: Path) -> None:
    refused = broken(tmp_path, lambda table: replaced(table, "level", pa.array(["9Z"] * len(table))))
    assert (refused.refusal.field, "9Z" in refused.refusal.detail, "3A" in refused.refusal.detail) == ("level", True, True)


def test_bills_out_of_order_negative_or_not_adding_up_are_named(tmp_path: Path) -> None:
    assert broken(tmp_path, lambda table: table.take(list(range(len(table)))[::-1])).refusal.field == "person"
    for name in AMOUNTS[:3]:
        minus = broken(tmp_path, lambda table, name=name: replaced(table, name, pa.array([-1] * len(table), pa.int32())))
        assert minus.refusal.field == name
    more = broken(tmp_path, lambda table: replaced(table, "total", pa.array([1] * len(table), pa.int32())))
    assert more.refusal.field == "total"


def test_an_empty_value_and_a_file_that_is_no_parquet_are_named(tmp_path: Path) -> None:
    nothing = broken(tmp_path, lambda table: replaced(table, "age", pa.array([None] * len(table), pa.int16())))
    assert nothing.refusal.field == "age"
    (tmp_path / "no.parquet").write_text("no", encoding="utf-8")
    with pytest.raises(Refused):
        list(read_blocks(tmp_path / "no.parquet"))
