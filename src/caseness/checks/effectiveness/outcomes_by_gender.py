"""Women, men and others: who finishes, who is a case, who recovers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from caseness.checks.effectiveness.comparing import CHAPTER, Comparison, compared
from caseness.checks.registry import check
from caseness.sources.published import Published

if TYPE_CHECKING:
    from caseness.checks.finding import Answer

_COMPARISON = Comparison(
    breakdown="gender",
    short="Stages by gender",
    by="by gender",
    names={
        "Female": "Female",
        "Male": "Male",
        "Indeterminate (unable to be classified as male or female)": "Indeterminate",
    },
    caveats=(
        "“Indeterminate” is the published word for people not classified as male or female. They are few.",
        "Gender is as the service records it; how it is asked differs between services.",
    ),
)


@check(chapter=CHAPTER, needs=[Published], order=13)
def outcomes_by_gender(published: Published) -> Answer:
    """Do women, men and others finish and recover equally often?"""
    return compared(published, _COMPARISON)
