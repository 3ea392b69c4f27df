"""Figures into a file: CSV or Parquet, put in place whole."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as pa_csv
import pyarrow.parquet as pq

from caseness.errors import OutputFailed
from caseness.interrupts import heed

if TYPE_CHECKING:
    from collections.abc import Sequence

SUFFIXES = (".csv", ".parquet")
_FORMULA = r"^([\s=+\-@])"  # what a spreadsheet takes for the beginning of a formula


def keep_from_failing(out: Path) -> None:
    """Raise `OutputFailed` where it can be seen before any work that ``out`` cannot be written."""
    if out.is_dir():
        raise OutputFailed.writing(IsADirectoryError(), out)
    above = next(place for place in out.absolute().parents if place.exists())
    if not above.is_dir():
        raise OutputFailed.writing(NotADirectoryError(), above)
    if not os.access(above, os.W_OK):
        raise OutputFailed.writing(PermissionError(), above)


def write_figures(figures: pa.Table, out: Path, marks: Sequence[str] = ()) -> None:
    """Write figures to ``out``, by its suffix; ``marks`` stand in a last column, so that every row keeps them.

    In CSV an organisation's code that a spreadsheet would take for a formula has an apostrophe before it. Raises
    `OutputFailed` where it cannot be written; a file that is there is replaced only by a whole one.
    """
    if marks:
        figures = figures.append_column("marked", pa.array([" ".join(marks)] * len(figures), pa.string()))
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        handle, fresh = tempfile.mkstemp(prefix=f".{out.name}-", dir=out.parent)
        os.close(handle)
        try:
            _write(figures, Path(fresh), out.suffix.lower())
            Path(fresh).chmod(0o666 & ~_umask())
            heed()
            os.replace(fresh, out)
        finally:
            Path(fresh).unlink(missing_ok=True)
    except OSError as fault:
        raise OutputFailed.writing(fault, out) from fault


def _write(figures: pa.Table, place: Path, suffix: str) -> None:
    if suffix == ".parquet":
        pq.write_table(figures, place, compression="zstd")
        return
    codes = figures.schema.get_field_index("org_code")
    safe = pc.replace_substring_regex(figures["org_code"], _FORMULA, r"'\1")
    pa_csv.write_csv(
        figures.set_column(codes, figures.schema.field(codes), safe),
        place,
        pa_csv.WriteOptions(quoting_style="needed"),
    )


def _umask() -> int:
    """What is taken from the permissions of new files; it can only be read by setting it."""
    mask = os.umask(0)
    os.umask(mask)
    return mask
