"""Scores: within range, before discharge, and taken when the person was there."""

from __future__ import annotations

from typing import TYPE_CHECKING

from caseness.validation.marks import Above
from caseness.validation.ours.declaring import (
    ACTIVITY_SCORES,
    CONTACTS,
    GUIDE,
    OURS,
    REFERRAL_SCORES,
    REFERRALS,
    Kind,
    ours,
)
from caseness.vocabulary.data_set import codes_for
from caseness.vocabulary.questionnaires import questionnaires

if TYPE_CHECKING:
    import ibis.expr.types as ir

    from caseness.validation.rule import Rule
    from caseness.vocabulary.questionnaires import Questionnaire

_DISCHARGED = Above(REFERRALS, "ServDischDate")
_CONTACT_DAY = Above(CONTACTS, "CareContDate")
_ATTENDANCE = Above(CONTACTS, "AttendOrDNACode")
_CAME = codes_for("AttendOrDNACode", "attended")
_FOLLOWED_UP = "A score at a follow-up, or at a last contact after a discharge that was dated back."


def _derived_range(questionnaire: Questionnaire) -> Rule | None:
    """First and last score of the national table within the range; None where no range is known."""
    if questionnaire.lowest is None or questionnaire.highest is None:
        return None
    lowest, highest = float(questionnaire.lowest), float(questionnaire.highest)
    first, last = (f"{questionnaire.column_prefix}_{which}Score" for which in ("First", "Last"))

    def outside(t: ir.Table) -> ir.BooleanValue:
        return (~t[first].between(lowest, highest)).fill_null(False) | (~t[last].between(lowest, highest)).fill_null(
            False
        )

    return ours(
        f"range-of-{questionnaire.id.lower()}",
        Kind.CONTRADICTION,
        REFERRALS,
        first,
        f"The first or last {questionnaire.id} is outside {questionnaire.lowest} to {questionnaire.highest}.",
        outside,
        asked=lambda t: t[first].notnull() | t[last].notnull(),
        source=f"{GUIDE}, 7.4",
        needs=(last,),
    )


RULES = (
    ours(
        "score-before-discharge",
        Kind.UNLIKELY,
        REFERRAL_SCORES,
        "AssToolCompDate",
        "A score that was taken outside an appointment is dated after discharge.",
        lambda t: t.AssToolCompDate > t[_DISCHARGED.column],
        source=OURS,
        innocent=_FOLLOWED_UP,
        marks=(_DISCHARGED,),
    ),
    ours(
        "score-at-contact-before-discharge",
        Kind.UNLIKELY,
        ACTIVITY_SCORES,
        "CareActId",
        "A score was taken at a contact after discharge.",
        lambda t: t[_CONTACT_DAY.column] > t[_DISCHARGED.column],
        source=OURS,
        innocent=_FOLLOWED_UP,
        marks=(_CONTACT_DAY, _DISCHARGED),
    ),
    ours(
        "score-at-contact-that-was-kept",
        Kind.UNLIKELY,
        ACTIVITY_SCORES,
        "CareActId",
        "A score was taken at a contact that was not attended. It counts all the same since version 2.0.",
        lambda t: ~t[_ATTENDANCE.column].isin(_CAME),
        asked=lambda t: t[_ATTENDANCE.column].notnull(),
        source=f"{GUIDE}, 7.1",
        innocent="A questionnaire filled in at home before a contact that was then missed.",
        marks=(_ATTENDANCE,),
    ),
    *(rule for rule in map(_derived_range, questionnaires()) if rule is not None),
)
