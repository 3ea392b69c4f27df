"""Measures of employment are the same on PostgreSQL as on DuckDB."""

from __future__ import annotations

from random import Random

import pytest
from tests.engines import ENGINES, as_found, into_postgresql
from tests.measures import working_lives
from tests.measures.test_employment import LEVELS, LIVES, PERIODS, UNWELL, ours
from tests.pathways.people import national, tables

from caseness.measures import compute
from caseness.pathways import pathways_of
from caseness.pathways.presenteeism import presenteeism
from caseness.sources.records import open_records

pytest.importorskip("psycopg")

pytestmark = ENGINES


def test_figures_on_postgresql_are_those_on_duckdb(postgresql, tmp_path):
    by_hand = [life for _words, life, *_expected in LIVES]
    folder = national(tmp_path / "lives", tables([*by_hand, UNWELL, *working_lives.at_random(Random(3), 30)]))
    here = told(folder)
    assert len(here) > 1000
    assert told(into_postgresql(postgresql, "lives", as_found(folder))) == here


def told(source):
    """Every figure, and every answer on working while unwell."""
    with open_records(source) as records:
        pathways = pathways_of(records)
        figures = compute(pathways, ours(), PERIODS, levels=LEVELS).to_pylist()
        answers = records.backend.to_pyarrow(pathways.facet(presenteeism)).to_pylist()
        return sorted(map(str, [*figures, *answers]))
