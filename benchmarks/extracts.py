"""The extract that a benchmark is run on: one that is there, or a synthetic one made for it."""

from __future__ import annotations

import argparse
import shutil
import subprocess
import sys
import tempfile
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import duckdb

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

ENGLAND = 1_800_000
"""Referrals of a year."""

_TEXT_OF_ONE = (  # what tells people, referrals and appointments apart
    "LocalPatientId",
    "Person_ID",
    "Pseudo_NHS_Number_NCDR",
    "PathwayID",
    "ServiceRequestId",
    "Unique_ServiceRequestID",
    "CareContactId",
    "Unique_CareContactID",
    "CareActId",
)
_NUMBERS_OF_ONE = ("UniqueSubmissionID", "AuditId", "RecordNumber")  # and all that begin with UniqueID_
_BETWEEN = 10**11  # more than any such number
_MONTHS = 12


def measured(measure: Callable[[Path], None], says: str | None, referrals: int) -> None:
    """Run ``measure`` on the extract that the command names, or on one of so many referrals, or of all England's, made here."""
    words = argparse.ArgumentParser(description=says, formatter_class=argparse.RawDescriptionHelpFormatter)
    words.add_argument("--england", action="store_true", help="make an extract of 1.8 million referrals")
    words.add_argument("--extract", type=Path, help="the folder of an extract, instead of making one")
    asked = words.parse_args()
    if asked.extract:
        print(f"{asked.extract}", flush=True)
        measure(asked.extract)
        return
    with made(ENGLAND if asked.england else referrals) as folder:
        measure(folder)


@contextmanager
def repeated(folder: Path, years: int) -> Iterator[Path]:
    """The folder of an extract of so many years: one of a year, each time of other people and a year later; gone afterwards."""
    with tempfile.TemporaryDirectory(prefix="caseness-bench-") as scratch:
        for table in sorted(folder.glob("*/")):
            place = Path(scratch) / "extract" / table.name
            of_months = any("AuditId" in duckdb.read_parquet(str(file)).columns for file in table.glob("*.parquet"))
            if not of_months:  # a register, of codes or organisations
                shutil.copytree(table, place)
                continue
            place.mkdir(parents=True)
            for year in range(years):
                rows = duckdb.sql(f"SELECT * FROM '{table}/*.parquet'")
                said = [_later(*column, year) for column in zip(rows.columns, rows.types, strict=True)]
                rows.project(", ".join(said)).write_parquet(str(place / f"year-{year}.parquet"))
        print(f"{years} years of {folder}", flush=True)
        yield Path(scratch) / "extract"


def _later(column: str, kind: object, years: int) -> str:
    """A column so many years later, of other people."""
    told = column
    if column in _TEXT_OF_ONE:
        told = f"'{years}-' || {column}"
    elif column in _NUMBERS_OF_ONE or column.startswith("UniqueID_"):
        told = f"{column} + {years * _BETWEEN}"
    elif column == "Unique_MonthID":
        told = f"{column} + {years * _MONTHS}"
    elif str(kind) in ("DATE", "TIMESTAMP"):
        told = f"CAST({column} + INTERVAL {years} YEAR AS {kind})"
    return f"{told} AS {column}"


@contextmanager
def made(referrals: int) -> Iterator[Path]:
    """The folder of a synthetic extract of so many referrals in a year, made in a process of its own and gone afterwards."""
    with tempfile.TemporaryDirectory(prefix="caseness-bench-") as scratch:
        folder = Path(scratch) / "extract"
        synth = "from caseness.cli import main; main()"
        words = ["synth", "--quiet", "--referrals", str(referrals), "--out", str(folder)]
        subprocess.run([sys.executable, "-c", synth, *words], check=True)
        print(f"{referrals:,} referrals", flush=True)
        yield folder
