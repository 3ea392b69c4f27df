"""Where in a CSV the table begins, which layout it has, and, where only the name says it, which year."""

from __future__ import annotations

import csv
import re
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
_MOST_COLUMNS = 500  # the widest published table has 56
LONGEST = 2_000_000  # characters in a line or a cell; published lines have a few thousand
TOO_LONG = f"the line has more than {LONGEST:,} characters"
LONG_HINT = "Published lines are short. The line breaks may be lost, or a quote not closed."
# Names that the unpivoting of wide tables needs for itself.
_RESERVED = ("source_row", "column_name", "unpivoted", "as_printed")
_NAME_HINT = "Keep the published name of the file or archive, which has the year, as in main-2024-25.csv."

csv.field_size_limit(LONGEST)  # a quote that is not closed makes a cell of the rest of the file


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
        """The column names as layouts compare them, each once; one met before has its number behind it."""
        taken = dict.fromkeys(_RESERVED)
        for number, name in enumerate(self.printed):
            column = normal(name) or f"unnamed_{number}"
            while column in taken:
                column = f"{column}_{number}"
            taken[column] = None
        return list(taken)[len(_RESERVED) :]


def lines(path: Path) -> Iterator[str | None]:
    """The lines of a text; None for one that is too long to be a row, of which little is ever in memory."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        while line := file.readline(LONGEST + 1):
            if len(line) <= LONGEST:
                yield line
                continue
            while line and not line.endswith(("\n", "\r")):
                line = file.readline(LONGEST)
            yield None


def rows(member: Member) -> Iterator[tuple[int, list[str]]]:
    """The rows of a CSV with the line each ends on. Raises `InputRefused` for one too long."""
    reader = csv.reader(_short_lines(member))
    try:
        for row in reader:
            yield reader.line_num, row
    except csv.Error:
        raise InputRefused(TOO_LONG, file=member.name, line=reader.line_num, hint=LONG_HINT) from None


def _short_lines(member: Member) -> Iterator[str]:
    for number, line in enumerate(lines(member.path), 1):
        if line is None:
            raise InputRefused(TOO_LONG, file=member.name, line=number, hint=LONG_HINT)
        yield line


def find_table(member: Member) -> tuple[Header, Layout | None]:
    """The header and the layout; None for a reference table that holds no figures.

    Raises `InputRefused` when the columns are those of no published layout.
    """
    first: Header | None = None
    for above, (line, row) in enumerate(islice(rows(member), _HEADER_WITHIN)):
        if len(row) > _MOST_COLUMNS:
            what = f"the table has {len(row):,} columns, more than {_MOST_COLUMNS:,}"
            raise InputRefused(what, file=member.name, line=line, hint="The widest published table has 56.")
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
