"""Regression to the mean: published worked figures, by hand, and people simulated one by one."""

from __future__ import annotations

from math import sqrt

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import norm

from caseness.statistics.regression_to_mean import (
    Scale,
    across_occasions,
    correlation_together,
    expected_change,
    share_below,
    share_below_both,
    share_halved,
    stable,
)


def simulated(scales: list[Scale], together: float, across: float, people: int = 400_000) -> np.ndarray:
    """People with two scores on each scale, as columns: first scores, then second ones."""
    one, other = scales
    covariance = [
        [1, together, one.again, across],
        [together, 1, across, other.again],
        [one.again, across, 1, together],
        [across, other.again, together, 1],
    ]
    unit = np.random.default_rng(15).multivariate_normal([0] * 4, covariance, people)
    means = [one.mean, other.mean, one.mean_after, other.mean_after]
    return unit * [one.sd, other.sd, one.sd_after, other.sd_after] + means


@pytest.mark.parametrize(
    ("mean", "sd", "reliability", "change", "below"),
    [
        (12.5, 6.2, 0.60, -1.28, 0.190),
        (12.5, 6.2, 0.70, -0.96, 0.163),
        (12.5, 6.2, 0.84, -0.51, 0.118),
        (14.0, 6.0, 0.60, -0.93, 0.141),
        (14.0, 6.0, 0.84, -0.37, 0.088),
    ],
)
def test_the_worked_figures_for_ten_or_more_on_the_phq_9(mean, sd, reliability, change, below):
    scale = stable(mean, sd, 10, reliability)
    assert expected_change(scale) == pytest.approx(change, abs=0.005)
    assert share_below(scale) == pytest.approx(below, abs=0.0005)


def test_a_line_at_the_mean_by_hand():
    # line − ½ at the mean: half are cases; quadrant probability ¼ + asin(½) ÷ 2π = ⅓, so (½ − ⅓) ÷ ½ = ⅓ fall below
    scale = stable(9.5, 6, 10, 0.5)
    assert share_below(scale) == pytest.approx(1 / 3, abs=1e-6)
    # −(1 − ½) × 6 × √(2 ÷ π)
    assert expected_change(scale) == pytest.approx(-3 * sqrt(2 / np.pi))


@given(st.floats(6, 18), st.floats(3, 8), st.floats(0.05, 0.95))
def test_the_more_reliable_the_less_regresses(mean, sd, reliability):
    less, more = stable(mean, sd, 10, reliability), stable(mean, sd, 10, min(reliability + 0.04, 0.99))
    assert expected_change(less) < expected_change(more) < 0
    assert share_below(less) > share_below(more) > 0


def test_people_simulated_one_by_one_agree():
    one, other = Scale(14, 6, 10, 0.6, 11, 6.5), stable(13, 5, 8, 0.7)
    people = simulated([one, other], 0.65, 0.4)
    first, after = people[:, 0] >= 9.5, people[:, 2] < 9.5
    assert share_below(one) == pytest.approx(after[first].mean(), abs=0.004)
    assert expected_change(one) == pytest.approx((people[first, 2] - people[first, 0]).mean(), abs=0.03)
    case = first | (people[:, 1] >= 7.5)
    both = after & (people[:, 3] < 7.5)
    assert share_below_both(one, other, 0.65, 0.4) == pytest.approx(both[case].mean(), abs=0.004)


def test_two_scales_that_are_one_are_one_scale():
    scale = stable(14, 6, 10, 0.7)
    assert share_below_both(scale, scale, 0.9999, 0.69995) == pytest.approx(share_below(scale), abs=0.01)


def test_a_joint_share_is_the_same_on_every_run():
    one, other = stable(14, 6, 10, 0.7), stable(13, 5, 8, 0.7)
    assert share_below_both(one, other, 0.6, 0.4) == share_below_both(one, other, 0.6, 0.4)


def test_the_correlation_is_found_again():
    # lines at the means: a third below both is ¼ + asin(ρ) ÷ 2π, so ρ = ½
    assert correlation_together(0, 0, 1 / 3) == pytest.approx(0.5, abs=1e-4)
    with pytest.raises(ValueError, match="no correlation"):
        correlation_together(0, 0, 0.6)


def test_response_is_half_the_mean_at_the_start():
    # mean 14 to 9: 7 lies ⅓ of a deviation of 6 below 9
    assert share_halved(Scale(14, 6, 10, 0.5, 9, 6)) == pytest.approx(norm.cdf(-1 / 3))


def test_across_occasions_is_attenuated():
    assert across_occasions(0.6, 0.81, 0.64) == pytest.approx(0.6 * 0.9 * 0.8)


@pytest.mark.parametrize(("sd", "again"), [(0, 0.5), (5, 1.0), (5, -1.0)])
def test_impossible_scales_are_refused(sd, again):
    with pytest.raises(ValueError, match="needs positive"):
        stable(14, sd, 10, again)


def test_impossible_correlations_are_refused():
    scale = stable(14, 6, 10, 0.9)
    with pytest.raises(ValueError, match="no four scores"):
        share_below_both(scale, scale, 0.1, 0.95)
