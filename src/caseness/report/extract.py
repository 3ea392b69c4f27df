"""What was read of an extract of records: its kind, its months, and its tables, with counts as they may be seen."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ibis import _

from caseness.checks.finding import ReportMark
from caseness.disclosure.rule import rounded
from caseness.sources.records import Records, Shape, month_named
from caseness.vocabulary.period import month_of

if TYPE_CHECKING:
    from caseness.audit import Audit
    from caseness.sources.records.found import Unknown
    from caseness.sources.set_aside import SetAside

_KEPT = {Shape.NATIONAL: "as the national warehouse keeps them", Shape.SUBMITTED: "as providers submit them"}


@dataclass(frozen=True, slots=True)
class FileShown:
    """A file of the extract; ``rows`` as they may be seen, None for few."""

    name: str
    table: str
    rows: int | None
    set_aside: int


@dataclass(frozen=True, slots=True)
class Extract:
    """What was read of an extract, ready to print. ``tables`` are names and rows; ``missing`` optional tables it lacks."""

    words: str
    tables: tuple[tuple[str, int | None], ...]
    files: tuple[FileShown, ...]
    set_aside: tuple[SetAside, ...]
    unknown: tuple[Unknown, ...]
    missing: tuple[str, ...]


def extract(audit: Audit) -> Extract | None:
    """The extract among an audit's sources; None without one."""
    records = records_of(audit)
    if records is None:
        return None
    internal = ReportMark.INTERNAL in audit.marks
    totals: dict[str, int] = {}
    for file in records.files:
        totals[file.table] = totals.get(file.table, 0) + file.rows
    return Extract(
        words=_words(records),
        tables=tuple((table, _rows(rows, internal=internal)) for table, rows in totals.items()),
        files=tuple(FileShown(f.name, f.table, _rows(f.rows, internal=internal), f.set_aside) for f in records.files),
        set_aside=records.set_aside,
        unknown=records.unknown,
        missing=records.missing,
    )


def records_of(audit: Audit) -> Records | None:
    """The extract itself; None without one."""
    return next((source for source in audit.sources if isinstance(source, Records)), None)


def view_definitions(audit: Audit) -> str:
    """The statements that made the views and tables which the findings' queries read; empty where they read none."""
    records = records_of(audit)
    queries = [query for finding in audit.findings if finding.from_records for query in finding.result.sql]
    made = records.definitions(queries) if records else {}
    return "".join(f"{statement};\n\n" for statement in made.values())


def checksums(audit: Audit) -> dict[str, str]:
    """The SHA-256 of each file of an extract, in hexadecimals; empty for the tables of a database, which have none."""
    records = records_of(audit)
    files = records.files if records else ()
    return {file.name: _sha256(Path(records.origin) / file.name) if records else "" for file in files}


def inputs_record(audit: Audit) -> list[dict[str, Any]]:
    """The files of an extract as ``provenance.json`` lists inputs; few rows are null, as is the fingerprint of a file."""
    found, known, rows = extract(audit), checksums(audit), _fingerprints(audit)
    return [
        {
            "file": file.name,
            "sha256": known[file.name],
            "fingerprint": rows.get(file.name),
            "layout": file.table,
            "rows_read": file.rows,
            "rows_set_aside": file.set_aside,
            "names_not_known": [],
        }
        for file in (found.files if found else ())
    ]


def _fingerprints(audit: Audit) -> dict[str, str]:
    """What stands for the rows of each table of a database; empty for a folder, whose files have checksums."""
    records = records_of(audit)
    return records.fingerprints() if records and not Path(records.origin).is_dir() else {}


def _sha256(path: Path) -> str:
    if not path.is_file():
        return ""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _rows(rows: int, *, internal: bool) -> int | None:
    return rows if internal else rounded(rows)


def _words(records: Records) -> str:
    """``Synthetic records as providers submit them, Apr 2024 to Mar 2025``."""
    kind = "Synthetic records" if records.synthetic else "Records"
    return ", ".join(part for part in (f"{kind} {_KEPT[records.shape]}", _months(records)) if part)


def _months(records: Records) -> str:
    """The first and the last month for which there is a submission that counts."""
    latest = records.submissions.filter(_.IsLatest)
    (ends,) = records.recording().fetch(latest.aggregate(first=_.Unique_MonthID.min(), last=_.Unique_MonthID.max()))
    months = [_month(ends[end]) for end in ("first", "last") if ends[end] is not None]
    return " to ".join(dict.fromkeys(months))


def _month(number: int) -> str:
    year, month = month_named(number).split("-")
    return str(month_of(int(year), int(month)))
