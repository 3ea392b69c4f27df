"""Who sends which file when: each month goes in twice, as a primary file and, a month later, as its refresh.

The refresh holds what came too late for the primary file, and what was wrong there put right (guide 2021, 3.3). Of the last
month of an extract only the primary file is there yet.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from caseness.sources.synthetic.columns.days import day_number

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from caseness.sources.synthetic.plan import Plan
    from caseness.sources.synthetic.world import Days, Flags, Whole

    Numbers = NDArray[np.int64]

_FIRST_AUDIT = 100_000  # so that load numbers have six digits, and the greatest is the latest also when read as text
_DAYS_TO_LOADING = 27  # from the end of the month; its refresh comes with the primary file of the month after
_LOADING_HOUR = 9
_HOURS_BETWEEN = 3  # on a loading day refreshes come first, then the primary files of the month after
_DAY, _HOUR, _MINUTE = 86_400, 3_600, 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Submissions:
    """Every file of the extract, by number: ``(provider × months + month) × 2``, one more for the refresh.

    ``month_start`` has the first day of each month and, last, the first day after the extract; ``reported`` is the month
    that the header names. ``audit`` numbers grow in the order of loading; ``loaded`` is in seconds since 1970. The refresh
    of the last month is not ``there``. A file sent ``again`` comes after all these and takes the place of a refresh.
    """

    month_start: Days
    provider: Whole
    month: Whole
    reported: Whole
    refresh: Flags
    again: Flags
    identity: Numbers
    audit: Numbers
    month_number: Numbers
    loaded: Numbers
    there: Flags

    @property
    def months(self) -> int:
        """How many months the extract has."""
        return len(self.month_start) - 1

    @property
    def latest(self) -> Flags:
        """Whether each file is the newest of its provider and month."""
        newest = self.refresh | (self.month == self.months - 1)
        newest[self.number(self.provider[self.again], self.month[self.again], self.refresh[self.again])] = False
        return np.asarray(newest)

    def number(self, provider: Whole, month: Whole, refresh: Flags) -> Whole:
        """The file of a provider and month."""
        return ((provider.astype(np.int32) * self.months + month) * 2 + refresh).astype(np.int32)

    def month_of(self, days: Days) -> Whole:
        """The month of the extract in which each day lies; below 0 before it, ``months`` after it."""
        return (np.searchsorted(self.month_start, days, side="right") - 1).astype(np.int32)


def submissions_of(plan: Plan, providers: int) -> Submissions:
    """The files that so many providers send over the months of the plan."""
    starts = (*plan.month_starts, plan.end)
    month_start = np.array([day_number(start) for start in starts], np.int32)
    provider, month, refresh = (
        grid.ravel() for grid in np.meshgrid(range(providers), range(plan.months), (0, 1), indexing="ij")
    )
    window = month + refresh
    order = (window * 2 - refresh) * providers + provider  # P0, R0 and P1, R1 and P2 …
    official = np.array([(start.year - 1900) * 12 + start.month - 3 for start in starts], np.int64)
    loading_day = month_start[np.minimum(month + 1 + refresh, plan.months)] + _DAYS_TO_LOADING
    hour = _LOADING_HOUR + (1 - refresh) * _HOURS_BETWEEN
    return Submissions(
        month_start=month_start,
        provider=provider.astype(np.int32),
        month=month.astype(np.int32),
        reported=month.astype(np.int32),
        refresh=refresh.astype(bool),
        again=np.zeros(len(refresh), bool),
        identity=order + 1,
        audit=order + _FIRST_AUDIT,
        month_number=official[month],
        loaded=loading_day.astype(np.int64) * _DAY + hour * _HOUR + provider % 180 * _MINUTE,
        there=(refresh == 0) | (month < plan.months - 1),
    )


@dataclass(frozen=True, slots=True)
class Sent:
    """Rows as they were sent: which row of a table of the block, in which file, and whether that is a refresh."""

    row: Whole
    submission: Whole
    refresh: Flags

    def __len__(self) -> int:
        return len(self.row)

    def read(self, values: np.ndarray, primary: np.ndarray, rows: slice = slice(None)) -> np.ndarray:
        """What some rows read, of the values of the table of the block and those it had for the ``primary`` files."""
        row, refresh = self.row[rows], self.refresh[rows]
        return values[row] if values is primary else np.where(refresh[:, None], values[row], primary[row])


def sent(submissions: Submissions, provider: Whole, day: Days, in_primary: Flags) -> Sent:
    """The rows of a table of events, each in the files of its month: the refresh, and the primary where it was in time."""
    month = submissions.month_of(day)
    primary = in_primary & (month >= 0) & (month < submissions.months)
    refreshed = (month >= 0) & (month < submissions.months - 1)
    copies = primary.astype(np.int8) + refreshed
    row = np.repeat(np.arange(len(day), dtype=np.int32), copies)
    place = np.arange(len(row)) - (np.cumsum(copies, dtype=np.int64) - copies)[row]
    refresh = (place == 1) | ~primary[row]
    return Sent(row, submissions.number(provider[row], month[row], refresh), refresh)
