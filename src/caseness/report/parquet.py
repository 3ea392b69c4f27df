"""A table as Parquet: typed columns, the same bytes for the same table.

A column of numbers stays one: where a cell has a shorthand such as ``[c]`` instead, the number is null, and a second
column, ``<key>_mark``, has the shorthand.
"""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.parquet as pq

if TYPE_CHECKING:
    from collections.abc import Sequence

    from caseness.checks.finding import Cell, Table

_NOT_APPLICABLE = "[z]"


def parquet(table: Table) -> bytes:
    """The whole table, its caption and note in the file's own description."""
    columns: dict[str, pa.Array] = {}
    for place, column in enumerate(table.columns):
        cells = [row[place] for row in table.rows]
        key = column.key if column.key not in columns else f"{column.key}_{place}"
        if column.unit is None or not any(isinstance(cell, int | float) for cell in cells):
            columns[key] = pa.array([_text(cell) for cell in cells], pa.string())
            continue
        columns[key] = _numbers(cells)
        if any(not isinstance(cell, int | float) for cell in cells):
            columns[f"{key}_mark"] = pa.array([_mark(cell) for cell in cells], pa.string())
    described = {"caption": table.caption, "note": table.note}
    out = io.BytesIO()
    pq.write_table(pa.table(columns).replace_schema_metadata(described), out, compression="zstd")
    return out.getvalue()


def _numbers(cells: Sequence[Cell]) -> pa.Array:
    numbers = [cell if isinstance(cell, int | float) else None for cell in cells]
    whole = all(number is None or isinstance(number, int) for number in numbers)
    return pa.array(numbers, pa.int64() if whole else pa.float64())


def _text(cell: Cell) -> str:
    return _NOT_APPLICABLE if cell is None else str(cell)


def _mark(cell: Cell) -> str | None:
    return None if isinstance(cell, int | float) else _text(cell)
