"""What a table of a database holds, as a short text: the same while its rows are, in whatever order they come.

A file has a checksum of its bytes; a table in a database has none that lasts. The engine makes a number of
each row and adds them up, so that nothing but two numbers leaves it.
"""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING

import ibis

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    import ibis.expr.types as ir

_BELOW = 2**31 - 1  # a billion numbers below it add up to less than 2**63
_HASHES_ROWS = ("duckdb",)  # in a sixth of the time; PostgreSQL cannot, and Spark passes over blanks
_BLANK, _BETWEEN = "\x1a", "\x1f"  # control characters, which no text of a database has


def rows_and_sum(found: ir.Table, columns: Iterable[str], engine: str) -> ir.Table:
    """One row: how many ``rows`` there are, and the ``total`` of a number below 2³¹ made from the columns of each.

    Engines make other numbers of the same row, and one engine may do so in its next version.
    """
    values = {name: found[name] for name in sorted(columns)}
    hashed = found.select(number=(_whole(values) if engine in _HASHES_ROWS else _as_text(values)).hash() % _BELOW)
    return hashed.aggregate(rows=hashed.count(), total=hashed.number.sum().cast("int64").fill_null(0))


def _whole(values: Mapping[str, ir.Value]) -> ir.Value:
    return ibis.struct(values) if values else ibis.literal("")


def _as_text(values: Mapping[str, ir.Value]) -> ir.StringValue:
    texts = [value.cast("string").fill_null(_BLANK) for value in values.values()]
    return ibis.literal(_BETWEEN).join(texts) if texts else ibis.literal("")


def fingerprint(engine: str, columns: Mapping[str, object], counted: Mapping[str, int]) -> str:
    """``duckdb 9f86d081884c7d65``, from the names and types of columns and what `rows_and_sum` gave."""
    said = [sorted((name, str(kind)) for name, kind in columns.items()), counted["rows"], counted["total"]]
    return f"{engine} {hashlib.sha256(json.dumps(said).encode()).hexdigest()[:16]}"
