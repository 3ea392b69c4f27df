"""What the warehouse had at a snapshot, on a handful of events.

One referral, events on days 5, 12, 18 and 25; months of ten days. The event of day 18 came too late for the primary file of
its month, days 10 to 19.
"""

from __future__ import annotations

import numpy as np
import pytest

from caseness.sources.synthetic.columns.days import NONE
from caseness.sources.synthetic.submissions.snapshots import Snapshots
from caseness.sources.synthetic.warehouse.seen import Seen

DAYS = np.array([5, 12, 18, 25], np.int32)
EVERY = np.ones(4, bool)
IN_TIME = np.array([True, True, False, True])
PRIMARY, REFRESH = False, True


def seen(month, refresh, since=0, until=None):
    """One snapshot, of a month of ten days."""
    one = np.zeros(1, np.int32)
    start, end = np.array([month * 10], np.int32), np.array([month * 10 + 9], np.int32)
    snapshot = Snapshots(
        referral=one,
        month=one + month,
        refresh=np.array([refresh]),
        submission=one,
        month_start=start,
        month_end=end,
        end=one + NONE,
        problem=one + NONE,
    )
    last = end if until is None else np.array([until], np.int32)
    return Seen(np.zeros(4, np.int32), DAYS, snapshot, since=np.array([since], np.int32), until=last)


@pytest.mark.parametrize(
    ("month", "refresh", "count", "first", "second", "last"),
    [
        (0, PRIMARY, 1, 5, None, 5),
        (0, REFRESH, 1, 5, None, 5),
        (1, PRIMARY, 2, 5, 12, 12),
        (1, REFRESH, 3, 5, 12, 18),
        (2, PRIMARY, 4, 5, 12, 25),
        (2, REFRESH, 4, 5, 12, 25),
    ],
)
def test_counts_and_places_month_by_month(month, refresh, count, first, second, last):
    had = seen(month, refresh)
    assert had.count(EVERY, IN_TIME).tolist() == [count]
    rows = (*had.first_two(EVERY, IN_TIME), had.last(EVERY, IN_TIME))
    assert [None if row == NONE else int(DAYS[row[0]]) for row in rows] == [first, second, last]


def test_only_the_events_meant():
    meant = np.array([False, True, True, False])
    had = seen(1, PRIMARY)
    assert had.count(meant, meant & IN_TIME).tolist() == [1]
    first, last = had.pair(meant, meant & IN_TIME)
    assert (first.tolist(), last.tolist()) == ([1], [NONE])
    first, last = seen(1, REFRESH).pair(meant, meant & IN_TIME)
    assert (first.tolist(), last.tolist()) == ([1], [2])


def test_only_from_and_to_the_days_given():
    assert seen(2, REFRESH, since=12, until=18).count(EVERY, IN_TIME).tolist() == [2]
    assert seen(2, REFRESH, since=6, until=11).first(EVERY, IN_TIME).tolist() == [NONE]
    assert seen(2, PRIMARY, since=26).last(EVERY, IN_TIME).tolist() == [NONE]
    assert seen(2, PRIMARY, since=20, until=10).count(EVERY, IN_TIME).tolist() == [0]


def test_no_events_at_all():
    none = np.zeros(4, bool)
    had = seen(2, REFRESH)
    assert had.count(none, none).tolist() == [0]
    assert had.first_two(none, none)[0].tolist() == had.last(none, none).tolist() == [NONE]
