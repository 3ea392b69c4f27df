"""Rows sorted by what they belong to: appointments of a referral, referrals of a person."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from caseness.sources.synthetic.world import Flags, Index


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
