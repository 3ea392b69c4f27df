"""The tables behind the findings as CSV: whole, numbers raw, dates ISO, the shorthands as printed.

A text that a spreadsheet would take for a formula, such as an organisation's name that begins with ``=``, has an apostrophe
set before it (OWASP, "CSV injection"). Line breaks in a text become spaces. Numbers are written as numbers, so that a
negative one has nothing but its sign before it.
"""

from __future__ import annotations

import csv
import io
import re
from dataclasses import replace
from typing import TYPE_CHECKING

from caseness.checks.finding import Column

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from caseness.checks.finding import Cell, Finding, ReportMark, Table

_FORMULA = re.compile(r"[\s\x00]*[=+\-@＝＋－＠]|\t")  # also the full-width forms that some spreadsheets read alike
_NUMBER = re.compile(r"[+-]?[0-9]+(\.[0-9]+)?")


def table_files(finding: Finding) -> dict[str, Table]:
    """A finding's tables by their place in the report's folder, ``tables/<finding>--<table>.csv``."""
    places: dict[str, Table] = {}
    for table in finding.result.tables:
        stem = f"tables/{prefix(finding.marks)}{slug(finding.id)}--{slug(table.name)}"
        again = sum(place.startswith((f"{stem}.", f"{stem}-again-")) for place in places)
        places[f"{stem}-again-{again}.csv" if again else f"{stem}.csv"] = table
    return places


def prefix(marks: Iterable[ReportMark]) -> str:
    """How the name of a file with figures of such marks begins: ``synthetic-``."""
    return "".join(f"{mark.value}-" for mark in marks)


def marked(table: Table, marks: Sequence[ReportMark]) -> Table:
    """The table with its marks in a last column, so that its rows keep them wherever they are copied."""
    if not marks:
        return table
    said = " ".join(marks)
    return replace(
        table,
        columns=(*table.columns, Column(key="marked", title="Marked")),
        rows=tuple((*row, said) for row in table.rows),
    )


def as_parquet(place: str) -> str:
    """Where a table's Parquet stands, by the place of its CSV."""
    return f"{place.removesuffix('.csv')}.parquet"


def slug(text: str) -> str:
    """Lower-case letters, digits and hyphens: safe as a file name, an id and a hash link."""
    return re.sub(r"[^a-z0-9]+", "-", text.lower()).strip("-") or "unnamed"


def csv_text(table: Table) -> str:
    """A table as CSV."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(_text(column.key) for column in table.columns)
    writer.writerows([_cell(cell) for cell in row] for row in table.rows)
    return text.getvalue()


def _cell(cell: Cell) -> str:
    """A cell in full; what does not apply is ``[z]``, never a blank."""
    if cell is None:
        return "[z]"
    if isinstance(cell, str):
        return _text(cell)
    return repr(cell) if isinstance(cell, float) else str(cell)


def _text(text: str) -> str:
    """A text on one line, behind an apostrophe where a spreadsheet would run it."""
    text = " ".join(text.splitlines())
    return f"'{text}" if _FORMULA.match(text) and not _NUMBER.fullmatch(text) else text
