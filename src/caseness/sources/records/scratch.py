"""A database of our own beside the system's temporary files, gone when the work is done or the program ends."""

from __future__ import annotations

import shutil
import tempfile
import weakref
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import ibis

from caseness.errors import OutputFailed

if TYPE_CHECKING:
    from collections.abc import Callable


_HALF = 5 / 8  # of the four fifths that the engine takes by itself
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
    backend.raw_sql(f"SET memory_limit = '{_memory(backend.con)}'")
    return Scratch(backend, folder, weakref.finalize(backend, _discard, backend.con, folder))


def _memory(connection: Any) -> str:
    """How much the database may hold: half of what the machine has, `_MOST` at most. The rest lies in its folder."""
    size, unit = connection.execute("SELECT current_setting('memory_limit')").fetchone()[0].split()
    return f"{min(float(size) * _UNITS[unit] * _HALF, _MOST):.3f} GiB"


def _discard(connection: Any, folder: Path) -> None:
    connection.close()
    shutil.rmtree(folder, ignore_errors=True)
