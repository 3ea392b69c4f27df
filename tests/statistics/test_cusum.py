"""Cumulative sums by hand, and limits that keep what they promise."""

from __future__ import annotations

from math import log

import numpy as np
import pytest

from caseness.statistics.cusum import cusum, cusum_limit


def test_three_months_by_hand():
    # OR 2 at p = ½: each month y·ln 2 − n·ln 1.5
    sums = cusum([[8, 2, 9]], [[10, 10, 10]], 0.5, odds_ratio=2)
    first = 8 * log(2) - 10 * log(1.5)
    assert sums[0] == pytest.approx([first, 0, 9 * log(2) - 10 * log(1.5)])


def test_a_fall_is_looked_for_with_a_ratio_below_one():
    assert cusum([[2]], [[10]], 0.5, odds_ratio=0.5)[0, 0] > 0
    assert cusum([[8]], [[10]], 0.5, odds_ratio=0.5)[0, 0] == 0


def test_the_limit_is_crossed_as_often_as_said():
    random = np.random.default_rng(5)
    cases = np.full((1, 24), 60)
    limit = cusum_limit(cases, 0.5, 0.05, random)[0]
    drawn = random.binomial(60, 0.5, (4000, 24))
    assert (cusum(drawn, cases, 0.5).max(axis=1) > limit).mean() == pytest.approx(0.05, abs=0.015)
