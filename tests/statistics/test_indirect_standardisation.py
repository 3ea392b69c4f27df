"""What is expected of a unit: by hand, and against a plain loop."""

from __future__ import annotations

import numpy as np
import pytest

from caseness.statistics.indirect_standardisation import expected


def test_by_hand_with_a_large_standard():
    # 10 of the first stratum, of whom a standard has 1 in 4 at the first value; 20 of the second, of whom it has half:
    # 10 ÷ 4 + 20 ÷ 2 = 12.5 at the first value, and 17.5 at the second
    own = [[[10, 0], [5, 15]]]
    standard = [[[250_000, 750_000], [500_000, 500_000]]]
    assert expected(own, standard) == pytest.approx(np.array([[12.5, 17.5]]), rel=1e-5)


def test_small_strata_are_drawn_towards_all():
    # overall (3.5, 1.5) of 5; at the first value, of the stratum with all 3 there (3 + 0.7) ÷ 4, of the other 0.7 ÷ 2
    own = [[[4, 0], [0, 2]]]
    standard = [[[3, 0], [0, 1]]]
    first = 4 * 3.7 / 4 + 2 * 0.7 / 2
    assert expected(own, standard) == pytest.approx(np.array([[first, 6 - first]]))


def test_of_nobody_nothing_is_impossible():
    assert expected([[[6, 0]]], [[[0, 0]]]).tolist() == [[3, 3]]


def test_the_total_is_the_units_own():
    random = np.random.default_rng(3)
    own, standard = random.poisson(3, (4, 5, 6)), random.poisson(40, (4, 5, 6))
    assert expected(own, standard).sum(axis=1) == pytest.approx(own.sum(axis=(1, 2)))
