"""People with and without a long-term physical condition: who finishes, who is a case, who recovers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from caseness.checks.effectiveness.comparing import CHAPTER, Comparison, compared
from caseness.checks.registry import check
from caseness.sources.published import Published

if TYPE_CHECKING:
    from caseness.checks.finding import Answer

_COMPARISON = Comparison(
    breakdown="long_term_condition_status",
    short="Stages by long-term condition",
    by="by long-term condition",
    names={
        "No long term condition": "No long-term condition",
        "Long term condition": "Long-term condition",
    },
    against="No long term condition",
    caveats=(
        "Symptoms of the condition, such as tiredness and poor sleep, score on the same questionnaires as depression.",
        "For most the status is not known, so those recorded may be a special part: asked in services that ask.",
    ),
)


@check(chapter=CHAPTER, needs=[Published], order=18)
def outcomes_by_long_term_condition(published: Published) -> Answer:
    """Do people with a long-term physical condition finish and recover as often as others?"""
    return compared(published, _COMPARISON)
