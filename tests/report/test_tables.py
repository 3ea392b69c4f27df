"""Tables as CSV: whole, raw, and named after their finding."""

from __future__ import annotations

import csv
import io
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from caseness.audit import Audit
from caseness.checks.finding import Column, Table
from caseness.report.exports import table_exports
from caseness.report.tables import slug, table_files
from report import made

if TYPE_CHECKING:
    from caseness.checks.finding import Cell


def test_every_row_is_there_with_raw_numbers(full: Audit) -> None:
    text = table_exports(full)["tables/recovery-by-denominator--all-units.csv"]
    rows = list(csv.reader(text.splitlines()))
    assert rows[0] == ["period", "counted", "share", "change", "days", "cost", "score", "ratio"]
    assert rows[34] == ["row 33", "33000", "0.33", "-0.033", "33.5", "1234.5", "3.3", "1.33"]
    assert len(rows) == 101


def test_shorthands_stay_and_what_does_not_apply_is_no_blank(full: Audit) -> None:
    text = table_exports(full)["tables/c03--shorthand.csv"]
    assert text == "what,figure\nsuppressed,[c]\nblank,[c?]\nlacking,[x]\nfew,[u]\nzero,0\nnone,[z]\n"


def test_tables_of_one_name_do_not_overwrite_each_other() -> None:
    finding = made.recovery()
    twice = replace(finding, result=replace(finding.result, tables=(made.shorthand_table(),) * 3))
    assert list(table_files(twice)) == [
        "tables/recovery-by-denominator--shorthand.csv",
        "tables/recovery-by-denominator--shorthand-again-1.csv",
        "tables/recovery-by-denominator--shorthand-again-2.csv",
    ]


def test_slugs_are_safe() -> None:
    assert slug("../Recovery, by £ & “year”") == "recovery-by-year"
    assert slug("§") == "unnamed"


def written(*cells: Cell) -> list[str]:
    """How these cells stand in the CSV of a table of one column, read back."""
    column = Column(key="cell", title="Cell")
    table = Table(name="cells", caption="Cells", columns=(column,), rows=tuple((cell,) for cell in cells))
    finding = made.recovery()
    outcome = Audit((), (replace(finding, result=replace(finding.result, tables=(table,))),), ())
    (text,) = (text for place, text in table_exports(outcome).items() if place.endswith(".csv"))
    return [row[0] for row in csv.reader(io.StringIO(text, newline=""))][1:]


@pytest.mark.parametrize(
    "name",
    ["=HYPERLINK(A1)", "+44 CARE", "-CARE-", "@SUM(A1)", "\t=1", "\tname", " =1", "-1+2", "＝1", "--1", "=", "-"],
)
def test_a_text_that_a_spreadsheet_would_run_stands_behind_an_apostrophe(name: str) -> None:
    assert written(name) == [f"'{name}"]


@pytest.mark.parametrize(
    "text", ["NORTH EAST", "", "A=B", "1-2", "−5", "[c]", "'quoted", "-5", "+5.25", "<b>", "2024-04-01"]
)
def test_other_texts_and_printed_numbers_stay_as_they_are(text: str) -> None:
    assert written(text) == [text]


def test_a_row_stays_on_one_line() -> None:
    assert written("two\r\nlines", "\r=1") == ["two lines", "' =1"]


def test_numbers_below_zero_stay_numbers() -> None:
    assert [float(cell) for cell in written(-5, -0.033, -1e-9)] == [-5, -0.033, -1e-9]


@given(st.text())
def test_no_text_begins_like_a_formula_and_none_is_lost(text: str) -> None:
    (cell,) = written(text)
    assert cell in (one_line := " ".join(text.splitlines()), f"'{one_line}")
    assert not cell.startswith(("=", "@", "\t", "\r", "\n"))
    assert not cell.startswith(("+", "-")) or isinstance(float(cell), float)
