"""What the warehouse had of one kind of event at each snapshot: counts, and which came first, second and last.

A refresh has everything of its month as it was; so has a primary file of the months before, for their refreshes came with it,
while of its own month it has only what was sent in time, as it read then.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from caseness.sources.synthetic.columns.days import NONE

if TYPE_CHECKING:
    from caseness.sources.synthetic.submissions.snapshots import Snapshots
    from caseness.sources.synthetic.world import Days, Flags, Whole

_DAY_BITS = 20  # enough for days to the year 4840


class Seen:
    """The events, sorted by referral and day, of which each snapshot has those from ``since`` to the end of its month.

    ``since`` and ``until`` are days by snapshot. Questions take ``flags``, which events are meant, and ``flags_first``, the
    same as the primary file of the month has it. Answers are by snapshot; a row is NONE where there is none.
    """

    def __init__(self, referral: Whole, day: Days, snapshots: Snapshots, *, since: Days, until: Days) -> None:
        key = (referral.astype(np.int64) << _DAY_BITS) | day
        of = snapshots.referral.astype(np.int64) << _DAY_BITS
        self._begin = np.searchsorted(key, of | since)
        self._end = np.maximum(np.searchsorted(key, (of | until) + 1), self._begin)
        own_month = np.clip(np.searchsorted(key, of | snapshots.month_start), self._begin, self._end)
        self._own = np.where(snapshots.refresh, self._end, own_month)

    def count(self, flags: Flags, flags_first: Flags) -> Whole:
        """How many."""
        whole, primary = _running(flags), _running(flags_first)
        counted = whole[self._own] - whole[self._begin] + primary[self._end] - primary[self._own]
        return counted.astype(np.int32)

    def first_two(self, flags: Flags, flags_first: Flags) -> tuple[Whole, Whole]:
        """The rows of the first and of the second."""
        following, following_first = _following(flags), _following(flags_first)
        first = self._next(self._begin, following, following_first)
        second = self._next(np.where(first == NONE, self._end, first + 1), following, following_first)
        return first, second

    def first(self, flags: Flags, flags_first: Flags) -> Whole:
        """The row of the first."""
        return self._next(self._begin, _following(flags), _following(flags_first))

    def last(self, flags: Flags, flags_first: Flags) -> Whole:
        """The row of the last."""
        own = _preceding(flags_first)[self._end]
        before = _preceding(flags)[self._own]
        return np.where(own >= self._own, own, np.where(before >= self._begin, before, NONE)).astype(np.int32)

    def pair(self, flags: Flags, flags_first: Flags) -> tuple[Whole, Whole]:
        """The rows of the first and of the last, the last NONE where there is only one."""
        first, last = self.first(flags, flags_first), self.last(flags, flags_first)
        return first, np.where(last == first, NONE, last)

    def read(self, values: np.ndarray, values_first: np.ndarray, rows: Whole) -> np.ndarray:
        """The values of some rows, NONE where the row is; ``values_first`` are those the primary file of the month has."""
        whole = at(values, rows)
        return whole if values is values_first else np.where(rows >= self._own, at(values_first, rows), whole)

    def _next(self, start: Whole, following: Whole, following_first: Whole) -> Whole:
        before = following[start]
        own = following_first[np.maximum(start, self._own)]
        found = np.where(before < self._own, before, np.where(own < self._end, own, NONE))
        return np.where(start < self._end, found, NONE).astype(np.int32)


def _running(flags: Flags) -> Whole:
    """How many are set before each row, and before the end."""
    return np.concatenate([[0], np.cumsum(flags, dtype=np.int32)])


def _following(flags: Flags) -> Whole:
    """The first set row at or after each row, the number of rows where there is none."""
    rows = np.where(flags, np.arange(len(flags), dtype=np.int32), len(flags))
    return np.append(np.minimum.accumulate(rows[::-1])[::-1], len(flags)).astype(np.int32)


def _preceding(flags: Flags) -> Whole:
    """The last set row before each row and before the end, NONE where there is none."""
    rows = np.where(flags, np.arange(len(flags), dtype=np.int32), NONE)
    return np.concatenate([[NONE], np.maximum.accumulate(rows)]).astype(np.int32)


def at(values: np.ndarray, rows: Whole) -> np.ndarray:
    """The values of some rows, NONE where the row is."""
    if not len(values):
        return np.full(len(rows), NONE, np.int32)
    return np.where(rows == NONE, NONE, values[rows]).astype(np.int32)
