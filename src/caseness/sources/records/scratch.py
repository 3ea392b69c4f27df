"""A database of our own beside the system's temporary files, gone when the work is done or the program ends."""

from __future__ import annotations

import shutil
import tempfile
import weakref
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import duckdb
import ibis

from caseness.errors import OutputFailed

if TYPE_CHECKING:
    from collections.abc import Callable

_T = TypeVar("_T")

_MOST = 4.5  # GiB: all that is done with a year of England then stays below 6
_UNITS = {"bytes": 2**-30, "KiB": 2**-20, "MiB": 2**-10, "GiB": 1.0, "TiB": 2.0**10}


@dataclass(frozen=True, slots=True)
class Scratch:
    """An embedded DuckDB in a folder of its own. ``close`` closes the one and removes the other."""

    backend: Any
    folder: Path
    close: Callable[[], object]


def scratch_database() -> Scratch:
    """A new one. Raises `OutputFailed` where temporary files cannot be written."""
    try:
        folder = Path(tempfile.mkdtemp(prefix="caseness-"))
    except OSError as fault:
        raise OutputFailed.writing(fault, Path(tempfile.gettempdir())) from None
    backend = ibis.duckdb.connect(folder / "extract.duckdb", temp_directory=str(folder))
    backend.raw_sql("SET enable_progress_bar = false")  # it would draw over ours
    backend.raw_sql(_limited(min(_half(), _MOST)))
    return Scratch(backend, folder, weakref.finalize(backend, _discard, backend.con, folder))


def in_more_memory(connection: Any, step: Callable[[], _T]) -> _T:
    """What a step comes to. One that `_MOST` is too little for is given half of the machine's memory, for once.

    A limit that somebody else has set is kept.
    """
    try:
        return step()
    except duckdb.OutOfMemoryException:
        half = _half()
        if not _limit(connection) == _MOST < half:
            raise
        connection.execute(_limited(half))
        try:
            return step()
        finally:
            connection.execute(_limited(_MOST))


def _half() -> float:
    """Half of the machine's memory in GiB, of which an engine by itself takes four fifths."""
    with duckdb.connect() as fresh:
        return _limit(fresh) * 5 / 8


def _limit(connection: Any) -> float:
    """What a database may hold in memory, in GiB."""
    size, unit = connection.execute("SELECT current_setting('memory_limit')").fetchone()[0].split()
    return float(size) * _UNITS[unit]


def _limited(most: float) -> str:
    return f"SET memory_limit = '{most:.3f} GiB'"


def _discard(connection: Any, folder: Path) -> None:
    connection.close()
    shutil.rmtree(folder, ignore_errors=True)
