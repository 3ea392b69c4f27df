"""The dates of a course in their order."""

from __future__ import annotations

from typing import TYPE_CHECKING

import ibis

from caseness.validation.ours.declaring import METADATA, OURS, REFERRALS, Kind, ours

if TYPE_CHECKING:
    from caseness.validation.rule import Test

_LONGEST_WAIT = 730  # days, six times the 126 within which nearly all should start (guide 2021, 2.6)


def _given(*fields: str) -> Test:
    """Rows that have all of these."""
    return lambda t: ibis.and_(*(t[field].notnull() for field in fields))


RULES = (
    ours(
        "assessed-after-referral",
        Kind.CONTRADICTION,
        REFERRALS,
        "Assessment_FirstDate",
        "The first assessment is before the day the referral was received.",
        lambda t: t.Assessment_FirstDate < t.ReferralRequestReceivedDate,
        asked=_given("Assessment_FirstDate", "ReferralRequestReceivedDate"),
        source=METADATA,
        innocent="Someone who refers themselves at a first contact may be entered as referred a day later.",
        needs=("ReferralRequestReceivedDate",),
    ),
    ours(
        "treated-after-referral",
        Kind.CONTRADICTION,
        REFERRALS,
        "TherapySession_FirstDate",
        "The first treatment is before the day the referral was received: the wait is negative.",
        lambda t: t.TherapySession_FirstDate < t.ReferralRequestReceivedDate,
        asked=_given("TherapySession_FirstDate", "ReferralRequestReceivedDate"),
        source=METADATA,
        innocent="A course taken over from another provider may keep its first treatment and get a new referral date.",
        needs=("ReferralRequestReceivedDate",),
    ),
    ours(
        "treatments-in-order",
        Kind.CONTRADICTION,
        REFERRALS,
        "TherapySession_SecondDate",
        "The first treatment is after the second, or the second after the last.",
        lambda t: (
            (t.TherapySession_FirstDate > t.TherapySession_SecondDate).fill_null(False)
            | (t.TherapySession_SecondDate > t.TherapySession_LastDate).fill_null(False)
        ),
        asked=_given("TherapySession_SecondDate"),
        source=METADATA,
        needs=("TherapySession_FirstDate", "TherapySession_LastDate"),
    ),
    ours(
        "treated-within-month",
        Kind.CONTRADICTION,
        REFERRALS,
        "TherapySession_LastDate",
        "The last treatment is after the end of the month that is reported.",
        lambda t: t.TherapySession_LastDate > t.period_end,
        asked=_given("TherapySession_LastDate"),
        source=METADATA,
    ),
    ours(
        "treated-before-discharge",
        Kind.CONTRADICTION,
        REFERRALS,
        "ServDischDate",
        "The last treatment is after discharge.",
        lambda t: t.TherapySession_LastDate > t.ServDischDate,
        asked=_given("TherapySession_LastDate", "ServDischDate"),
        source=OURS,
        innocent="A discharge may be dated back to when it was decided, with a last contact already booked.",
        needs=("TherapySession_LastDate",),
    ),
    ours(
        "wait-likely",
        Kind.UNLIKELY,
        REFERRALS,
        "TherapySession_FirstDate",
        f"The first treatment is more than {_LONGEST_WAIT} days after the referral.",
        lambda t: t.TherapySession_FirstDate.delta(t.ReferralRequestReceivedDate, unit="day") > _LONGEST_WAIT,
        asked=_given("TherapySession_FirstDate", "ReferralRequestReceivedDate"),
        source=OURS,
        innocent="A referral may have been held open while the person was in other care.",
        needs=("ReferralRequestReceivedDate",),
    ),
)
