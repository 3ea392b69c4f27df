"""The jump of a density: closed form, planted jumps found, and its error rate where there is none."""

from __future__ import annotations

from dataclasses import replace
from math import log

import numpy as np
import pytest
from scipy.stats import norm, t

from caseness.statistics.quasi_poisson_jump import Jump, allowing_for_misfit, as_normal, jump, over_others

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


def test_what_jumps_elsewhere_may_jump_by_itself():
    # a fifth more at 7 to 9 pulls the curve at 3 to 5, unless it may jump
    moved = smooth() * np.where(np.isin(VALUES, WINDOW), 1.2, 1)
    alone = jump(moved, VALUES, (3, 4, 5), lacking=(6, 7, 8))
    beside = jump(moved, VALUES, (3, 4, 5), lacking=(6, 7, 8), elsewhere=(WINDOW, ()))
    assert beside.log_excess == pytest.approx([0], abs=0.005)
    assert abs(alone.log_excess[0]) > 0.04


def made(log_excess: float, error: float, *, freedom: float = 1e9, excess: float = 0.0) -> Jump:
    one = [np.array([float(value)]) for value in (log_excess, error, log_excess / error, excess, 1, freedom)]
    return Jump(*one)


def test_misfit_is_what_shams_jump_beyond_their_errors():
    # (0.5² − 0.3²) and (0.3² − 0.3²): on average 0.08; 0.06² + 0.08 = 0.0836
    found = allowing_for_misfit(made(0.6, 0.06), [made(0.5, 0.3), made(-0.3, 0.3)])
    assert found.error == pytest.approx([np.sqrt(0.0836)])
    # Satterthwaite: 0.0836² ÷ (0.08² ÷ 2), as the own error has no end of degrees of freedom
    assert found.freedom == pytest.approx([0.0836**2 / (0.08**2 / 2)])
    assert found.statistic == pytest.approx(as_normal(found.log_excess / found.error, found.freedom))


def test_shams_within_their_errors_change_nothing():
    plain = made(0.6, 0.06)
    assert allowing_for_misfit(plain, [made(0.1, 0.3), made(np.nan, np.nan)]).error == pytest.approx(plain.error)
    assert allowing_for_misfit(plain, [made(np.nan, np.nan)]) is plain


def test_others_make_a_difference_less_certain():
    # as many others as own: a difference has twice the variance, unless residuals show as much already; the law is normal
    found = over_others(made(0.6, 0.2, freedom=3), np.array([1.0]))
    assert found.error == pytest.approx([0.2 * np.sqrt(2)])
    assert found.statistic == pytest.approx([3 / np.sqrt(2)])
    assert np.isinf(found.freedom).all()
    rough = replace(made(0.6, 0.2), dispersion=np.array([2.5]))
    assert over_others(rough, np.array([1.0])).error == pytest.approx([0.2])


def test_a_hump_that_all_have_is_no_sign_of_one():
    hump = smooth(200_000) * np.where(np.isin(VALUES, WINDOW), 1.1, 1)
    units = np.random.default_rng(2).poisson(np.stack([hump / 20] * 10))
    by_itself = jump(units, VALUES, WINDOW)
    beside = jump(units, VALUES, WINDOW, expected=hump)
    assert by_itself.statistic.mean() > 2
    assert abs(beside.log_excess.mean()) < 2 * np.sqrt((beside.error**2).sum()) / 10


@pytest.mark.parametrize("others", [1, 20])
def test_beside_few_or_many_others_one_in_a_hundred_is_rejected(others):
    random = np.random.default_rng(5)
    curve = smooth()
    own = random.poisson(curve, (3000, len(VALUES)))
    standard = random.poisson(others * curve, (3000, len(VALUES)))
    found = jump(own, VALUES, WINDOW, lacking=LACKING, expected=standard + 0.5, degree=3)
    noise = own.sum(axis=1) / standard.sum(axis=1)
    statistic = over_others(found, noise).statistic
    assert 0.002 < (statistic > norm.isf(0.01)).mean() < 0.015
