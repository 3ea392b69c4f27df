"""Which files of a folder hold which table of the data set, one file or many per table, one submission or many."""

from __future__ import annotations

import difflib
import os
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import NoReturn

from caseness.errors import InputRefused
from caseness.vocabulary.data_set import TableEntry, reference_tables, table_called, tables

_SUFFIXES = (".csv", ".csv.gz", ".parquet")
_HIDDEN = (".", "_")
_WHAT_TO_GIVE = (
    "Give the folder that holds the tables; or a DuckDB database by its address, duckdb:///path/file.duckdb."
)
STATISTICS = "published"
"""The folder in that of an extract which holds published statistics, and no tables."""


class Form(StrEnum):
    """How a file holds its rows."""

    CSV = "csv"
    PARQUET = "parquet"


@dataclass(frozen=True, slots=True)
class Piece:
    """A file with rows of one table. ``submission`` is the folder it lies in: one submission of a provider, if many."""

    path: Path
    name: str
    table: TableEntry
    form: Form
    submission: str


@dataclass(frozen=True, slots=True)
class Unknown:
    """A file or table named after no table of the data set, and the official names nearest to it."""

    name: str
    nearest: tuple[str, ...]

    @property
    def described(self) -> str:
        """The name, with the nearest ones."""
        return f"{self.name} (nearest: {', '.join(self.nearest)})" if self.nearest else self.name


@dataclass(frozen=True, slots=True)
class Found:
    """What a folder holds."""

    pieces: tuple[Piece, ...]
    unknown: tuple[Unknown, ...]

    def of(self, table: TableEntry) -> tuple[Piece, ...]:
        """The files of one table."""
        return tuple(piece for piece in self.pieces if piece.table == table)


def find_tables(folder: Path) -> Found:
    """The tables in a folder and below. Raises `InputRefused` where there is no such folder, or no table in it.

    A file belongs to the table its name begins with (``IDS101Referral_2024-04.csv``), or the folder it lies in is named
    after (``IDS101Referral/part-0.parquet``); case does not matter.
    """
    if not folder.is_dir():
        what = "this is a file" if folder.is_file() else "there is no such folder"
        raise InputRefused(what, file=str(folder), hint=_WHAT_TO_GIVE)
    pieces: list[Piece] = []
    unknown: list[Unknown] = []
    for path in _files(folder):
        inside = path.relative_to(folder)
        above = path.parent.name if path.parent != folder else ""
        own = _table_begun(path.name) or _reference_begun(path.name)
        table = own or _table_begun(above) or _reference_begun(above)
        if table is None:
            unknown.append(Unknown(inside.as_posix(), nearest(path.name)))
            continue
        home = path.parent if own else path.parent.parent
        form = Form.PARQUET if path.name.lower().endswith(".parquet") else Form.CSV
        submission = home.relative_to(folder).as_posix()
        pieces.append(Piece(path, inside.as_posix(), table, form, "" if submission == "." else submission))
    if all(piece.table.schema for piece in pieces):
        raise _nothing(folder, unknown)
    return Found(tuple(pieces), tuple(unknown))


def _files(folder: Path) -> list[Path]:
    """Every file that could be a table, in a fixed order. Raises `InputRefused` for a folder that cannot be opened."""
    found: list[Path] = []
    for place, inner, names in os.walk(folder, onerror=_no_way_in):
        inner[:] = [name for name in inner if not name.startswith(_HIDDEN) and name != STATISTICS]
        found += [
            Path(place) / name
            for name in names
            if not name.startswith(_HIDDEN) and name.lower().endswith(_SUFFIXES) and Path(place, name).is_file()
        ]
    return sorted(found)


def _no_way_in(fault: OSError) -> NoReturn:
    raise InputRefused("no permission to open the folder", file=str(fault.filename), hint="Change its permissions.")


def holds_tables(folder: Path) -> bool:
    """Whether a folder, or one in it, has a file named after a table of the data set. Raises `InputRefused` as above."""
    return folder.is_dir() and any(_table_begun(path.name) or _table_begun(path.parent.name) for path in _files(folder))


def _table_begun(name: str) -> TableEntry | None:
    """The table of the data set whose official name the text begins with, or whose name of ours it is."""
    return _begun(name, tables()) or table_called(name.casefold().split(".")[0])


def _reference_begun(name: str) -> TableEntry | None:
    """The table of reference whose name the text begins with."""
    return _begun(name, reference_tables())


def _begun(name: str, among: tuple[TableEntry, ...]) -> TableEntry | None:
    """The table whose official name the text begins with, followed by its end or by no letter or digit."""
    lower = name.casefold()
    for entry in sorted(among, key=lambda entry: -len(entry.table)):
        official = entry.table.casefold()
        if lower.startswith(official) and not lower[len(official) : len(official) + 1].isalnum():
            return entry
    return None


def nearest(name: str) -> tuple[str, ...]:
    """The official table names nearest to this one."""
    official = {entry.table.casefold(): entry.table for entry in tables()}
    stem = name.casefold().split(".")[0]
    return tuple(official[near] for near in difflib.get_close_matches(stem, official, n=2, cutoff=0.5))


def _nothing(folder: Path, unknown: list[Unknown]) -> InputRefused:
    seen = "; ".join(entry.described for entry in unknown[:5])
    return InputRefused(
        "no file is named after a table of the national data set" + (f"; found {seen}" if seen else ""),
        file=str(folder),
        hint="Name the files as the tables: IDS001MPI, IDS101Referral, IDS201CareContact … (.csv, .csv.gz, .parquet).",
    )
