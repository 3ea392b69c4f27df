"""Bounds of a hidden cell: the classical two-way table, and every table tried in turn."""

from __future__ import annotations

from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from caseness.statistics.linear_bounds import bounds_of


def two_by_two(row: float, column: float, whole: float):
    return [({"a", "b"}, row), ({"a", "c"}, column), ({"a", "b", "c", "d"}, whole)]


def test_a_cell_of_two_margins_has_frechet_bounds():
    # 70 and 60 of 100: the first cell is at least 70 + 60 − 100 and at most 60
    limits = bounds_of({"a"}, two_by_two(70, 60, 100))
    assert (limits.low, limits.high) == pytest.approx((30, 60))


def test_a_cell_that_follows_has_no_width():
    limits = bounds_of({"a", "c"}, two_by_two(70, 60, 100))
    assert (limits.low, limits.high) == pytest.approx((60, 60))


def test_totals_that_contradict_have_no_table():
    assert bounds_of({"a"}, two_by_two(70, 130, 100)) is None


@settings(max_examples=40)
@given(st.lists(st.integers(0, 2), min_size=4, max_size=4))
def test_no_table_lies_outside_and_some_lie_at_the_ends(cells):
    a, b, c, _d = cells
    whole = sum(cells)
    possible = [
        x
        for x, y, z, w in product(range(whole + 1), repeat=4)
        if (x + y, x + z, x + y + z + w) == (a + b, a + c, whole)
    ]
    limits = bounds_of({"a"}, two_by_two(a + b, a + c, whole))
    assert (limits.low, limits.high) == pytest.approx((min(possible), max(possible)), abs=1e-6)
