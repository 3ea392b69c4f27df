"""What happens beside the appointments of a referral: referrals on and pauses of the wait, IDS105 and IDS108."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from caseness.sources.synthetic.columns import arrow
from caseness.sources.synthetic.columns.days import NONE
from caseness.sources.synthetic.injection.traced import rank_within
from caseness.sources.synthetic.submissions.delivery import expand
from caseness.sources.synthetic.submissions.schedule import sent
from caseness.sources.synthetic.tables.rows import Rows

if TYPE_CHECKING:
    from collections.abc import Iterator

    from caseness.sources.synthetic.submissions.delivery import Delivery

_KEY_BITS = 20


def rows_beside(delivery: Delivery) -> Iterator[Rows]:
    """Referrals on and pauses of a block."""
    yield _onward(delivery)
    yield _pauses(delivery)


def _onward(delivery: Delivery) -> Rows:
    """In the files of the month; with the discharge where that comes late."""
    onward, referrals = delivery.block.onward, delivery.block.referrals
    as_sent = sent(
        delivery.submissions, referrals.provider[onward.referral], onward.day, ~referrals.late_end[onward.referral]
    )
    row = as_sent.row
    return Rows(
        "IDS105OnwardReferral",
        as_sent.submission,
        {
            "ServiceRequestId": delivery.request_id.of(onward.referral[row]),
            "OnwardReferDate": arrow.dates(onward.day[row]),
            "OnwardReferTime": arrow.times(onward.minute[row]),
            "OnwardReferReason": arrow.coded(onward.reason, row),
            "OrgIDReceiving": arrow.chosen(delivery.block.organisations.provider_code.tolist(), onward.receiver[row]),
        },
    )


def _pauses(delivery: Delivery) -> Rows:
    """In every file of a month in which the wait is paused; without an end until that comes."""
    pauses, snapshots = delivery.block.pauses, delivery.snapshots
    month_end = snapshots.referral.astype(np.int64) << _KEY_BITS | snapshots.month_end
    month_start = snapshots.referral.astype(np.int64) << _KEY_BITS | snapshots.month_start
    of = pauses.referral.astype(np.int64) << _KEY_BITS
    place, row = expand(
        np.searchsorted(month_end, of | pauses.start), np.searchsorted(month_start, of | pauses.end, side="right")
    )
    rank = rank_within(delivery.block.referrals.provider[pauses.referral])
    end = pauses.end[row]
    return Rows(
        "IDS108WaitingTimePauses",
        snapshots.submission[place],
        {
            "PauseID": arrow.Names.numbered("", rank, 5).of(row),
            "ServiceRequestId": delivery.request_id.of(pauses.referral[row]),
            "PauseStartDate": arrow.dates(pauses.start[row]),
            "PauseEndDate": arrow.dates(np.where(end <= snapshots.month_end[place], end, NONE)),
            "PauseReason": arrow.coded(pauses.reason, row),
        },
    )
