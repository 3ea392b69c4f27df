"""A folder of Parquet, CSV or gzipped CSV as tables in an embedded DuckDB, nothing lost on the way.

Parquet is read where it lies. CSV is read once, as text, into a scratch database beside the system's temporary files, which
goes when the program ends. A row that cannot be read is set aside with its file and line; its content goes nowhere.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pyarrow.parquet as pq

from caseness.errors import InputRefused
from caseness.sources.records.csv_files import literal, quoted, read_csv
from caseness.sources.records.csv_text import AGAIN
from caseness.sources.records.faults import engine_faults
from caseness.sources.records.found import Form, Piece, find_tables
from caseness.sources.records.scratch import scratch_database
from caseness.sources.records.tables import SUBMISSION_FOLDER, FileRead, Tables
from caseness.sources.records.views import Views
from caseness.vocabulary.data_set import reference_tables, tables

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from caseness.sources.records.tables import Progress
    from caseness.sources.set_aside import SetAside
    from caseness.vocabulary.data_set import TableEntry


def read_folder(folder: Path, progress: Progress = lambda *_: None) -> Tables:
    """The tables in a folder. Raises `InputRefused` for what cannot be read at all, `OutputFailed` on a full disk."""
    found = find_tables(folder)
    scratch = scratch_database()
    reader = _Reader(scratch.backend)
    present = [entry for entry in (*tables(), *reference_tables()) if found.of(entry)]
    try:
        for done, entry in enumerate(present, 1):
            reader.read(entry, found.of(entry))
            progress(entry.table, done, len(present))
    except BaseException:
        scratch.close()
        raise
    return Tables(
        str(folder),
        scratch.backend,
        Views(scratch.backend, str(folder)),
        {entry.table: scratch.backend.table(entry.table) for entry in present if not entry.schema},
        {entry.table: scratch.backend.table(entry.table) for entry in present if entry.schema},
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
        """Make one view of all files of a table; a column that only some have is NULL for the others."""
        selects = [self._parquet(piece) if piece.form is Form.PARQUET else self._csv(piece) for piece in pieces]
        union = " UNION ALL BY NAME ".join(selects)
        with engine_faults(entry.table):
            self.backend.con.execute(f"CREATE VIEW {quoted(entry.table)} AS {union}")

    def _parquet(self, piece: Piece) -> str:
        rows = _rows_of_parquet(piece)
        self.files.append(FileRead(piece.name, piece.table.table, rows, 0))
        return _select(f"read_parquet({literal(str(piece.path))})", piece)

    def _csv(self, piece: Piece) -> str:
        into = f"csv {len(self.files)}"
        read = read_csv(self.backend, piece, into)
        self.files.append(read.file)
        self.set_aside += read.set_aside
        return _select(quoted(into), piece)


def _rows_of_parquet(piece: Piece) -> int:
    """How many rows a Parquet file has; `InputRefused` where part of what its footer promises is not there."""
    try:
        with pq.ParquetFile(piece.path) as file:
            about = file.metadata
    except PermissionError:
        raise InputRefused("no permission to read the file", file=piece.name, hint="Change its permissions.") from None
    except (OSError, pa.ArrowException):
        raise InputRefused("the file ends early or is damaged", file=piece.name, hint=AGAIN) from None
    groups = [about.row_group(n) for n in range(about.num_row_groups)]
    chunks = [group.column(n) for group in groups for n in range(group.num_columns)]
    ends = [(c.dictionary_page_offset or c.data_page_offset) + c.total_compressed_size for c in chunks]
    if max(ends, default=0) > piece.path.stat().st_size - about.serialized_size:
        raise InputRefused("part of the file is missing", file=piece.name, hint=AGAIN)
    return int(about.num_rows)


def _select(source: str, piece: Piece) -> str:
    return f"SELECT *, {literal(piece.submission)} AS {SUBMISSION_FOLDER} FROM {source}"
