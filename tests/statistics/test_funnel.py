"""The funnel against numbers worked by hand, and how often it is right and wrong, by simulation."""

from __future__ import annotations

from math import asin, pi, sin, sqrt

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from caseness.statistics.funnel import (
    benjamini_hochberg,
    between_variance,
    funnel,
    over_dispersion,
    two_sided_p,
)

BEYOND_3 = 0.0026998  # a standard normal beyond three either way
WINSORISED_NORMAL = 0.678  # mean square of a standard normal with the outer tenths pulled in to ±1.2816


def simulated(
    rng: np.random.Generator, units: int, spread: float, centre: float = 0.5
) -> tuple[np.ndarray, np.ndarray]:
    """Recovered and cases of ``units`` whose true rates differ by ``spread`` (SD on the arcsine scale)."""
    cases = rng.integers(300, 5000, units)
    angle = asin(sqrt(centre)) + rng.normal(0, spread, units)
    return rng.binomial(cases, np.sin(angle) ** 2), cases


# By hand ------------------------------------------------------------------------------------------------------------


def test_over_dispersion_pulls_the_outer_tenths_in():
    # of −2, −1, 0, 1, 2 the tenth quantile is −1.6: (2 × 2.56 + 2 × 1 + 0) ÷ 5
    assert over_dispersion([-2, -1, 0, 1, 2]) == pytest.approx(1.424)
    assert over_dispersion([-2, -1, 0, 1, 2], winsorised=0) == pytest.approx(2.0)


def test_one_wild_unit_does_not_raise_over_dispersion():
    calm = list(np.linspace(-1, 1, 21))
    assert over_dispersion([*calm, 1.0]) == pytest.approx(over_dispersion([*calm, 50.0]), abs=0.01)


def test_between_variance_by_moments():
    # weights 100, 100, 100: (3 × 3 − 2) ÷ (300 − 30,000/300) = 7/200
    assert between_variance(3, [0.01, 0.01, 0.01]) == pytest.approx(0.035)
    # weights 100 and 50: (2 × 2 − 1) ÷ (150 − 12,500/150) = 3 ÷ 66.667
    assert between_variance(2, [0.01, 0.02]) == pytest.approx(0.045)


def test_between_variance_is_zero_when_chance_is_enough():
    assert between_variance(0.66, [0.01, 0.01, 0.01]) == 0


def test_three_units_of_a_hundred_by_hand():
    fit = funnel([40, 50, 60], [100, 100, 100])
    # arcsin √0.6 − arcsin √0.5 = 0.10068; one standard error is √(1/400) = 0.05
    assert fit.centre == 0.5
    assert fit.z == pytest.approx([-2.01358, 0, 2.01358], abs=1e-5)
    # the tenth quantile of three is a fifth of the way from the end to the middle: 0.8 × 2.01358 = 1.61086
    assert fit.phi == pytest.approx(2 * 1.61086**2 / 3, abs=1e-4)
    assert fit.tau2 == pytest.approx((3 * 1.72994 - 2) / (1200 - 400), abs=1e-6)
    assert fit.z_adjusted[2] == pytest.approx(0.100679 / sqrt(0.0025 + 0.0039873), abs=1e-4)


def test_limits_of_a_hundred_cases_by_hand():
    # at a centre of one half, sin²(π/4 + d) = (1 + sin 2d)/2; three standard errors are 0.15
    fit = funnel([50, 50, 50], [100, 100, 100])
    assert fit.limits(100, adjusted=False) == pytest.approx((0.5 - sin(0.3) / 2, 0.5 + sin(0.3) / 2))


def test_without_over_dispersion_both_limits_are_the_same():
    fit = funnel([49, 50, 51], [100, 100, 100])
    assert fit.tau2 == 0
    assert fit.limits(400, adjusted=True) == fit.limits(400, adjusted=False)


def test_limits_stay_within_0_and_1():
    fit = funnel([1, 1, 1, 1], [100, 100, 100, 100])
    low, high = fit.limits(4, adjusted=False)
    assert low == 0
    assert 0 < high < 1


def test_a_given_centre_is_used():
    assert funnel([50, 50, 50], [100, 100, 100], centre=0.6).centre == 0.6


def test_everyone_and_no_one_recovered_have_a_place():
    fit = funnel([0, 50, 100], [100, 100, 100])
    assert fit.z[2] == pytest.approx((pi / 4) / 0.05)
    assert fit.z[0] == pytest.approx(-fit.z[2])


def test_a_rate_above_one_from_rounded_counts_is_taken_as_one():
    # 299 recovered of 307 finished less 8 not at caseness print as 300 of 305 − 10
    assert funnel([300, 150], [295, 300]).z == pytest.approx(funnel([295, 150], [295, 300]).z)


@given(
    st.lists(st.tuples(st.integers(100, 5000), st.floats(0.05, 0.95)), min_size=3, max_size=40),
    st.booleans(),
)
def test_a_unit_is_outside_exactly_if_its_rate_is_beyond_its_limits(units, adjusted):
    cases = np.array([n for n, _rate in units])
    recovered = np.array([round(n * rate) for n, rate in units])
    fit = funnel(recovered, cases)
    for n, rate, outside, z in zip(
        cases, recovered / cases, fit.outside(adjusted=adjusted), fit.z_adjusted if adjusted else fit.z, strict=True
    ):
        low, high = fit.limits(n, adjusted=adjusted)
        if abs(abs(z) - 3) > 1e-9:
            assert outside == (rate < low or rate > high)


@given(st.lists(st.tuples(st.integers(100, 5000), st.floats(0.05, 0.95)), min_size=3, max_size=40))
def test_allowing_for_over_dispersion_never_puts_a_unit_outside(units):
    cases = np.array([n for n, _rate in units])
    fit = funnel([round(n * rate) for n, rate in units], cases)
    assert not (fit.outside(adjusted=True) & ~fit.outside(adjusted=False)).any()


# How often it is right ----------------------------------------------------------------------------------------------


def test_if_only_chance_is_at_work_3_in_1000_lie_outside():
    rng = np.random.default_rng(20240401)
    outside = [funnel(*simulated(rng, 100, 0.0)).outside(adjusted=False).mean() for _ in range(400)]
    error = sqrt(BEYOND_3 / 40_000)
    assert np.mean(outside) == pytest.approx(BEYOND_3, abs=4 * error)


def test_if_only_chance_is_at_work_over_dispersion_is_two_thirds_and_needs_no_allowance():
    rng = np.random.default_rng(1)
    fits = [funnel(*simulated(rng, 139, 0.0)) for _ in range(200)]
    phi = [fit.phi for fit in fits]
    assert np.mean(phi) == pytest.approx(WINSORISED_NORMAL, abs=4 * np.std(phi) / sqrt(len(phi)))
    assert np.mean([fit.tau2 > 0 for fit in fits]) < 0.01


def test_with_ordinary_differences_naive_limits_flag_two_fifths_and_adjusted_ones_1_in_50():
    """Differences as large as between providers in 2024/25 (φ about 10), normal, and no true outlier at all.

    The winsorised φ is two thirds of the plain one on normal scores, so the allowance is a little small: the adjusted
    limits flag about 1.8%, not 0.27%. The naive ones flag two fifths.
    """
    rng = np.random.default_rng(2)
    fits = [funnel(*simulated(rng, 139, 0.04)) for _ in range(200)]
    assert np.mean([fit.phi for fit in fits]) == pytest.approx(10.8, abs=0.5)
    naive = np.mean([fit.outside(adjusted=False).mean() for fit in fits])
    adjusted = np.mean([fit.outside(adjusted=True).mean() for fit in fits])
    assert naive == pytest.approx(0.43, abs=0.02)
    assert adjusted == pytest.approx(0.018, abs=4 * sqrt(0.018 / (139 * 200)))


def test_a_true_outlier_is_found_nearly_always():
    """One unit of 1,500 cases recovers 30% where the others recover 50%, give or take 2 points."""
    rng = np.random.default_rng(3)
    found = 0
    for _ in range(200):
        recovered, cases = simulated(rng, 100, 0.02)
        fit = funnel([*recovered, rng.binomial(1500, 0.3)], [*cases, 1500])
        found += bool(fit.outside(adjusted=True)[-1])
    assert found >= 196


# False discoveries --------------------------------------------------------------------------------------------------


def test_two_sided_p_of_well_known_scores():
    assert two_sided_p([0, 1.959964, -1.959964, 3]) == pytest.approx([1, 0.05, 0.05, 0.0027], abs=1e-5)


def test_the_example_of_benjamini_and_hochberg_rejects_four():
    # Benjamini and Hochberg 1995, section 3.2: thrombolysis, 15 comparisons; Bonferroni rejects three
    p = [0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344, 0.0459, 0.3240, 0.4262, 0.5719, 0.6528, 0.7590]
    p.append(1.0)
    assert list(benjamini_hochberg(p, 0.05)) == [True] * 4 + [False] * 11


def test_a_late_pass_carries_the_earlier_ones_with_it():
    # thresholds 0.0125, 0.025, 0.0375, 0.05: the first three fail theirs, the fourth passes, so all are rejected
    assert benjamini_hochberg([0.05, 0.02, 0.045, 0.048], 0.05).all()
    assert benjamini_hochberg([0.02, 0.03, 0.04, 0.05], 0.05).all()


def naive_discoveries(p: list[float], rate: float) -> list[bool]:
    """The largest k with at least k of the p at most k·rate/m, found by trying each."""
    m = len(p)
    k = max((k for k in range(1, m + 1) if sum(value <= rate * k / m for value in p) >= k), default=0)
    return [k > 0 and value <= rate * k / m for value in p]


@given(st.lists(st.floats(0, 1), max_size=40), st.floats(0.01, 0.2))
def test_benjamini_hochberg_agrees_with_trying_each_number(p, rate):
    assert list(benjamini_hochberg(p, rate)) == naive_discoveries(p, rate)


def test_the_share_of_false_discoveries_is_held():
    """80 of 100 without effect, 20 shifted by three standard errors: expected share 5% × 80/100."""
    rng = np.random.default_rng(4)
    shares = []
    for _ in range(500):
        rejected = benjamini_hochberg(two_sided_p(rng.normal(0, 1, 100) + np.repeat([0, 3], [80, 20])))
        shares.append(rejected[:80].sum() / max(1, rejected.sum()))
    assert np.mean(shares) == pytest.approx(0.04, abs=4 * np.std(shares) / sqrt(len(shares)))
