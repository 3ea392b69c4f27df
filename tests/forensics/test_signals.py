"""Signals: an effect with its error becomes a statistic, an interval, recoveries and points, or a reason."""

from __future__ import annotations

import numpy as np
import pytest

from caseness.forensics.signals import Signals, too_few


@pytest.fixture
def signals() -> Signals:
    n = [1000, 50, 800]
    return Signals.of(
        n=n,
        effect=[0.4, 0.4, np.nan],
        error=[0.1, 0.1, 0.1],
        per_unit_of_effect=[100, 100, 100],
        cases=n,
        flagged=[True, True, True],
        reason=too_few(n, 500, "cases"),
    )


def test_a_unit_by_hand(signals):
    assert signals.statistic[0] == pytest.approx(4)
    assert signals.p[0] == pytest.approx(3.167e-5, rel=1e-3)
    assert (signals.low[0], signals.high[0]) == pytest.approx((0.4 - 0.196, 0.4 + 0.196), abs=1e-4)
    assert signals.recoveries[0] == pytest.approx(40)
    assert signals.points[0] == pytest.approx(0.04)
    assert signals.flagged.tolist() == [True, False, False]


def test_what_cannot_be_told_says_why(signals):
    assert signals.reason.tolist() == ["", "fewer than 500 cases", "counts too few or too much alike to tell"]
    assert signals.told.tolist() == [True, False, False]
    assert np.isnan(signals.effect[1:]).all()
