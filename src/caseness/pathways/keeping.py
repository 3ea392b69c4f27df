"""Tables worked out once, in as few bytes as they need: what is kept of a nation is to lie in the memory of a laptop."""

from __future__ import annotations

from functools import reduce
from operator import add
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    import ibis.expr.types as ir

    from caseness.sources.records import Records

_FLAGS = "flags_kept"
_AT_MOST = 15  # flags in a number of 16 bits


def kept_narrow(records: Records, name: str, rows: ir.Table, kinds: Mapping[str, str]) -> ir.Table:
    """The same rows worked out once; whoever asks sees them as they were.

    Whole numbers are kept as these ``kinds``, and flags, up to 15 of them, all in one number.
    """
    smaller = {column: kind for column, kind in kinds.items() if column in rows.columns}
    bits = {column: 2**place for place, column in enumerate(_flags(rows)[:_AT_MOST])}
    narrow = rows.cast(smaller)
    if bits:
        packed = reduce(add, (rows[flag].ifelse(bit, 0) for flag, bit in bits.items()))
        narrow = narrow.mutate(**{_FLAGS: packed.cast("int16")}).drop(*bits)
    kept = records.kept(name, narrow)
    return kept.select(
        **{
            column: (kept[_FLAGS] & bits[column]) != 0 if column in bits else kept[column].cast(rows[column].type())
            for column in rows.columns
        }
    )


def _flags(rows: ir.Table) -> list[str]:
    return [column for column, kind in rows.schema().items() if kind.is_boolean()]
