"""Every quirk gives the same figures on PostgreSQL as on DuckDB, on the people of the tests by hand."""

from __future__ import annotations

import pytest
from tests.engines import ENGINES, as_found, into_postgresql
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
from caseness.sources.records import open_records

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
def both(postgresql, tmp_path_factory):
    """Pathways on DuckDB and on PostgreSQL."""
    people = [person for dashboard in DASHBOARDS for person in dashboard.PEOPLE]
    folder = national(tmp_path_factory.mktemp("quirks") / "extract", tables(people))
    address = into_postgresql(postgresql, "quirks", as_found(folder))
    with open_records(folder) as here, open_records(address) as there:
        yield pathways_of(here), pathways_of(there)


@pytest.mark.parametrize("quirk", sorted(computations()))
def test_the_same_figures(both, quirk):
    here, there = both
    assert told(there, quirk) == told(here, quirk)


def told(pathways, quirk):
    """The figures of a quirk, or what it lacks."""
    try:
        return computations()[quirk](pathways, months_of(pathways.months.numbers))
    except CannotCompute as lack:
        return str(lack)
