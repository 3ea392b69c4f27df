"""Our own rules and VODIM give the same on PostgreSQL as on DuckDB, examples included."""

from __future__ import annotations

import pytest
from tests.engines import ENGINES, as_found, into_postgresql
from tests.sources.records import dirty

from caseness.sources.records import Records, open_records
from caseness.validation.engine import judged
from caseness.validation.ours import our_rules
from caseness.validation.prepared import Prepared
from caseness.validation.vodim import vodim

pytest.importorskip("psycopg")

pytestmark = ENGINES


def test_the_same_on_postgresql_as_on_duckdb(postgresql, tmp_path):
    folder = dirty.national(tmp_path / "extract")
    with (
        open_records(folder) as here,
        open_records(into_postgresql(postgresql, "ours", as_found(folder))) as there,
    ):
        assert told(there) == told(here)


def told(records: Records):
    prepared = Prepared(records)
    outcomes = judged(our_rules(), prepared)
    assert any(outcome.broken for outcome in outcomes)
    found = [(o.rule.id, o.broken, o.checked, o.reason, o.by, o.examples) for o in outcomes]
    return found, vodim(prepared).to_pylist()
