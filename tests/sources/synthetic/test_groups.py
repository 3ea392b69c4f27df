import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from caseness.sources.synthetic.groups import last_of_each


def test_the_last_flagged_of_each_group():
    group = np.array([0, 0, 0, 1, 2, 2])
    flagged = np.array([True, True, False, False, True, True])
    assert last_of_each(group, flagged).tolist() == [False, True, False, False, False, True]


@given(st.lists(st.tuples(st.integers(0, 5), st.booleans())))
def test_is_what_walking_through_the_rows_finds(rows):
    rows = sorted(rows, key=lambda row: row[0])
    last = {group: number for number, (group, flagged) in enumerate(rows) if flagged}
    found = last_of_each(np.array([g for g, _ in rows], int), np.array([f for _, f in rows], bool))
    assert found.nonzero()[0].tolist() == sorted(last.values())
