"""Every quirk has the same figures on DuckDB, PostgreSQL and Spark, of a synthetic extract with its tables of reference."""

from __future__ import annotations

import pytest
from tests.engines import ENGINES

from caseness.measures.periods import months_of
from caseness.measures.quirks import CannotCompute, computations
from caseness.pathways import Pathways, pathways_of
from caseness.sources.synthetic.plan import Plan
from caseness.sources.synthetic.synthesis import synthesise

pytest.importorskip("psycopg")

pytestmark = ENGINES

REFERRALS = 300


@pytest.fixture(scope="module")
def derived(on_engines, tmp_path_factory) -> dict[str, Pathways]:
    """Pathways by engine."""
    folder = tmp_path_factory.mktemp("synthetic") / "extract"
    synthesise(Plan(referrals=REFERRALS, seed=3, months=4), folder)
    return {name: pathways_of(records) for name, records in on_engines(folder).items()}


def figures(pathways: Pathways, quirk: str) -> str:
    """What the quirk comes to, or what it lacks."""
    try:
        return repr(computations()[quirk](pathways, months_of(pathways.months.numbers)))
    except CannotCompute as lacking:
        return str(lacking)


@pytest.mark.parametrize("engine", ["postgresql", "spark"])
@pytest.mark.parametrize("quirk", sorted(computations()))
def test_the_same_figures(derived, engine, quirk):
    assert figures(derived[engine], quirk) == figures(derived["duckdb"], quirk)
