"""One extract, one derivation: DuckDB, PostgreSQL and Spark give the same pathways, months and figures to the last value.

Of a dirty extract drawn at random each gives what the plain second implementation does.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from tests.engines import ENGINES
from tests.pathways import dirt, naive
from tests.pathways.people import national
from tests.pathways.test_against_naive import agree

from caseness.measures import compute, measures
from caseness.pathways import Choices
from caseness.sources.records import month_named
from caseness.vocabulary import Level
from caseness.vocabulary.period import month_of

if TYPE_CHECKING:
    from caseness.pathways import Pathways

pytest.importorskip("psycopg")

pytestmark = ENGINES


def told(pathways: Pathways, name: str) -> list[tuple[tuple[str, object], ...]]:
    """The rows in order; a sum is the same number whether an engine gives an integer or a decimal."""
    rows = pathways.records.fetch(getattr(pathways, name))
    return sorted((tuple(sorted(row.items())) for row in rows), key=lambda row: [str(value) for _, value in row])


def figures(pathways: Pathways) -> list[str]:
    periods = [month_of(*map(int, month_named(number).split("-"))) for number in pathways.months.numbers]
    rows = compute(pathways, measures().values(), periods, levels=(Level.ENGLAND, Level.PROVIDER)).to_pylist()
    return sorted(repr(sorted(row.items())) for row in rows)


@pytest.mark.parametrize("relation", ["states", "referral_months", "contacts", "logs", "scores"])
def test_the_same_rows(derived_synthetic, relation):
    here = told(derived_synthetic["duckdb"], relation)
    assert len(here) > 0
    assert told(derived_synthetic["postgresql"], relation) == here
    assert told(derived_synthetic["spark"], relation) == here


def test_the_same_figures_of_every_measure(derived_synthetic):
    here = figures(derived_synthetic["duckdb"])
    assert len(here) > 1000
    assert figures(derived_synthetic["postgresql"]) == here
    assert figures(derived_synthetic["spark"]) == here


def test_a_dirty_extract_as_the_plain_implementation_has_it(on_engines, tmp_path):
    rows = dirt.Extract(seed=7, number=120).rows
    for records in on_engines(national(tmp_path / "extract", rows)).values():
        agree(records, naive.Extract(rows), Choices())
