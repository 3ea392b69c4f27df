"""The slope index of inequality by hand, against numpy's weighted least squares, and its coverage by simulation."""

from __future__ import annotations

from math import sqrt

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from caseness.statistics.inequality import slope_index


def test_three_equal_groups_by_hand():
    # ranks 1/6, 1/2, 5/6; slope = (−⅓ × 0.6 + ⅓ × 0.3) ÷ (2/9) = −0.45; mean 0.46667, so the line starts at 0.69167
    slope = slope_index([0.6, 0.5, 0.3], [100, 100, 100])
    assert slope.index == pytest.approx(-0.45)
    assert slope.start == pytest.approx(0.6916667)
    assert slope.end == pytest.approx(0.2416667)
    assert slope.ratio == pytest.approx(0.2416667 / 0.6916667)
    # residuals −1/60, 2/60, −1/60: error √((6/3600) ÷ (2/9)) = 0.0866; Student on 1 degree of freedom 12.7062
    assert (slope.low, slope.high) == pytest.approx(
        (-0.45 - 12.7062 * 0.0866025, -0.45 + 12.7062 * 0.0866025), abs=1e-4
    )


def test_groups_on_a_line_give_the_line_whatever_their_size():
    # sizes 1, 2, 3, 4 of 10: ranks 0.05, 0.2, 0.45, 0.8; rates 0.6 − 0.2 × rank
    slope = slope_index([0.59, 0.56, 0.51, 0.44], [1, 2, 3, 4])
    assert (slope.start, slope.end, slope.index) == pytest.approx((0.6, 0.4, -0.2))
    assert (slope.low, slope.high) == pytest.approx((-0.2, -0.2))


def test_no_gradient_is_zero():
    slope = slope_index([0.5, 0.5, 0.5, 0.5], [10, 20, 30, 40])
    assert slope.index == pytest.approx(0)
    assert slope.ratio == pytest.approx(1)


def test_two_groups_are_too_few():
    with pytest.raises(ValueError, match="at least three groups"):
        slope_index([0.5, 0.4], [1, 1])


@given(
    st.lists(st.tuples(st.floats(0.05, 0.95), st.integers(50, 5000)), min_size=3, max_size=12),
    st.floats(0.5, 0.99),
)
def test_numpy_fits_the_same_line(groups, confidence):
    rates, sizes = np.array([r for r, _w in groups]), np.array([float(w) for _r, w in groups])
    rank = (np.cumsum(sizes) - sizes / 2) / sizes.sum()
    # polyfit squares its weights, and scales the covariance by the residuals on k − 2 degrees of freedom
    (steepness, start), covariance = np.polyfit(rank, rates, 1, w=np.sqrt(sizes), cov=True)
    slope = slope_index(rates, sizes, confidence)
    assert slope.index == pytest.approx(steepness, abs=1e-9)
    assert slope.start == pytest.approx(start, abs=1e-9)
    narrow, wide = slope_index(rates, sizes, confidence / 2), slope
    assert wide.low <= narrow.low <= slope.index <= narrow.high <= wide.high
    if len(groups) == 3:  # Student on one degree of freedom is Cauchy, whose quantile is a tangent
        half = np.tan(np.pi * confidence / 2) * sqrt(covariance[0, 0])
        assert slope.high - slope.index == pytest.approx(half, rel=1e-6, abs=1e-9)


def test_the_interval_holds_the_slope_95_times_in_100():
    """Ten groups of unequal size on a line, with scatter as chance makes it: variance in inverse proportion to size."""
    rng = np.random.default_rng(6)
    sizes = np.linspace(40_000, 80_000, 10)
    rank = (np.cumsum(sizes) - sizes / 2) / sizes.sum()
    held = []
    for _ in range(4000):
        rates = 0.57 - 0.14 * rank + rng.normal(0, 1, 10) * np.sqrt(0.25 / sizes)
        slope = slope_index(rates, sizes)
        held.append(slope.low <= -0.14 <= slope.high)
    assert np.mean(held) == pytest.approx(0.95, abs=4 * sqrt(0.95 * 0.05 / 4000))
