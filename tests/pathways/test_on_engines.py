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

from caseness.checks.own_figures_of_records import came_back, finished_sums
from caseness.checks.spend.employment_change import starts_of
from caseness.measures import compute, measures
from caseness.pathways import Choices
from caseness.pathways.waiting import while_waiting
from caseness.sources.records import month_named
from caseness.vocabulary import Level
from caseness.vocabulary.period import month_of

if TYPE_CHECKING:
    import ibis.expr.types as ir

    from caseness.pathways import Pathways

pytest.importorskip("psycopg")

pytestmark = ENGINES


def told(pathways: Pathways, name: str) -> list[tuple[tuple[str, object], ...]]:
    """The rows in order; a sum is the same number whether an engine gives an integer or a decimal."""
    return in_order(pathways, getattr(pathways, name))


def in_order(pathways: Pathways, table: ir.Table) -> list[tuple[tuple[str, object], ...]]:
    rows = pathways.records.fetch(table)
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


def test_the_same_scores_while_waiting(derived_synthetic):
    here, *others = (in_order(one, one.facet(while_waiting)) for one in derived_synthetic.values())
    assert len(here) > 0
    assert others == [here, here]


def test_the_same_counts_of_work_and_of_value_for_money(derived_synthetic):
    here, *others = (
        (starts_of(one.records), finished_sums(one.records), came_back(one.records, 30))
        for one in derived_synthetic.values()
    )
    assert sum(start.asked_again for start in here[0]) > 0
    assert all(here[1].values())
    assert here[2][1] > 0
    assert others == [here, here]


def test_the_same_figures_of_every_measure(derived_synthetic):
    here = figures(derived_synthetic["duckdb"])
    assert len(here) > 1000
    assert figures(derived_synthetic["postgresql"]) == here
    assert figures(derived_synthetic["spark"]) == here


def test_a_dirty_extract_as_the_plain_implementation_has_it(on_engines, tmp_path):
    rows = dirt.Extract(seed=7, number=120).rows
    for records in on_engines(national(tmp_path / "extract", rows)).values():
        agree(records, naive.Extract(rows), Choices())
