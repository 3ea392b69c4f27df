"""The jump of a mean against least squares on single people."""

from __future__ import annotations

import numpy as np
import pytest

from caseness.statistics.weighted_jump import means, weighted_jump


def test_it_is_least_squares_on_people():
    random = np.random.default_rng(6)
    first = random.integers(0, 12, 3000)
    second = np.clip(random.binomial(20, 0.2 + 0.03 * first) - 2 * np.isin(first, [5, 6]), 0, 20)
    counts = np.zeros((1, 12, 21), int)
    np.add.at(counts[0], (first, second), 1)
    found = weighted_jump(counts, np.arange(21), np.arange(12), [5, 6], degree=2)
    design = np.column_stack([np.isin(first, [5, 6]), np.ones(3000), first, first**2])
    expected, rest, *_ = np.linalg.lstsq(design, second, rcond=None)
    assert found.jump == pytest.approx([expected[0]])
    # the error of people's least squares, whose variance has the misfit of the curve in it as well
    plain = np.sqrt(rest[0] / (3000 - 4) * np.linalg.inv(design.T @ design)[0, 0])
    assert found.error == pytest.approx([plain], rel=0.25)
    assert found.jump[0] == pytest.approx(-2, abs=4 * plain)


def test_a_unit_with_nobody_is_not_a_number():
    found = weighted_jump(np.zeros((1, 12, 21), int), np.arange(21), np.arange(12), [5, 6])
    assert np.isnan(found.jump).all()


def test_what_is_expected_of_others_is_taken_off_first():
    # 2 people at each of four values; the mean is 1 over what is expected of the value, and 2 below that at the last
    counts = np.zeros((1, 4, 12), int)
    usual = np.array([3, 7, 2, 8])
    for value, mean in enumerate((usual + np.array([1, 1, 1, -1])).tolist()):
        counts[0, value, [mean - 1, mean + 1]] = 1
    found = weighted_jump(counts, np.arange(12), np.arange(4), [3], expected=usual, degree=0)
    assert found.jump == pytest.approx([-2])


def test_means_of_values_without_people_are_those_of_all():
    counts = np.zeros((1, 3, 5), int)
    counts[0, 0, 1], counts[0, 2, 4] = 3, 1
    assert means(counts, np.arange(5)).tolist() == [[1, 7 / 4, 4]]
