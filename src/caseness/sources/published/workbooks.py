"""The cells of an XLSX workbook as text, as fast as the parser goes (Office Open XML, ECMA-376 part 1, chapter 18).

Published workbooks have sheets of a hundred thousand rows. Only what a table of statistics needs is read: cell values,
shared strings and which number formats are dates; no formulas, no layout. A sheet is parsed block by block, and what no
proper workbook has (a cell beyond the last column, a row of millions of characters) is refused before it fills the memory.
"""

from __future__ import annotations

import posixpath
import re
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, cast
from xml.etree import ElementTree as ET

from caseness.errors import InputRefused

if TYPE_CHECKING:
    import zipfile
    from collections.abc import Iterator
    from typing import IO

_MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_LINK = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_CELL, _VALUE, _INLINE, _TEXT = f"{_MAIN}c", f"{_MAIN}v", f"{_MAIN}is", f"{_MAIN}t"
# Number formats that are dates without being written out in the workbook (ECMA-376 18.8.30).
_BUILT_IN_DATES = {*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59)}
_LAST_ROW, _LAST_COLUMN = 1_048_576, 16_384  # of any sheet
_BLOCK = 1 << 16
_LONGEST_ROW = 16 << 20  # bytes of XML from the end of one row to the end of the next, or of all that follows the last
_LARGEST_PART = 128 << 20  # bytes of a part that is read whole
_FAULTS = (ET.ParseError, LookupError, ValueError, OverflowError, RuntimeError, NotImplementedError)
_NOT_FORMAT = re.compile(r'"[^"]*"|\[[^\]]*\]|\\.')  # quoted text, colours and conditions, escaped characters


class Workbook:
    """A workbook in an open archive. Raises `InputRefused` where the archive holds no proper workbook."""

    def __init__(self, archive: zipfile.ZipFile, name: str) -> None:
        self._archive = archive
        self._name = name
        try:
            root = self._part("xl/workbook.xml")
            self._sheets = self._sheet_paths(root)
            self._strings = self._shared_strings()
            self._date_styles = self._styles_that_are_dates()
        except _FAULTS:
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
        except _FAULTS:
            raise self._damaged() from None

    def _parse(self, file: IO[bytes]) -> Iterator[list[str]]:
        """The rows of a sheet's XML. Raises `ValueError` where they are not in order or leave the sheet."""
        above = 0
        columns: dict[str, int] = {}
        for element in _row_elements(file):
            number = int(element.get("r") or above + 1)
            if not above < number <= _LAST_ROW:
                raise ValueError(number)
            yield from ([] for _ in range(number - above - 1))
            above = number
            row: list[str] = []
            for cell in element.iter(_CELL):
                column = _column(cell.get("r"), columns, len(row))
                if not len(row) <= column < _LAST_COLUMN:
                    raise ValueError(column)
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
            return self._strings[_index(value)]
        if kind in (None, "n") and cell.get("s") in self._date_styles:
            return self._date(float(value))
        return " ".join(value.split())

    def _date(self, days: float) -> str:
        moment = self._day_zero + timedelta(days=days)
        return moment.isoformat(" ", "seconds") if days % 1 else moment.date().isoformat()

    def _part(self, path: str) -> ET.Element:
        """A part of the workbook, read whole. Raises `ValueError` if it is too large for that."""
        if self._archive.getinfo(path).file_size > _LARGEST_PART:
            raise ValueError(path)
        return ET.fromstring(self._archive.read(path))

    def _sheet_paths(self, root: ET.Element) -> dict[str, str]:
        links = self._part("xl/_rels/workbook.xml.rels")
        targets = {link.get("Id"): link.get("Target") or "" for link in links}
        paths: dict[str, str] = {}
        for number, sheet in enumerate(root.iter(f"{_MAIN}sheet"), 1):
            title = sheet.get("name") or ""
            title = f"{title} ({number})" if title in paths else title
            paths[title] = posixpath.normpath(posixpath.join("/xl", targets[sheet.get(_LINK)]))[1:]
        return paths

    def _shared_strings(self) -> list[str]:
        if "xl/sharedStrings.xml" not in self._archive.namelist():
            return []
        root = self._part("xl/sharedStrings.xml")
        return [_joined(item) for item in root.iter(f"{_MAIN}si")]

    def _styles_that_are_dates(self) -> set[str | None]:
        """Numbers of the cell styles whose number format is a date."""
        if "xl/styles.xml" not in self._archive.namelist():
            return set()
        root = self._part("xl/styles.xml")
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


def _row_elements(file: IO[bytes]) -> Iterator[ET.Element]:
    """The row elements of a sheet. Raises `ValueError` where more comes without the end of a row than is proper."""
    parser = cast("Any", ET.XMLPullParser(("end",)))  # its stub does not tell what events hold
    since = 0
    while block := file.read(_BLOCK):
        parser.feed(block)
        since += len(block)
        for _event, element in parser.read_events():
            if element.tag == f"{_MAIN}row":
                since = 0
                yield element
        if since > _LONGEST_ROW:
            raise ValueError(since)
    parser.close()


def _joined(item: ET.Element) -> str:
    """The text of a string item on one line, without the reading aids (``rPh``) of East Asian text."""
    parts = [*item.findall(_TEXT), *item.findall(f"{_MAIN}r/{_TEXT}")]
    return " ".join("".join(part.text or "" for part in parts).split())


def _index(text: str) -> int:
    """A place in a list; a negative one would count from its end."""
    if (index := int(text)) < 0:
        raise IndexError(index)
    return index


def _column(reference: str | None, known: dict[str, int], following: int) -> int:
    """0 for A1, 27 for AB1; ``following`` where a cell does not say."""
    letters = (reference or "").rstrip("0123456789")
    if not letters:
        return following
    if letters not in known:
        if not re.fullmatch("[A-Z]{1,3}", letters):
            raise ValueError(letters)
        number = 0
        for letter in letters:
            number = number * 26 + ord(letter) - 64
        known[letters] = number - 1
    return known[letters]
