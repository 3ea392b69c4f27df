"""F18: the month in which a rate changes."""

from __future__ import annotations

import numpy as np
import pytest

from caseness.forensics.evidence.counting import MonthlyCourses
from caseness.forensics.registry import forensic_test_called


def monthly(rates: np.ndarray, cases: int) -> np.ndarray:
    recovered = np.random.default_rng(2).binomial(cases, rates)
    return np.stack([cases - recovered, recovered], axis=-1)


def test_a_provider_that_changes_is_flagged_with_what_it_accounts_for():
    steady, changed = np.full(30, 0.5), np.where(np.arange(30) < 18, 0.48, 0.6)
    signals = forensic_test_called("F18").run(
        MonthlyCourses(np.stack([monthly(steady, 120), monthly(changed, 120), monthly(steady, 5)]))
    )
    assert signals.flagged.tolist() == [False, True, False]
    assert signals.effect[1] == pytest.approx(0.12, abs=0.03)
    # twelve months of 120 cases, a ninth more of them recovered
    assert signals.recoveries[1] == pytest.approx(0.12 * 12 * 120, rel=0.3)
    assert signals.reason.tolist() == ["", "", "fewer than 240 cases"]


def test_a_year_is_too_short():
    signals = forensic_test_called("F18").run(MonthlyCourses(monthly(np.full(12, 0.5), 500)[None]))
    assert signals.reason.tolist() == ["fewer than 24 months"]
