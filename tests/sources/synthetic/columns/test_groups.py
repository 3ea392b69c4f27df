import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from caseness.sources.synthetic.columns.days import NONE
from caseness.sources.synthetic.columns.groups import first_of_each, group_then_day, last_of_each, places


def test_the_last_flagged_of_each_group():
    group = np.array([0, 0, 0, 1, 2, 2])
    flagged = np.array([True, True, False, False, True, True])
    assert last_of_each(group, flagged).tolist() == [False, True, False, False, False, True]


def test_the_first_flagged_of_each_group():
    group = np.array([0, 0, 0, 1, 2, 2])
    flagged = np.array([False, True, True, False, True, True])
    assert first_of_each(group, flagged).tolist() == [False, True, False, False, True, False]
    assert first_of_each(group[:0], flagged[:0]).tolist() == []


@given(st.lists(st.tuples(st.integers(0, 5), st.booleans())))
def test_is_what_walking_through_the_rows_finds(rows):
    rows = sorted(rows, key=lambda row: row[0])
    last = {group: number for number, (group, flagged) in enumerate(rows) if flagged}
    found = last_of_each(np.array([g for g, _ in rows], int), np.array([f for _, f in rows], bool))
    assert found.nonzero()[0].tolist() == sorted(last.values())


def test_rows_sort_by_group_and_then_by_day():
    group, day = np.array([1, 0, 1, 0], np.int32), np.array([3, 20_000, 2, 5], np.int32)
    assert np.argsort(group_then_day(group, day)).tolist() == [3, 1, 2, 0]


def test_chosen_rows_have_their_place_and_the_others_none():
    assert places(np.array([1, 3]), 5).tolist() == [NONE, 0, NONE, 1, NONE]
