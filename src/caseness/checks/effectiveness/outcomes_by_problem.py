"""From finishing on, by the problem recorded: who is a case, who recovers, who gets worse."""

from __future__ import annotations

from typing import TYPE_CHECKING

from caseness.checks.effectiveness.comparing import CHAPTER, Comparison, compared
from caseness.checks.registry import check
from caseness.sources.published import Published

if TYPE_CHECKING:
    from caseness.checks.finding import Answer

_COMPARISON = Comparison(
    breakdown="problem_descriptor",
    short="Stages by problem",
    by="by problem",
    start="finished",
    names={
        "Depression": "Depression",
        "Anxiety and stress related disorders: Generalised anxiety disorder": "Generalised anxiety",
        "Anxiety and stress related disorders: Post-traumatic stress disorder": "Post-traumatic stress",
        "Anxiety and stress related disorders: Other anxiety or stress related disorder": "Other anxiety",
        "Anxiety and stress related disorders: Obsessive-compulsive disorder": "Obsessive-compulsive",
        "Anxiety and stress related disorders: Social phobias": "Social phobias",
        "Anxiety and stress related disorders: Panic disorder [episodic paroxysmal anxiety]": "Panic",
        "Anxiety and stress related disorders: Mixed anxiety and depressive disorder": "Mixed anxiety, depression",
        "Hypochondriacal disorder": "Health anxiety",
        "Anxiety and stress related disorders: Specific (isolated) phobias": "Specific phobias",
        "Anxiety and stress related disorders: Agoraphobia": "Agoraphobia",
        "Body dysmorphic disorder": "Body dysmorphic",
        "Medically Unexplained Symptoms: Irritable bowel syndrome": "Irritable bowel",
        "Medically Unexplained Symptoms: Chronic fatigue syndrome": "Chronic fatigue",
        "Medically Unexplained Symptoms: MUS not otherwise specified": "Unexplained symptoms",
    },
    caveats=(
        "The problem is recorded as treatment goes on, for most who finish but for few who leave early. Finishing by "
        "problem therefore says who was asked, and is left out.",
        "Problems differ in severity at the start, in the questionnaire that counts, and in the treatment given.",
        "Some phobias leave PHQ-9 and GAD-7 below the line from the start: such courses are no cases.",
    ),
)


@check(chapter=CHAPTER, needs=[Published], order=19)
def outcomes_by_problem(published: Published) -> Answer:
    """Do people with different problems recover equally often once they finish?"""
    return compared(published, _COMPARISON)
