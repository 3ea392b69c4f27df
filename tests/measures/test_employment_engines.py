"""Measures of employment are the same on every engine."""

from __future__ import annotations

from random import Random

from tests.engines import ENGINES
from tests.measures import working_lives
from tests.measures.test_employment import LEVELS, LIVES, PERIODS, UNWELL, ours
from tests.pathways.people import national, tables

from caseness.measures import compute
from caseness.pathways import pathways_of
from caseness.pathways.presenteeism import presenteeism

pytestmark = ENGINES


def test_figures_are_those_of_every_other_engine(on_engines, tmp_path):
    by_hand = [life for _words, life, *_expected in LIVES]
    people = [*by_hand, UNWELL, *working_lives.at_random(Random(3), 30)]
    found = {}
    for engine, records in on_engines(national(tmp_path / "extract", tables(people))).items():
        pathways = pathways_of(records)
        figures = compute(pathways, ours(), PERIODS, levels=LEVELS).to_pylist()
        answers = records.backend.to_pyarrow(pathways.facet(presenteeism)).to_pylist()
        found[engine] = sorted(map(str, [*figures, *answers]))
    assert found["postgresql"] == found["duckdb"]
    assert found["spark"] == found["duckdb"]
