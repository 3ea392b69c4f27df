"""Arithmetic of printed counts."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from caseness.checks.finding import Interval
from caseness.organisations.counted import Counted, share_limits, share_of, total
from caseness.vocabulary import Level
from caseness.vocabulary.period import Period

YEAR = Period(date(2024, 4, 1), date(2025, 3, 31))
SUPPRESSED = Counted(None, 0, 4)


def printed(value: float) -> Counted:
    """A count rounded to 5: 50 is 48 to 52."""
    return Counted(value, value - 2, value + 2)


def share(part: Counted, whole: Counted):
    return share_of("made", part, whole, YEAR, Level.PROVIDER, "P1")


def test_a_share_of_printed_counts_has_a_value_and_the_interval_of_chance():
    # Wilson, 30 of 60 with z = 1.96: centre 0.5, half-width 1.96·√(0.25/60 + 1.96²/14400) ÷ (1 + 1.96²/60) = 0.1226
    found = share(printed(30), printed(60))
    assert (found.value, found.interval) == (0.5, Interval.SAMPLING)
    assert (found.low, found.high) == (pytest.approx(0.3774, abs=1e-4), pytest.approx(0.6226, abs=1e-4))


def test_a_suppressed_part_leaves_limits_and_no_value():
    # 0 to 4 of 98 to 102: at least nothing, at most 4 of 98
    found = share(SUPPRESSED, printed(100))
    assert (found.value, found.low, found.high) == (None, 0, 4 / 98)
    assert found.interval is Interval.ROUNDING
    assert found.confidence is None


def test_of_fewer_than_twenty_there_is_no_rate_but_the_counts():
    found = share(printed(10), printed(15))
    assert (found.value, found.low, found.high) == (None, None, None)
    assert (found.numerator, found.denominator) == (10, 15)


def test_of_a_whole_that_may_be_under_twenty_there_are_no_limits():
    assert share(SUPPRESSED, Counted(None, 19, 25)).low is None
    assert share(SUPPRESSED, Counted(None, 20, 25)).low == 0


def test_rounding_may_make_a_part_larger_than_its_whole_and_all_is_all():
    found = share(printed(305), printed(300))
    assert (found.value, found.high) == (1.0, 1.0)


def test_a_part_that_no_rounding_fits_into_its_whole_has_no_limits():
    assert share_limits(printed(60), printed(50)) is None


def test_a_sum_with_a_suppressed_count_has_limits_only():
    assert total([printed(50), SUPPRESSED, printed(20)]) == Counted(None, 66, 78)


def test_a_difference_does_not_go_below_nothing():
    assert printed(5) - printed(10) == Counted(0, 0, 0)
    assert printed(100) - SUPPRESSED == Counted(None, 94, 102)


true_counts = st.integers(min_value=0, max_value=500)


def publish(true: int) -> Counted:
    """As NHS England prints a count: under 5 suppressed, else rounded to 5 (halves cannot occur)."""
    if true < 5:
        return SUPPRESSED
    rounded = 5 * round(true / 5)
    return Counted(rounded, max(5, rounded - 2), rounded + 2)


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(part=true_counts, rest=true_counts, other=true_counts)
def test_limits_hold_every_true_count(part: int, rest: int, other: int):
    whole = part + rest
    limits = share_limits(publish(part), publish(whole))
    if whole >= 5:
        assert limits is not None
        assert limits[0] - 1e-12 <= part / whole <= limits[1] + 1e-12
    summed = publish(part) + publish(other)
    assert summed.lower <= part + other <= summed.upper
    left = publish(whole) - publish(part)
    assert left.lower <= rest <= left.upper
