"""People with and without a recorded disability: who finishes, who is a case, who recovers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from caseness.checks.effectiveness.comparing import CHAPTER, Comparison, compared
from caseness.checks.registry import check
from caseness.sources.published import Published

if TYPE_CHECKING:
    from caseness.checks.finding import Answer

_COMPARISON = Comparison(
    breakdown="disability",
    short="Stages by disability",
    by="by disability",
    names={
        "NN No Disability": "No disability",
        "01 Behaviour and Emotional": "Behaviour and emotional",
        "02 Hearing": "Hearing",
        "03 Manual Dexterity": "Manual dexterity",
        "04 Memory or ability to concentrate, learn or understand (Learning Disability)": "Memory or learning",
        "05 Mobility and Gross Motor": "Mobility",
        "06 Perception of Physical Danger": "Perception of danger",
        "07 Personal, Self Care and Continence": "Self-care",
        "08 Progressive Conditions and Physical Health (such as HIV, cancer, multiple sclerosis, fits etc)": (
            "Progressive conditions"
        ),
        "09 Sight": "Sight",
        "10 Speech": "Speech",
        "XX Other": "Other disability",
    },
    caveats=(
        "“Behaviour and emotional” can be the very trouble people come with: the group may start with higher scores.",
        "Pain, tiredness and poor sleep from a physical condition score on the same questionnaires as depression.",
        "One person can have several disabilities and is then counted in each.",
    ),
)


@check(chapter=CHAPTER, needs=[Published], order=17)
def outcomes_by_disability(published: Published) -> Answer:
    """Do disabled people finish and recover as often as others?"""
    return compared(published, _COMPARISON)
