"""One CSV in, its figures out, and what could not be read kept apart with line and reason."""

from __future__ import annotations

import codecs
import csv
import gzip
import io
import re
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cache
from itertools import islice
from typing import TYPE_CHECKING

from caseness.errors import InputRefused
from caseness.sources.published.inputs import SetAside
from caseness.sources.published.layout import normal
from caseness.sources.published.layouts import TALL, WIDE, recognise, reference_table
from caseness.sources.published.printing import ROW_HINTS, common_sql, figures_sql, label_sql, problem_sql, quoted

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path
    from typing import IO, TextIO

    import duckdb

    from caseness.sources.published.inputs import Member
    from caseness.sources.published.layout import Layout

_HEADER_WITHIN = 40  # lines above a table in a workbook sheet
_LINES_SHOWN = 100  # set-aside rows listed one by one; the rest are counted

@dataclass(frozen=True, slots=True)
class InputFile:
    """One file that was read: its checksum, what it was taken for, and rows read, set aside and figures made."""

    file: str
    sha256: str
    layout: str
    rows_read: int
    rows_set_aside: int
    figures: int
    names_not_known: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Header:
    line: int  # of the file, from 1
    printed: tuple[str, ...]

    @property
    def columns(self) -> list[str]:
        return [normal(name) or f"unnamed_{number}" for number, name in enumerate(self.printed)]


def read(con: duckdb.DuckDBPyConnection, member: Member, part: Path) -> tuple[InputFile, list[SetAside]]:
    """Read one CSV into the Parquet file ``part``, a figure to a row.

    Rows that cannot be read are returned, with line and reason; rows read and rows set aside add up to the rows of the
    file. Raises `InputRefused` when the columns are those of no published layout.
    """
    header, layout = _find_table(member)
    if layout is None:
        what = f"{reference_table(header.columns)} (no figures)"
        return InputFile(member.name, member.sha256, what, 0, 0, 0), []
    period = _period_in_name(member.name) if layout.period_from_name else None
    set_aside = _load(con, member, header, part.with_suffix(".csv"))
    set_aside += _take_out_unreadable(con, member, header, layout)
    rows = _number(con, "SELECT count(*) FROM raw")
    figures, unknown = _write(con, member, header, layout, period, part)
    con.execute("DROP TABLE raw")
    aside = sum(s.rows or 0 for s in set_aside)
    return InputFile(member.name, member.sha256, layout.name, rows, aside, figures, unknown), set_aside


def _number(con: duckdb.DuckDBPyConnection, query: str) -> int:
    row = con.execute(query).fetchone()
    return int(row[0]) if row else 0


def _find_table(member: Member) -> tuple[_Header, Layout | None]:
    """The header line and the layout; None for a reference table that holds no figures."""
    first: _Header | None = None
    for line, row in islice(_rows(member.path), _HEADER_WITHIN):
        header = _Header(line, tuple(row))
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
    layout = max((*TALL, *WIDE), key=lambda known: len(known.required & set(columns)))
    missing = sorted(layout.required - set(columns))
    if len(missing) == len(layout.required):
        return "Give files as NHS England publishes them; see the documentation for the layouts that are read."
    like = {name: get_close_matches(name, columns, 1) for name in missing}
    said = ", ".join(f"{name} (is it {close[0]}?)" if close else name for name, close in like.items())
    return f"Nearest is “{layout.name}”, which also has: {said}."


def _rows(path: Path) -> Iterator[tuple[int, list[str]]]:
    """The rows of a CSV with the line each ends on."""
    with _open_text(path) as file:
        reader = csv.reader(file)
        for row in reader:
            yield reader.line_num, row


def _open_text(path: Path) -> TextIO:
    raw: IO[bytes] = gzip.open(path, "rb") if path.suffix == ".gz" else path.open("rb")
    return io.TextIOWrapper(raw, encoding=_encoding(path), newline="")


@cache
def _encoding(path: Path) -> str:
    """UTF-8 if the whole file is, else the Windows encoding in which older files were saved."""
    decoder = codecs.getincrementaldecoder("utf-8")()
    with gzip.open(path, "rb") if path.suffix == ".gz" else path.open("rb") as file:
        try:
            while block := file.read(1 << 20):
                decoder.decode(block)
        except UnicodeDecodeError:
            return "cp1252"
    return "utf-8-sig"


def _period_in_name(name: str) -> tuple[str, str]:
    """The financial year in a file's or archive's name: 2024-25, 2024_25, 202425 or 2425."""
    for digits in re.findall(r"(?<!\d)(20\d\d[-_ ]?\d\d|\d\d\d\d)(?!\d)", name):
        year, after = int(digits[:4]) if digits.startswith("20") and len(digits) > 4 else 0, int(digits[-2:])
        year = year or 2000 + int(digits[:2])
        if (year + 1) % 100 == after:
            return f"{year}-04-01", f"{year + 1}-03-31"
    raise InputRefused(
        "neither the columns nor the name say which year this is",
        file=name,
        hint="Keep the published name of the file or archive, which has the year, as in main-2024-25.csv.",
    )


def _load(con: duckdb.DuckDBPyConnection, member: Member, header: _Header, clean: Path) -> list[SetAside]:
    """Load the rows below the header as text into ``raw``; rows of the wrong width are set aside.

    The engine reads a well-formed file; a malformed one, or one that is not UTF-8, is first sifted row by row.
    """
    import duckdb

    try:
        _load_raw(con, member.path, header, skip=header.line)
    except duckdb.Error:
        set_aside = _sift(member, header, clean)
        _load_raw(con, clean, header, skip=0)
        clean.unlink()
        return set_aside
    return []


def _load_raw(con: duckdb.DuckDBPyConnection, path: Path, header: _Header, skip: int) -> None:
    columns = ", ".join(f"'{name}': 'VARCHAR'" for name in header.columns)
    con.execute(
        f"CREATE OR REPLACE TEMP TABLE raw AS SELECT * FROM read_csv(?, auto_detect=false, header=false, skip={skip}, "
        f"delim=',', quote='\"', escape='\"', columns={{{columns}}}, strict_mode=true)",
        [str(path)],
    )
    con.execute(f"DELETE FROM raw WHERE coalesce({', '.join(quoted(header.columns))}) IS NULL")


def _sift(member: Member, header: _Header, clean: Path) -> list[SetAside]:
    """Copy the rows that have the header's width to ``clean``; the others, with their lines, are returned."""
    width, before = len(header.columns), header.line
    bad: list[tuple[int, int, int]] = []  # line, lines spanned, cells
    with clean.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, quoting=csv.QUOTE_ALL)
        for line, row in _rows(member.path):
            if line <= header.line:
                continue
            if len(row) == width:
                writer.writerow(row)
            elif row:
                bad.append((before + 1, line - before, len(row)))
            before = line
    return _listed(
        member.name,
        [(line, span, f"the row has {cells} cells, the header {width}") for line, span, cells in bad],
        "A comma inside a cell needs quotes around the cell; a quote that is not closed swallows what follows.",
    )


def _listed(file: str, rows: Sequence[tuple[int, int, str]], hint: str) -> list[SetAside]:
    """Set-aside rows one by one up to a limit, then the rest as one entry."""
    shown = [SetAside(file, line, span, reason, hint) for line, span, reason in rows[:_LINES_SHOWN]]
    if rest := rows[_LINES_SHOWN:]:
        shown.append(SetAside(file, rest[0][0], sum(r[1] for r in rest), f"and so on; at first, {rest[0][2]}", hint))
    return shown


def _take_out_unreadable(
    con: duckdb.DuckDBPyConnection, member: Member, header: _Header, layout: Layout
) -> list[SetAside]:
    """Delete rows with a value, date or level that cannot be understood, and return them with line and reason."""
    problem = problem_sql(layout, header.columns)
    found = con.execute(f"SELECT {problem} AS problem, * FROM raw WHERE {problem} IS NOT NULL").fetchall()
    if not found:
        return []
    con.execute(f"DELETE FROM raw WHERE {problem} IS NOT NULL")
    reasons = {tuple(cell or "" for cell in row[1:]): row[0] for row in found}
    lines = [
        (line, 1, reasons[tuple(row)])
        for line, row in _rows(member.path)
        if line > header.line and tuple(row) in reasons
    ]
    return [
        aside
        for reason, hint in ROW_HINTS.items()
        for aside in _listed(member.name, [entry for entry in lines if entry[2] == reason], hint)
    ]


def _write(
    con: duckdb.DuckDBPyConnection,
    member: Member,
    header: _Header,
    layout: Layout,
    period: tuple[str, str] | None,
    part: Path,
) -> tuple[int, tuple[str, ...]]:
    """Write the figures of ``raw`` to ``part``; how many, and the printed names that the vocabulary does not know."""
    common = common_sql(layout, header.printed, period)
    con.execute(f"CREATE OR REPLACE TEMP TABLE labels AS {label_sql(common)}")
    con.execute(
        f"COPY ({figures_sql(common)}) TO '{part}' (FORMAT parquet, COMPRESSION zstd)",
        [member.name],
    )
    figures = _number(con, f"SELECT count(*) FROM '{part}'")
    unknown = con.execute(f"SELECT DISTINCT printed_name FROM '{part}' WHERE NOT known ORDER BY 1").fetchall()
    return figures, tuple(name for (name,) in unknown)
