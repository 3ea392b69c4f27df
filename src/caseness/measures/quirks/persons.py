"""What dashboards know of the person whose referral it is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from caseness.measures.breakdowns import breakdowns
from caseness.measures.quirks.quirk import CannotCompute
from caseness.pathways.people import PEOPLE, people_by_month

if TYPE_CHECKING:
    import ibis.expr.types as ir

    from caseness.pathways import Pathways

MINORITIES = next(one.keys for one in breakdowns()["bme_group"].categories if one.name == "BME")
"""Ethnic categories other than White British."""


def beside_person(rows: ir.Table, pathways: Pathways) -> ir.Table:
    """Rows with what the person's row of the same submission says (`caseness.pathways.people`); NULL where there is none.

    ``rows`` have ``pathway`` and ``month``. Raises `CannotCompute` where the extract lacks the table.
    """
    known = pathways.facet(people_by_month)
    if known is None:
        raise CannotCompute(f"the extract has no {PEOPLE}")
    joined = rows.left_join(known, ["pathway", "month"])
    return joined.drop("pathway_right", "month_right")
