"""Weights for those who left: by hand, and against a world in which nobody would have left."""

from __future__ import annotations

import numpy as np
import pytest

from caseness.statistics.discharge_weights import at_fixed_steps

UP, DOWN = 2, 1


def test_by_hand():
    """40 are down and 60 up at first. 20 of those down leave, all of the others stay; of the 20 left down 15 stay so.

    Unweighted 15 + 12 of 80 are down at the second step; weighted each of the 20 stands for two: (30 + 12) of 100.
    """
    paths = np.array([[DOWN, 0], [DOWN, DOWN], [DOWN, UP], [UP, DOWN], [UP, UP]])
    first, second = at_fixed_steps(paths, np.array([20, 15, 5, 12, 48]), DOWN)
    assert (first.weighted, first.seen, first.present) == (0.4, 0.4, 100)
    assert second.weighted == pytest.approx(0.42)
    assert second.seen == pytest.approx(27 / 80)
    assert second.low < 0.42 < second.high


def test_leaving_when_well_is_undone():
    """A chain that nobody leaves, and the same one left from the better state with probability a half."""
    rng = np.random.default_rng(3)
    whole = np.empty((40_000, 4), np.int64)
    whole[:, 0] = np.where(rng.random(40_000) < 0.2, DOWN, UP)
    for step in range(1, 4):
        down = rng.random(40_000) < np.where(whole[:, step - 1] == DOWN, 0.8, 0.2)
        whole[:, step] = np.where(down, DOWN, UP)
    left = whole.copy()
    for step in range(1, 4):
        goes = (left[:, step - 1] == 0) | ((left[:, step - 1] == DOWN) & (rng.random(40_000) < 0.5))
        left[goes, step:] = 0
    paths, counts = np.unique(left, axis=0, return_counts=True)
    last = at_fixed_steps(paths, counts, DOWN)[-1]
    true = float((whole[:, -1] == DOWN).mean())
    assert last.low - 0.005 < true < last.high + 0.005
    assert last.seen < true - 0.05


def test_nobody_can_stand_in_where_all_left():
    paths = np.array([[DOWN, 0], [UP, DOWN], [UP, UP]])
    _first, second = at_fixed_steps(paths, np.array([10, 10, 10]), DOWN)
    assert np.isnan(second.weighted)
    assert second.seen == 0.5


def test_a_share_of_none_has_the_exact_interval():
    """None of 50 is less than 1 − 0.025^(1/50) = 7.1%."""
    (first,) = at_fixed_steps(np.array([[UP]]), np.array([50]), DOWN)
    assert (first.weighted, first.low, first.high) == (0, 0, pytest.approx(0.0711, abs=1e-4))


def test_a_path_that_comes_back_is_refused():
    with pytest.raises(ValueError, match="comes back"):
        at_fixed_steps(np.array([[1, 0, 1]]), np.array([3]), DOWN)
