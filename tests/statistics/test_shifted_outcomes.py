"""Shares with those missing taken to be like others of their stratum, or some points worse: worked out by hand."""

from __future__ import annotations

import numpy as np
import pytest

from caseness.statistics.shifted_outcomes import resampled, shifted_shares, tipping_shift

OUTCOMES = np.array([-3.0, -1.0, 2.0])
KNOWN = np.array([[2.0, 2.0, 4.0], [1.0, 0.0, 3.0]])  # 4 of 8 and 1 of 4 succeed
MISSING = np.array([8.0, 4.0])


def test_like_the_others_and_worse_by_hand():
    """Alike: (5 + 8 × 4/8 + 4 × 1/4) of 24. A point worse −1 becomes 0, no success: (5 + 8 × 2/8 + 4 × 1/4) of 24."""
    shares = shifted_shares(KNOWN, MISSING, OUTCOMES, np.array([-3.0, 0.0, 1.0, 3.0]))
    assert shares == pytest.approx([17 / 24, 10 / 24, 8 / 24, 5 / 24])


def test_a_stratum_without_anybody_known_is_like_all():
    """4 missing of nobody's kind: 4 × 4/8 succeed."""
    known = np.array([[2.0, 2.0, 4.0], [0.0, 0.0, 0.0]])
    assert shifted_shares(known, np.array([0.0, 4.0]), OUTCOMES, np.array([0.0])) == pytest.approx([6 / 12])
    with pytest.raises(ValueError, match="nobody"):
        shifted_shares(0 * known, MISSING, OUTCOMES, np.array([0.0]))


def test_tables_on_a_leading_axis_are_worked_out_each():
    both = shifted_shares(np.stack([KNOWN, KNOWN]), np.stack([MISSING, 0 * MISSING]), OUTCOMES, np.array([0.0]))
    assert both[:, 0] == pytest.approx([10 / 24, 5 / 12])


def test_the_tipping_point_lies_between_two_shifts():
    shifts = np.array([-1.0, 0.0, 1.0])
    assert tipping_shift(np.array([0.6, 0.55, 0.45]), shifts, 0.5) == pytest.approx(0.5)
    assert tipping_shift(np.array([0.55, 0.45, 0.4]), shifts, 0.5) == pytest.approx(-0.5)
    assert tipping_shift(np.array([0.4, 0.3, 0.2]), shifts, 0.5) is None
    assert tipping_shift(np.array([0.8, 0.7, 0.6]), shifts, 0.5) is None


def test_tables_drawn_anew_keep_their_total_and_mean():
    known, missing = resampled(KNOWN.astype(np.int64), MISSING.astype(np.int64), draws=2000)
    assert (known.sum(axis=(1, 2)) + missing.sum(axis=1) == 24).all()
    assert known.mean(axis=0) == pytest.approx(KNOWN, abs=0.2)
