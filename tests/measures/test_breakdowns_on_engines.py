"""Breakdowns and tables of reference give the same figures on DuckDB, PostgreSQL and Spark."""

from __future__ import annotations

import pytest
from tests.engines import ENGINES
from tests.measures.test_breakdowns_of_tables import three_people

from caseness.measures import breakdowns, compute, geography_of, measures
from caseness.pathways import pathways_of
from caseness.vocabulary.period import month_of

pytest.importorskip("psycopg")
pytestmark = ENGINES


def broken_down(records):
    pathways, month = pathways_of(records), [month_of(2024, 4)]
    asked = [measures()[name] for name in ("M001", "M076")]
    return {
        name: sorted(map(repr, compute(pathways, asked, month, breakdown=one).to_pylist()))
        for name, one in breakdowns().items()
    }


def test_every_breakdown_is_the_same_on_every_engine(on_engines, tmp_path):
    told = {name: (geography_of(one), broken_down(one)) for name, one in on_engines(three_people(tmp_path)).items()}
    _geography, figures = told["duckdb"]
    assert len(figures) == len(breakdowns())
    assert all(figures.values())
    assert told["postgresql"] == told["duckdb"]
    assert told["spark"] == told["duckdb"]
