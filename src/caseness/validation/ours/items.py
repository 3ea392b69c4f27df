"""Single answers: within the form, once each, and adding up to the total that was sent."""

from __future__ import annotations

from typing import TYPE_CHECKING

import ibis

from caseness.validation.marks import Alike
from caseness.validation.ours.answers import FORMS, Agreement, Answers
from caseness.validation.ours.declaring import ACTIVITY_SCORES, OURS, REFERRAL_SCORES, Kind, ours
from caseness.vocabulary.data_set import ANSWERS

if TYPE_CHECKING:
    import ibis.expr.types as ir

    from caseness.validation.rule import Rule

_FORM = ("ServiceRequestId", "CodedAssToolType", "AssToolCompDate")
_TWICE = Alike(
    (*_FORM, "CareActId", "AssToolCompTime", "Item"),
    blank_too=("CareActId", "AssToolCompTime"),
)
_AT_REFERRAL = Answers(("ServiceRequestId", "AssToolCompDate", "AssToolCompTime"), blank=("CareActId",))
_AT_ACTIVITY = Answers(("CareActId",))
_LEAST = {form.concept: form.least_points for form in FORMS}
_MOST = {form.concept: form.most_points for form in FORMS}
_QUESTIONS = {form.concept: form.questions for form in FORMS}


def _of_form(t: ir.Table, limits: dict[str, int]) -> ir.IntegerValue:
    """A number that goes with the form of a row; NULL for a form that has none."""
    return ibis.cases(
        *((t.CodedAssToolType == concept, ibis.literal(limit)) for concept, limit in limits.items()),
        else_=ibis.null("int64"),
    )


def _against_total(table: str, answers: Answers) -> tuple[Rule, Rule]:
    place = "outside an appointment" if table == REFERRAL_SCORES else "at a contact"
    identity = "outside" if table == REFERRAL_SCORES else "at-contact"
    return (
        ours(
            f"answers-add-up-{identity}",
            Kind.CONTRADICTION,
            table,
            "PersScore",
            f"All answers to a form {place} are there and do not add up to the total that was sent.",
            lambda t: t[answers.column] == Agreement.DIFFER.value,
            asked=lambda t: t[answers.column].isin([Agreement.AGREE.value, Agreement.DIFFER.value]),
            source=OURS,
            innocent="A total typed from paper, or an answer corrected after the total was sent.",
            wants=answers.keys,
            marks=(answers,),
        ),
        ours(
            f"answers-complete-{identity}",
            Kind.INCOMPLETE,
            table,
            "PersScore",
            f"A form {place} has answers to some of its questions only.",
            lambda t: t[answers.column] == Agreement.INCOMPLETE.value,
            asked=lambda t: t[answers.column] != Agreement.NO_ANSWERS.value,
            source=OURS,
            innocent="A form with a question left out may be scored by the mean of the others.",
            wants=answers.keys,
            marks=(answers,),
        ),
    )


RULES = (
    ours(
        "answer-within-form",
        Kind.CONTRADICTION,
        ANSWERS,
        "Answer",
        "An answer has fewer or more points than its form gives (PHQ-9 and GAD-7: 0 to 3).",
        lambda t: ~t.Answer.between(_of_form(t, _LEAST), _of_form(t, _MOST)),
        source=OURS,
        needs=("CodedAssToolType",),
    ),
    ours(
        "question-on-form",
        Kind.CONTRADICTION,
        ANSWERS,
        "Item",
        "A question has a number that is not on its form.",
        lambda t: ~t.Item.between(1, _of_form(t, _QUESTIONS)),
        source=OURS,
        needs=("CodedAssToolType",),
    ),
    ours(
        "question-answered-once",
        Kind.CONTRADICTION,
        ANSWERS,
        "Item",
        "A question of a form is answered more than once.",
        lambda t: t[_TWICE.column],
        source=OURS,
        marks=(_TWICE,),
    ),
    *_against_total(REFERRAL_SCORES, _AT_REFERRAL),
    *_against_total(ACTIVITY_SCORES, _AT_ACTIVITY),
)
