"""A table as CSV, damaged at random and read: shared by the tests and by the long run of ``fuzz.py``."""

from __future__ import annotations

import gzip
import re
from typing import TYPE_CHECKING, Any

import duckdb

from caseness.errors import CasenessError
from caseness.sources.records.csv_files import CsvRead, read_csv
from caseness.sources.records.found import find_tables

if TYPE_CHECKING:
    from pathlib import Path

    from caseness.sources.records.found import Piece

SECRET = "Smith"  # stands in every row, and in no message
_HEAD = "ServiceRequestId,LocalPatientId,ReferralRequestReceivedDate,EndCode,Note\n"
_PLAIN = "".join(f"R{n},{SECRET}{n},2024-04-{n + 10},46,none\n" for n in range(12))
_QUOTED = "".join(f'R{n},"{SECRET}, {n}",2024-04-{n + 10},46,"two\nlines and ""marks"""\n' for n in range(12))
TABLES = {
    "plain": (_HEAD + _PLAIN).encode(),
    "quoted": (_HEAD + _QUOTED).encode(),
    "windows": (_HEAD + _PLAIN.replace("none", "café £5")).encode("cp1252"),
    "utf16": (_HEAD + _QUOTED).encode("utf-16"),
    "carriage": (_HEAD + _QUOTED).replace("\n", "\r\n").encode(),
}
_LINE_END = re.compile("\r\n|\r|\n")


class Engine:
    """A DuckDB as the reader of files wants one."""

    def __init__(self) -> None:
        self.con: Any = duckdb.connect()


def read_or_refuse(content: bytes, folder: Path) -> CsvRead | CasenessError:
    """What becomes of a file with this content: it is read, or refused with a message. Anything else is a fault of ours.

    Holds that each line of the file is in a row that was read, is set aside or is blank, and that no message has a cell.
    """
    (folder / "IDS101Referral.csv").write_bytes(content)
    (piece,) = find_tables(folder).pieces
    engine = Engine()
    read = _outcome(engine, piece)
    if isinstance(read, CasenessError):
        assert SECRET not in str(read)
        return read
    rows = engine.con.execute('FROM "table"').fetchall()
    columns = [name for name, *_ in engine.con.execute('DESCRIBE "table"').fetchall()]
    assert len(rows) == read.file.rows
    assert sum(aside.rows or 0 for aside in read.set_aside) == read.file.set_aside
    assert not any(SECRET in aside.reason + aside.hint for aside in read.set_aside)
    lines = _LINE_END.split(_text(gzip.decompress(content) if content[:2] == b"\x1f\x8b" else content))
    lines = lines if lines[-1] else lines[:-1]
    accounted = _lines(columns) + sum(map(_lines, rows)) + read.file.set_aside
    assert 0 <= len(lines) - accounted <= lines.count("")
    return read


def _outcome(engine: Engine, piece: Piece) -> CsvRead | CasenessError:
    try:
        return read_csv(engine, piece, "table")
    except CasenessError as refusal:
        return refusal


def _lines(cells: Any) -> int:
    return 1 + sum(len(_LINE_END.findall(cell or "")) for cell in cells)


def _text(content: bytes) -> str:
    """The content as text, good enough to count its lines."""
    start = content[:1024]
    if start[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return content.decode("utf-16", "replace")
    if len(start) > 1 and not any(start[1::2]):
        return content.decode("utf-16-le", "replace")
    if len(start) > 1 and not any(start[::2]):
        return content.decode("utf-16-be", "replace")
    return content.decode("latin-1")
