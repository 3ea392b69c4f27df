"""The two scales that decide recovery for most, as the tables of evidence number them."""

from __future__ import annotations

from dataclasses import dataclass

from caseness.vocabulary.questionnaires import questionnaire


@dataclass(frozen=True, slots=True)
class Scale:
    """A questionnaire with whole scores from 0 to ``highest``; ``line`` is the lowest score of a case.

    ``ones`` is the total of a form on which every answer is 1 ("several days"), which is just below the line of both.
    """

    id: str
    highest: int
    line: int
    ones: int


def _scale(identity: str) -> Scale:
    q = questionnaire(identity)
    if q.highest is None or q.case_line is None or q.items is None:
        raise ValueError(f"{identity} has no line of caseness")
    return Scale(q.id, int(q.highest), int(q.case_line.value), q.items)


SCALES = (_scale("PHQ-9"), _scale("GAD-7"))
"""By their place on the axis ``scale``: depression, then anxiety."""

SCORES = 1 + max(scale.highest for scale in SCALES)
"""The length of an axis of scores: from 0 to the highest of either scale."""
