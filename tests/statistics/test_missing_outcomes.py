"""Bounds and tipping points by hand, and Lee's bounds against trimming one by one."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from caseness.statistics.missing_outcomes import bounds, lee_bounds, tipping


def test_bounds_by_hand():
    """30 of 60 known succeed and 40 are missing: 30 to 70 of 100."""
    assert bounds(30, 60, 40) == (0.3, 0.7)
    with pytest.raises(ValueError, match="nobody"):
        bounds(0, 0, 0)


def test_tipping_by_hand():
    """For 50 of 100, 20 of the 40 missing must succeed, as many as of the others: odds ratio 1. For 80 it cannot be."""
    found = tipping(30, 60, 40, 0.5)
    assert found is not None
    assert (found.share, found.odds_ratio, found.possible) == (0.5, 1.0, True)
    never = tipping(30, 60, 40, 0.8)
    assert never is not None
    assert not never.possible
    assert never.odds_ratio is None
    assert tipping(30, 60, 0, 0.5) is None


@given(st.integers(0, 50), st.integers(1, 50), st.integers(1, 50), st.floats(0.05, 0.95))
@settings(max_examples=40, deadline=None)
def test_at_the_tipping_point_the_whole_has_the_share(some, more, missing, target):
    known = some + more
    found = tipping(some, known, missing, target)
    assert found is not None
    assert (some + found.share * missing) / (known + missing) == pytest.approx(target)
    low, high = bounds(some, known, missing)
    assert found.possible == (low <= target <= high) or target in (pytest.approx(low), pytest.approx(high))


def test_lee_bounds_by_hand():
    """Known of 80 in 100 and of 60 in 100: a quarter of the 80 are trimmed, that is 20, from 40 successes.

    Without 20 successes 20 of 60 are left, without 20 failures 40 of 60; the other group has 15 of 60.
    """
    low, high = lee_bounds((40, 80, 100), (15, 60, 100))
    assert low == pytest.approx(20 / 60 - 15 / 60)
    assert high == pytest.approx(40 / 60 - 15 / 60)
    assert lee_bounds((15, 60, 100), (40, 80, 100)) == (pytest.approx(-high), pytest.approx(-low))


def test_lee_bounds_meet_where_as_many_are_known():
    low, high = lee_bounds((40, 80, 100), (20, 80, 100))
    assert low == pytest.approx(high) == pytest.approx(0.25)
