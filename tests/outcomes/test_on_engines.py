"""One extract, one count: DuckDB, PostgreSQL and Spark agree on end scores, times and moments to the last cell."""

from __future__ import annotations

from dataclasses import fields

import numpy as np
import pytest
from tests.engines import ENGINES

from caseness.outcomes.durations import until_below, until_referred_again
from caseness.outcomes.end_margins import end_margins
from caseness.outcomes.score_moments import score_moments

pytest.importorskip("psycopg")

pytestmark = ENGINES


@pytest.mark.parametrize("counted", [end_margins, until_below, until_referred_again], ids=lambda one: one.__name__)
def test_the_same_counts(derived_synthetic, counted):
    here = counted(derived_synthetic["duckdb"])
    for engine in ("postgresql", "spark"):
        there = counted(derived_synthetic[engine])
        for field in fields(here):
            assert getattr(here, field.name).sum() > 0
            assert np.array_equal(getattr(here, field.name), getattr(there, field.name))


def test_the_same_moments(derived_synthetic):
    here, *others = (score_moments(derived_synthetic[engine]) for engine in ("duckdb", "postgresql", "spark"))
    assert here is not None
    assert others == [here, here]
