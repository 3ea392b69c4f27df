"""One extract, the same cells of every definition: DuckDB, PostgreSQL and Spark count alike."""

from __future__ import annotations

import numpy as np
import pytest
from tests.engines import ENGINES

from caseness.outcomes.cells import cell_tables

pytest.importorskip("psycopg")

pytestmark = ENGINES


@pytest.fixture(scope="module")
def here(derived_synthetic):
    return cell_tables(derived_synthetic["duckdb"])


@pytest.mark.parametrize("engine", ["postgresql", "spark"])
def test_the_same_cells(derived_synthetic, here, engine):
    there = cell_tables(derived_synthetic[engine])
    assert there.providers == here.providers
    assert there.longest_follow_up == here.longest_follow_up > 0
    pairs = zip((*here.by_provider, *here.of_persons), (*there.by_provider, *there.of_persons), strict=True)
    for own, other in pairs:
        assert (other.start, other.end) == (own.start, own.end)
        for name, values in (own.deciding | own.framing).items():
            assert np.array_equal((other.deciding | other.framing)[name], values)
        of_own, of_other = (cells.counts(len(here.providers)) for cells in (own, other))
        assert of_own.sum() > 0
        assert np.array_equal(of_other, of_own)
