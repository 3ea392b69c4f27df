"""Mantel's test of trend: the 2 × 2 table by hand, and every permutation of a small table."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pytest

from caseness.statistics.stratified_trend import Trend, moments, stratified_trend


def trend(events, counts, values) -> Trend:
    return stratified_trend(moments(events, values), moments(counts, values))


def test_two_strata_of_two_by_two_by_hand():
    # events 3 of 4 high and 1 of 4 low; then 2 of 5 high and 1 of 5 low
    found = trend([[[1, 3], [1, 2]]], [[[4, 4], [5, 5]]], [0, 1])
    # high among events: 3 and 2; expected 4·½ and 3·½; variances 4·4·¼ ÷ 7 and 3·7·¼ ÷ 9
    variance = 4 / 7 + 21 / 36
    assert found.statistic == pytest.approx([1.5 / np.sqrt(variance)])
    # weights e(n − e) ÷ n: 2 and 2.1; gaps ½ and 2/3 − 3/7 = 5/21
    assert found.gap == pytest.approx([(2 * 0.5 + 2.1 * 5 / 21) / 4.1])


def test_mean_and_variance_are_those_of_every_way_to_draw_the_events():
    values = np.array([1, 1, 4, 6, 9, 9])
    sums = [sum(drawn) for drawn in combinations(values.tolist(), 2)]
    points = np.unique(values)
    counts = np.array([(values == point).sum() for point in points])
    found = trend([[[0, 0, 1, 1]]], [[counts]], points)
    assert found.statistic == pytest.approx([(15 - np.mean(sums)) / np.std(sums)])


def test_what_differs_between_strata_alone_is_no_trend():
    # in the first stratum all have low values and few end, in the second all high and many
    found = trend([[[2, 0], [0, 9]]], [[[10, 0], [0, 10]]], [0, 1])
    assert np.isnan(found.statistic).all()


def test_the_axis_of_values_may_be_any():
    counts = np.random.default_rng(1).integers(0, 9, (2, 3, 4, 5))
    values = [0, 2, 5]
    assert (moments(counts, values, axis=1) == moments(np.moveaxis(counts, 1, -1), values)).all()
    assert moments([[1, 0, 2]], values).tolist() == [[3], [10], [50]]
