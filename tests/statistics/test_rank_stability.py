"""Orders and their agreement, by hand and against scipy."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.stats import spearmanr

from caseness.statistics.rank_stability import rank_stability


def test_by_hand():
    """Three units, the second order turned round: correlation −1, sums of ranks all 4, so that W is 0."""
    found = rank_stability(np.array([[3.0, 1.0], [2.0, 2.0], [1.0, 3.0]]), 0)
    assert found.ranks.tolist() == [[1, 3], [2, 2], [3, 1]]
    assert found.agreement == pytest.approx([1, -1])
    assert found.concordance == 0
    assert rank_stability(np.array([[3.0, 9.0], [2.0, 8.0], [1.0, 0.0]]), 0).concordance == pytest.approx(1)


def test_agreement_is_spearmans_with_ties():
    rng = np.random.default_rng(7)
    values = rng.integers(0, 6, (12, 5)).astype(float)
    found = rank_stability(values, 2)
    assert found.agreement == pytest.approx([spearmanr(values[:, 2], values[:, j]).statistic for j in range(5)])


def test_spans_hold_the_middle_of_the_ranks():
    values = np.stack([np.arange(100.0), np.full(100, 50.5), np.arange(100.0)[::-1]])
    low, high = rank_stability(values, 0).spans()[1]
    assert (low, high) == (2, 2)


def test_too_few_units():
    with pytest.raises(ValueError, match="three units"):
        rank_stability(np.ones((2, 4)), 0)
