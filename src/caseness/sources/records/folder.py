"""A folder of Parquet, CSV or gzipped CSV as tables in an embedded DuckDB, nothing lost on the way.

Parquet is read where it lies. CSV is read once, as text, into a scratch database beside the system's temporary files, which
goes when the program ends. A row with too many or too few columns, or a quotation that does not close, is set aside with its
file and line; its content goes nowhere.
"""

from __future__ import annotations

import csv
import gzip
from typing import TYPE_CHECKING, Any

import duckdb

from caseness.errors import InputRefused
from caseness.sources.records.columns import match_columns
from caseness.sources.records.found import Form, Piece, find_tables
from caseness.sources.records.scratch import scratch_database
from caseness.sources.records.tables import SUBMISSION_FOLDER, FileRead, Tables
from caseness.sources.records.views import Views
from caseness.sources.set_aside import SetAside
from caseness.vocabulary.data_set import tables

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from caseness.sources.records.tables import Progress
    from caseness.vocabulary.data_set import TableEntry

_DELIMITERS = ",;\t|"
_AGAIN = "Export the table again."


def read_folder(folder: Path, progress: Progress = lambda *_: None) -> Tables:
    """The tables in a folder. Raises `InputRefused` for what cannot be read at all."""
    found = find_tables(folder)
    scratch = scratch_database()
    reader = _Reader(scratch.backend)
    present = [entry for entry in tables() if found.of(entry)]
    for done, entry in enumerate(present, 1):
        reader.read(entry, found.of(entry))
        progress(entry.table, done, len(present))
    return Tables(
        str(folder),
        scratch.backend,
        Views(scratch.backend, str(folder)),
        {entry.table: scratch.backend.table(entry.table) for entry in present},
        tuple(reader.files),
        tuple(reader.set_aside),
        found.unknown,
        scratch.close,
    )


class _Reader:
    """Reads the files of one table after another into the database, and keeps count."""

    def __init__(self, backend: Any) -> None:
        self.backend = backend
        self.files: list[FileRead] = []
        self.set_aside: list[SetAside] = []

    def read(self, entry: TableEntry, pieces: Iterable[Piece]) -> None:
        """Make one table or view of all files of a table; a column that only some have is NULL for the others."""
        selects = [self._parquet(piece) if piece.form is Form.PARQUET else self._csv(piece) for piece in pieces]
        union = " UNION ALL BY NAME ".join(selects)
        self._run(f"CREATE VIEW {_quoted(entry.table)} AS {union}", entry.table)

    def _parquet(self, piece: Piece) -> str:
        select = _select(f"read_parquet({_literal(str(piece.path))})", piece)
        rows = self._run(f"SELECT count(*) FROM ({select})", piece.name)[0][0]
        self.files.append(FileRead(piece.name, piece.table.table, rows, 0))
        return select

    def _csv(self, piece: Piece) -> str:
        header, delimiter = _header(piece)
        columns = ", ".join(f"{_literal(name)}: 'VARCHAR'" for name in header)
        into = _quoted(f"csv {len(self.files)}")
        self._run(
            f"CREATE TABLE {into} AS FROM read_csv({_literal(str(piece.path))}, columns={{{columns}}}, "
            f"delim={_literal(delimiter)}, header=true, auto_detect=false, quote='\"', escape='\"', nullstr='', "
            "store_rejects=true, rejects_limit=0)",
            piece.name,
        )
        rows = self._run(f"SELECT count(*) FROM {into}", piece.name)[0][0]
        rejected = self._run("SELECT DISTINCT line, error_type::VARCHAR FROM reject_errors ORDER BY line", piece.name)
        self._run("DROP TABLE IF EXISTS reject_errors", piece.name)
        self._run("DROP TABLE IF EXISTS reject_scans", piece.name)
        self.set_aside += [SetAside(piece.name, line, 1, _REASONS.get(kind, _OTHER), _AGAIN) for line, kind in rejected]
        self.files.append(FileRead(piece.name, piece.table.table, rows, len({line for line, _kind in rejected})))
        return _select(into, piece)

    def _run(self, sql: str, name: str) -> list[tuple[Any, ...]]:
        try:
            return list(self.backend.con.execute(sql).fetchall())
        except duckdb.Error as error:
            raise InputRefused(_what(error), file=name, hint=_AGAIN) from None


_REASONS = {
    "MISSING COLUMNS": "the row has too few columns",
    "TOO MANY COLUMNS": "the row has too many columns",
    "UNQUOTED VALUE": "a quotation in the row does not close",
    "LINE SIZE OVER MAXIMUM": "the row is longer than a row of this table can be",
    "INVALID ENCODING": "the row is not in UTF-8",
}
_OTHER = "the row is not well formed"


def _what(error: duckdb.Error) -> str:
    """What went wrong, without the values in the engine's own message."""
    if isinstance(error, duckdb.IOException | duckdb.InvalidInputException):
        return "the file ends early or is damaged"
    return "the file cannot be read as a table"


def _header(piece: Piece) -> tuple[list[str], str]:
    """The column names of a CSV file and what parts them: the mark that gives the most known fields."""
    try:
        with gzip.open(piece.path, "rb") if piece.path.suffix.lower() == ".gz" else piece.path.open("rb") as file:
            line = file.readline(1 << 20)
    except (OSError, EOFError):
        raise InputRefused("the file ends early or is damaged", file=piece.name, hint=_AGAIN) from None
    if b"\x00" in line or line.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise InputRefused("the file is in UTF-16", file=piece.name, line=1, hint="Save it as CSV in UTF-8.")
    text = line.decode("utf-8-sig", errors="replace").rstrip("\r\n")
    known = {mark: len(match_columns(piece.table, _split(text, mark)).given) for mark in _DELIMITERS}
    delimiter = max(known, key=lambda mark: known[mark])
    if known[delimiter] == 0:
        raise InputRefused(
            f"no column is one of {piece.table.table}",
            file=piece.name,
            line=1,
            hint="The first line has to name the columns.",
        )
    names = [name.strip() for name in _split(text, delimiter)]
    twice = sorted({name for name in names if [n.casefold() for n in names].count(name.casefold()) > 1})
    if twice:
        raise InputRefused(f"column {twice[0]} stands twice", file=piece.name, line=1, hint=_AGAIN)
    return names, delimiter


def _split(line: str, delimiter: str) -> list[str]:
    return next(csv.reader([line], delimiter=delimiter), [])


def _select(source: str, piece: Piece) -> str:
    return f"SELECT *, {_literal(piece.submission)} AS {SUBMISSION_FOLDER} FROM {source}"


def _literal(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'
