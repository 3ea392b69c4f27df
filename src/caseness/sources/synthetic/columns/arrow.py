"""From numpy columns to Arrow, NONE as null; texts stand in a dictionary, so that no text is written twice in memory."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from caseness.sources.synthetic.columns.days import NONE
from caseness.sources.synthetic.plan import VERSION
from caseness.vocabulary.data_set import FieldType, fields

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

    from caseness.sources.synthetic.columns.coded import Coded
    from caseness.sources.synthetic.world import Days, Whole

_TYPES = {
    FieldType.TEXT: pa.string(),
    FieldType.INTEGER: pa.int64(),
    FieldType.DECIMAL: pa.float64(),
    FieldType.FLAG: pa.bool_(),
    FieldType.DATE: pa.date32(),
    FieldType.TIME: pa.string(),
    FieldType.TIMESTAMP: pa.timestamp("us"),
    FieldType.MONTH: pa.string(),
}


def declared(table: str, columns: Mapping[str, pa.Array], rows: int, *, derived: bool) -> pa.Table:
    """A table with its declared columns in their order, nulls where ``columns`` has none.

    With ``derived`` it has the warehouse's columns too: those it derives, and under its former name each that has one, for
    the scripts ask for either. Raises `ValueError` for a column that the data set does not declare.
    """
    entries = [f for f in fields(table) if f.until_version is None or f.until_version >= VERSION]
    if undeclared := columns.keys() - {entry.field for entry in entries}:
        raise ValueError(f"{table} has no {', '.join(sorted(undeclared))}")
    arrays = {
        entry.field: columns.get(entry.field, pa.nulls(rows, _TYPES[entry.type]))
        for entry in entries
        if derived or not entry.derived
    }
    if derived:
        arrays |= {entry.former_name: pa.nulls(rows, _TYPES[entry.type]) for entry in entries if entry.former_name}
    return pa.table(arrays)


def dates(days: Days) -> pa.Array:
    """Days, NONE as null."""
    return pa.array(days.astype(np.int32), mask=days == NONE).view(pa.date32())


def birth_dates(days: Days) -> pa.Array:
    """Days that are all there, also the one that NONE stands for elsewhere: 31 December 1969."""
    return pa.array(days.astype(np.int32)).view(pa.date32())


def moments(seconds: NDArray[np.int64]) -> pa.Array:
    """Seconds since 1970."""
    return pa.array(seconds.astype("datetime64[s]").astype("datetime64[us]"))


def numbers(values: NDArray[np.integer], missing: int = NONE) -> pa.Array:
    """Whole numbers, ``missing`` as null."""
    return pa.array(values.astype(np.int64), mask=values == missing)


def all_numbers(values: NDArray[np.integer]) -> pa.Array:
    """Whole numbers that are all there."""
    return pa.array(values.astype(np.int64))


def decimals(hundredths: NDArray[np.integer]) -> pa.Array:
    """Numbers with two decimal places from hundredths, NONE as null."""
    return pa.array(hundredths / 100, mask=hundredths == NONE)


def flags(values: NDArray[np.bool_]) -> pa.Array:
    """True or false, never null."""
    return pa.array(values)


def coded(column: Coded, rows: Whole | slice = slice(None)) -> pa.Array:
    """Codes of some rows; a blank level is null like NONE."""
    index = column.index[rows]
    missing = index == NONE
    if "" in column.levels:
        missing |= index == column.levels.index("")
    return chosen(column.levels, index, missing)


def chosen(
    texts: Sequence[str] | pa.Array, index: NDArray[np.integer], missing: NDArray[np.bool_] | None = None
) -> pa.Array:
    """``texts[index]`` by row, null where ``missing`` or, without that, where the index is NONE.

    An array of texts must have none twice: Parquet files come out with other bytes each time where a dictionary has.
    """
    if not isinstance(texts, pa.Array):
        unique = list(dict.fromkeys(texts))
        if len(unique) < len(texts):
            place = np.array([unique.index(text) for text in texts])
            index, missing = place[index], index == NONE if missing is None else missing
        texts = pa.array(unique, pa.string())
    absent = index == NONE if missing is None else missing
    indices = pa.array(index.astype(np.int32), mask=absent if absent.any() else None)
    return pa.DictionaryArray.from_arrays(indices, texts)


@dataclass(frozen=True, slots=True)
class Names:
    """A text for each row of a table; ``texts`` has none twice, and row ``i`` has ``texts[place[i]]``."""

    texts: pa.Array
    place: NDArray[np.integer]

    @classmethod
    def unique(cls, texts: pa.Array) -> Names:
        """Texts of which no two rows have the same."""
        return cls(texts, np.arange(len(texts), dtype=np.int32))

    @classmethod
    def numbered(cls, prefix: str, ranks: NDArray[np.integer], width: int) -> Names:
        """``R0000012`` of rank 12; rows of different providers may have the same rank."""
        there, place = np.unique(ranks, return_inverse=True)
        return cls(identifiers(prefix, there, width), place)

    def of(self, rows: NDArray[np.integer]) -> pa.Array:
        """The texts of some rows, null where a row or its place is NONE."""
        if not len(self.place):
            return chosen(self.texts, np.full(len(rows), NONE))
        return chosen(self.texts, np.where(rows == NONE, NONE, self.place[rows]))

    def written_out(self) -> pa.Array:
        """One text per row, without a dictionary."""
        return self.texts.take(pa.array(self.place))


def times(minutes: NDArray[np.integer]) -> pa.Array:
    """Minutes after midnight as HH:MM."""
    return chosen(_CLOCK, minutes)


def identifiers(prefix: str | pa.Array, ranks: NDArray[np.integer], width: int) -> pa.Array:
    """``R0000012``: a prefix, or one for each, and a number with leading zeros."""
    digits = pc.utf8_lpad(pc.cast(pa.array(ranks), pa.string()), width, "0")
    return pc.binary_join_element_wise(prefix, digits, "")


_CLOCK = pa.array([f"{minute // 60:02}:{minute % 60:02}" for minute in range(24 * 60)])
