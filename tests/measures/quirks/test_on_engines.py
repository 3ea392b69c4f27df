"""Every quirk gives the same figures on PostgreSQL and on Spark as on DuckDB.

Of a synthetic extract with its tables of reference, and of people made by hand where a quirk rests on what few have.
"""

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

ON_PEOPLE = sorted(name for name in computations() if name.split("-")[0] in {"ES", "IET", "LTC", "MAP", "SPC"})


@pytest.fixture(scope="module")
def derived(on_engines, tmp_path_factory):
    """Pathways by engine."""
    people = [person for dashboard in DASHBOARDS for person in dashboard.PEOPLE]
    folder = national(tmp_path_factory.mktemp("quirks") / "made_people", tables(people))
    return {name: pathways_of(records) for name, records in on_engines(folder).items()}


@pytest.mark.parametrize("quirk", sorted(computations()))
def test_the_same_figures_of_a_synthetic_extract(derived_synthetic, quirk):
    here = told(derived_synthetic["duckdb"], quirk)
    assert told(derived_synthetic["postgresql"], quirk) == here
    assert told(derived_synthetic["spark"], quirk) == here


@pytest.mark.parametrize("quirk", ON_PEOPLE)
def test_the_same_figures_of_people_made_by_hand(derived, quirk):
    here = told(derived["duckdb"], quirk)
    assert told(derived["postgresql"], quirk) == here
    assert told(derived["spark"], quirk) == here


def told(pathways, quirk):
    """The figures of a quirk, or what it lacks."""
    try:
        return computations()[quirk](pathways, months_of(pathways.months.numbers))
    except CannotCompute as lack:
        return str(lack)
