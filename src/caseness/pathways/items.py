"""Single answers to questionnaires, where an extract brings them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import ibis

from caseness.pathways.contacts import moment
from caseness.pathways.instruments import instruments

if TYPE_CHECKING:
    import ibis.expr.types as ir

    from caseness.pathways.building import Pathways

ITEMS = "questionnaire_items"
_READ = ("PathwayID", "CareActId", "CodedAssToolType", "AssToolCompDate", "AssToolCompTime", "Item", "Answer")


def items(pathways: Pathways) -> ir.Table | None:
    """One row per answer: ``pathway``, ``instrument`` (its place in `instruments`), ``moment``, ``item`` from 1, ``answer``.

    ``activity_id`` is the activity at which the form was filled in, NULL for one outside an appointment; ``month`` and
    ``submission`` are those it was sent in. None where the extract lacks the table, which is none of the national ones.
    """
    rows = pathways.months.rows_if_there(ITEMS, *_READ)
    if rows is None:
        return None
    own = pathways.pathways.select("pathway", "pathway_id")
    joined = rows.inner_join(own, rows.PathwayID == own.pathway_id)
    places = [(one.concept, place) for place, one in enumerate(instruments())]
    told = joined.select(
        "pathway",
        "submission",
        "month",
        instrument=ibis.cases(*((joined.CodedAssToolType == code, place) for code, place in places)).cast("int64"),
        moment=moment(joined.AssToolCompDate, joined.AssToolCompTime),
        activity_id=joined.CareActId,
        item=joined.Item,
        answer=joined.Answer,
    )
    return told.filter(told.instrument.notnull())
