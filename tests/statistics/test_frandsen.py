"""Frandsen's test by hand."""

from __future__ import annotations

from math import comb

import numpy as np
import pytest

from caseness.statistics.frandsen import bend_needed, frandsen, frandsen_many


def test_four_of_six_at_the_value_by_hand():
    # with no bend the share is 1/3: P(4 or more of 6) = Σ C(6, j) 2^(6 − j) ÷ 3^6 = (15·4 + 6·2 + 1) ÷ 729
    assert frandsen_many([1], [4], [1], k=0) == pytest.approx([73 / 729])
    assert frandsen([1], [4], [1], k=0) == pytest.approx([2 * 73 / 729])


def test_the_bend_moves_the_share_allowed():
    # k = 0.5: at most 1.5 ÷ 3.5 = 3/7; P(2 of 2) = 9/49
    assert frandsen_many([0], [2], [0], k=0.5) == pytest.approx([9 / 49])


def test_too_few_counts_as_well():
    # none of 12 at 1/3: twice (2/3)^12
    assert frandsen([6], [0], [6], k=0) == pytest.approx([2 * (2 / 3) ** 12])


def test_an_exact_third_is_never_rejected():
    assert frandsen([100, 4000], [100, 4000], [100, 4000]) == pytest.approx([1, 1])


def test_the_bend_needed_is_where_the_test_turns():
    k = bend_needed([100], [160], [100], size=0.05)[0]
    assert frandsen([100], [160], [100], k - 1e-6)[0] < 0.05 <= frandsen([100], [160], [100], k + 1e-6)[0]
    assert bend_needed([100], [101], [100])[0] == 0


def test_its_size_is_kept_at_the_edge_of_what_it_allows():
    # at the greatest share allowed, (1 + k) ÷ (3 + k), the one-sided p is below 0.05 at most 5 times in 100, exactly
    k, n = 0.05, 400
    share = (1 + k) / (3 + k)
    at = np.arange(n + 1)
    chance = np.array([float(comb(n, j)) * share**j * (1 - share) ** (n - j) for j in at])
    rejected = frandsen_many((n - at) // 2, at, n - at - (n - at) // 2, k) < 0.05
    assert 0.02 < chance[rejected].sum() <= 0.05
