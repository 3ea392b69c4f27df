"""What of a block is kept: the referrals an extract holds, their people, and one open referral of a person at a time."""

from __future__ import annotations

from dataclasses import fields, replace
from typing import TYPE_CHECKING, TypeVar

import numpy as np

from caseness.sources.synthetic.columns.days import NONE
from caseness.sources.synthetic.columns.groups import group_then_day, places
from caseness.sources.synthetic.people.people import taken

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from caseness.sources.synthetic.world import (
        Contacts,
        Employment,
        Experience,
        Flags,
        Forms,
        Logs,
        OnwardReferrals,
        Pauses,
        People,
        Referrals,
    )

Table = TypeVar(
    "Table", "Contacts", "Employment", "Experience", "Forms", "Logs", "OnwardReferrals", "Pauses", "Referrals"
)
_FAR = 1 << 19  # a day after all others


def rows_of(table: Table, rows: NDArray[np.integer] | Flags) -> Table:
    """Some rows of a table."""
    return replace(table, **{column.name: getattr(table, column.name)[rows] for column in fields(table)})


def of_referrals(logs: Logs, rows: NDArray[np.integer], referrals: int) -> Logs:
    """The logs of those of all ``referrals`` that are in ``rows``, numbered by their place there."""
    place = places(rows, referrals)
    kept = rows_of(logs, place[logs.referral] != NONE)
    return replace(kept, referral=place[kept.referral])


def one_at_a_time(referrals: Referrals, people: People, first_person: int) -> tuple[Referrals, People]:
    """The referrals and their people, renumbered, none of whom is referred again before the last referral is over.

    Somebody who would be is another person like the first. ``first_person`` is as in `people.taken`.
    """
    order = np.lexsort((referrals.received, referrals.person))
    person, received = referrals.person[order], referrals.received[order]
    end = np.where(referrals.end[order] == NONE, _FAR, referrals.end[order])
    over = np.maximum.accumulate(group_then_day(person, end))
    overlaps = np.zeros(len(order), bool)
    overlaps[1:] = (person[1:] == person[:-1]) & (over[:-1] >= group_then_day(person[1:], received[1:]))
    double = np.zeros(len(order), bool)
    double[order] = overlaps
    others = len(people.birth) + np.cumsum(double) - 1
    _, first, number = np.unique(np.where(double, others, referrals.person), return_index=True, return_inverse=True)
    settled = taken(people, referrals.person[first], first_person)
    return replace(referrals, person=number.astype(np.int32)), settled
