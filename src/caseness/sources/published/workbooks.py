"""The cells of an XLSX workbook as text, as fast as the parser goes (Office Open XML, ECMA-376 part 1, chapter 18).

Published workbooks have sheets of a hundred thousand rows. Only what a table of statistics needs is read: cell values,
shared strings and which number formats are dates; no formulas, no layout.
"""

from __future__ import annotations

import posixpath
import re
from datetime import datetime, timedelta
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

from caseness.errors import InputRefused

if TYPE_CHECKING:
    import zipfile
    from collections.abc import Iterator

_MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_LINK = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_CELL, _VALUE, _INLINE, _TEXT = f"{_MAIN}c", f"{_MAIN}v", f"{_MAIN}is", f"{_MAIN}t"
# Number formats that are dates without being written out in the workbook (ECMA-376 18.8.30).
_BUILT_IN_DATES = {*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59)}
_NOT_FORMAT = re.compile(r'"[^"]*"|\[[^\]]*\]|\\.')  # quoted text, colours and conditions, escaped characters


class Workbook:
    """A workbook in an open archive. Raises `InputRefused` where the archive holds no proper workbook."""

    def __init__(self, archive: zipfile.ZipFile, name: str) -> None:
        self._archive = archive
        self._name = name
        try:
            root = ET.fromstring(archive.read("xl/workbook.xml"))
            self._sheets = self._sheet_paths(root)
            self._strings = self._shared_strings()
            self._date_styles = self._styles_that_are_dates()
        except (ET.ParseError, KeyError):
            raise self._damaged() from None
        properties = root.find(f"{_MAIN}workbookPr")
        since_1904 = properties is not None and properties.get("date1904") in ("1", "true")
        self._day_zero = datetime(1904, 1, 1) if since_1904 else datetime(1899, 12, 30)

    @property
    def titles(self) -> list[str]:
        """The names of the sheets, in order."""
        return list(self._sheets)

    def rows(self, title: str) -> Iterator[list[str]]:
        """The rows of a sheet; rows and cells that are not there are empty, so that numbers stay those of the sheet."""
        try:
            with self._archive.open(self._sheets[title]) as file:
                yield from self._parse(file)
        except (ET.ParseError, KeyError, IndexError, ValueError):
            raise self._damaged() from None

    def _parse(self, file: object) -> Iterator[list[str]]:
        above = 0
        columns: dict[str, int] = {}
        for _event, element in ET.iterparse(file):  # type: ignore[call-overload]
            if element.tag != f"{_MAIN}row":
                continue
            number = int(element.get("r") or above + 1)
            yield from ([] for _ in range(number - above - 1))
            above = number
            row: list[str] = []
            for cell in element.iter(_CELL):
                column = _column(cell.get("r"), columns, len(row))
                row += [""] * (column - len(row))
                row.append(self._text(cell))
            yield row
            element.clear()

    def _text(self, cell: ET.Element) -> str:
        kind = cell.get("t")
        if kind == "inlineStr":
            inline = cell.find(_INLINE)
            return "" if inline is None else _joined(inline)
        value = cell.findtext(_VALUE) or ""
        if not value:
            return ""
        if kind == "s":
            return self._strings[int(value)]
        if kind in (None, "n") and cell.get("s") in self._date_styles:
            return self._date(float(value))
        return " ".join(value.split())

    def _date(self, days: float) -> str:
        moment = self._day_zero + timedelta(days=days)
        return moment.isoformat(" ", "seconds") if days % 1 else moment.date().isoformat()

    def _sheet_paths(self, root: ET.Element) -> dict[str, str]:
        links = ET.fromstring(self._archive.read("xl/_rels/workbook.xml.rels"))
        targets = {link.get("Id"): link.get("Target") or "" for link in links}
        return {
            sheet.get("name") or "": posixpath.normpath(posixpath.join("/xl", targets[sheet.get(_LINK)]))[1:]
            for sheet in root.iter(f"{_MAIN}sheet")
        }

    def _shared_strings(self) -> list[str]:
        if "xl/sharedStrings.xml" not in self._archive.namelist():
            return []
        root = ET.fromstring(self._archive.read("xl/sharedStrings.xml"))
        return [_joined(item) for item in root.iter(f"{_MAIN}si")]

    def _styles_that_are_dates(self) -> set[str | None]:
        """Numbers of the cell styles whose number format is a date."""
        if "xl/styles.xml" not in self._archive.namelist():
            return set()
        root = ET.fromstring(self._archive.read("xl/styles.xml"))
        dates = {str(number) for number in _BUILT_IN_DATES} | {
            form.get("numFmtId")
            for form in root.iter(f"{_MAIN}numFmt")
            if re.search("[dmy]", _NOT_FORMAT.sub("", form.get("formatCode") or ""), re.IGNORECASE)
        }
        styles = root.find(f"{_MAIN}cellXfs")
        return {
            str(number)
            for number, style in enumerate([] if styles is None else styles)
            if style.get("numFmtId") in dates
        }

    def _damaged(self) -> InputRefused:
        return InputRefused(
            "the workbook is damaged", file=self._name, hint="Download it again, or save it anew as XLSX."
        )


def _joined(item: ET.Element) -> str:
    """The text of a string item on one line, without the reading aids (``rPh``) of East Asian text."""
    parts = [*item.findall(_TEXT), *item.findall(f"{_MAIN}r/{_TEXT}")]
    return " ".join("".join(part.text or "" for part in parts).split())


def _column(reference: str | None, known: dict[str, int], following: int) -> int:
    """0 for A1, 27 for AB1; ``following`` where a cell does not say."""
    letters = (reference or "").rstrip("0123456789")
    if not letters:
        return following
    if letters not in known:
        number = 0
        for letter in letters:
            number = number * 26 + ord(letter) - 64
        known[letters] = number - 1
    return known[letters]
