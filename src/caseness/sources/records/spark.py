"""What goes into a Spark session and what comes out of it, by way of Arrow.

Ibis takes both through pandas, which has no whole number that may be blank: of a column of them with a blank Spark then
keeps none, a blank text becomes ``NaN``, and a large number loses its last digits.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ibis.expr.operations import InMemoryTable

if TYPE_CHECKING:
    import ibis.expr.types as ir
    import pyarrow as pa


def bring_along(backend: Any, expression: ir.Table) -> None:
    """Make each table in memory that an expression reads a temporary view of the session, under the name it has there."""
    for table in expression.op().find(InMemoryTable):
        if table not in backend._memtables:
            rows = table.data.to_pyarrow(table.schema)
            backend._session.createDataFrame(rows).createOrReplaceTempView(table.name)
            backend._memtables.add(table)


def fetched(backend: Any, expression: ir.Table, sql: str) -> pa.Table:
    """Run an expression, compiled already, whose tables in memory were brought along; its rows, of the types it has."""
    rows: pa.Table = backend._session.sql(sql).toArrow()
    return rows.cast(expression.schema().to_pyarrow())
