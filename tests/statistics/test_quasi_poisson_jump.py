"""The jump of a density: closed form, planted jumps found, and its error rate where there is none."""

from __future__ import annotations

from math import log

import numpy as np
import pytest
from scipy.stats import norm, t

from caseness.statistics.quasi_poisson_jump import as_normal, jump

VALUES = np.arange(2, 21)
WINDOW, LACKING = (7, 8, 9), (10, 11, 12)


def smooth(n: float = 20_000) -> np.ndarray:
    """Expected counts of a normal density."""
    density = norm.pdf(VALUES, 9, 5)
    return n * density / density.sum()


def test_against_a_level_the_excess_is_a_ratio_of_means():
    # 30 on average in the window, 10 elsewhere: δ = log 3, and 60 of the 90 in the window are over
    found = jump([10, 10, 30, 30, 30, 10, 10], np.arange(7), [2, 3, 4], degree=0)
    assert found.log_excess == pytest.approx([log(3)])
    assert found.excess == pytest.approx([60])


def test_a_planted_excess_is_found_and_what_is_smooth_is_not():
    moved = smooth() * np.where(np.isin(VALUES, WINDOW), 1.1, 1)
    found = jump([smooth(), moved], VALUES, WINDOW, degree=4)
    assert found.log_excess == pytest.approx([0, log(1.1)], abs=0.005)


def test_what_is_lacking_on_the_other_side_sharpens_the_statistic():
    # the same number moved from above the line to below it
    moved = smooth() + 200 * np.isin(VALUES, WINDOW) - 200 * np.isin(VALUES, LACKING)
    both = jump(moved, VALUES, WINDOW, lacking=LACKING)
    one = jump(moved, VALUES, WINDOW)
    assert both.statistic[0] > 1.1 * one.statistic[0]
    assert both.excess[0] == pytest.approx(600, rel=0.15)


def test_a_step_is_not_taken_for_a_jump():
    cut = smooth() * np.where(VALUES < 10, 0.5, 1)
    above = (10, 11, 12)
    assert jump(cut, VALUES, above, steps=(10,)).log_excess == pytest.approx([0], abs=0.01)
    assert jump(cut, VALUES, above).log_excess[0] > 0.05


def test_one_in_a_hundred_is_rejected_where_nothing_jumps():
    counts = np.random.default_rng(8).poisson(smooth(), (4000, len(VALUES)))
    rejected = (jump(counts, VALUES, WINDOW, lacking=LACKING).statistic > norm.isf(0.01)).mean()
    assert 0.002 < rejected < 0.0125  # below the nominal, as under-dispersion is not believed


def test_a_single_score_determines_no_jump():
    found = jump(1000.0 * (VALUES == 12), VALUES, WINDOW, lacking=LACKING)
    assert np.isnan([found.log_excess, found.error, found.statistic, found.excess]).all()


def test_students_law_is_translated_tail_by_tail():
    assert norm.sf(as_normal(np.array([2.0, -1.0]), 5)) == pytest.approx([t.sf(2, 5), t.sf(-1, 5)])
