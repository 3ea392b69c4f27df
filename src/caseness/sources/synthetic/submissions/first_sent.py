"""What a primary file says of its month before the refresh puts it right.

Some events came too late for it (`late`, `late_end` of the block). Beyond them an appointment stands as kept, as the diary
had it, until someone enters that it was not; and a problem descriptor is added afterwards. How often is not published: the
shares are ours, a few in a hundred, enough for the two files to differ in every provider and month.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from caseness.sources.synthetic.columns.coded import Coded
from caseness.sources.synthetic.columns.days import NONE
from caseness.sources.synthetic.columns.streams import stream
from caseness.vocabulary.data_set import codes_for

if TYPE_CHECKING:
    from caseness.sources.synthetic.injection.traced import Traced
    from caseness.sources.synthetic.plan import Plan
    from caseness.sources.synthetic.world import Flags, Forms, Index

_SHOWN_AS_KEPT = 0.05  # of appointments not kept
_PROBLEM_ADDED = 0.03  # of problem descriptors


@dataclass(frozen=True, slots=True, kw_only=True)
class FirstSent:
    """By row of the block's tables: what is in the primary file of its month, and where it reads otherwise."""

    contact: Flags
    attendance: Coded
    log: Flags
    form: Flags
    forms: Forms  # with the answers they have there
    answer: Flags  # of `world.Experience`
    problem: Flags


def first_sent(plan: Plan, traced: Traced) -> FirstSent:
    """The primary version of a block: of what nobody put into it or took out, the same as without that."""
    block = traced.block
    random = stream(plan.seed, plan.referrals, block.number, "first sent")
    contact = ~block.contacts.late
    return FirstSent(
        contact=contact,
        attendance=_as_the_diary_had_it(traced, random),
        log=~block.logs.late,
        form=~block.forms.late & _in_time(block.forms.contact, contact),
        forms=traced.first_forms,
        answer=_in_time(block.experience.contact, contact),
        problem=random.random(len(block.referrals.person)) >= _PROBLEM_ADDED,
    )


def _as_the_diary_had_it(traced: Traced, random: np.random.Generator) -> Coded:
    attendance = traced.block.contacts.attendance
    attended = codes_for("AttendOrDNACode", "attended")
    made = np.append(random.random(traced.made) < _SHOWN_AS_KEPT, False)  # what was put in is shown as it is
    shown = made[np.minimum(traced.contact, traced.made)] & ~attendance.is_in(*attended)
    levels = (*attendance.levels, attended[0])
    return Coded.of(levels, np.where(shown, len(levels) - 1, attendance.index))


def _in_time(contact: Index, contact_in_time: Flags) -> Flags:
    """Whether the appointment that rows belong to was in time; what belongs to none was."""
    outside = contact == NONE
    return np.asarray(outside | contact_in_time[contact]) if len(contact_in_time) else outside
