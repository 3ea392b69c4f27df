"""Staff and their qualifications: IDS902, in every file of their provider."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from caseness.sources.synthetic import arrow
from caseness.sources.synthetic.days import NONE
from caseness.sources.synthetic.tables.rows import Rows

if TYPE_CHECKING:
    from caseness.sources.synthetic.delivery import Delivery


def staff_rows(delivery: Delivery) -> Rows:
    """The staff of a block's providers; a qualification that is not awarded yet has the day it is planned for."""
    staff, submissions = delivery.block.therapists, delivery.submissions
    files = np.flatnonzero(
        submissions.there & np.isin(submissions.provider, np.unique(delivery.block.referrals.provider))
    )
    member, place = np.nonzero(staff.provider[:, None] == submissions.provider[files])
    submission = files[place].astype(np.int32)
    month_end = submissions.month_start[submissions.month[submission] + 1] - 1
    awarded = np.where(staff.awarded[member] <= month_end, staff.awarded[member], NONE)
    return Rows(
        "IDS902CarePersQual",
        submission,
        {
            "CarePersLocalId": delivery.staff_id.of(member),
            "QualAttainLevelIAPT": arrow.coded(staff.qualification, member),
            "QualAwardedDate": arrow.dates(awarded),
            "QualPlannedCompletionDate": arrow.dates(np.where(awarded == NONE, staff.planned[member], NONE)),
        },
    )
