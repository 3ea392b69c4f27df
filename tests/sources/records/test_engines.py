"""One extract, one answer: DuckDB, PostgreSQL and Spark give the same tables to the last value."""

from __future__ import annotations

import pytest
from tests.engines import ENGINES
from tests.sources.records import dirty

from caseness.sources.records import Records, Shape

pytestmark = ENGINES


def rows(table):
    return sorted((tuple(row.items()) for row in table.to_pyarrow().to_pylist()), key=repr)


def everything(records: Records):
    return {name: rows(table) for name, table in records.everything.items()}


def counting(records: Records):
    return {name: rows(records.counting(name)) for name in records.everything}


@pytest.mark.parametrize("shape", Shape)
def test_the_same_tables_on_every_engine(shape, tmp_path, on_engines):
    make = {Shape.NATIONAL: dirty.national, Shape.SUBMITTED: dirty.submitted}[shape]
    engines = on_engines(make(tmp_path / "extract"))
    assert {records.shape for records in engines.values()} == {shape}
    one = engines.pop("duckdb")
    for name, other in engines.items():
        assert everything(other) == everything(one), name
        assert counting(other) == counting(one), name
        assert rows(other.submissions) == rows(one.submissions), name
