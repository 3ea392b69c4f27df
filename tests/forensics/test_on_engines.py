"""One extract, one evidence: DuckDB, PostgreSQL and Spark give every table of counts to the last cell."""

from __future__ import annotations

from dataclasses import fields

import numpy as np
import pytest
from tests.engines import ENGINES

from caseness.forensics.evidence import Courses
from caseness.forensics.reading import Reading, read, read_by_month
from caseness.forensics.reading.reading import READERS
from caseness.forensics.reading.units import Grouping

pytest.importorskip("psycopg")

pytestmark = ENGINES


@pytest.mark.parametrize("kind", READERS, ids=lambda kind: kind.__name__)
@pytest.mark.parametrize("grouping", Grouping)
def test_the_same_evidence(derived_synthetic, kind, grouping):
    agree({engine: read(pathways, kind, grouping) for engine, pathways in derived_synthetic.items()})


def test_the_same_months(derived_synthetic):
    names = read(derived_synthetic["duckdb"], Courses).units.names[:3]
    agree({engine: read_by_month(pathways, Courses, names) for engine, pathways in derived_synthetic.items()})


def agree(readings: dict[str, Reading]) -> None:
    here = readings["duckdb"]
    for there in (readings[engine] for engine in ("postgresql", "spark")):
        assert there.units.names == here.units.names
        assert (there.table is None) == (here.table is None)
        for field in fields(here.table) if here.table else ():
            counts, others = (getattr(reading.table, field.name) for reading in (here, there))
            assert (counts is None and others is None) or np.array_equal(counts, others)
