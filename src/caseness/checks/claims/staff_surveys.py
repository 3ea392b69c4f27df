"""Claims from surveys of staff: what a survey of those who chose to answer says of all staff."""

from __future__ import annotations

from caseness.checks.claims.stated import figure
from caseness.checks.claims.trial import Reading, Trial, from_inputs
from caseness.checks.finding import Estimate, Interval, Unit
from caseness.checks.inputs import Input, use
from caseness.wording import count, percent

_SELF_SELECTED = "The survey was open, and those who answered chose to; who did not answer is not known."


@from_inputs("C35")
def asked_to_manipulate() -> Trial:
    """Bounds for all staff, whatever those who did not answer would have said."""
    return _survey(*use("asked_to_manipulate", "asked_to_manipulate_answers", "staff"))


@from_inputs("C36")
def raised_concerns() -> Trial:
    """Bounds for all staff, whatever those who did not answer would have said."""
    return _survey(*use("raised_concerns", "raised_concerns_answers", "staff"))


def _survey(share: Input, answers: Input, staff: Input) -> Trial:
    found = _of_answers(share, answers)
    low, high = bounds(share.value * answers.value, answers.value, staff.value)
    everyone = Estimate(
        name="all staff", value=None, unit=Unit.PROPORTION, low=low, high=high, interval=Interval.BOUNDS
    )
    return Trial(
        what="Said so",
        stated=figure(share.value, 0.01),
        as_stated=(Reading(name="who answered", estimate=found, inputs=(share, answers, staff)),),
        beside=(Reading(name=f"all {count(staff.value)} staff", estimate=everyone),),
        also=f"For all {count(staff.value)} staff this allows [{percent(low, decimals=0)} to {percent(high, decimals=0)}].",
        untold="true of those who answered; not known for all staff",
        caveats=(_SELF_SELECTED, "Those who answered may include staff who had left."),
        method="Share of those who answered; limits for all staff if no one, or everyone, who did not answer would say so.",
    )


def _of_answers(share: Input, answers: Input) -> Estimate:
    said = round(share.value * answers.value)
    return Estimate(
        name="staff who answered",
        value=share.value,
        unit=Unit.PROPORTION,
        numerator=said,
        denominator=answers.value,
    )


def bounds(said: float, answered: float, everyone: float) -> tuple[float, float]:
    """The least and the most share of all who would say so, if no one or everyone silent would (Manski 1989)."""
    return said / everyone, (said + everyone - answered) / everyone
