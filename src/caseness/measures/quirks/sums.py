"""Counting for quirks: sums of conditions over rows, for England."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ibis import _

from caseness.measures.anchors import ENDED
from caseness.measures.quirks.quirk import CannotCompute
from caseness.measures.rows import rows_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    import ibis.expr.types as ir

    from caseness.measures.measure import Anchor, Expression
    from caseness.pathways import Pathways
    from caseness.vocabulary.period import Period


def anchored(anchor: Anchor, pathways: Pathways, periods: Sequence[Period]) -> ir.Table:
    """The rows that an event brings into the periods. Raises `CannotCompute` where the extract lacks their table."""
    rows = rows_of(anchor.rows, pathways, periods)
    if rows is None:
        raise CannotCompute(f"the extract has no {anchor.rows.value}")
    return rows.filter(rows.bind(anchor.when)[0])


def finished_courses(pathways: Pathways, periods: Sequence[Period]) -> ir.Table:
    """The courses finished in the periods. Raises `CannotCompute` where the extract lacks their table."""
    return anchored(ENDED, pathways, periods).filter(_.completed_treatment)


def sums(pathways: Pathways, rows: ir.Table, **terms: Expression) -> dict[str, int]:
    """How many rows meet each condition, or the sum of each whole number, all in one pass."""
    (found,) = pathways.records.fetch(
        rows.aggregate(**{name: _sum(rows.bind(term)[0]) for name, term in terms.items()})
    )
    return {name: int(value or 0) for name, value in found.items()}


def _sum(value: Any) -> ir.IntegerValue:
    number = value.ifelse(1, 0) if value.type().is_boolean() else value
    return number.fill_null(0).cast("int64").sum()
