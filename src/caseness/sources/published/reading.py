"""One CSV in, its figures out, and what could not be read kept apart with line and reason."""

from __future__ import annotations

import csv
from collections import deque
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING

import duckdb

from caseness.sources.published import printing
from caseness.sources.published.layouts import reference_table
from caseness.sources.published.tables import LONG_HINT, LONGEST, TOO_LONG, find_table, lines, period_in_name
from caseness.sources.set_aside import SetAside, listed

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path

    from caseness.sources.published.inputs import Member
    from caseness.sources.published.layout import Layout
    from caseness.sources.published.tables import Header

_CELL_LINES = 20  # a cell printed over more lines than this is a quote that was not closed
_OPEN_QUOTE = "a quote is not closed, or stands inside a cell"
_WIDTH_HINT = "A comma inside a cell needs quotes around the cell; a quote that is not closed swallows what follows."


_HINTS = {**printing.ROW_HINTS, TOO_LONG: LONG_HINT}


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
class _Fault:
    """A row that cannot be read: the line it begins on, if that can be told, and why."""

    line: int | None
    reason: str


def read(con: duckdb.DuckDBPyConnection, member: Member, part: Path) -> tuple[InputFile, list[SetAside]]:
    """Read one CSV into two Parquet files: ``<part>.cells``, a figure to a row, and ``<part>.labels``.

    Rows that cannot be read are returned, with line and reason; rows read and rows set aside add up to the rows of the
    file. Raises `InputRefused` when the columns are those of no published layout.
    """
    header, layout = find_table(member)
    if layout is None:
        what = f"{reference_table(header.columns)} (no figures)"
        return InputFile(member.name, member.sha256, what, 0, 0, 0), []
    row = "printed.source_row" if layout.wide else "printed.rowid"
    too_wide = _load(con, member, header, layout, part)
    not_understood = _take_out(con, member, header, row)
    figures, unknown = _write(con, part)
    rows_read = _number(con, f"SELECT count(DISTINCT {row}) FROM printed")
    con.execute("DROP TABLE printed; DROP TABLE labels")
    set_aside = _listed(member.name, too_wide) + _listed(member.name, not_understood)
    aside = sum(entry.rows or 0 for entry in set_aside)
    return InputFile(member.name, member.sha256, layout.name, rows_read, aside, figures, unknown), set_aside


def _number(con: duckdb.DuckDBPyConnection, query: str) -> int:
    row = con.execute(query).fetchone()
    return int(row[0]) if row else 0


def _load(con: duckdb.DuckDBPyConnection, member: Member, header: Header, layout: Layout, part: Path) -> list[_Fault]:
    """Load the rows below the header into ``printed`` and their ``labels``; rows of the wrong width are returned.

    The engine reads a well-formed file; a malformed one is first sifted line by line.
    """
    period = period_in_name(member.name) if layout.period_from_name else None
    if not header.below_long_rows:
        try:
            _load_printed(con, member, part, header, layout, period, _csv_sql(member.path, header, header.line))
        except (duckdb.InvalidInputException, duckdb.NotImplementedException):
            pass
        else:
            return []
    clean = part.with_suffix(".csv")
    faults = _sift(member.path, header, clean)
    _load_printed(con, member, part, header, layout, period, _csv_sql(clean, header, 0))
    clean.unlink()
    return faults


def _load_printed(
    con: duckdb.DuckDBPyConnection,
    member: Member,
    part: Path,
    header: Header,
    layout: Layout,
    period: tuple[str, str] | None,
    table: str,
) -> None:
    """Load the rows of ``table``, SQL for a CSV in which every row has the right width."""
    if layout.wide:
        con.execute(f"CREATE OR REPLACE TEMP TABLE raw AS FROM {table}")
        table = "raw"
    printed = printing.printed_sql(part.name, table, layout, header, period)
    con.execute(f"CREATE OR REPLACE TEMP TABLE printed AS {printed}")
    con.execute(f"CREATE OR REPLACE TEMP TABLE labels AS {printing.labels_sql(member.name)}")


def _csv_sql(path: Path, header: Header, skip: int) -> str:
    """SQL for the rows of a CSV as text; lines without anything in them are no rows."""
    columns = ", ".join(f"'{name}': 'VARCHAR'" for name in header.columns)
    anything = ", ".join(printing.quoted(header.columns))
    return (
        f"(FROM read_csv({printing.text(str(path))}, auto_detect=false, header=false, skip={skip}, delim=',', "
        f"quote='\"', escape='\"', columns={{{columns}}}, strict_mode=true, max_line_size={LONGEST}) "
        f"WHERE coalesce({anything}) IS NOT NULL)"
    )


def _sift(path: Path, header: Header, clean: Path) -> list[_Fault]:
    """Copy the rows that have the header's width to ``clean``; the others are returned with their lines."""
    width = len(header.columns)
    faults: list[_Fault] = []
    with clean.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, quoting=csv.QUOTE_ALL)
        for line, row in _rows_below(path, header):
            if isinstance(row, str):
                faults.append(_Fault(line, row))
            elif len(row) == width:
                writer.writerow([" ".join(cell.splitlines()) for cell in row])
            elif any(row):
                faults.append(_Fault(line, f"the row has {len(row)} cells, the header {width}"))
    return faults


def _rows_below(path: Path, header: Header) -> Iterator[tuple[int, list[str] | str]]:
    """The rows below the header with their first lines; instead of a row, why the line is none."""
    numbered = islice(enumerate(lines(path), start=1), header.line, None)
    ahead: deque[tuple[int, str | None]] = deque()
    while ahead or (ahead := deque(islice(numbered, 1))):
        number, line = ahead.popleft()
        if line is None:
            yield number, TOO_LONG
        elif (row := _parsed([line])) is not None:
            yield number, row[0] if row else []
        else:
            ahead.extend(islice(numbered, _CELL_LINES - 1 - len(ahead)))
            yield number, _row_over_lines(line, ahead, len(header.columns))


def _row_over_lines(line: str, ahead: deque[tuple[int, str | None]], width: int) -> list[str] | str:
    """The row that begins on a line and ends on one of those ahead, which are then taken; it has the right width."""
    taken = [line]
    for _number, following in ahead:
        if following is None:
            break
        taken.append(following)
        rows = _parsed(taken)
        if rows is not None and len(rows) == 1 and len(rows[0]) == width:
            for _line in taken[1:]:
                ahead.popleft()
            return rows[0]
    return _OPEN_QUOTE


def _parsed(texts: Sequence[str]) -> list[list[str]] | None:
    """Lines as rows; None if a quote in them is not closed or stands inside a cell."""
    try:
        return list(csv.reader(texts, strict=True))
    except csv.Error:
        return None


def _take_out(con: duckdb.DuckDBPyConnection, member: Member, header: Header, row: str) -> list[_Fault]:
    """Delete rows with a value, date or level that cannot be understood, and return their lines and reasons."""
    con.execute(f"CREATE OR REPLACE TEMP TABLE bad AS {printing.problems_sql(row)}")
    problems = dict(con.execute("SELECT row, problem FROM bad").fetchall())
    if not problems:
        return []
    con.execute(f"DELETE FROM printed WHERE {row} IN (SELECT row FROM bad)")
    width = len(header.columns)
    places = enumerate(
        line
        for line, cells in _rows_below(member.path, header)
        if not isinstance(cells, str) and len(cells) == width and any(cells)
    )
    faults = [_Fault(line, problems.pop(number)) for number, line in places if number in problems]
    return faults + [_Fault(None, problem) for problem in problems.values()]


def _listed(file: str, faults: Iterable[_Fault]) -> list[SetAside]:
    return listed(
        SetAside(file, fault.line, 1, fault.reason, _HINTS.get(fault.reason, _WIDTH_HINT)) for fault in faults
    )


def _write(con: duckdb.DuckDBPyConnection, part: Path) -> tuple[int, tuple[str, ...]]:
    """Write the figures of ``printed``; how many, and the printed names that the vocabulary does not know."""
    cells, labels = (printing.text(f"{part}.{kind}") for kind in ("cells", "labels"))
    con.execute(f"COPY ({printing.CELLS_SQL}) TO {cells} (FORMAT parquet, PRESERVE_ORDER true)")
    con.execute(
        f"COPY (SELECT * EXCLUDE (problem) FROM labels WHERE problem IS NULL ORDER BY label) "
        f"TO {labels} (FORMAT parquet)"
    )
    unknown = con.execute("SELECT DISTINCT printed_name FROM labels WHERE NOT known ORDER BY 1").fetchall()
    return _number(con, "SELECT count(*) FROM printed"), tuple(name for (name,) in unknown)
