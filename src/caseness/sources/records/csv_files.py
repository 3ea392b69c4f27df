"""CSV files into the scratch database: fast where a file is well formed, line by line where it is not.

The engine reads a file and refuses it as a whole at the first fault; then, or where the rows that it found are not the rows
that are there, the file is read again with care, and every line that is no row is set aside.
"""

from __future__ import annotations

import csv
from collections import Counter
from dataclasses import dataclass, field
from itertools import islice
from typing import TYPE_CHECKING, Any

import duckdb
import pyarrow as pa

from caseness.errors import CasenessError, InputRefused, OutputFailed
from caseness.sources.records.columns import match_columns
from caseness.sources.records.csv_text import AGAIN, Fault, Rows, is_gzip, opened, opened_text, rows_counted
from caseness.sources.records.faults import engine_faults
from caseness.sources.records.tables import FileRead
from caseness.sources.set_aside import SetAside, listed
from caseness.vocabulary.data_set import fields

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from caseness.sources.records.csv_text import Text
    from caseness.sources.records.found import Piece
    from caseness.vocabulary.data_set import TableEntry

_DELIMITERS = ",;\t|"
_BATCH = 50_000  # rows handed to the engine at a time
_SHOWN = 2  # fields of a table, in what to do
_WINDOWS = "not in UTF-8, read as Windows-1252"


@dataclass(frozen=True, slots=True)
class CsvRead:
    """What became of a file: counts, and the lines set aside."""

    file: FileRead
    set_aside: tuple[SetAside, ...]


@dataclass(frozen=True, slots=True)
class _Layout:
    """How a file is written: its columns, what parts them, and whether the engine can be left to read it."""

    names: tuple[str, ...]
    delimiter: str
    plain: bool


def read_csv(backend: Any, piece: Piece, into: str) -> CsvRead:
    """Read a file into a new table of text called ``into``.

    Raises `InputRefused` for a file of which nothing can be read, `OutputFailed` where the scratch database is full.
    """
    with opened_text(piece) as text:
        layout = _layout(piece, text)
    rows = _fast(backend, piece, layout, into) if layout.plain else None
    if rows is not None:
        return CsvRead(FileRead(piece.name, piece.table.table, rows, 0), ())
    return _carefully(backend, piece, layout, into)


def quoted(name: str) -> str:
    """A name in SQL."""
    return '"' + name.replace('"', '""') + '"'


def literal(text: str) -> str:
    """A text in SQL."""
    return "'" + text.replace("'", "''") + "'"


def _layout(piece: Piece, text: Text) -> _Layout:
    """The layout told by the header: what parts it is the mark that gives the most known fields."""
    first = next(text.lines(), "")
    known = {mark: len(match_columns(piece.table, _cells(first, mark)).given) for mark in _DELIMITERS}
    delimiter = max(known, key=lambda mark: known[mark])
    if known[delimiter] == 0:
        raise InputRefused(
            f"no column is one of {piece.table.table}" if first.strip() else "the file is empty",
            file=piece.name,
            line=1,
            hint=f"The first line has to name the columns ({_first_fields(piece.table)} …), which some exports leave out.",
        )
    rows = Rows(text.lines(), delimiter)
    names = [name.strip() or f"column {place}" for place, name in enumerate(rows.header(), 1)]
    times = Counter(name.casefold() for name in names)
    if twice := [name for name in names if times[name.casefold()] > 1]:
        known_field = next(iter(match_columns(piece.table, twice).given), "")  # another name may be a cell gone astray
        what = f"column {known_field} stands twice" if known_field else "two columns have the same name"
        raise InputRefused(what, file=piece.name, line=1, hint=AGAIN)
    return _Layout(tuple(names), delimiter, plain=not text.utf16 and not text.not_utf8 and rows.line == 1)


def _first_fields(table: TableEntry) -> str:
    """``LocalPatientId, OrgIDLocalPatientId``."""
    return ", ".join(field.field for field in fields(table.table)[:_SHOWN])


def _cells(line: str, delimiter: str) -> list[str]:
    return next(csv.reader([line], delimiter=delimiter), [])


def _fast(backend: Any, piece: Piece, layout: _Layout, into: str) -> int | None:
    """Let the engine read the file: how many rows, or None where it cannot or misses some."""
    columns = ", ".join(f"{literal(name)}: 'VARCHAR'" for name in layout.names)
    packing = "gzip" if is_gzip(piece.path) else "none"
    try:
        backend.con.execute(
            f"CREATE TABLE {quoted(into)} AS FROM read_csv({literal(str(piece.path))}, columns={{{columns}}}, "
            f"delim={literal(layout.delimiter)}, header=true, auto_detect=false, quote='\"', escape='\"', nullstr='', "
            f"compression='{packing}')"
        )
    except duckdb.Error as fault:
        _unless_full(fault, piece)
        return None
    ((rows,),) = backend.con.execute(f"SELECT count(*) FROM {quoted(into)}").fetchall()
    with opened(piece) as file:
        there = rows_counted(file)
    if there == rows + 1:
        return int(rows)
    backend.con.execute(f"DROP TABLE {quoted(into)}")
    return None


def _unless_full(fault: duckdb.Error, piece: Piece) -> None:
    """Raise `OutputFailed` for a full disk; a fault in the file is left to the careful reading."""
    try:
        with engine_faults(piece.name):
            raise fault
    except OutputFailed:
        raise
    except CasenessError:
        return


@dataclass(slots=True)
class _Sorting:
    """Parts rows from faults, and keeps count."""

    faults: list[SetAside] = field(default_factory=list)
    rows: int = 0
    set_aside: int = 0

    def rows_of(self, found: Iterable[list[str] | Fault], name: str) -> Iterator[list[str]]:
        """The rows; faults are kept."""
        for row in found:
            if isinstance(row, Fault):
                self.set_aside += 1
                self.faults.append(SetAside(name, row.line, 1, row.reason, AGAIN))
            else:
                self.rows += 1
                yield row


def _carefully(backend: Any, piece: Piece, layout: _Layout, into: str) -> CsvRead:
    kind = pa.schema([(name, pa.string()) for name in layout.names])
    sorting = _Sorting()
    with opened_text(piece) as text:
        rows = Rows(text.lines(), layout.delimiter)
        rows.header()
        good = sorting.rows_of(rows.read(len(layout.names)), piece.name)
        with engine_faults(piece.name):
            columns = ", ".join(f"{quoted(name)} VARCHAR" for name in layout.names)
            backend.con.execute(f"CREATE TABLE {quoted(into)} ({columns})")
            while batch := list(islice(good, _BATCH)):
                table = pa.table([pa.array(cells, pa.string()) for cells in zip(*batch, strict=True)], kind)
                backend.con.register("batch", table)
                backend.con.execute(f"INSERT INTO {quoted(into)} FROM batch")
                backend.con.unregister("batch")
    if sorting.set_aside and not sorting.rows:
        first = sorting.faults[0]
        raise InputRefused(f"no row can be read; here {first.reason}", file=piece.name, line=first.line, hint=AGAIN)
    note = "in UTF-16" if text.utf16 else f"{text.not_utf8:,} lines {_WINDOWS}" if text.not_utf8 else ""
    read = FileRead(piece.name, piece.table.table, sorting.rows, sorting.set_aside, note)
    return CsvRead(read, tuple(listed(sorting.faults)))
