"""Distances between mixtures, against hand-worked numbers and a plain second way."""

from __future__ import annotations

from math import sqrt

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from caseness.statistics.similarity import absolute, combined, hellinger, nearest

NAN = float("nan")


def test_hellinger_is_nothing_for_equal_and_one_for_disjoint_mixtures():
    found = hellinger([[0.5, 0.5], [0.5, 0.5], [1.0, 0.0], [0.0, 1.0]])
    assert found[0, 1] == 0
    assert found[2, 3] == 1
    # ½ ((√½ − 1)² + ½) = 1 − √½
    assert found[0, 2] == pytest.approx(sqrt(1 - sqrt(0.5)))


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(arrays(float, (4, 3), elements=st.floats(0.01, 1)))
def test_hellinger_agrees_with_a_loop(weights: np.ndarray):
    mixtures = weights / weights.sum(axis=1, keepdims=True)
    found = hellinger(mixtures)
    for i, p in enumerate(mixtures):
        for j, q in enumerate(mixtures):
            plain = sqrt(sum((sqrt(a) - sqrt(b)) ** 2 for a, b in zip(p, q, strict=True)) / 2)
            assert found[i, j] == pytest.approx(plain, abs=1e-9)


def test_each_kind_counts_alike_whatever_its_unit():
    metres, millimetres = absolute([0, 1, 3]), absolute([0, 1000, 3000])
    assert combined([metres, metres], least=1) == pytest.approx(combined([metres, millimetres], least=1))


def test_a_kind_not_known_for_both_is_left_out_of_the_pair():
    # sizes differ by 1, 2 and 3, the median 2; the second kind is known for the first two only: median 4
    found = combined([absolute([0, 1, 3]), absolute([0, 4, NAN])], least=1)
    assert found[0, 1] == pytest.approx(sqrt((0.5**2 + 1**2) / 2))
    assert found[1, 2] == pytest.approx(1.0)


def test_with_too_few_kinds_two_units_are_not_compared():
    found = combined([absolute([0, 1, 3]), absolute([0, 4, NAN])], least=2)
    assert found[1, 2] == np.inf
    assert combined([absolute([NAN, NAN])], least=1)[0, 1] == np.inf


def test_units_that_differ_in_nothing_are_at_no_distance():
    assert combined([absolute([1, 1, 1])], least=1).max() == 0


def test_the_nearest_leave_out_the_unit_itself_and_the_far():
    distance = absolute([0.0, 0.5, 0.4, 5.0])
    assert nearest(distance, 0, at_most=8, within=1.0) == [2, 1]
    assert nearest(distance, 0, at_most=1, within=1.0) == [2]
    assert nearest(distance, 3, at_most=8, within=1.0) == []
