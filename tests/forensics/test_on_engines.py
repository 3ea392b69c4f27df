"""One extract, one evidence: DuckDB, PostgreSQL and Spark give every table of counts to the last cell."""

from __future__ import annotations

from dataclasses import fields

import numpy as np
import pytest
from tests.engines import ENGINES

from caseness.forensics.reading import read
from caseness.forensics.reading.reading import READERS
from caseness.forensics.reading.units import Grouping

pytest.importorskip("psycopg")

pytestmark = ENGINES


@pytest.mark.parametrize("kind", READERS, ids=lambda kind: kind.__name__)
@pytest.mark.parametrize("grouping", Grouping)
def test_the_same_evidence(derived_synthetic, kind, grouping):
    here = read(derived_synthetic["duckdb"], kind, grouping)
    for engine in ("postgresql", "spark"):
        there = read(derived_synthetic[engine], kind, grouping)
        assert there.units.names == here.units.names
        assert (there.table is None) == (here.table is None)
        for field in fields(here.table) if here.table else ():
            counts, others = (getattr(reading.table, field.name) for reading in (here, there))
            assert (counts is None and others is None) or np.array_equal(counts, others)
