"""Cumulative sums by hand, and limits that keep what they promise."""

from __future__ import annotations

from math import log

import numpy as np
import pytest

from caseness.statistics.cusum import cusum, cusum_limit, onset


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


def test_a_rise_is_found_where_it_began():
    random = np.random.default_rng(7)
    rates = np.where(np.arange(36) < 20, 0.45, 0.6)
    found = onset(random.binomial(100, rates)[None], np.full((1, 36), 100), random, draws=999)
    assert found.p[0] == pytest.approx(1 / 1000)
    assert found.up[0]
    assert abs(found.start[0] - 20) <= 2
    assert found.end[0] >= 33


def test_a_fall_is_found_too():
    random = np.random.default_rng(7)
    rates = np.where(np.arange(24) < 12, 0.6, 0.45)
    found = onset(random.binomial(200, rates)[None], np.full((1, 24), 200), random, draws=499)
    assert found.p[0] < 0.01
    # the fall is one with the rise before it: whichever sum climbs higher speaks
    assert (found.start[0] >= 10) != found.up[0]


def test_one_in_twenty_is_rejected_where_nothing_changes():
    random = np.random.default_rng(3)
    cases = np.tile(random.integers(20, 200, 24), (800, 1))
    found = onset(random.binomial(cases, 0.5), cases, random, draws=199)
    assert (found.p <= 0.05).mean() == pytest.approx(0.05, abs=0.02)


def test_a_unit_without_failures_is_not_a_number():
    assert np.isnan(onset([[5, 5]], [[5, 5]], np.random.default_rng(1), draws=9).p[0])
