"""Every quirk gives the same figures on PostgreSQL and on Spark as on DuckDB, on the people of the tests by hand."""

from __future__ import annotations

import pytest
from tests.engines import ENGINES
from tests.measures.quirks import (
    test_employment_records,
    test_employment_support,
    test_internet_therapy,
    test_long_term_conditions,
    test_map,
    test_personal_circumstances,
    test_presenteeism,
)
from tests.pathways.people import national, tables

from caseness.measures.periods import months_of
from caseness.measures.quirks import CannotCompute, computations
from caseness.pathways import pathways_of

pytest.importorskip("psycopg")

pytestmark = ENGINES

DASHBOARDS = (
    test_employment_records,
    test_employment_support,
    test_internet_therapy,
    test_long_term_conditions,
    test_map,
    test_personal_circumstances,
    test_presenteeism,
)


@pytest.fixture(scope="module")
def derived(on_engines, tmp_path_factory):
    """Pathways by engine."""
    people = [person for dashboard in DASHBOARDS for person in dashboard.PEOPLE]
    folder = national(tmp_path_factory.mktemp("quirks") / "made_people", tables(people))
    return {name: pathways_of(records) for name, records in on_engines(folder).items()}


@pytest.mark.parametrize("engine", ["postgresql", "spark"])
@pytest.mark.parametrize("quirk", sorted(computations()))
def test_the_same_figures(derived, engine, quirk):
    assert told(derived[engine], quirk) == told(derived["duckdb"], quirk)


def told(pathways, quirk):
    """The figures of a quirk, or what it lacks."""
    try:
        return computations()[quirk](pathways, months_of(pathways.months.numbers))
    except CannotCompute as lack:
        return str(lack)
