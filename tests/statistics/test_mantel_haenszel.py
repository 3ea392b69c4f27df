"""The common odds ratio: one table by hand, six departments as published, and strata that say nothing."""

from __future__ import annotations

import numpy as np
import pytest

from caseness.statistics.mantel_haenszel import mantel_haenszel


def test_one_table_has_its_own_odds_ratio_and_its_variance():
    """20 of 50 against 10 of 50: (20 × 40) ÷ (30 × 10); variance 1/20 + 1/30 + 1/10 + 1/40."""
    seen = mantel_haenszel([[20]], [[50]], [[10]], [[50]])
    assert np.exp(seen.log_odds) == pytest.approx(8 / 3)
    assert seen.error**2 == pytest.approx(1 / 20 + 1 / 30 + 1 / 10 + 1 / 40)


def test_admissions_at_berkeley_as_published():
    """Odds of admission, men against women, over six departments: 0.905 (0.772 to 1.060), as R's documentation has it.

    Source of the counts: Bickel, Hammel and O'Connell 1975, Science 187: 398-404.
    """
    men, men_there = [512, 353, 120, 138, 53, 22], [825, 560, 325, 417, 191, 373]
    women, women_there = [89, 17, 202, 131, 94, 24], [108, 25, 593, 375, 393, 341]
    seen = mantel_haenszel(*([values] for values in (men, men_there, women, women_there)))
    middle, half = seen.log_odds[0], 1.959964 * seen.error[0]
    assert np.exp([middle, middle - half, middle + half]) == pytest.approx([0.9046968, 0.7719074, 1.0603298], abs=1e-6)


def test_units_without_both_kinds_are_not_told():
    seen = mantel_haenszel([[5, 0], [0, 0]], [[10, 0], [0, 0]], [[0, 3], [0, 0]], [[0, 9], [0, 0]])
    assert np.isnan(seen.log_odds).all()
    assert np.isnan(seen.error).all()
