"""Intervals against printed examples, against a second way to work them out, and against every possible true count."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from scipy.optimize import brentq
from scipy.stats import binom

from caseness.statistics.intervals import Limits, clopper_pearson, difference_limits, ratio_limits, wilson

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


# What printed figures leave open ------------------------------------------------------------------------------------


def limits_of(printed: str) -> Limits:
    """A printed sub-national count as limits: 10 is 8 to 12, 5 is 5 to 7, * is 0 to 4 (guide 2021, section 4.3)."""
    return Limits(0, 4) if printed == "*" else Limits(max(5, int(printed) - 2), int(printed) + 2)


def true_counts(printed: str) -> range:
    """The same, as whole numbers, found by rounding every candidate."""
    if printed == "*":
        return range(5)
    fits = [n for n in range(5, int(printed) + 10) if 5 * round(n / 5) == int(printed)]
    return range(min(fits), max(fits) + 1)


def test_ten_of_fifty_is_15_to_25_percent():
    # 10 is 8 to 12, 50 is 48 to 52: 8/52 to 12/48
    assert ratio_limits(limits_of("10"), limits_of("50")) == Limits(8 / 52, 12 / 48)


def test_ten_of_fifty_less_a_suppressed_count_is_15_to_27_percent():
    # 50 − * is 48 − 4 to 52 − 0, so 44 to 52: 8/52 to 12/44
    cases = difference_limits(limits_of("50"), limits_of("*"))
    assert cases == Limits(44, 52)
    assert ratio_limits(limits_of("10"), cases) == Limits(8 / 52, 12 / 44)


def test_a_share_is_cut_at_one():
    assert ratio_limits(limits_of("10"), limits_of("10")) == Limits(8 / 12, 1.0)


def test_a_denominator_that_may_be_zero_leaves_the_upper_limit_at_one():
    assert ratio_limits(limits_of("*"), limits_of("*")) == Limits(0.0, 1.0)
    assert ratio_limits(Limits(0, 0), Limits(0, 0)) == Limits(0.0, 1.0)


def test_a_difference_is_not_below_zero():
    assert difference_limits(Limits(5, 7), Limits(6, 12)) == Limits(0, 1)


def test_limits_that_touch_overlap_and_limits_apart_do_not():
    assert Limits(0.1, 0.2).overlaps(Limits(0.2, 0.3))
    assert Limits(0.2, 0.3).overlaps(Limits(0.1, 0.2))
    assert not Limits(0.1, 0.2).overlaps(Limits(0.21, 0.3))


PRINTED = ["*", *(str(n) for n in range(5, 65, 5))]


@pytest.mark.parametrize("without", ["*", "5", "20"])
def test_the_limits_hold_every_share_that_true_counts_could_give(without):
    for numerator, whole in product(PRINTED, PRINTED):
        limits = ratio_limits(limits_of(numerator), difference_limits(limits_of(whole), limits_of(without)))
        shares = [
            recovered / (finished - not_cases)
            for recovered, finished, not_cases in product(*map(true_counts, (numerator, whole, without)))
            if 0 < finished - not_cases >= recovered
        ]
        assert all(limits.low <= share <= limits.high for share in shares)
        if shares and limits.high < 1:
            assert (min(shares), max(shares)) == (limits.low, limits.high)


def told(numerator: str, whole: str) -> list[tuple[bool, bool]]:
    """For each printed percentage from 0 to 100: could some true counts print it, and do the limits allow it?"""
    shares = [n / d for n, d in product(true_counts(numerator), true_counts(whole)) if 0 < d >= n]
    limits = ratio_limits(limits_of(numerator), limits_of(whole))
    answers = []
    for percent in range(101):
        printed = Limits((percent - 0.5) / 100, (percent + 0.5) / 100)
        could_be = any(printed.low - 1e-12 <= share <= printed.high + 1e-12 for share in shares)
        answers.append((could_be, limits.overlaps(printed)))
    return answers


def test_no_percentage_is_called_impossible_that_some_true_counts_would_print():
    for numerator, whole in product(PRINTED, PRINTED):
        assert all(allowed for could_be, allowed in told(numerator, whole) if could_be)


def test_where_a_few_hundred_were_counted_no_impossible_percentage_is_let_pass():
    """With few counted it can be: the shares that 10 of 20 may stand for have gaps, which limits cannot see."""
    answers = [a for cell in product(["45", "100", "140", "195"], ["200", "250", "300"]) for a in told(*cell)]
    wrong = sum(could_be != allowed for could_be, allowed in answers)
    assert wrong <= sum(could_be for could_be, _allowed in answers) / 50
