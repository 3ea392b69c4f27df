"""People of different religions and of none: who finishes, who is a case, who recovers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from caseness.checks.effectiveness.comparing import CHAPTER, Comparison, compared
from caseness.checks.registry import check
from caseness.sources.published import Published

if TYPE_CHECKING:
    from caseness.checks.finding import Answer

_COMPARISON = Comparison(
    breakdown="religion",
    short="Stages by religion",
    by="by religion",
    names={
        "None": "No religion",
        "Christian": "Christian",
        "Muslim": "Muslim",
        "Hindu": "Hindu",
        "Sikh": "Sikh",
        "Buddhist": "Buddhist",
        "Jewish": "Jewish",
        "Pagan": "Pagan",
        "Jain": "Jain",
        "Baha`i": "Baha’i",
        "Zoroastrian": "Zoroastrian",
        "Other": "Other religion",
    },
    caveats=(
        "Religion goes with age, ethnicity and the deprivation of where people live, which are not parted here.",
        "The smallest groups have few finished cases; their intervals are wide.",
    ),
)


@check(chapter=CHAPTER, needs=[Published], order=15)
def outcomes_by_religion(published: Published) -> Answer:
    """Do people of different religions finish and recover equally often?"""
    return compared(published, _COMPARISON)
