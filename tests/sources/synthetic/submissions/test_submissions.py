"""Files in the order in which they are sent and loaded, and which rows go into which."""

from __future__ import annotations

from datetime import date

import numpy as np

from caseness.sources.synthetic.columns.days import NONE, day_number
from caseness.sources.synthetic.plan import Plan
from caseness.sources.synthetic.submissions.schedule import sent, submissions_of

PLAN = Plan(start=date(2021, 9, 1), months=3)


def files(providers=2):
    return submissions_of(PLAN, providers)


def test_a_file_for_each_provider_and_month_and_its_refresh_but_the_last():
    made = files()
    assert len(made.month) == 2 * 3 * 2
    assert made.there.sum() == 2 * (3 * 2 - 1)
    assert (made.latest & made.there).sum() == 2 * 3
    number = made.number(np.array([1]), np.array([2]), np.array([False]))[0]
    assert (made.provider[number], made.month[number], made.refresh[number]) == (1, 2, False)
    assert made.latest[number]


def test_loads_are_numbered_in_the_order_of_loading_refresh_before_the_next_primary():
    made = files()
    order = np.argsort(made.audit)
    assert made.audit[order].tolist() == list(range(100_000, 100_012))
    assert (np.diff(made.loaded[order][made.there[order]]) >= 0).all()
    steps = [(int(m), bool(r)) for m, r in zip(made.month[order], made.refresh[order], strict=True)]
    assert steps[::2] == [(0, False), (0, True), (1, False), (1, True), (2, False), (2, True)]


def test_september_2021_is_month_1458():
    """ids-schema §2."""
    assert sorted(set(files().month_number.tolist())) == [1458, 1459, 1460]


def test_rows_go_into_both_files_of_their_month_late_ones_into_the_refresh_only():
    made = files()
    days = [date(2021, 8, 31), date(2021, 9, 1), date(2021, 9, 30), date(2021, 11, 30), date(2021, 12, 1)]
    days = np.array([day_number(day) for day in days], np.int32)
    in_time = np.array([True, True, False, True, True])
    rows = sent(made, np.ones(5, np.int32), days, in_time)
    assert list(zip(rows.row.tolist(), rows.refresh.tolist(), strict=True)) == [
        (1, False),
        (1, True),
        (2, True),
        (3, False),
    ]
    assert made.month[rows.submission].tolist() == [0, 0, 0, 2]
    assert set(made.provider[rows.submission]) == {1}
    assert made.refresh[rows.submission].tolist() == rows.refresh.tolist()


def test_days_outside_the_extract_belong_to_no_month_of_it():
    made = files()
    before, after = day_number(date(2021, 8, 1)), day_number(date(2022, 1, 1))
    assert made.month_of(np.array([NONE, before, after], np.int32)).tolist() == [-1, -1, 3]
