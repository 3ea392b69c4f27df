"""Bunching planted in counts that follow a polynomial exactly comes out exactly."""

from __future__ import annotations

import numpy as np
import pytest

from caseness.statistics.polynomial_bunching import bunching

VALUES = np.arange(2, 21)
CURVE = 500 - 2.0 * (VALUES - 9) ** 2 + 0.1 * (VALUES - 9) ** 3
BELOW, ABOVE = (7, 8, 9), (10, 11, 12, 13)


def planted(over: float, missing: float) -> np.ndarray:
    return CURVE + over / 3 * np.isin(VALUES, BELOW) - missing / 4 * np.isin(VALUES, ABOVE)


def found(*counts: np.ndarray):
    return bunching(np.array(counts), VALUES, BELOW, ABOVE, np.random.default_rng(2), draws=200)


def test_scores_moved_come_out_and_balance():
    here = found(planted(90, 90))
    assert here.excess == pytest.approx([90])
    assert here.imbalance == pytest.approx([0], abs=1e-8)
    # the curve has 492, 497.9 and 500 in the window (−0.8, −0.1 and 0 of the cubic)
    assert here.relative == pytest.approx([90 / np.mean([500 - 8 - 0.8, 500 - 2 - 0.1, 500])])


def test_an_excess_from_elsewhere_does_not_balance():
    here = found(planted(90, 0))
    assert here.imbalance == pytest.approx([90])


def test_a_smooth_curve_has_none_and_no_error():
    here = found(CURVE)
    assert here.excess == pytest.approx([0], abs=1e-8)
    assert here.error == pytest.approx([0], abs=1e-8)


def test_the_bootstrap_error_is_that_of_repeated_counts():
    counts = np.random.default_rng(3).poisson(CURVE, (400, len(VALUES)))
    here = found(*counts)
    assert here.error.mean() == pytest.approx(here.excess.std(), rel=0.15)
