"""The value of information against the closed form of two normal options, and against nested simulation by hand."""

from __future__ import annotations

import numpy as np
import pytest

from caseness.statistics.value_of_information import (
    explained,
    for_population,
    partial_information,
    perfect_information,
    two_normal_options,
)

DRAWS = 200_000


@pytest.mark.parametrize(("mean", "deviation"), [(0.0, 1.0), (50.0, 100.0), (-200.0, 100.0)])
def test_two_normal_options_in_closed_form(mean: float, deviation: float) -> None:
    """For a mean of nought the closed form is the deviation over √(2π): 0.3989 of it."""
    difference = np.random.default_rng(3).normal(mean, deviation, DRAWS)
    found = perfect_information(np.stack([difference, np.zeros(DRAWS)]))
    assert found.value == pytest.approx(two_normal_options(mean, deviation), abs=4 * found.error)
    assert two_normal_options(0, 1) == pytest.approx(1 / np.sqrt(2 * np.pi))


def test_one_of_two_causes_in_closed_form() -> None:
    """Benefit is the sum of two independent normals: to know one is to be left with its own spread about the mean."""
    random = np.random.default_rng(5)
    one, other = random.normal(0, 60, DRAWS), random.normal(0, 80, DRAWS)
    benefit = np.stack([30 + one + other, np.zeros(DRAWS)])
    assert partial_information(benefit, one).value == pytest.approx(two_normal_options(30, 60), rel=0.02)
    assert partial_information(benefit, other).value == pytest.approx(two_normal_options(30, 80), rel=0.02)
    assert perfect_information(benefit).value == pytest.approx(two_normal_options(30, 100), rel=0.02)


def test_a_curved_dependence_is_followed() -> None:
    """Benefit is the square of a normal, less 1, and noise: given the normal, the mean is the square less 1."""
    random = np.random.default_rng(7)
    cause = random.normal(size=DRAWS)
    benefit = np.stack([cause**2 - 1 + random.normal(0, 3, DRAWS), np.zeros(DRAWS)])
    assert np.abs(explained(benefit, cause)[0] - (cause**2 - 1)).mean() < 0.05
    exact = np.maximum(cause**2 - 1, 0).mean()
    assert partial_information(benefit, cause).value == pytest.approx(exact, rel=0.05)


def test_what_does_not_vary_or_does_not_matter_is_worth_nothing() -> None:
    random = np.random.default_rng(9)
    benefit = np.stack([random.normal(100, 10, 5000), np.zeros(5000)])
    assert partial_information(benefit, np.full(5000, 0.3)).value == pytest.approx(0, abs=1e-9)
    assert partial_information(benefit, random.normal(size=5000)).value == pytest.approx(0, abs=1e-6)


def test_one_measurement_is_worth_no_more_than_all() -> None:
    random = np.random.default_rng(11)
    cause = random.normal(size=5000)
    benefit = np.stack([cause * 5 + random.normal(0, 5, 5000), np.ones(5000)])
    assert partial_information(benefit, cause).value <= perfect_information(benefit).value


def test_a_population_is_discounted_from_the_second_year_on() -> None:
    """£2 for 100 people a year in 3 years at 10%: 200 × (1 + 0.90909 + 0.82645)."""
    assert for_population(2, 100, 3, 0.10) == pytest.approx(200 * 2.735537, rel=1e-6)
