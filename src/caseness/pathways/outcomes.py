"""Caseness, recovery and reliable change, each rule a function of the columns it rests on.

``p1``, ``p2`` are the first and last PHQ-9, ``a1``, ``a2`` those of the anxiety measure; ``a_line`` and ``a_change`` its
thresholds. All are whole numbers of hundredths, NULL where there is no score. No answer is ever NULL.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import ibis

from caseness.pathways.choices import NoThreshold, ReliableChange
from caseness.pathways.instruments import HUNDREDTHS, column_of, instruments
from caseness.pathways.problems import OTHER_RECORDED
from caseness.vocabulary.data_set import versions
from caseness.vocabulary.problems import FALLBACK_MEASURE, problems
from caseness.vocabulary.questionnaires import Relation, anxiety_measure, questionnaire

if TYPE_CHECKING:
    import ibis.expr.types as ir

    from caseness.pathways.choices import Choices
    from caseness.vocabulary.questionnaires import Questionnaire, Threshold

PHQ9, GAD7 = questionnaire("PHQ-9"), questionnaire("GAD-7")


def case_line(measure: Questionnaire) -> int | None:
    """The smallest score, in hundredths, that is a case; None where no official line was found."""
    return _smallest(measure.case_line)


def change_line(measure: Questionnaire, choices: Choices) -> int | None:
    """The smallest reliable change, in hundredths; None where no official threshold was found."""
    line = _smallest(measure.reliable_change)
    printed = measure.reliable_change
    if line is None or printed is None or choices.reliable_change is ReliableChange.AS_PRINTED:
        return line
    return int(printed.value * HUNDREDTHS) + 1


def _smallest(threshold: Threshold | None) -> int | None:
    if threshold is None:
        return None
    return int(threshold.value * HUNDREDTHS) + (threshold.relation is Relation.MORE_THAN)


def decides(measure: Questionnaire) -> bool:
    """Whether a measure has both official thresholds, so that it can decide an outcome."""
    return measure.case_line is not None and measure.reliable_change is not None


def suited(problem: ir.IntegerValue, version: ir.StringValue, choices: Choices) -> ir.IntegerValue:
    """The place in `instruments` of the anxiety measure that belongs to a problem; NULL where nothing can decide.

    Source: guide 2021, 7.7 and monthly metadata 2026, M204. A problem without a measure of its own has GAD-7.
    """
    columns = [one.column for one in instruments()]
    fallback = columns.index(column_of(GAD7))
    branches: list[tuple[ir.BooleanValue, ir.Value]] = []
    for each in versions():
        for place, entry in enumerate(problems()):
            adsm = entry.measure(each.version)
            if adsm == FALLBACK_MEASURE:
                continue
            chosen = anxiety_measure(adsm, each.version)
            known = decides(chosen) and column_of(chosen) in columns
            if not known and choices.no_threshold is NoThreshold.FALL_BACK:
                continue
            answer = ibis.literal(columns.index(column_of(chosen))) if known else ibis.null()
            branches.append(((version == each.version) & (problem == place), answer.cast("int64")))
    plain = problem.fill_null(OTHER_RECORDED)
    return (
        ibis.cases(*((condition.fill_null(False), answer) for condition, answer in branches), else_=fallback)
        + plain * 0
    )


@dataclass(frozen=True, slots=True)
class Scored:
    """What outcomes rest on: first and last PHQ-9 and anxiety measure with its lines, in hundredths."""

    p1: ir.IntegerValue
    p2: ir.IntegerValue
    a1: ir.IntegerValue
    a2: ir.IntegerValue
    a_line: ir.IntegerValue
    a_change: ir.IntegerValue
    choices: Choices

    @property
    def p_line(self) -> int:
        """The line of caseness on the PHQ-9."""
        return case_line(PHQ9) or 0

    @property
    def p_change(self) -> int:
        """The reliable change on the PHQ-9."""
        return change_line(PHQ9, self.choices) or 0


def paired(s: Scored) -> ir.BooleanValue:
    """Two or more scores of both: M202 (guide 2021, 6.3)."""
    return s.p2.notnull() & s.a2.notnull()


def at_caseness(s: Scored) -> ir.BooleanValue:
    """Either first score at or above its line; one score is enough (guide 2021, 6.2)."""
    return (s.p1 >= s.p_line).fill_null(False) | (s.a1 >= s.a_line).fill_null(False)


def not_at_caseness(s: Scored) -> ir.BooleanValue:
    """Both first scores there and both below: M179 (guide 2021, 6.2)."""
    return (s.p1 < s.p_line).fill_null(False) & (s.a1 < s.a_line).fill_null(False)


def recovered(s: Scored) -> ir.BooleanValue:
    """A case at the start, and both last scores below their lines: M191 (guide 2021, 6.4)."""
    return at_caseness(s) & (s.p2 < s.p_line).fill_null(False) & (s.a2 < s.a_line).fill_null(False)


def _better(s: Scored) -> ir.BooleanValue:
    return (s.p1 - s.p2 >= s.p_change).fill_null(False) | (s.a1 - s.a2 >= s.a_change).fill_null(False)


def _worse(s: Scored) -> ir.BooleanValue:
    return (s.p2 - s.p1 >= s.p_change).fill_null(False) | (s.a2 - s.a1 >= s.a_change).fill_null(False)


def reliably_improved(s: Scored) -> ir.BooleanValue:
    """One falls by its threshold or more and neither rises by it: M185 (guide 2021, 6.5)."""
    return paired(s) & _better(s) & ~_worse(s)


def reliably_deteriorated(s: Scored) -> ir.BooleanValue:
    """One rises by its threshold or more and neither falls by it: M189 (guide 2021, 6.7)."""
    return paired(s) & _worse(s) & ~_better(s)


def no_reliable_change(s: Scored) -> ir.BooleanValue:
    """Neither moves by its threshold, or one improves while the other deteriorates: M187 (guide 2021, 6.8)."""
    return paired(s) & (_better(s) == _worse(s))
