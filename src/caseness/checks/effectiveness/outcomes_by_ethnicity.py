"""Five broad ethnic groups, and the groups within them: who finishes, who is a case, who recovers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from caseness.checks.effectiveness.comparing import CHAPTER, Comparison, compared
from caseness.checks.registry import check
from caseness.sources.published import Published

if TYPE_CHECKING:
    from caseness.checks.finding import Answer

_COMPARISON = Comparison(
    breakdown="ethnic_group",
    short="Stages by ethnicity",
    by="by ethnic group",
    names={
        "White: All": "White",
        "Mixed: All": "Mixed",
        "Asian or Asian British: All": "Asian or Asian British",
        "Black or Black British: All": "Black or Black British",
        "Other Ethnic Groups: All": "Other ethnic groups",
    },
    caveats=(
        "Broad groups join very different ones: the tables give the groups within them.",
        "Ethnic groups differ in age and in the deprivation of where they live, both of which go with outcomes here.",
        "Language, interpreters and how well questionnaires translate could each move scores.",
    ),
)


@check(chapter=CHAPTER, needs=[Published], order=14)
def outcomes_by_ethnicity(published: Published) -> Answer:
    """Do ethnic groups finish and recover equally often?"""
    return compared(published, _COMPARISON)
