"""Writing the report: everything is made first, then put in place file by file, so nothing is ever half-written."""

from __future__ import annotations

import json
import os
import shutil
import tempfile
from contextlib import contextmanager, suppress
from enum import StrEnum
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Any

from caseness.errors import OutputFailed
from caseness.interrupts import heed
from caseness.report.chapters import charts
from caseness.report.comparison import comparison_page, comparison_record
from caseness.report.evidence import evidence_record, gather
from caseness.report.exports import both, table_exports
from caseness.report.organisation_record import organisations_record
from caseness.report.organisations import FOLDER, beside_report
from caseness.report.page import organisation_files, page
from caseness.report.provenance import provenance
from caseness.report.record import findings_record
from caseness.report.tables import csv_text, marked
from caseness.report.validation import validation_page, validation_record, validation_tables
from caseness.report.value import value_page, value_record, value_tables

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from caseness.audit import Audit
    from caseness.comparison import Comparison
    from caseness.validation import Examined
    from caseness.valuation import Valuation

_LAST = "index.html"  # put in place last: where it stands, the rest does
_FOLDERS = ("tables", "charts", "crosswalk", "evidence")
_KINDS = (".csv", ".parquet", ".svg", ".json", ".sql")


def write(audit: Audit, out: Path, *, command: str = "", pages: bool = False) -> Path:
    """Write ``index.html``, its records and the files of ``tables``, ``charts``, ``crosswalk`` and ``evidence``.

    Where organisations were profiled also ``organisations.json``; with ``pages`` each has a file of its own in
    ``organisations/`` instead of a place in ``index.html``. Returns the path of ``index.html``. The same audit and command
    give the same bytes. Other files in ``out`` are left alone; what an earlier report wrote in those folders and this one
    lacks is removed. Raises `OutputFailed` when the place cannot be written to: no permission, a file where a folder
    should be, a full disk.
    """
    contents = _contents(audit, command, pages=pages)
    with _failures_said(out):
        stale = (_earlier_files(out) | _earlier_pages(out)) - contents.keys()
        _put_in_place(contents, out)
        for name in stale:
            (out / name).unlink(missing_ok=True)
    return out / _LAST


def write_comparison(comparison: Comparison, out: Path) -> Path:
    """Write ``index.html`` and ``comparison.json`` into ``out``; returns the path of ``index.html``.

    Raises `OutputFailed` as `write` does, and where ``out`` holds the report of an audit.
    """
    keep_audit(out)
    contents = {"comparison.json": _json(comparison_record(comparison)), _LAST: comparison_page(comparison)}
    with _failures_said(out):
        _put_in_place(contents, out)
    return out / _LAST


class ValidationForm(StrEnum):
    """What is written of a validation: the page with the files it leads to, the record alone, or the tables alone."""

    HTML = "html"
    JSON = "json"
    CSV = "csv"


def write_validation(examined: Examined, out: Path, *, name: str, form: ValidationForm = ValidationForm.HTML) -> Path:
    """Write the validation of the extract called ``name``; returns the path of the page, or of the folder without one.

    Raises `OutputFailed` as `write` does, and where ``out`` holds the report of an audit.
    """
    keep_audit(out)
    contents: dict[str, str | bytes] = {}
    if form is not ValidationForm.JSON:
        contents |= {place: csv_text(table) for place, table in validation_tables(examined).items()}
    if form is not ValidationForm.CSV:
        contents["validation.json"] = _json(validation_record(examined))
    if form is ValidationForm.HTML:
        contents[_LAST] = validation_page(examined, name)
    with _failures_said(out):
        _put_in_place(contents, out)
    return out / _LAST if form is ValidationForm.HTML else out


def write_value(valuation: Valuation, out: Path, *, command: str = "") -> Path:
    """Write a run of the model of value for money: ``index.html``, ``value.json``, ``tables`` and ``charts``.

    Returns the path of ``index.html``. Raises `OutputFailed` as `write` does, and where ``out`` holds the report of an audit.
    """
    keep_audit(out)
    contents: dict[str, str | bytes] = {}
    for place, table in value_tables(valuation).items():
        contents |= both(place, table)
    contents |= charts(valuation.findings)
    contents["value.json"] = _json(value_record(valuation))
    contents[_LAST] = value_page(valuation, command)
    with _failures_said(out):
        _put_in_place(contents, out)
    return out / _LAST


def keep_audit(out: Path) -> None:
    """Raise `OutputFailed` where ``out`` holds an audit, over which nothing else is written, or a file is in its place."""
    if (out / "findings.json").exists():
        raise OutputFailed(f"{out}: this folder holds an audit, which stays. Choose another folder.")
    there = next(place for place in (out, *out.absolute().parents) if place.exists())
    if not there.is_dir():
        raise OutputFailed.writing(NotADirectoryError(), there)


@contextmanager
def _failures_said(out: Path) -> Iterator[None]:
    try:
        yield
    except OSError as fault:
        raise OutputFailed.writing(fault, out) from fault


def _contents(audit: Audit, command: str, *, pages: bool) -> dict[str, str | bytes]:
    """Every file of the report by its place in the folder; the page last."""
    evidence = gather(audit)
    beside = {**table_exports(audit), **charts(audit.findings), **evidence.views}
    for place, table in evidence.tables.items():
        beside |= both(place, marked(table, audit.marks))
    index = beside_report(audit.organisations) if pages else None
    return {
        **beside,
        **_organisations(audit),
        **(organisation_files(audit) if pages else {}),
        "evidence.json": _json(evidence_record(audit, evidence)),
        "findings.json": _json(findings_record(audit, evidence.inputs)),
        "provenance.json": _json(provenance(audit, command, sorted(beside))),
        _LAST: page(audit, command, organisations=index, evidence=evidence),
    }


def _organisations(audit: Audit) -> dict[str, str]:
    """``organisations.json``, an organisation to a line; nothing where none was profiled."""
    if not audit.organisations:
        return {}
    record = organisations_record(audit.organisations)["organisations"]
    lines = ",\n".join(json.dumps(one, ensure_ascii=False, allow_nan=False, separators=(",", ":")) for one in record)
    return {"organisations.json": f'{{"organisations":[\n{lines}\n]}}\n'}


def _json(record: dict[str, Any]) -> str:
    return json.dumps(record, indent=1, ensure_ascii=False, sort_keys=True, allow_nan=False) + "\n"


def _put_in_place(contents: Mapping[str, str | bytes], out: Path) -> None:
    """Write all files to a folder beside their place, then move each; an interrupt leaves whole files only."""
    out.mkdir(parents=True, exist_ok=True)
    fresh = Path(tempfile.mkdtemp(prefix=".caseness-", dir=out))
    made = {folder for name in contents if not (folder := (out / name).parent).exists()}
    try:
        for name, content in contents.items():
            (fresh / name).parent.mkdir(exist_ok=True)
            (fresh / name).write_bytes(content.encode() if isinstance(content, str) else content)
        heed()
        for name in contents:
            (out / name).parent.mkdir(exist_ok=True)
            os.replace(fresh / name, out / name)
    finally:
        shutil.rmtree(fresh, ignore_errors=True)
        for folder in made:
            with suppress(OSError):  # it has files, as it should
                folder.rmdir()


def _earlier_files(out: Path) -> set[str]:
    """The tables, charts and indexes that an earlier report here says it wrote."""
    with suppress(OSError, ValueError, AttributeError):
        names = json.loads((out / "provenance.json").read_text(encoding="utf-8")).get("files", [])
        return {name for name in names if isinstance(name, str) and _is_ours(name)}
    return set()


def _earlier_pages(out: Path) -> set[str]:
    """The files of single organisations that an earlier report here wrote."""
    return {f"{FOLDER}/{path.name}" for path in (out / FOLDER).glob("org-*.html")}


def _is_ours(name: str) -> bool:
    place = PurePosixPath(name)
    return str(place.parent) in _FOLDERS and place.suffix in _KINDS
