"""What dashboards read of a referral as the national warehouse derived it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ibis import _

from caseness.pathways.warehouse import given

if TYPE_CHECKING:
    import ibis.expr.types as ir

    from caseness.pathways import Pathways


def beside_warehouse(rows: ir.Table, pathways: Pathways, **names: str) -> ir.Table:
    """Rows with columns of the warehouse as they were in the row's month, under our ``names`` of them.

    ``rows`` have ``pathway``, ``pathway_id`` and ``month``. What was left empty, or is no column of the extract, is NULL.
    """
    theirs = given(pathways.records, pathways.months, *names.values())
    keys = rows.select("pathway", "pathway_id", "month")
    one = theirs.inner_join(keys, ["pathway_id", "month"]).group_by("pathway", "month")
    told = one.aggregate(**{ours: _[national].max() for ours, national in names.items()})
    return rows.left_join(told, ["pathway", "month"]).drop("pathway_right", "month_right")
