"""Fingerprints of tables: the same for the same rows in any order, another where a cell, a column or a row is another."""

from __future__ import annotations

import duckdb
import ibis
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.sources.records.extracts import write
from tests.sources.records.test_folder import NATIONAL

from caseness.sources.records import open_records
from caseness.sources.records.fingerprints import rows_and_sum
from caseness.sources.records.folder import read_folder

CELLS = st.sampled_from(["A", "B", "1", "", None])
ROWS = st.lists(st.tuples(CELLS, CELLS, st.sampled_from([10, 11, None])), max_size=4)


@pytest.fixture(scope="module")
def database(tmp_path_factory):
    """An extract in a DuckDB file."""
    folder = tmp_path_factory.mktemp("database")
    found = read_folder(write(folder / "folder", **NATIONAL))
    with duckdb.connect(folder / "extract.duckdb") as connection:
        for name, table in found.found.items():
            connection.register("arrow", table.drop("caseness_submission_folder").to_pyarrow())
            connection.execute(f'CREATE TABLE "{name}" AS FROM arrow')
    found.close()
    return folder / "extract.duckdb"


def fingerprints(database, *changes):
    """Those of the tables after some statements."""
    with duckdb.connect(database) as connection:
        for change in changes:
            connection.execute(change)
    with open_records(f"duckdb://{database}") as records:
        return records.fingerprints()


def test_a_table_is_told_by_its_rows_whatever_their_order(database):
    before = fingerprints(database)
    assert set(before) == {"IDS001MPI", "IDS101Referral", "IDS201CareContact", "IsLatest_SubmissionID"}
    again = "CREATE OR REPLACE TABLE IDS001MPI AS FROM IDS001MPI ORDER BY RecordNumber DESC"
    assert fingerprints(database, again) == before
    assert fingerprints(database, "ALTER TABLE IDS001MPI ADD COLUMN checked_by VARCHAR") == before  # no field of ours
    changed = fingerprints(database, "UPDATE IDS001MPI SET Gender = '2' WHERE Gender = '9'")
    assert {table for table in before if changed[table] != before[table]} == {"IDS001MPI"}
    assert fingerprints(database, "UPDATE IDS001MPI SET Gender = '9' WHERE Gender = '2'") == before


@settings(max_examples=40, deadline=None)
@given(ROWS, ROWS)
def test_two_tables_have_one_fingerprint_where_their_rows_are_the_same(one, other):
    same = sorted(one, key=repr) == sorted(other, key=repr)
    for engine in ("duckdb", "postgres"):
        assert (summed(one, engine) == summed(other, engine)) == same


def summed(rows, engine):
    table = ibis.memtable(rows, schema={"PathwayID": "string", "RecordNumber": "string", "AuditId": "int64"})
    return rows_and_sum(table, table.columns, engine).to_pyarrow().to_pylist()
