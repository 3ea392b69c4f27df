"""What Spark is given and gives back is as it was: no number goes for the blank beside it, no blank becomes a word."""

from __future__ import annotations

from datetime import date

import ibis
import pyarrow as pa
from tests.engines import ENGINES

from caseness.sources.records.spark import bring_along, fetched

pytestmark = ENGINES

HELD = pa.table(
    {
        "number": pa.array([1489, 2**60 + 1, None]),  # past 2^53, where a float skips odd numbers
        "text": pa.array(["PRV", None, "NaN"]),
        "flag": pa.array([True, None, False]),
        "day": pa.array([date(2024, 4, 1), None, date(2024, 4, 30)]),
        "nothing": pa.array([None, None, None], pa.int64()),
    }
)


def test_a_table_in_memory_comes_back_as_it_was(spark):
    table = ibis.memtable(HELD)
    assert told(spark, table).to_pylist() == HELD.to_pylist()
    assert told(spark, table.filter(table.number == 1489)).to_pylist() == HELD.to_pylist()[:1]


def test_a_table_without_a_row_keeps_its_columns(spark):
    assert told(spark, ibis.memtable(HELD[:0])).equals(HELD[:0])


def told(spark, table):
    bring_along(spark, table)
    return fetched(spark, table, spark.compile(table))
