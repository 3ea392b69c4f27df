"""One extract, one derivation: DuckDB, PostgreSQL and Spark give the same pathways, months and figures to the last value."""

from __future__ import annotations

import pytest
from tests.engines import ENGINES

from caseness.measures import compute, measures
from caseness.pathways import Pathways, pathways_of
from caseness.sources.records import month_named
from caseness.sources.synthetic.plan import Plan
from caseness.sources.synthetic.synthesis import synthesise
from caseness.vocabulary import Level
from caseness.vocabulary.period import month_of

pytest.importorskip("psycopg")

pytestmark = ENGINES

REFERRALS = 1_000


@pytest.fixture(scope="module")
def derived(on_engines, tmp_path_factory) -> dict[str, Pathways]:
    """Pathways by engine."""
    folder = tmp_path_factory.mktemp("synthetic") / "extract"
    synthesise(Plan(referrals=REFERRALS, seed=3, months=4), folder)
    return {name: pathways_of(records) for name, records in on_engines(folder).items()}


def told(pathways: Pathways, name: str) -> list[tuple[tuple[str, object], ...]]:
    """The rows in order; a sum is the same number whether an engine gives an integer or a decimal."""
    rows = pathways.records.fetch(getattr(pathways, name))
    return sorted((tuple(sorted(row.items())) for row in rows), key=lambda row: [str(value) for _, value in row])


def figures(pathways: Pathways) -> list[str]:
    periods = [month_of(*map(int, month_named(number).split("-"))) for number in pathways.months.numbers]
    rows = compute(pathways, measures().values(), periods, levels=(Level.ENGLAND, Level.PROVIDER)).to_pylist()
    return sorted(repr(sorted(row.items())) for row in rows)


@pytest.mark.parametrize("engine", ["postgresql", "spark"])
@pytest.mark.parametrize("relation", ["states", "referral_months", "contacts", "logs", "scores"])
def test_the_same_rows(derived, engine, relation):
    here = told(derived["duckdb"], relation)
    assert len(here) > 0
    assert told(derived[engine], relation) == here


@pytest.mark.parametrize("engine", ["postgresql", "spark"])
def test_the_same_figures_of_every_measure(derived, engine):
    here = figures(derived["duckdb"])
    assert len(here) > 1000
    assert figures(derived[engine]) == here
