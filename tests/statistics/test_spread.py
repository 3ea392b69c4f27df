"""True spread and persistence: by the equation it solves, by hand, and recovered from made units."""

from __future__ import annotations

from math import sqrt

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from caseness.statistics.funnel import over_dispersion
from caseness.statistics.spread import end_fifth, persistence, spread, transitions


@settings(max_examples=30)
@given(st.lists(st.tuples(st.integers(50, 5000), st.floats(0.3, 0.7)), min_size=12, max_size=40))
def test_the_scores_have_the_variance_of_a_winsorised_normal(units):
    cases = np.array([n for n, _p in units], float)
    recovered = np.round(cases * [p for _n, p in units])
    found = spread(recovered, cases, resamples=2)
    tau2 = found.deviation**2 / (4 * found.centre * (1 - found.centre))
    distance = np.arcsin(np.sqrt(recovered / cases)) - np.arcsin(np.sqrt(found.centre))
    # pulled in at the quantiles ±1.2816, the variance of a normal is 0.8 − 0.4498 + 0.3285 = 0.6787
    if tau2 > 0:
        assert over_dispersion(distance / np.sqrt(tau2 + 1 / (4 * cases))) == pytest.approx(0.6787, abs=1e-3)
    else:
        assert over_dispersion(distance * np.sqrt(4 * cases)) <= 0.679
    assert found.low <= found.deviation <= found.high


def test_units_all_alike_have_no_spread():
    found = spread([500] * 10, [1000] * 10)
    assert (found.deviation, found.beyond_chance, found.low, found.high) == (0, 0, 0, 0)


def test_the_spread_of_made_units_is_found_and_its_interval_holds_it():
    """Sixty worlds of 140 units, true rates with a standard deviation of 3 points."""
    rng = np.random.default_rng(3)
    found = []
    for world in range(60):
        cases = rng.integers(500, 8000, 140)
        found.append(spread(rng.binomial(cases, rng.normal(0.5, 0.03, 140)), cases, resamples=200, seed=world))
    assert np.mean([s.deviation for s in found]) == pytest.approx(0.03, rel=0.03)
    assert np.mean([s.low <= 0.03 <= s.high for s in found]) >= 0.85


def made(rng, rho: float, units: int = 400, deviation: float = 0.03):
    """Two years of units whose true rates correlate ``rho``, with few enough cases for chance to matter."""
    first = rng.normal(size=units)
    second = rho * first + sqrt(1 - rho**2) * rng.normal(size=units)
    cases = rng.integers(300, 2000, units)
    return tuple((rng.binomial(cases, 0.5 + deviation * x), cases) for x in (first, second))


@pytest.mark.parametrize("rho", [0.0, 0.5, 0.9])
def test_the_correlation_of_true_rates_is_found_through_chance(rho):
    """Twenty worlds; seen, the correlation is less by the reliability."""
    rng = np.random.default_rng(7)
    found = [persistence(*made(rng, rho), resamples=40) for _world in range(20)]
    assert np.mean([p.corrected for p in found]) == pytest.approx(rho, abs=0.03)
    if rho:
        assert all(p.observed < p.corrected for p in found)
    assert all(p.low <= p.corrected <= p.high for p in found)


def test_the_same_order_is_one_and_the_turned_order_minus_one():
    cases = np.full(40, 10_000.0)
    recovered = np.arange(4000, 6000, 50.0)
    same, turned = (recovered, cases), (recovered[::-1], cases)
    assert persistence(same, same).observed == pytest.approx(1)
    assert persistence(same, turned).observed == pytest.approx(-1)
    assert persistence(same, same).corrected == pytest.approx(1, abs=0.01)


def test_units_that_differ_by_chance_alone_have_no_order_to_keep():
    cases = np.full(40, 1000.0)
    alike = (np.full(40, 500.0), cases)
    assert persistence(alike, alike).corrected == 0


def test_an_end_fifth_by_hand():
    # ten units; the top two have 70 and 60 of 100, then 62 and 48: a third, with 61, takes the second place
    first = [70, 60, 50, 50, 50, 50, 50, 50, 40, 30]
    second = [62, 48, 61, 50, 50, 50, 50, 50, 39, 40]
    found = end_fifth((first, [100] * 10), (second, [100] * 10), top=True)
    assert (found.members, found.stayed) == (2, 1)
    assert (found.before, found.after) == pytest.approx((0.65, 0.55))
    # the centre is 0.5 both years: 15 points above, then 5
    assert found.kept == pytest.approx(1 / 3)
    bottom = end_fifth((first, [100] * 10), (second, [100] * 10), top=False)
    assert (bottom.stayed, bottom.after) == (2, pytest.approx(0.395))


def test_with_many_cases_and_unmoved_rates_all_would_stay_and_with_chance_alone_a_fifth():
    rng = np.random.default_rng(1)
    many = np.full(100, 1_000_000)
    apart = (many * np.linspace(0.3, 0.7, 100), many)
    assert end_fifth(apart, apart, top=True, draws=50).unchanged == pytest.approx(1, abs=0.03)
    few = np.full(100, 50)
    alike = (rng.binomial(few, 0.5), few)
    assert end_fifth(alike, alike, top=True, draws=200).unchanged == pytest.approx(0.2, abs=0.12)


def test_from_fifth_to_fifth_by_hand():
    # five units; the lowest and the next change places
    cases = [100] * 5
    moved = transitions(([10, 20, 30, 40, 50], cases), ([20, 10, 30, 40, 50], cases))
    assert moved.tolist() == [[0, 1, 0, 0, 0], [1, 0, 0, 0, 0], [0, 0, 1, 0, 0], [0, 0, 0, 1, 0], [0, 0, 0, 0, 1]]
    many = transitions((np.arange(12), np.full(12, 100)), (np.arange(12), np.full(12, 100)))
    assert many.sum(axis=1).tolist() == [3, 2, 3, 2, 2]
