"""The Employment Support and Students dashboard: working while unwell (step 1.2).

It counts pathways with two or more answers to a question on productivity, in the month of the last. An answer that was sent
in several files is one: answers are told apart by their day and time. Source of what the script does: NHS England's public
dashboard scripts, employment support step 1.2 (ES1.2); lines as in the register.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import ibis
from ibis import _

from caseness.measures.quirks.quirk import Both, CannotCompute, quirk
from caseness.measures.quirks.sums import sums
from caseness.pathways.scores import WITH_REFERRAL
from caseness.vocabulary.data_set import concepts

if TYPE_CHECKING:
    from collections.abc import Sequence

    import ibis.expr.types as ir

    from caseness.pathways import Pathways
    from caseness.vocabulary.data_set import Concept
    from caseness.vocabulary.period import Period

_OF_ANSWERS = ("PathwayID", "AssToolCompDate", "AssToolCompTime", "CodedAssToolType")


@quirk("ES-9")
def last_month_lost(pathways: Pathways, periods: Sequence[Period]) -> tuple[Both, ...]:
    """Last answers count up to the first day of the latest month.

    Correct: up to its last day (ES1.2:87, 159, 227).
    """
    latest = max(periods)
    answers = _answers(pathways)
    return tuple(
        _counted(
            question,
            sums(
                pathways,
                _pairs(answers, question),
                scripted=_.last_day <= ibis.literal(latest.start),
                correct=_.last_day <= ibis.literal(latest.end),
            ),
            "every provider, in the latest month",
        )
        for question in concepts("productivity")
    )


@quirk("ES-10")
def answers_without_a_time(pathways: Pathways, periods: Sequence[Period]) -> tuple[Both, ...]:
    """Answers are joined on the time of day that they were given, so that those without a time are lost.

    Correct: an answer without a time is one. On both sides up to the end of the latest month (ES1.2:39-40; in Transact-SQL
    nothing equals an empty value).
    """
    answers = _answers(pathways).filter(_.AssToolCompDate <= ibis.literal(max(periods).end))
    return tuple(
        _counted(
            question,
            sums(pathways, _pairs(answers, question), scripted=_.timed > 1, correct=_.pathway.notnull()),
            "every provider whose system sends no times",
        )
        for question in concepts("productivity")
    )


def _counted(question: Concept, of: dict[str, int], affected: str) -> Both:
    name = f"Pathways with a first and a last answer, {question.name}"
    return Both.counts(name, of["scripted"], of["correct"], of="pathways", affected=affected)


def _answers(pathways: Pathways) -> ir.Table:
    rows = pathways.months.rows_if_there(WITH_REFERRAL, *_OF_ANSWERS)
    asked = [question.concept for question in concepts("productivity")]
    if rows is None:
        raise CannotCompute("the extract has no table of assessments sent with referrals")
    given = rows.filter(rows.CodedAssToolType.isin(asked) & rows.AssToolCompDate.notnull() & rows.PathwayID.notnull())
    return given.select(*_OF_ANSWERS).distinct()


def _pairs(answers: ir.Table, question: Concept) -> ir.Table:
    """Pathways with two answers or more: the day of the last, and how many have a time."""
    own = answers.filter(_.CodedAssToolType == question.concept)
    told = own.group_by(pathway=own.PathwayID).aggregate(
        answers=_.count(),
        timed=_.AssToolCompTime.notnull().ifelse(1, 0).sum(),
        last_day=_.AssToolCompDate.max(),
    )
    return told.filter(_.answers > 1)
