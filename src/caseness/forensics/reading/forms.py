"""Forms answer by answer, where an extract brings the answers to single questions."""

from __future__ import annotations

from typing import TYPE_CHECKING

import ibis
from ibis import _

from caseness.forensics.evidence import SCALES
from caseness.forensics.reading.occasions import PLACES, finished
from caseness.pathways.items import items

if TYPE_CHECKING:
    import ibis.expr.types as ir

    from caseness.pathways import Pathways

ANSWERS = 4
"""To each question: 0 to 3."""


def forms(pathways: Pathways) -> ir.Table | None:
    """One row per complete form of a finished course: ``pathway``, ``scale``, ``moment``, and what its answers are like.

    ``vector`` has all answers packed into one number, base 4, ``total`` is their sum, ``least`` and ``most`` the lowest and the
    highest answer, ``risk`` the answer to the last question. None where the extract lacks the answers. Of two forms at one
    moment the one with the greater total counts, as in `occasions`.
    """
    answers, courses = pathways.facet(items), pathways.facet(finished)
    if answers is None or courses is None:
        return None
    asked = answers.filter(answers.instrument.isin(list(PLACES)) & answers.answer.between(0, ANSWERS - 1))
    asked = asked.semi_join(courses, "pathway")
    scale = ibis.cases(*((asked.instrument == place, n) for n, place in enumerate(PLACES))).cast("int64")
    length = ibis.cases(*((asked.instrument == place, s.ones) for s, place in zip(SCALES, PLACES, strict=True)))
    weights = ibis.cases(*((asked.item == n + 1, ANSWERS**n) for n in range(max(s.ones for s in SCALES)))).cast("int64")
    placed = asked.mutate(scale=scale, length=length.cast("int64"), weighted=asked.answer.cast("int64") * weights)
    activity = placed.activity_id.fill_null("")
    each = (
        placed.mutate(activity=activity)
        .group_by("pathway", "scale", "length", "moment", "submission", "activity")
        .aggregate(
            vector=_.weighted.sum().cast("int64"),
            total=_.answer.sum().cast("int64"),
            least=_.answer.min().cast("int64"),
            most=_.answer.max().cast("int64"),
            risk=_.answer.max(where=_.item == _.length).cast("int64"),
            answered=_.count(),
        )
    )
    whole = each.filter(each.answered == each.length)
    window = ibis.window(group_by=["pathway", "scale", "moment"], order_by=[ibis.desc("total"), "vector", "submission"])
    return whole.mutate(copy=ibis.row_number().over(window)).filter(_.copy == 0).drop("copy", "answered", "activity")


def all_ones(pathways: Pathways) -> ir.Table | None:
    """The forms on which every answer is 1, by ``pathway``, ``scale`` and ``moment``."""
    rows = pathways.facet(forms)
    return (
        None if rows is None else rows.filter((rows.least == 1) & (rows.most == 1)).select("pathway", "scale", "moment")
    )
