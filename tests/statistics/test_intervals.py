"""Intervals against printed examples, against a second way to work them out, and against every possible true count."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from scipy.optimize import brentq
from scipy.stats import binom

from caseness.statistics.intervals import clopper_pearson, difference_interval, wilson

Z95 = 1.959963984540054
TRIALS = st.integers(1, 100_000)


@st.composite
def counted(draw: st.DrawFn) -> tuple[int, int]:
    trials = draw(TRIALS)
    return draw(st.integers(0, trials)), trials


# Newcombe 1998, Statistics in Medicine 17: 857-872, Table I, methods 3 (score) and 5 (exact).
@pytest.mark.parametrize(
    ("successes", "trials", "score", "exact"),
    [
        (81, 263, (0.2553, 0.3662), (0.2527, 0.3676)),
        (15, 148, (0.0624, 0.1605), (0.0578, 0.1617)),
        (0, 20, (0.0000, 0.1611), (0.0000, 0.1684)),
        (1, 29, (0.0061, 0.1718), (0.0009, 0.1776)),
    ],
)
def test_the_printed_examples_of_newcombe_come_out(successes, trials, score, exact):
    assert wilson(successes, trials) == pytest.approx(score, abs=5e-5)
    assert clopper_pearson(successes, trials) == pytest.approx(exact, abs=5e-5)


def test_nine_of_ninety_is_five_to_eighteen_percent_exactly():
    assert clopper_pearson(9, 90) == pytest.approx((0.0468, 0.1814), abs=5e-5)


def test_half_of_a_hundred_by_hand():
    # centre 0.5 by symmetry; half width z √(¼/n + z²/4n²) ÷ (1 + z²/n) = 1.96 √(0.0025 + 0.000096) ÷ 1.0384 = 0.0962
    assert wilson(50, 100) == pytest.approx((0.4038, 0.5962), abs=5e-5)


@pytest.mark.parametrize("interval", [wilson, clopper_pearson])
def test_no_trials_give_no_interval(interval):
    with pytest.raises(ValueError, match="at least one trial"):
        interval(0, 0)


@pytest.mark.parametrize("interval", [wilson, clopper_pearson])
@given(case=counted())
def test_an_interval_lies_in_0_to_1_and_holds_its_share(interval, case):
    low, high = interval(*case)
    assert 0 <= low <= case[0] / case[1] <= high <= 1


@pytest.mark.parametrize("interval", [wilson, clopper_pearson])
@given(case=counted())
def test_one_success_more_moves_both_limits_up(interval, case):
    successes, trials = case
    assume(successes < trials)
    (low, high), (later_low, later_high) = interval(successes, trials), interval(successes + 1, trials)
    assert low <= later_low
    assert high <= later_high


@pytest.mark.parametrize("interval", [wilson, clopper_pearson])
@given(case=counted())
def test_more_confidence_is_wider(interval, case):
    (low, high), (lower, higher) = interval(*case), interval(*case, confidence=0.99)
    assert lower <= low
    assert high <= higher


@given(case=counted())
def test_counting_failures_mirrors_the_interval(case):
    successes, trials = case
    low, high = wilson(successes, trials)
    assert wilson(trials - successes, trials) == pytest.approx((1 - high, 1 - low), abs=1e-12)


@pytest.mark.parametrize(("successes", "trials"), [(3, 20), (17, 20), (81, 263), (500, 1000)])
def test_wilson_limits_are_the_rates_that_a_score_test_does_not_reject(successes, trials):
    share = successes / trials

    def score(rate: float) -> float:
        return abs(share - rate) - Z95 * np.sqrt(rate * (1 - rate) / trials)

    naive = brentq(score, 1e-9, share), brentq(score, share, 1 - 1e-9)
    assert wilson(successes, trials) == pytest.approx(naive, abs=1e-9)


@pytest.mark.parametrize(("successes", "trials"), [(3, 20), (17, 20), (81, 263), (500, 1000)])
def test_exact_limits_leave_a_fortieth_in_each_tail(successes, trials):
    low, high = clopper_pearson(successes, trials)
    assert binom.sf(successes - 1, trials, low) == pytest.approx(0.025, abs=1e-9)
    assert binom.cdf(successes, trials, high) == pytest.approx(0.025, abs=1e-9)


def coverage(interval, trials: int, rate: float) -> float:
    """Exact probability that the interval holds the rate: the binomial summed over all outcomes."""
    limits = [interval(successes, trials) for successes in range(trials + 1)]
    return sum(
        binom.pmf(successes, trials, rate) for successes, (low, high) in enumerate(limits) if low <= rate <= high
    )


def test_the_exact_interval_covers_at_least_as_often_as_it_says():
    assert min(coverage(clopper_pearson, 50, rate) for rate in np.linspace(0.01, 0.99, 25)) >= 0.95


def test_the_score_interval_covers_as_often_as_it_says_on_average():
    # Newcombe 1998, Table II: mean coverage of the score interval 0.952
    mean = np.mean([coverage(wilson, 50, rate) for rate in np.linspace(0.05, 0.95, 61)])
    assert mean == pytest.approx(0.952, abs=0.004)


@pytest.mark.parametrize(
    ("first", "second", "low", "high"),
    [  # Newcombe 1998, table II, method 10
        ((56 / 70, 70), (48 / 80, 80), 0.0524, 0.3339),
        ((9 / 10, 10), (3 / 10, 10), 0.1705, 0.8090),
        ((10 / 10, 10), (0 / 10, 10), 0.6075, 1.0000),
    ],
)
def test_the_interval_of_a_difference_as_published(first, second, low, high):
    assert difference_interval(first, second) == pytest.approx((low, high), abs=5e-5)


def test_the_interval_of_a_difference_turns_with_its_groups():
    low, high = difference_interval((0.3, 50), (0.5, 80))
    assert difference_interval((0.5, 80), (0.3, 50)) == pytest.approx((-high, -low))
