"""Working while unwell: first and last answers to the questions of the iPCQ that are asked with a referral.

Source of questions and ranges: the public validation rules of the data set (2020), IDS606. Question 7 is whether anybody
worked while bothered by problems in the last four weeks, 8 on how many days, 9 how much got done, out of ten.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import ibis
from ibis import _

from caseness.pathways.contacts import moment, within
from caseness.pathways.scores import WITH_REFERRAL, first_and_last, timed, unpacked
from caseness.vocabulary.data_set import concepts

if TYPE_CHECKING:
    import ibis.expr.types as ir

    from caseness.pathways.building import Pathways
    from caseness.vocabulary.data_set import Concept

_OF_ANSWERS = ("PathwayID", "AssToolCompDate", "AssToolCompTime", "CodedAssToolType", "PersScore")


def presenteeism(pathways: Pathways) -> ir.Table | None:
    """By pathway for each question ``_first`` and ``_last``, after ``ipcq_question_7`` and so on.

    The last is NULL where all answers are of one time. A letter is its place among those permitted, counted from the last
    as 0: yes is 1, no is 0. Which answers count is chosen as for scores. An answer that is not permitted is none.
    """
    rows = pathways.months.rows_if_there(WITH_REFERRAL, *_OF_ANSWERS)
    if rows is None:
        return None
    asked = concepts("productivity")
    rows = rows.filter(_.AssToolCompDate.notnull())
    answer = ibis.coalesce(
        *(ibis.ifelse(rows.CodedAssToolType == one.concept, _answer(rows, one), None) for one in asked)
    )
    question = ibis.cases(*((rows.CodedAssToolType == one.concept, place) for place, one in enumerate(asked)))
    span = pathways.pathways.select("pathway", "pathway_id", "referral_date", "discharge_date")
    told = rows.mutate(score=answer, instrument=question.cast("int64")).filter(_.score.notnull())
    joined = told.inner_join(span, told.PathwayID == span.pathway_id)
    day = joined.AssToolCompDate
    given = joined.select(
        "pathway",
        "instrument",
        "score",
        timed=timed(moment(day, joined.AssToolCompTime), joined.score),
        attended=ibis.literal(True),
        in_referral=within(day, joined.referral_date, joined.discharge_date),
        from_referral=(day >= joined.referral_date).fill_null(False),
    )
    ends = first_and_last(given, pathways.choices)
    packed = ends.group_by("pathway").aggregate(
        **{
            f"{end}_{place}": ends[end].max(where=ends.instrument == place)
            for place in range(len(asked))
            for end in ("early", "late")
        }
    )
    columns: dict[str, ir.Value] = {}
    for place, one in enumerate(asked):
        columns |= unpacked(_column(one), packed[f"early_{place}"], packed[f"late_{place}"], pathways.choices)
    return packed.select("pathway", **columns)


def _answer(rows: ir.Table, question: Concept) -> ir.IntegerValue:
    if question.permitted:
        last_first = enumerate(reversed(question.permitted))
        return ibis.cases(*((rows.PersScore == letter, place) for place, letter in last_first)).cast("int64")
    digits = rows.PersScore.re_search("^[0-9]{1,2}$")
    number = ibis.ifelse(digits, rows.PersScore, None).cast("int64")
    return ibis.ifelse(number.between(question.lowest or 0, question.highest or 0), number, None)


def _column(question: Concept) -> str:
    return re.sub("[^a-z0-9]+", "_", question.name.lower())
