"""Regressions on many units at once: closed forms, and a plain maximum of the likelihood as second implementation."""

from __future__ import annotations

from math import exp, log, sqrt

import numpy as np
import pytest
from scipy.optimize import minimize
from scipy.special import expit, gammaln

from caseness.statistics.batched_glm import binomial, poisson


def test_a_mean_of_counts_by_hand():
    fit = poisson([[3, 5, 4], [10, 10, 40]], np.ones((3, 1)))
    assert fit.coefficients[:, 0] == pytest.approx([log(4), log(20)])
    # information on a log mean is the total: 12 and 60
    assert fit.error(0) == pytest.approx([1 / sqrt(12), 1 / sqrt(60)])
    # Pearson's χ² of the first: (1 + 1 + 0) ÷ 4 over 2 degrees of freedom; of the second (100 + 100 + 400) ÷ 20 over 2
    assert fit.dispersion == pytest.approx([0.25, 15])


def test_a_log_odds_ratio_of_a_two_by_two_table():
    # 30 of 100 against 10 of 50: log(30·40 ÷ (70·10)), variance the sum of reciprocals
    fit = binomial([30, 10], [100, 50], [[1, 1], [0, 1]])
    assert fit.coefficients[0, 0] == pytest.approx(log(30 * 40 / (70 * 10)))
    assert fit.error(0)[0] == pytest.approx(sqrt(1 / 30 + 1 / 70 + 1 / 10 + 1 / 40))


def test_an_offset_is_taken_off():
    # 20 and 60 events in 10 and 20 years: twice and three times a year
    fit = poisson([20, 60], [[1, 0], [1, 1]], offset=np.log([10, 20]))
    assert np.exp(fit.coefficients[0]) == pytest.approx([2, 1.5])


@pytest.fixture(scope="module")
def made():
    random = np.random.default_rng(4)
    x = np.column_stack([np.ones(12), np.linspace(-1, 1, 12), random.normal(size=12)])
    return x, random.integers(20, 60, (3, 12)), random


def test_binomial_finds_the_maximum_of_the_likelihood(made):
    x, n, random = made
    y = random.binomial(n, expit(0.3 + x[:, 1]))
    fit = binomial(y, n, x)
    for unit in range(3):
        least = minimize(
            lambda b, u=unit: np.sum(n[u] * np.logaddexp(0, x @ b) - y[u] * (x @ b)), np.zeros(3), tol=1e-10
        )
        assert fit.coefficients[unit] == pytest.approx(least.x, abs=1e-4)


def test_poisson_finds_the_maximum_of_the_likelihood(made):
    x, _n, random = made
    y = random.poisson(np.exp(2 + 0.5 * x[:, 1]), (3, 12))
    fit = poisson(y, x)
    for unit in range(3):
        least = minimize(
            lambda b, u=unit: np.sum(np.exp(x @ b) - y[u] * (x @ b) + gammaln(y[u] + 1)), np.ones(3), tol=1e-10
        )
        assert fit.coefficients[unit] == pytest.approx(least.x, abs=1e-4)


def test_a_unit_does_not_depend_on_the_others(made):
    x, n, random = made
    y = random.binomial(n, 0.4)
    together, alone = binomial(y, n, x), binomial(y[1], n[1], x)
    assert together.coefficients[1] == pytest.approx(alone.coefficients[0])
    assert together.dispersion[1] == pytest.approx(alone.dispersion[0])


def test_a_unit_that_determines_nothing_is_not_a_number_and_stops_nobody():
    fit = binomial([[0, 0], [3, 4], [0, 5]], [[0, 0], [10, 10], [5, 5]], [[1, 0], [1, 1]])
    assert np.isnan(fit.coefficients[[0, 2]]).all()  # nobody there; all or none of a cell
    assert np.isfinite(fit.coefficients[1]).all()
    assert exp(fit.coefficients[1, 0]) == pytest.approx(3 / 7)
