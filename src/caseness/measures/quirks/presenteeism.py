"""The Employment Support and Students dashboard: working while unwell (step 1.2).

It counts pathways with two or more answers to a question on productivity, in the month of the last. An answer that was sent
in several files is one: answers are told apart by their day and time. Source of what the script does: NHS England's public
dashboard scripts, employment support step 1.2 (ES1.2); lines as in the register.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import ibis
from ibis import _

from caseness.measures.anchors import OPEN
from caseness.measures.quirks.quirk import Both, CannotCompute, quirk
from caseness.measures.quirks.sums import anchored, sums
from caseness.pathways.scores import WITH_REFERRAL
from caseness.vocabulary.data_set import concepts

if TYPE_CHECKING:
    from collections.abc import Sequence

    import ibis.expr.types as ir

    from caseness.measures.measure import Expression
    from caseness.pathways import Pathways
    from caseness.vocabulary.period import Period

_OF_ANSWERS = ("PathwayID", "AssToolCompDate", "AssToolCompTime", "CodedAssToolType")


@quirk("ES-9")
def last_month_lost(pathways: Pathways, periods: Sequence[Period]) -> tuple[Both, ...]:
    """Last answers count up to the first day of the latest month.

    Correct: up to its last day (ES1.2:87, 159, 227).
    """
    first_day = max(period.end for period in periods).replace(day=1)
    return _both_ways(
        pathways, periods, _.last_day <= ibis.literal(first_day), affected="every provider, in the latest month"
    )


@quirk("ES-10")
def answers_without_a_time(pathways: Pathways, periods: Sequence[Period]) -> tuple[Both, ...]:
    """Answers are joined on the time of day that they were given, so that those without a time are lost.

    Correct: an answer without a time is one. On both sides up to the end of the latest month (ES1.2:39-40; in Transact-SQL
    nothing equals an empty value).
    """
    return _both_ways(pathways, periods, _.timed > 1, affected="every provider whose system sends no times")


@quirk("ES-11")
def answers_of_all_time(pathways: Pathways, periods: Sequence[Period]) -> tuple[Both, ...]:
    """Beside each month stand the answers of all time, those of later months too; and a referral counts once for each question
    that it answered.

    Correct: answers up to the end of the month, each referral once (ES1.2:280-333 and 346). Figures are of referrals open at
    the end of a month; two answers are two days with one.
    """
    days = _asked(pathways).select("PathwayID", "CodedAssToolType", "AssToolCompDate").distinct()
    standing = anchored(OPEN, pathways, periods).select("pathway", "pathway_id", "period", "period_end")
    given = standing.inner_join(days, standing.pathway_id == days.PathwayID)
    by_question = given.group_by("pathway", "period", "CodedAssToolType").aggregate(
        ever=_.count(), by_then=(given.AssToolCompDate <= given.period_end).fill_null(False).ifelse(1, 0).sum()
    )
    told = by_question.group_by("pathway", "period").aggregate(
        questions=(by_question.ever > 1).ifelse(1, 0).sum(),
        by_then=(by_question.by_then > 1).ifelse(1, 0).max(),
    )
    of = sums(pathways, told, questions=_.questions, by_then=_.by_then)
    return (
        Both.counts(
            "Open referrals with two answers or more, months added up",
            of["questions"],
            of["by_then"],
            of="open referrals",
            affected="readers of earlier months, in which people had answered less",
        ),
    )


def _asked(pathways: Pathways) -> ir.Table:
    """The answers to questions on productivity. Raises `CannotCompute` where the extract lacks their table."""
    rows = pathways.months.rows_if_there(WITH_REFERRAL, *_OF_ANSWERS)
    if rows is None:
        raise CannotCompute("the extract has no table of assessments sent with referrals")
    asked = [question.concept for question in concepts("productivity")]
    return rows.filter(rows.CodedAssToolType.isin(asked) & rows.PathwayID.notnull())


def _both_ways(
    pathways: Pathways, periods: Sequence[Period], scripted: Expression, *, affected: str
) -> tuple[Both, ...]:
    """By question the pathways with two answers or more by the end of the latest month, and those that the script counts.

    A condition of the script is of the day of a pathway's last answer, or of how many of its answers have a time.
    """
    questions = concepts("productivity")
    end = ibis.literal(max(period.end for period in periods))
    given = _asked(pathways).filter((_.AssToolCompDate <= end).fill_null(False))
    told = (
        given.select(*_OF_ANSWERS)
        .distinct()
        .group_by("PathwayID", "CodedAssToolType")
        .aggregate(
            answers=_.count(),
            timed=_.AssToolCompTime.notnull().ifelse(1, 0).sum(),
            last_day=_.AssToolCompDate.max(),
        )
        .filter(_.answers > 1)
    )
    (counts,) = told.bind(scripted)
    of_question = {question.name: told.CodedAssToolType == question.concept for question in questions}
    of = sums(
        pathways,
        told,
        **{f"scripted {name}": own & counts for name, own in of_question.items()},
        **{f"correct {name}": own for name, own in of_question.items()},
    )
    return tuple(
        Both.counts(
            f"Pathways with a first and a last answer, {name}",
            of[f"scripted {name}"],
            of[f"correct {name}"],
            of="pathways",
            affected=affected,
        )
        for name in of_question
    )
