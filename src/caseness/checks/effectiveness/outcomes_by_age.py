"""Under 18 to 90 and over: who finishes, who is a case, who recovers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from caseness.checks.effectiveness.comparing import CHAPTER, Comparison, compared
from caseness.checks.registry import check
from caseness.sources.published import Published

if TYPE_CHECKING:
    from caseness.checks.finding import Answer

_COMPARISON = Comparison(
    breakdown="age_group",
    short="Stages by age",
    by="by age group",
    names={
        "Under 16": "Under 16",
        "16 to 17": "16 to 17",
        "Under 18": "Under 18",
        "18 to 25": "18 to 25",
        "18 to 35": "18 to 35",
        "26 to 64": "26 to 64",
        "36 to 64": "36 to 64",
        "65 to 74": "65 to 74",
        "65 and over": "65 and over",
        "75 to 89": "75 to 89",
        "90 and over": "90 and over",
    },
    settles=("C18",),
    caveats=(
        "Many services take people from 18 only and pass younger ones on to services for the young; a referral that is "
        "passed on ends without a course.",
        "Age bands changed in 2021/22; years before have other bands and are not joined to those after.",
        "The old more often start below the clinical line, and physical illness raises some questionnaire items.",
    ),
)


@check(chapter=CHAPTER, needs=[Published], order=12)
def outcomes_by_age(published: Published) -> Answer:
    """Do the young and the old finish and recover as often as others?"""
    return compared(published, _COMPARISON)
