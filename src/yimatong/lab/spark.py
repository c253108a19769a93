"""The same run on Spark: a file of bills spread over executors by person, each paying its part with the same compiled rules."""

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from yimatong.benefits.core.pack import Law
from yimatong.lab.blocks import blocks_of, schema
from yimatong.lab.comparing import MEASURES, Sums, blank_sums, compare, sums_of
from yimatong.lab.extra import needed
from yimatong.lab.running import Question, question

SPREAD = -1
"""Row numbers of the sums: a group's place, or -1 and -2 for the spread before and after."""

ROW = "row"


def session(master: str, python: str, parts: int = 2) -> Any:
    """A Spark session at `master`, such as local-cluster[2,1,1024]; `python` is the interpreter its workers run.

    `parts` is into how many pieces people are spread; each piece is one executor's work and may be larger than its memory.
    """
    builder = needed("pyspark.sql").SparkSession.builder.master(master).appName("yimatong lab")
    settings = {
        "spark.driver.host": "127.0.0.1", "spark.driver.bindAddress": "127.0.0.1", "spark.ui.enabled": "false",
        "spark.sql.execution.arrow.pyspark.enabled": "true", "spark.sql.shuffle.partitions": str(parts),
    }  # fmt: skip
    for key, value in settings.items():
        builder = builder.config(key, value)
    spark = builder.getOrCreate()
    spark.sparkContext.pythonExec = python
    return spark


def sums_on_spark(spark: Any, bills: Path, before: Law, after: Law) -> tuple[Question, Sums]:
    """As `running.run` over the same file: the same sums, counted by executors that each see some of the people."""
    functions, columns = needed("pyspark.sql.functions"), ", ".join(f"{name} long" for name in MEASURES)
    frame = spark.read.parquet(str(bills)).select(*schema().names)
    spread = frame.repartition("person").sortWithinPartitions("person", "number")
    counted = spread.mapInArrow(lambda batches: _counted(before, after, batches), f"{ROW} long, {columns}")
    added = counted.groupBy(ROW).agg(*[functions.sum(name).alias(name) for name in MEASURES])
    asked = question(before, after)
    sums = blank_sums(len(asked.packs))
    for row in added.collect():
        if row[ROW] >= 0:
            sums.groups[row[ROW]] = [row[name] for name in MEASURES]
        else:
            sums.spread[SPREAD - row[ROW]] = [row[name] for name in MEASURES[: sums.spread.shape[1]]]
    return asked, sums


def _counted(before: Law, after: Law, batches: Iterable[Any]) -> Iterator[Any]:
    """One partition's people, in an executor: its sums as one record batch."""
    np, pa = needed("numpy"), needed("pyarrow")
    asked = question(before, after)
    sums = blank_sums(len(asked.packs))
    for block in blocks_of(batches):
        sums.add(sums_of(compare(block, asked.before, asked.after), asked.before.packs_of(block), len(asked.packs)))
    held = np.flatnonzero(sums.groups[:, 0])
    spread = np.zeros((len(sums.spread), len(MEASURES)), np.int64)
    spread[:, : sums.spread.shape[1]] = sums.spread
    rows = np.concatenate([held, [SPREAD, SPREAD - 1]]).astype(np.int64)
    values = np.vstack([sums.groups[held], spread])
    arrays = [pa.array(rows), *(pa.array(np.ascontiguousarray(values[:, place])) for place in range(len(MEASURES)))]
    yield pa.RecordBatch.from_arrays(arrays, names=[ROW, *MEASURES])
