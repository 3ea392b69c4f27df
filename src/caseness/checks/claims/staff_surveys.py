"""Claims from surveys of staff: what a survey of those who chose to answer says of all staff."""

from __future__ import annotations

from dataclasses import replace

from caseness.checks.claims.stated import figure
from caseness.checks.claims.trial import Reading, Trial, from_inputs
from caseness.checks.outcomes.staff_surveys import Survey, surveys
from caseness.wording import count, percent

_SELF_SELECTED = "The survey was open, and those who answered chose to; who did not answer is not known."


@from_inputs("C35")
def asked_to_manipulate() -> Trial:
    """Bounds for all staff, whatever those who did not answer would have said."""
    return _survey(surveys()[0], "had been asked to alter data")


@from_inputs("C36")
def raised_concerns() -> Trial:
    """Bounds for all staff, whatever those who did not answer would have said."""
    return _survey(surveys()[1], "had raised concerns about care")


def _survey(survey: Survey, what: str) -> Trial:
    share, answers, staff = survey.share, survey.answers, survey.staff
    assert staff
    everyone = survey.among_all
    assert everyone.low is not None
    assert everyone.high is not None
    limits = f"[{percent(everyone.low, decimals=0)} to {percent(everyone.high, decimals=0)}]"
    return Trial(
        what="Said so",
        saying=f"{{figure}} {{of}} said that they {what}",
        stated=figure(share.value, 0.01),
        as_stated=(
            Reading(
                name="who answered",
                estimate=replace(survey.among_answers, name="staff who answered"),
                inputs=(share, answers, staff),
            ),
        ),
        beside=(
            Reading(
                name=f"all {count(staff.value)} staff", estimate=replace(everyone, name="all staff", denominator=None)
            ),
        ),
        also=f"For all {count(staff.value)} staff this allows {limits}.",
        untold="true of those who answered; not known for all staff",
        caveats=(_SELF_SELECTED, "Those who answered may include staff who had left."),
        method="Share of those who answered; limits for all staff if no one, or everyone, who did not answer would say so.",
    )
