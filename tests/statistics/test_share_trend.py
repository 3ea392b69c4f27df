"""A straight line through yes and no, against least squares of the rows themselves."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import t

from caseness.statistics.share_trend import Sums, share_trend

PEOPLE = st.lists(st.tuples(st.integers(0, 40), st.integers(0, 1)), min_size=3, max_size=60)


def sums(people) -> Sums:
    x, y = (np.array(part) for part in zip(*people, strict=True))
    return Sums(len(x), int(x.sum()), int((x * x).sum()), int(y.sum()), int((x * y).sum()))


@settings(max_examples=30, deadline=None)
@given(PEOPLE)
def test_the_line_of_the_rows(people):
    x, y = (np.array(part, dtype=float) for part in zip(*people, strict=True))
    found = share_trend(sums(people))
    if len(set(x)) == 1:
        assert found is None
        return
    slope, start = np.polyfit(x, y, 1)
    left = ((y - start - slope * x) ** 2).sum()
    error = np.sqrt(left / (len(x) - 2) / ((x - x.mean()) ** 2).sum())
    assert found.slope == pytest.approx(slope, abs=1e-9)
    assert found.high - found.slope == pytest.approx(t.ppf(0.975, len(x) - 2) * error, abs=1e-6)


def test_by_hand():
    """No of two at 0, yes of two at 10: a tenth more for each."""
    found = share_trend(Sums(n=4, x=20, xx=200, y=2, xy=20))
    assert (found.slope, found.low, found.high) == (pytest.approx(0.1),) * 3


def test_two_people_make_no_line():
    assert share_trend(Sums(2, 1, 1, 1, 1)) is None
