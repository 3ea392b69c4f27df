"""Jumps of a hazard: closed form, a planted jump, and the error rate where there is none."""

from __future__ import annotations

from math import log

import numpy as np
import pytest
from scipy.special import expit
from scipy.stats import norm

from caseness.statistics.discrete_hazard import hazard_jump

SCORES, TIMES = np.arange(2, 21), 12


def test_without_a_curve_it_is_the_log_odds_ratio_of_two_groups():
    # below the line 20 of 100 end, above 10 of 100, in one session
    found = hazard_jump([[[20, 10]]], [[[100, 100]]], [9, 10], 10, degree=0, time_degree=0)
    assert found.log_odds == pytest.approx([log(20 * 90 / (80 * 10))])
    assert found.fitted[0, 0] == pytest.approx([0.2, 0.1])
    assert found.smooth[0, 0] == pytest.approx([0.1, 0.1])


def made(jump: float, units: int, seed: int) -> tuple[np.ndarray, np.ndarray]:
    random = np.random.default_rng(seed)
    at_risk = random.poisson(30, (units, TIMES, len(SCORES)))
    logit = -2 - 0.08 * (SCORES - 10) + jump * (SCORES < 10) + 0.1 * np.arange(TIMES)[:, None]
    return random.binomial(at_risk, expit(logit)), at_risk


def test_a_planted_jump_is_found():
    found = hazard_jump(*made(0.8, 200, 1), SCORES, 10)
    assert found.log_odds.mean() == pytest.approx(0.8, abs=0.05)
    assert found.log_odds.std() == pytest.approx(found.error.mean(), rel=0.2)


def test_one_in_a_hundred_is_rejected_where_nothing_jumps():
    found = hazard_jump(*made(0, 2000, 2), SCORES, 10)
    rejected = (found.log_odds / found.error > norm.isf(0.01)).mean()
    assert rejected == pytest.approx(0.01, abs=0.006)


def test_a_single_score_determines_no_jump():
    ends, at_risk = made(0.5, 3, 3)
    ends[..., SCORES != 12], at_risk[..., SCORES != 12] = 0, 0
    found = hazard_jump(ends, at_risk, SCORES, 10)
    assert np.isnan([found.log_odds, found.error]).all()


def test_sessions_at_which_all_end_say_nothing():
    ends, at_risk = made(0.5, 3, 3)
    found = hazard_jump(ends, at_risk, SCORES, 10)
    ends[:, -1], at_risk[:, -1] = 7, 7
    ending = hazard_jump(ends, at_risk, SCORES, 10)
    at_risk[:, -1] = ends[:, -1] = 0
    assert ending.log_odds == pytest.approx(hazard_jump(ends, at_risk, SCORES, 10).log_odds)
    assert not np.allclose(found.log_odds, ending.log_odds)
