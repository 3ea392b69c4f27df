"""What "better at the end" means: the definitions in use, which are not one another and never meet in one comparison."""

from __future__ import annotations

from enum import StrEnum


class OutcomeDefinition(StrEnum):
    """Six ways to count who is better at the end of treatment, from the service's own to the strictest."""

    BOTH_BELOW = "both_below"
    PHQ9_BELOW = "phq9_below"
    HALVED = "halved"
    SCALE_REMISSION = "scale_remission"
    DIAGNOSIS_LOST = "diagnosis_lost"
    DIAGNOSIS_STAYS_LOST = "diagnosis_stays_lost"

    @property
    def words(self) -> str:
        """The definition in words, of whom it is a share included."""
        return _WORDS[self]


_WORDS = {
    OutcomeDefinition.BOTH_BELOW: "of cases on either questionnaire, below the line on both at the end (the official rule)",
    OutcomeDefinition.PHQ9_BELOW: "of those with a PHQ-9 of 10 or more, below 10 at the end",
    OutcomeDefinition.HALVED: "of all, symptoms at the end at most half of those at the start (response)",
    OutcomeDefinition.SCALE_REMISSION: "of all, below the remission line of the trial’s own scale",
    OutcomeDefinition.DIAGNOSIS_LOST: "of those diagnosed, no longer so by interview or its threshold",
    OutcomeDefinition.DIAGNOSIS_STAYS_LOST: "of those diagnosed, no longer so by interview for six months or more",
}
