"""Rows sorted by what they belong to: appointments of a referral, referrals of a person."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from caseness.sources.synthetic.columns.days import NONE

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from caseness.sources.synthetic.world import Flags, Index, Whole

_DAYS = 1 << 20


def group_then_day(group: Whole, day: Whole) -> NDArray[np.int64]:
    """One number by which rows sort by group, then by day; days of the next 2,800 years fit."""
    combined: NDArray[np.int64] = group.astype(np.int64) * _DAYS + day
    return combined


def places(rows: Whole, number: int) -> Index:
    """For each of ``number`` rows its place among the chosen ``rows``, NONE for those not chosen."""
    place = np.full(number, NONE, np.int32)
    place[rows] = np.arange(len(rows))
    return place


def first_of_each(group: Index, flagged: Flags) -> Flags:
    """Whether each row is the first flagged one of its group."""
    rows = np.flatnonzero(flagged)
    first: Flags = np.zeros(len(flagged), np.bool_)
    first[rows] = np.append(np.ones(min(len(rows), 1), np.bool_), group[rows][1:] != group[rows][:-1])
    return first


def last_of_each(group: Index, flagged: Flags) -> Flags:
    """Whether each row is the last flagged one of its group."""
    rows = np.flatnonzero(flagged)
    last: Flags = np.zeros(len(flagged), np.bool_)
    last[rows] = np.append(group[rows][1:] != group[rows][:-1], np.ones(min(len(rows), 1), np.bool_))
    return last
