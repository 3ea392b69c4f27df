"""Appointments: kept or not, how long, before or after discharge, and the same in every file."""

from __future__ import annotations

from typing import TYPE_CHECKING

from caseness.validation.across import Varying
from caseness.validation.condition import condition
from caseness.validation.marks import Above, Alike, Below
from caseness.validation.ours.declaring import ACTIVITIES, CONTACTS, OURS, REFERRALS, SCRIPTS, Kind, ours
from caseness.vocabulary.data_set import codes_for

if TYPE_CHECKING:
    import ibis.expr.types as ir

_ATTENDED = codes_for("AttendOrDNACode", "attended")
_UNPLANNED = codes_for("PlannedCareContIndicator", "attended")
_TREATMENT = codes_for("AppType", "treatment")
_FOLLOW_UP = codes_for("AppType", "follow_up")
_WORKING_DAY = 480  # minutes
_LONG_AFTER = 1096  # days, three years
_DISCHARGED = Above(REFERRALS, "ServDischDate")
_REFERRED = Above(REFERRALS, "ReferralRequestReceivedDate")
_CONTACT_DURATION = Above(CONTACTS, "ClinContDurOfCareCont")
_WITH_ACTIVITY = Below(ACTIVITIES)
_KEPT_TREATMENT = condition(f"AttendOrDNACode = {' '.join(_ATTENDED)}; AppType = {' '.join(_TREATMENT)}")
_SAME_DAY = Alike(("ServiceRequestId", "CareContDate"), when=_KEPT_TREATMENT)
_VARIES = Varying(("OrgID_Provider", "CareContactId"), ("CareContDate", "AttendOrDNACode", "AppType"))


def attended(t: ir.Table) -> ir.BooleanValue:
    """Whether the person came (arrived in time, or late and seen), or the contact was not planned (metadata 2021)."""
    return t.AttendOrDNACode.isin(_ATTENDED).fill_null(False) | t.PlannedCareContIndicator.isin(_UNPLANNED).fill_null(
        False
    )


def _missed(t: ir.Table) -> ir.BooleanValue:
    return t.AttendOrDNACode.notnull() & ~attended(t)


RULES = (
    ours(
        "attended-has-duration",
        Kind.INCOMPLETE,
        CONTACTS,
        "ClinContDurOfCareCont",
        "An attended contact has no clinical minutes, or none above 0.",
        lambda t: t.ClinContDurOfCareCont.fill_null(0) <= 0,
        asked=attended,
        source=OURS,
        innocent="Written contacts are sometimes recorded without clinical minutes.",
        needs=("AttendOrDNACode",),
        wants=("PlannedCareContIndicator",),
    ),
    ours(
        "missed-has-no-duration",
        Kind.CONTRADICTION,
        CONTACTS,
        "ClinContDurOfCareCont",
        "A contact that was cancelled or missed has clinical minutes.",
        lambda t: t.ClinContDurOfCareCont > 0,
        asked=_missed,
        source=OURS,
        innocent="Some systems keep the time that was booked.",
        needs=("AttendOrDNACode",),
        wants=("PlannedCareContIndicator",),
    ),
    ours(
        "missed-has-no-activity",
        Kind.UNLIKELY,
        CONTACTS,
        "AttendOrDNACode",
        "A contact that was cancelled or missed has a care activity.",
        lambda t: t[_WITH_ACTIVITY.column],
        asked=_missed,
        source=OURS,
        innocent="A questionnaire filled in before a missed contact is sent with an activity of that contact.",
        wants=("PlannedCareContIndicator",),
        marks=(_WITH_ACTIVITY,),
    ),
    ours(
        "contact-within-a-day",
        Kind.UNLIKELY,
        CONTACTS,
        "ClinContDurOfCareCont",
        f"A contact lasts more than {_WORKING_DAY} minutes.",
        lambda t: t.ClinContDurOfCareCont > _WORKING_DAY,
        source=OURS,
        innocent="A workshop of two days may be recorded as one contact.",
    ),
    ours(
        "activity-within-contact",
        Kind.CONTRADICTION,
        ACTIVITIES,
        "ClinContactDurOfCareAct",
        "An activity is longer than the contact it belongs to.",
        lambda t: t.ClinContactDurOfCareAct > t[_CONTACT_DURATION.column],
        source=OURS,
        marks=(_CONTACT_DURATION,),
    ),
    ours(
        "attended-before-discharge",
        Kind.CONTRADICTION,
        CONTACTS,
        "CareContDate",
        "An attended contact that is no follow-up is after discharge.",
        lambda t: t.CareContDate > t[_DISCHARGED.column],
        asked=lambda t: attended(t) & ~t.AppType.isin(_FOLLOW_UP).fill_null(False),
        source=OURS,
        innocent="A discharge may be dated back to when it was decided.",
        needs=("AttendOrDNACode", "AppType"),
        wants=("PlannedCareContIndicator",),
        marks=(_DISCHARGED,),
    ),
    ours(
        "contact-soon-enough",
        Kind.UNLIKELY,
        CONTACTS,
        "CareContDate",
        f"An attended contact is more than {_LONG_AFTER} days after the referral.",
        lambda t: t.CareContDate.delta(t[_REFERRED.column], unit="day") > _LONG_AFTER,
        asked=attended,
        source=OURS,
        innocent="A referral that was never closed, opened again for a new course.",
        needs=("AttendOrDNACode",),
        wants=("PlannedCareContIndicator",),
        marks=(_REFERRED,),
    ),
    ours(
        "one-treatment-a-day",
        Kind.UNLIKELY,
        CONTACTS,
        "CareContDate",
        "A referral has more than one attended treatment contact on one day.",
        lambda t: t[_SAME_DAY.column],
        asked=lambda t: attended(t) & t.AppType.isin(_TREATMENT),
        source=OURS,
        innocent="A group and a single session on one day, or one session cut in two; both make two treatment contacts.",
        wants=("PlannedCareContIndicator",),
        marks=(_SAME_DAY,),
    ),
    ours(
        "contact-the-same-everywhere",
        Kind.CONTRADICTION,
        CONTACTS,
        "CareContactId",
        "A contact has different dates, attendances or types in the submissions that count.",
        lambda t: t[_VARIES.column],
        source=SCRIPTS,
        innocent="A contact that was sent ahead as booked and sent again as kept.",
        marks=(_VARIES,),
    ),
)
