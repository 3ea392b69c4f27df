"""What the data set takes as ``CodedAssToolType``: whole questionnaires, single questions, and what each may score.

These are the limits of the public validator, which for the Mobility Inventory are wider than the questionnaire's own.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from caseness.vocabulary.data_set import concepts
from caseness.vocabulary.questionnaires import questionnaires

_KINDS = ("questionnaire_item", "experience", "productivity")


@dataclass(frozen=True, slots=True)
class AssessmentTool:
    """A tool by its SNOMED CT concept: a score from ``lowest`` to ``highest``, or one of the answers ``permitted``.

    Scores are whole numbers of up to ``digits`` digits, or with ``decimals`` one digit, a point and up to so many more.
    """

    concept: str
    name: str
    lowest: int | None
    highest: int | None
    decimals: int
    permitted: tuple[str, ...]

    @property
    def digits(self) -> int:
        """How many digits a score may have; 0 for a tool that is answered in letters."""
        return 0 if self.highest is None else len(str(self.highest))


@cache
def assessment_tools() -> tuple[AssessmentTool, ...]:
    """Every tool whose concept is known, questionnaires first."""
    whole = (
        AssessmentTool(q.concept, q.name, int(q.accepted_from), int(q.highest), q.decimals, ())
        for q in questionnaires()
        if q.concept and q.accepted_from is not None and q.highest is not None
    )
    single = (
        AssessmentTool(c.concept, c.name, c.lowest, c.highest, 0, c.permitted)
        for kind in _KINDS
        for c in concepts(kind)
    )
    return (*whole, *single)
