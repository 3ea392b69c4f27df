"""Outcomes from first and last scores, as the official methodology decides them (guide 2021, 6.2 to 6.8 and 7.7).

Scores are whole numbers of hundredths, so that a threshold such as 0.73 is met exactly; NONE stands for no score.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

import numpy as np

from caseness.sources.synthetic.columns.days import NONE
from caseness.sources.synthetic.plan import VERSION
from caseness.vocabulary.problems import FALLBACK_MEASURE, problems
from caseness.vocabulary.questionnaires import Relation, questionnaire, questionnaires

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from caseness.sources.synthetic.world import Flags, Whole
    from caseness.vocabulary.questionnaires import Questionnaire, Threshold

    Hundredths = NDArray[np.int32]

_OUT_OF_REACH = 10**9  # a threshold that no score meets, where none was found


@dataclass(frozen=True, slots=True)
class Pair:
    """First and last score by snapshot, NONE where there is none: of one score, only the first is there."""

    first: Hundredths
    last: Hundredths

    @property
    def whole(self) -> Flags:
        """Whether both are there."""
        return np.asarray(self.last != NONE)


@dataclass(frozen=True, slots=True)
class Outcomes:
    """The flags of finished courses; all false where the course is not finished."""

    case: Flags
    not_case: Flags
    recovery: Flags
    improvement: Flags
    no_change: Flags
    deterioration: Flags


@cache
def measure_of_problems() -> NDArray[np.int8]:
    """By index of `problems`, and last for no problem: the index into `questionnaires` of its anxiety measure.

    A measure for which no official threshold was found cannot decide an outcome: GAD-7 stands in, as for every problem
    without a measure of its own.
    """
    names = [problem.measure(VERSION) for problem in problems()] + [FALLBACK_MEASURE]
    by_adsm = {q.adsm: number for number, q in reversed(list(enumerate(questionnaires()))) if _decides(q)}
    return np.array([by_adsm.get(name, by_adsm[FALLBACK_MEASURE]) for name in names], np.int8)


def _decides(measure: Questionnaire) -> bool:
    in_force = measure.until_version is None or measure.until_version >= VERSION
    return bool(measure.adsm and measure.case_line and measure.reliable_change and in_force)


def outcomes(finished: Flags, depression: Pair, anxiety: Pair, measure: Whole) -> Outcomes:
    """What became of each course; ``measure`` is the questionnaire of ``anxiety``, NONE where there is no score."""
    phq9 = questionnaires().index(questionnaire("PHQ-9"))
    lines, changes = lowest_cases(), _changes()
    line, change = lines[measure], changes[measure]
    case = ((depression.first >= lines[phq9]) | (anxiety.first >= line)) & finished
    both_first = (depression.first != NONE) & (anxiety.first != NONE)
    below = (depression.first < lines[phq9]) & (anxiety.first < line)
    paired = finished & depression.whole & anxiety.whole
    fall = depression.first - depression.last, anxiety.first - anxiety.last
    better = (fall[0] >= changes[phq9]) | (fall[1] >= change)
    worse = (-fall[0] >= changes[phq9]) | (-fall[1] >= change)
    return Outcomes(
        case=case,
        not_case=finished & both_first & below,
        recovery=paired & case & (depression.last < lines[phq9]) & (anxiety.last < line),
        improvement=paired & better & ~worse,
        no_change=paired & (better == worse),
        deterioration=paired & worse & ~better,
    )


@cache
def lowest_cases() -> Hundredths:
    """By index of `questionnaires`: the lowest score that is a case; out of reach where no line was found."""
    return np.array([_smallest(q.case_line) for q in questionnaires()], np.int32)


@cache
def _changes() -> Hundredths:
    return np.array([_smallest(q.reliable_change) for q in questionnaires()], np.int32)


def _smallest(threshold: Threshold | None) -> int:
    """The smallest number of hundredths that meets a threshold, among scores with the decimals it is printed with."""
    if threshold is None:
        return _OUT_OF_REACH
    return int(threshold.value * 100) + (0 if threshold.relation is Relation.AT_LEAST else 1)
