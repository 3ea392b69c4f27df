"""Gathering above a line: the printing rule, the regression against a general optimiser, size and power by simulation."""

from __future__ import annotations

from fractions import Fraction
from math import floor

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.optimize import minimize

from caseness.statistics.target import DEGREE, REACH, WIDTH, Draws, Units, over_dispersion, printed

CLUSTERS, EACH = 60, 30


def units(rng, *, lifted: float = 0.0, spread: float = 0.03, rho: float = 0.002) -> Units:
    """Clusters whose rates differ about 50%, thirty units each of some 300 cases; a share of those short is lifted."""
    cluster = np.repeat(np.arange(CLUSTERS), EACH)
    expected = rng.normal(0.5, spread, CLUSTERS)[cluster]
    cases = rng.integers(150, 450, cluster.size)
    size = (1 - rho) / rho
    successes = rng.binomial(cases, rng.beta(expected * size, (1 - expected) * size))
    share = 100 * successes / cases
    moved = (share < 50) & (share >= 48) & (rng.random(share.size) < lifted)
    successes = np.where(moved, -(-cases // 2), successes)
    return Units(
        printed=printed(successes, cases),
        cluster=cluster,
        expected=expected,
        fewest=cases - 2,
        most=cases + 2,
        rho=np.full(cluster.size, rho),
    )


@given(st.integers(1, 2000).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
def test_percentages_are_printed_with_halves_upwards(counted):
    successes, cases = counted
    assert printed(successes, cases) == floor(Fraction(100 * successes, cases) + Fraction(1, 2))


def test_half_of_an_even_number_is_printed_more_often_than_its_neighbours():
    # of 20 cases only every fifth percentage can occur, 50 among them
    cases = np.full(20, 20)
    made = Units(
        printed=np.full(20, 50),
        cluster=np.arange(20),
        expected=np.full(20, 0.5),
        fewest=cases,
        most=cases,
        rho=np.zeros(20),
    )
    draws = Draws(made, 500)
    seen, expected = draws.met(50)
    # P(10 or more of 20 at one half) = ½ + ½ × C(20, 10)/2²⁰ = 0.5881
    assert (seen, expected) == (20, pytest.approx(20 * 0.5881, abs=0.3))


def test_over_dispersion_is_found_and_is_zero_where_there_is_none():
    rng = np.random.default_rng(5)
    cases, mean, rho = np.full(20_000, 200), np.full(20_000, 0.5), 0.01
    size = (1 - rho) / rho
    rates = rng.binomial(cases, rng.beta(mean * size, (1 - mean) * size)) / cases
    assert over_dispersion(rates, mean, cases) == pytest.approx(rho, rel=0.05)
    assert over_dispersion(rng.binomial(cases, mean) / cases, mean, cases) == pytest.approx(0, abs=0.0002)
    assert over_dispersion([1.0], [1.0], [10]) == 0


def test_the_contrast_is_that_of_a_general_optimiser():
    draws = Draws(units(np.random.default_rng(1)), 50)
    seen, null = (rows[0] for rows in draws._resampled(1))
    places = np.arange(50 - REACH, 50 + REACH)
    y, base = seen[places] + 0.5, null[places] + 0.5
    x = (places - 49.5) / REACH
    contrast = np.where((places >= 50) & (places < 50 + WIDTH), 1, 0) - np.where(
        (places < 50) & (places >= 50 - WIDTH), 1, 0
    )
    design = np.column_stack([*(x**power for power in range(DEGREE + 1)), contrast])

    def loss(beta):
        mean = base * np.exp(design @ beta)
        return np.sum(mean - y * np.log(mean)), design.T @ (mean - y)

    found = minimize(loss, np.zeros(design.shape[1]), jac=True, method="BFGS", options={"gtol": 1e-6})
    assert draws.gathering(50, resamples=2).contrast == pytest.approx(found.x[-1], abs=1e-4)


def test_where_nothing_is_lifted_a_flag_is_rare():
    """Thirty worlds: the contrast beyond 1.64 in about 1 of 20, never a flag."""
    rng = np.random.default_rng(11)
    z, flags = [], 0
    for _world in range(30):
        draws = Draws(units(rng), 40)
        at = draws.gathering(50, resamples=60)
        z.append(at.z)
        flags += at.z > 3 and draws.one_sided(50, resamples=60).z > 2
    assert flags == 0
    assert abs(np.mean(z)) < 3 / np.sqrt(30)
    assert np.std(z) == pytest.approx(1, abs=0.4)


def test_a_narrow_peak_at_the_line_gathers_but_on_both_sides():
    """A null twice as wide as what is seen: the months crowd about 51%, and the far side falls off alike."""
    rng = np.random.default_rng(4)
    made = units(rng, spread=0.008)
    wide = Units(
        printed=made.printed,
        cluster=made.cluster,
        expected=np.clip(rng.normal(0.51, 0.05, made.expected.size), 0, 1),
        fewest=made.fewest,
        most=made.most,
        rho=made.rho,
    )
    assert abs(Draws(wide, 40).one_sided(50).z) < 3


def test_lifting_is_found_as_often_as_its_power_says():
    """Half of the months up to two points short lifted, in ten worlds."""
    rng = np.random.default_rng(2)
    found, said = [], []
    for _world in range(10):
        draws = Draws(units(rng, lifted=0.5), 40)
        at, sided = draws.gathering(50, resamples=60), draws.one_sided(50, resamples=60)
        found.append(at.z > 3 and sided.z > 2)
        said.append(draws.power(50, 0.5, at, sided))
        assert at.above > at.below
        assert at.excess > 0
    assert np.mean(found) >= 0.8
    assert np.mean(said) >= 0.8
    assert draws.power(50, 0.0, at, sided) == 0
