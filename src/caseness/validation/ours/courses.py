"""What the national flags and counts of a course say of each other."""

from __future__ import annotations

from typing import TYPE_CHECKING

import ibis

from caseness.validation.ours.declaring import GUIDE, METADATA, REFERRALS, SCRIPTS, Kind, ours
from caseness.vocabulary.data_set import codes_for
from caseness.vocabulary.questionnaires import questionnaire
from caseness.vocabulary.therapies import therapies

if TYPE_CHECKING:
    import ibis.expr.types as ir

_COURSE = 2  # treatment contacts that make a course (guide 2021, 6.15)
_RELIABLE = ("ReliableImprovement_Flag", "NoChange_Flag", "ReliableDeterioration_Flag")
_OUTCOMES = ("Recovery_Flag", "NotCaseness_Flag", *_RELIABLE)
_COUNTS = tuple(t.count_column for t in therapies() if t.count_column)
_DEPRESSION = questionnaire("PHQ-9")
_UNTREATED = (*codes_for("EndCode", "not_seen"), *codes_for("EndCode", "seen_not_treated"))


def _finished(t: ir.Table) -> ir.BooleanValue:
    return t.ServDischDate.notnull() & (t.TreatmentCareContact_Count.fill_null(0) >= _COURSE)


def _still_a_case(t: ir.Table) -> ir.BooleanValue:
    if _DEPRESSION.case_line is None:
        raise ValueError("PHQ-9 has a line of caseness")
    return t.PHQ9_LastScore >= int(_DEPRESSION.case_line.value)


RULES = (
    ours(
        "course-finished",
        Kind.CONTRADICTION,
        REFERRALS,
        "CompletedTreatment_Flag",
        f"A course is flagged as finished without discharge and {_COURSE} treatment contacts, or is not flagged with both.",
        lambda t: t.CompletedTreatment_Flag != _finished(t),
        source=f"{GUIDE}, 6.15; {SCRIPTS}",
        needs=("ServDischDate", "TreatmentCareContact_Count"),
    ),
    ours(
        "outcome-of-finished-course",
        Kind.CONTRADICTION,
        REFERRALS,
        "CompletedTreatment_Flag",
        "A course has an outcome, or is flagged as no case at the start, and is not flagged as finished.",
        lambda t: ~t.CompletedTreatment_Flag,
        asked=lambda t: ibis.or_(*(t[flag] for flag in _OUTCOMES)),
        source=METADATA,
        needs=_OUTCOMES,
    ),
    ours(
        "recovered-was-a-case",
        Kind.CONTRADICTION,
        REFERRALS,
        "Recovery_Flag",
        "A course is recorded as recovered and as no case at the start.",
        lambda t: t.NotCaseness_Flag,
        asked=lambda t: t.Recovery_Flag,
        source=f"{GUIDE}, 6.2",
        needs=("NotCaseness_Flag",),
    ),
    ours(
        "recovered-is-no-case",
        Kind.CONTRADICTION,
        REFERRALS,
        "Recovery_Flag",
        "A course is recorded as recovered and ends at or above the clinical line of the PHQ-9.",
        _still_a_case,
        asked=lambda t: t.Recovery_Flag,
        source=f"{GUIDE}, 6.2",
        needs=("PHQ9_LastScore",),
    ),
    ours(
        "one-reliable-outcome",
        Kind.CONTRADICTION,
        REFERRALS,
        "NoChange_Flag",
        "A course is recorded with more than one of reliable improvement, no reliable change and reliable deterioration.",
        lambda t: sum((t[flag].ifelse(1, 0) for flag in _RELIABLE), ibis.literal(0)) > 1,
        asked=lambda t: ibis.or_(*(t[flag] for flag in _RELIABLE)),
        source=f"{GUIDE}, 6.5 to 6.8",
        needs=_RELIABLE,
    ),
    ours(
        "treatments-among-contacts",
        Kind.CONTRADICTION,
        REFERRALS,
        "TreatmentCareContact_Count",
        "There are more treatment contacts than attended contacts.",
        lambda t: t.TreatmentCareContact_Count > t.CareContact_Count,
        source=METADATA,
        innocent="Weekly logs of internet therapy count as treatment since version 2.0 and are no contacts.",
        needs=("CareContact_Count",),
    ),
    ours(
        "untreated-without-course",
        Kind.CONTRADICTION,
        REFERRALS,
        "EndCode",
        f"The end code says that the referral was not treated, and it has {_COURSE} treatment contacts or more.",
        _finished,
        asked=lambda t: t.EndCode.isin(_UNTREATED),
        source=METADATA,
        innocent="The reason can be about the end of an assessment that became a treatment.",
        needs=("ServDischDate", "TreatmentCareContact_Count"),
    ),
    ours(
        "internet-therapy-within-high-intensity",
        Kind.CONTRADICTION,
        REFERRALS,
        "InternetEnabledTherapy_Count",
        "There are more sessions of internet therapy than of other high intensity therapy, which includes them.",
        lambda t: t.InternetEnabledTherapy_Count > t.OtherHighIntensity_Count,
        source=f"{METADATA}, M112",
        needs=("OtherHighIntensity_Count",),
    ),
    ours(
        "therapy-counts-given",
        Kind.INCOMPLETE,
        REFERRALS,
        "TreatmentCareContact_Count",
        "A pathway with treatment contacts has no number, not even 0, for some therapy.",
        lambda t: ibis.or_(*(t[column].isnull() for column in _COUNTS)),
        asked=lambda t: t.TreatmentCareContact_Count > 0,
        source=SCRIPTS,
        needs=_COUNTS,
    ),
)
