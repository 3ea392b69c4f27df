from __future__ import annotations

import zipfile
from datetime import date, datetime

import pytest
from openpyxl import Workbook as Written
from openpyxl.styles import numbers

from caseness.errors import InputRefused
from caseness.sources.published.workbooks import Workbook


@pytest.fixture
def book(tmp_path):
    """Write rows as a workbook and read them back as text."""

    def read(*rows, style=None):
        written = Written()
        for row in rows:
            written.active.append(row)
        if style:
            written.active["A1"].number_format = style
        written.save(tmp_path / "book.xlsx")
        with zipfile.ZipFile(tmp_path / "book.xlsx") as archive:
            workbook = Workbook(archive, "book.xlsx")
            (title,) = workbook.titles
            return list(workbook.rows(title))

    return read


def test_cells_become_the_text_a_csv_would_have(book):
    assert book(["a", 12, 12.5, True, None, "b"]) == [["a", "12", "12.5", "1", "", "b"]]


def test_dates_are_told_from_numbers_by_their_format(book):
    assert book([date(2019, 2, 1), 43497]) == [["2019-02-01", "43497"]]
    assert book([datetime(2019, 2, 1, 12, 30)]) == [["2019-02-01 12:30:00"]]
    assert book([43497], style="mmm-yy") == [["2019-02-01"]]
    assert book([43497], style=numbers.FORMAT_NUMBER_COMMA_SEPARATED1) == [["43497"]]
    assert book([43497], style='0 "days";[Red]0') == [["43497"]]


def test_line_breaks_in_a_cell_do_not_break_the_row(book):
    assert book(["one\ntwo  three"]) == [["one two three"]]


def test_rows_and_cells_left_out_are_blank(book, tmp_path):
    written = Written()
    written.active["B3"] = "x"
    written.active["AB3"] = "y"
    written.save(tmp_path / "gaps.xlsx")
    with zipfile.ZipFile(tmp_path / "gaps.xlsx") as archive:
        first, second, third = Workbook(archive, "gaps.xlsx").rows("Sheet")
    assert (first, second) == ([], [])
    assert third == ["", "x", *[""] * 25, "y"]


SHEET = (
    '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>{}</sheetData></worksheet>'
)
PARTS = {
    "xl/workbook.xml": (
        '<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" '
        'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><workbookPr date1904="1"/>'
        '<sheets><sheet name="Data" r:id="r1"/></sheets></workbook>'
    ),
    "xl/_rels/workbook.xml.rels": (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        '<Relationship Id="r1" Target="/xl/worksheets/sheet1.xml"/></Relationships>'
    ),
    "xl/styles.xml": (
        '<styleSheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
        '<cellXfs><xf numFmtId="0"/><xf numFmtId="14"/></cellXfs></styleSheet>'
    ),
}


def parsed(tmp_path, sheet, **parts):
    with zipfile.ZipFile(tmp_path / "made.xlsx", "w") as archive:
        for name, text in {**PARTS, "xl/worksheets/sheet1.xml": SHEET.format(sheet), **parts}.items():
            if text is not None:
                archive.writestr(name, text)
    with zipfile.ZipFile(tmp_path / "made.xlsx") as archive:
        workbook = Workbook(archive, "made.xlsx")
        return [row for title in workbook.titles for row in workbook.rows(title)]


def test_cells_without_references_follow_each_other(tmp_path):
    assert parsed(tmp_path, "<row><c><v>1</v></c><c t='inlineStr'><is><t>two</t></is></c></row>") == [["1", "two"]]


def test_workbooks_of_early_macintosh_count_from_1904(tmp_path):
    # Day 0 of the 1904 system is 1 January 1904 (ECMA-376 18.17.4.1).
    assert parsed(tmp_path, "<row><c s='1'><v>0</v></c><c s='0'><v>0</v></c></row>") == [["1904-01-01", "0"]]


@pytest.mark.parametrize(
    ("sheet", "parts"),
    [
        ("<row", {}),
        ("<row><c t='s'><v>5</v></c></row>", {}),
        ("<row><c s='1'><v>x</v></c></row>", {}),
        ("", {"xl/_rels/workbook.xml.rels": None}),
        ("", {"xl/workbook.xml": "<workbook"}),
    ],
)
def test_a_damaged_workbook_is_refused(tmp_path, sheet, parts):
    with pytest.raises(InputRefused, match=r"made\.xlsx: the workbook is damaged"):
        parsed(tmp_path, sheet, **parts)
