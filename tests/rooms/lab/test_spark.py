"""The same job on a Spark cluster of two executors gives equal sums."""

import sys
from importlib.util import find_spec
from pathlib import Path

import numpy as np
import pytest

from yimatong.benefits.service import load_law
from yimatong.lab.blocks import write_blocks
from yimatong.lab.change_files import changed_law
from yimatong.lab.population import population
from yimatong.lab.running import from_file, question, run

pytestmark = [
    pytest.mark.slow,
    pytest.mark.spark,
    pytest.mark.skipif(
        find_spec("pyspark") is None, reason="pyspark is not installed; `make test-spark` brings it and runs this"
    ),
]
CHANGE = """
name: 三级甲等在职住院报销比例提高到 90%
changes:
  - {pack: 350100-310, key: inpatient.rate.rate, for: {level: 3A, status: active}, value: 0.90, from: 2026-07-01}
"""


def test_two_executors_count_what_one_process_counts(tmp_path: Path) -> None:
    from yimatong.lab.spark import session, sums_on_spark

    (tmp_path / "change.yaml").write_text(CHANGE, encoding="utf-8")
    before, (_, after) = load_law(), changed_law(tmp_path / "change.yaml")
    bills = tmp_path / "bills.parquet"
    assert write_blocks(bills, population(before, 4_000, 5, block_people=1_000)) > 10_000
    here = run(question(before, after), from_file(bills), None, 2)
    spark = session("local-cluster[2,1,1024]", sys.executable)
    try:
        _, there = sums_on_spark(spark, bills, before, after)
    finally:
        spark.stop()
    assert here.groups.sum() > 0
    assert np.array_equal(there.groups, here.groups)
    assert np.array_equal(there.spread, here.spread)
