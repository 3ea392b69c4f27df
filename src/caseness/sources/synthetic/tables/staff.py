"""Staff and their qualifications: IDS902, in every file of their provider."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from caseness.sources.synthetic.columns import arrow
from caseness.sources.synthetic.columns.days import NONE
from caseness.sources.synthetic.tables.rows import Rows

if TYPE_CHECKING:
    from caseness.sources.synthetic.submissions.delivery import Delivery

_FURTHEST = 730  # days, two years


def staff_rows(delivery: Delivery) -> Rows:
    """The staff of a block's providers with a qualification to tell of; one not awarded yet has the day it is planned for.

    A planned day becomes that of the award when it comes; what is more than two years off is not told (IDS90215).
    """
    staff, submissions = delivery.block.therapists, delivery.submissions
    files = np.flatnonzero(
        submissions.there & np.isin(submissions.provider, np.unique(delivery.block.referrals.provider))
    )
    member, place = np.nonzero(staff.provider[:, None] == submissions.provider[files])
    submission = files[place].astype(np.int32)
    month_end = submissions.month_start[submissions.month[submission] + 1] - 1
    planned = staff.planned[member]
    told = (staff.qualification.index[member] != NONE) & (planned <= month_end + _FURTHEST)
    member, submission, planned, month_end = member[told], submission[told], planned[told], month_end[told]
    day = np.where(planned == NONE, staff.awarded[member], planned)
    awarded = np.where(day <= month_end, day, NONE)
    return Rows(
        "IDS902CarePersQual",
        submission,
        {
            "CarePersLocalId": delivery.staff_id.of(member),
            "QualAttainLevelIAPT": arrow.coded(staff.qualification, member),
            "QualAwardedDate": arrow.dates(awarded),
            "QualPlannedCompletionDate": arrow.dates(np.where(awarded == NONE, planned, NONE)),
        },
    )
