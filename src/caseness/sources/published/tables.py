"""Where in a CSV the table begins, which layout it has, and, where only the name says it, which year."""

from __future__ import annotations

import csv
import re
import sys
from dataclasses import dataclass
from difflib import get_close_matches
from itertools import islice
from typing import TYPE_CHECKING

from caseness.errors import InputRefused
from caseness.sources.published.layout import normal
from caseness.sources.published.layouts import LAYOUTS, recognise, reference_table

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from caseness.sources.published.inputs import Member
    from caseness.sources.published.layout import Layout

_HEADER_WITHIN = 40  # lines above a table in a workbook sheet
_NAME_HINT = "Keep the published name of the file or archive, which has the year, as in main-2024-25.csv."

csv.field_size_limit(sys.maxsize)  # a quote that is not closed makes a cell of the rest of the file


@dataclass(frozen=True, slots=True)
class Header:
    """The header of a table: its line, from 1, how many rows begin above it, and its cells as printed."""

    line: int
    above: int
    printed: tuple[str, ...]

    @property
    def below_long_rows(self) -> bool:
        """Whether a row above the header takes several lines, so that lines and rows are counted differently."""
        return self.above != self.line - 1

    @property
    def columns(self) -> list[str]:
        """The column names as layouts compare them, each once."""
        columns: list[str] = []
        for number, name in enumerate(self.printed):
            column = normal(name) or f"unnamed_{number}"
            columns.append(f"{column}_{number}" if column in columns else column)
        return columns


def rows(path: Path) -> Iterator[tuple[int, list[str]]]:
    """The rows of a CSV with the line each ends on."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        reader = csv.reader(file)
        for row in reader:
            yield reader.line_num, row


def find_table(member: Member) -> tuple[Header, Layout | None]:
    """The header and the layout; None for a reference table that holds no figures.

    Raises `InputRefused` when the columns are those of no published layout.
    """
    first: Header | None = None
    for above, (line, row) in enumerate(islice(rows(member.path), _HEADER_WITHIN)):
        header = Header(line, above, tuple(row))
        if layout := recognise(header.columns):
            return header, layout
        if reference_table(header.columns):
            return header, None
        if first is None and any(cell.strip() for cell in row):
            first = header
    raise InputRefused(
        "the columns are those of no published layout",
        file=member.name,
        line=first.line if first else 1,
        hint=_nearest(first.columns if first else []),
    )


def _nearest(columns: Sequence[str]) -> str:
    layout = max(LAYOUTS, key=lambda known: len(known.required & set(columns)) / (len(known.required) or 1))
    missing = sorted(layout.required - set(columns))
    if len(missing) * 2 > len(layout.required):
        return "Give files as NHS England publishes them; see the documentation for the layouts that are read."
    like = {name: get_close_matches(name, columns, 1) for name in missing}
    said = ", ".join(f"{name} (is it {close[0]}?)" if close else name for name, close in like.items())
    also = said or f"one of {', '.join(sorted(layout.telling))}"
    return f"Nearest is “{layout.name}”, which also has: {also}."


def period_in_name(name: str) -> tuple[str, str]:
    """First and last day of the financial year in a file's or archive's name: 2024-25, 2024_25, 202425 or 2425.

    What is nearest to the file counts: its own name before the archive's, the archive's before a folder's. In a
    folder's name four digits do not count, for 2021 may be a year of its own.
    Raises `InputRefused` when no name says the year, or one says two.
    """
    parts = name.split("/")
    inside = next((n for n, part in enumerate(parts) if part.lower().endswith((".zip", ".gz"))), len(parts) - 1)
    for depth in reversed(range(len(parts))):
        years = _financial_years(parts[depth], short=depth >= inside)
        if len(years) > 1:
            raise InputRefused("the name says two different years", file=name, hint=_NAME_HINT)
        if years:
            year = years.pop()
            return f"{year}-04-01", f"{year + 1}-03-31"
    raise InputRefused("neither the columns nor the name say which year this is", file=name, hint=_NAME_HINT)


def _financial_years(text: str, *, short: bool) -> set[int]:
    pattern = r"(?<!\d)(20\d\d[-_ ]?\d\d|\d\d\d\d)(?!\d)" if short else r"(?<!\d)(20\d\d[-_ ]?\d\d)(?!\d)"
    years = set()
    for digits in re.findall(pattern, text):
        year = int(digits[:4]) if len(digits) > 4 else 2000 + int(digits[:2])
        if (year + 1) % 100 == int(digits[-2:]):
            years.add(year)
    return years
