"""The official rules: each is made or has a reason, each bites, and each bites the rows it should and no others.

The expressions are put into SQL once; then the rows under them are exchanged, and what they say of each row is held to a
second implementation in plain Python.
"""

from __future__ import annotations

from random import Random

import ibis
import pyarrow as pa
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from tests.validation.dirty import ROW, SENT, below, drawn, laid
from tests.validation.naive import broken

from caseness.sources.records import WRITTEN, open_records
from caseness.validation.marks import SUBMISSION
from caseness.validation.official import official_rules
from caseness.validation.prepared import Prepared
from caseness.validation.rule import Unit
from caseness.vocabulary import data_set

MADE = [rule for rule in official_rules() if rule.broken and rule.unit is Unit.ROW]
DECLARED = {rule.rule: rule for rule in data_set.official_rules()}


class Following(Prepared):
    """Prepared rows that are worked out anew for each query, and keep their number."""

    def rows(self, table, *asked):
        rows = self.records.with_writing(table).inner_join(self.submissions, list(SUBMISSION))
        fields = [name for field in asked for name in (field, WRITTEN + field) if name in rows.columns]
        whose = ("OrgID_Provider", "Unique_MonthID", "period_start", "period_end", "version")
        return rows.select(*dict.fromkeys((*fields, *SUBMISSION, *whose)))


class Bench:
    """An extract whose rows can be exchanged, with what every rule says of every row as one query for each table."""

    def __init__(self, folder, submissions):
        self.records = open_records(laid(folder, submissions))
        self.connection = self.records.backend.con
        self.prepared = Following(self.records)
        self.submissions = submissions
        self.queries = {table: self._query(table) for table in dict.fromkeys(rule.table for rule in MADE)}

    def _query(self, table):
        rules = [rule for rule in MADE if rule.table == table]
        fields = [field for rule in rules for field in (rule.field, *rule.needs) if field]
        rows = self.prepared.marked(table, [mark for rule in rules for mark in rule.marks], ROW, *fields)
        said = rows.select(ROW, "period_start", **{rule.id: rule.broken(rows) for rule in rules})
        said.limit(0).to_pyarrow()  # lets the engine know the submissions
        return ibis.to_sql(said, dialect="duckdb")

    def exchange(self, random, size):
        """Other rows in all tables but the headers."""
        self.submissions = {
            name: {"IDS000Header": self.submissions[name]["IDS000Header"]} | below(random, month, size)
            for name, month in SENT.items()
        }
        for number, file in enumerate(self.records.files):
            if file.table != "IDS000Header":
                rows = self.submissions[file.name.split("/")[0]][file.table]
                self.connection.register("others", pa.Table.from_pylist(rows))
                self.connection.execute(f'DELETE FROM "csv {number}"')
                blanks = ", ".join(f"nullif({name}, '') AS {name}" for name in rows[0])
                self.connection.execute(f'INSERT INTO "csv {number}" BY NAME SELECT {blanks} FROM others')

    def said(self):
        """For each rule, month and number of the rows that break it."""
        found = {rule.id: set() for rule in MADE}
        for query in self.queries.values():
            for row in self.connection.execute(query).to_arrow_table().to_pylist():
                number, month = row.pop(ROW), f"{row.pop('period_start'):%Y-%m}"
                for rule, is_broken in row.items():
                    assert is_broken is not None, f"{rule} says neither yes nor no"
                    if is_broken:
                        found[rule].add((month, number))
        return found

    def expected(self):
        """The same, worked out row by row."""
        return {
            rule.id: {
                (month, row)
                for name, month in SENT.items()
                for row in broken(DECLARED[rule.id], self.submissions[name], month)
            }
            for rule in MADE
        }


@pytest.fixture(scope="module")
def bench(tmp_path_factory):
    return Bench(tmp_path_factory.mktemp("dirty") / "extract", drawn(Random(1), 4))


def test_every_rule_is_made_or_says_what_it_would_take():
    for rule in official_rules():
        assert (rule.broken is None) == bool(rule.reason), rule.id
        assert rule.words.endswith("."), rule.id
    assert len(official_rules()) == 382
    assert sum(rule.broken is None for rule in official_rules()) == 18


def test_headers_that_say_too_little_are_bitten(bench):
    said, expected = bench.said(), bench.expected()
    of_headers = [rule.id for rule in MADE if rule.table == "IDS000Header"]
    assert {rule: said[rule] for rule in of_headers} == {rule: expected[rule] for rule in of_headers}
    assert [rule for rule in of_headers if not said[rule]] == []


def test_every_rule_bites(bench):
    bench.exchange(Random(2), 120)
    assert [rule for rule, rows in bench.said().items() if not rows] == []


@settings(max_examples=3, deadline=None)
@given(seed=st.integers(0, 2**32), size=st.integers(4, 16))
@example(seed=37, size=5)  # a contact that stands twice, under two service requests
def test_rules_bite_as_a_second_implementation_says(bench, seed, size):
    bench.exchange(Random(seed), size)
    assert bench.said() == bench.expected()
