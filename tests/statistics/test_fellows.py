"""Units against their fellows: two strata by hand, and the behaviour of z under the null by simulation."""

from __future__ import annotations

import numpy as np
import pytest

from caseness.statistics.fellows import against_fellows, ordinary


def test_what_is_expected_of_a_unit_is_at_the_rates_of_the_others():
    """The others have 10 of 100 and 30 of 100: 0.1 × 50 + 0.3 × 50 = 20 expected of the first, which has 40."""
    successes = [[20, 20], [5, 15], [5, 15], [0, 0], [0, 0], [0, 0]]
    trials = [[50, 50], [50, 50], [50, 50], [0, 0], [0, 0], [0, 0]]
    seen = against_fellows(successes, trials)
    assert seen.observed[0] == 40
    assert seen.expected[0] == pytest.approx(20)
    assert seen.excess[0] == pytest.approx(0.2)
    assert np.isnan(seen.z).all()  # three units with trials do not tell ordinary differences from others


def test_under_chance_alone_z_is_standard_normal():
    random = np.random.default_rng(1)
    trials = np.full((2000, 2), 400)
    z = against_fellows(random.binomial(trials, [0.1, 0.3]), trials).z
    assert z.mean() == pytest.approx(0, abs=0.08)
    assert z.std() == pytest.approx(1, abs=0.06)


def test_few_expected_are_taken_exactly():
    """0.5 expected and 5 seen: P(5 or more) less half P(5) is 0.000172 − 0.000079, which is 3.74 standard errors."""
    trials = np.full((200, 1), 50)
    successes = np.zeros((200, 1))
    successes[:100] = 1
    successes[0] = 5
    assert against_fellows(successes, trials).z[0] == pytest.approx(3.74, abs=0.06)


def test_ordinary_differences_widen_the_limits_and_one_unit_has_no_fellows():
    random = np.random.default_rng(2)
    trials = np.full((300, 1), 2000)
    rates = random.normal(0.3, 0.05, (300, 1)).clip(0.05, 0.95)
    z = against_fellows(random.binomial(trials, rates), trials).z
    assert 0.9 < z.std() < 1.35  # the winsorised φ makes the variance between units a little small
    assert np.isnan(against_fellows([[3]], [[10]]).z).all()
    assert np.isnan(ordinary([1.0, 2.0], [1.0, 1.0]))


def test_units_that_differ_by_factors_are_rejected_no_more_often_than_they_should_be():
    """Log odds with a standard deviation of 0.3: the published recipe rejects 4 in 100 at a size of 1 in 100."""
    random = np.random.default_rng(4)
    rates = 1 / (1 + np.exp(2.4 + random.normal(0, 0.3, (4000, 1))))
    z = against_fellows(random.binomial(5000, rates), np.full((4000, 1), 5000)).z
    assert z.std() == pytest.approx(1, abs=0.05)
    assert (z > 2.326).mean() == pytest.approx(0.01, abs=0.004)


def test_where_units_do_not_differ_factors_change_nothing():
    """30 of 100 against 20 expected: z of the shares, 0.1 ÷ √(0.2 × 0.8 ÷ 100 × 101 ÷ 100) = 2.49 with 100 fellows."""
    successes, trials = np.full((101, 1), 20), np.full((101, 1), 100)
    successes[0] = 30
    assert against_fellows(successes, trials).z[0] == pytest.approx(0.1 / np.sqrt(0.0016 * 1.01), abs=0.01)


def test_a_few_far_above_do_not_raise_what_is_expected_of_all_others():
    """46 units have 8 to 12 of 1,000, four 250: pooled 29 are expected of each, of the middle one 10."""
    successes, trials = 8 + np.arange(50)[:, None] % 5, np.full((50, 1), 1000)
    successes[:4] = 250
    seen = against_fellows(successes, trials)
    assert seen.expected[10] == pytest.approx(10, rel=0.1)
    assert (seen.z[:4] > 10).all()
    assert (np.abs(seen.z[4:]) < 1).all()
