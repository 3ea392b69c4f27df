"""A CSV file as lines and rows, whatever its writing: UTF-8, UTF-16 or Windows-1252, gzipped or not, damaged or not.

A row whose quotation does not close costs one line: reading goes on with the next. What is read and what is set aside make
up the file, and each physical line belongs to one row, is set aside or is blank.
"""

from __future__ import annotations

import csv
import gzip
import io
import zlib
from collections import deque
from contextlib import contextmanager
from dataclasses import dataclass
from typing import IO, TYPE_CHECKING

import numpy as np

from caseness.errors import InputRefused

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from caseness.sources.records.found import Piece

AGAIN = "Export the table again."
NOT_CLOSED = "a quotation in the row does not close, or stands inside a cell"
TOO_FEW, TOO_MANY = "the row has too few columns", "the row has too many columns"
TOO_LONG = f"a cell has more than {csv.field_size_limit():,} characters"
_LONGEST_ROW = 200  # lines; a row printed over more is a quotation that was not closed
_CHUNK = 1 << 22
_BOMS = {b"\xff\xfe": "utf-16-le", b"\xfe\xff": "utf-16-be"}
_GZIP = b"\x1f\x8b"


@dataclass(frozen=True, slots=True)
class Fault:
    """A physical line that is set aside, and why."""

    line: int
    reason: str


@contextmanager
def opened(piece: Piece) -> Iterator[IO[bytes]]:
    """The bytes of a file, unpacked. Raises `InputRefused` where it cannot be opened or read to its end."""
    try:
        with _unpacked(piece.path) as file:
            yield file
    except PermissionError:
        raise InputRefused("no permission to read the file", file=piece.name, hint="Change its permissions.") from None
    except (OSError, EOFError, zlib.error):
        raise InputRefused("the file ends early or is damaged", file=piece.name, hint=AGAIN) from None


def _unpacked(path: Path) -> IO[bytes]:
    return io.BufferedReader(gzip.GzipFile(path)) if is_gzip(path) else path.open("rb")


def is_gzip(path: Path) -> bool:
    """Whether a file is gzipped, by its first bytes. Raises `OSError`."""
    with path.open("rb") as file:
        return file.read(len(_GZIP)) == _GZIP


@contextmanager
def opened_text(piece: Piece) -> Iterator[Text]:
    """The text of a file. Raises as `opened` does."""
    with opened(piece) as file:
        text = Text(file)
        try:
            yield text
        finally:
            text.close()


class Text:
    """The text of a file, line by line; ``not_utf8`` counts lines that were read as Windows-1252."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file
        self.not_utf8 = 0
        start = file.read(1024)
        file.seek(0)
        self.utf16 = _BOMS.get(start[:2]) or _utf16_without_mark(start)
        self._decoder = io.TextIOWrapper(file, self.utf16, errors="replace", newline="") if self.utf16 else None

    def lines(self) -> Iterator[str]:
        """Each physical line with its end, whatever the end is; without a byte order mark."""
        (self._decoder or self._file).seek(0)
        by_itself = (self._decoded(line) for part in self._file for line in part.splitlines(keepends=True))
        for number, line in enumerate(self._decoder or by_itself):
            yield line.removeprefix("\ufeff") if number == 0 else line

    def close(self) -> None:
        """Close the file."""
        (self._decoder or self._file).close()

    def _decoded(self, line: bytes) -> str:
        try:
            return line.decode()
        except UnicodeDecodeError:
            self.not_utf8 += 1
            return line.decode("cp1252", errors="replace")


def _utf16_without_mark(start: bytes) -> str | None:
    """Latin text in UTF-16 has a zero for every other byte."""
    even, odd = start[::2], start[1::2]
    if len(start) > 1 and not any(odd):
        return "utf-16-le"
    return "utf-16-be" if len(start) > 1 and not any(even) else None


class Rows:
    """The rows of a text, one after another. ``line`` is the last physical line taken; blank lines are no rows."""

    def __init__(self, lines: Iterable[str], delimiter: str) -> None:
        self._lines = _Lines(lines)
        self._reader = csv.reader(self._lines, delimiter=delimiter, strict=True)

    @property
    def line(self) -> int:
        """How many physical lines were taken."""
        return self._lines.number

    def header(self) -> list[str]:
        """The cells of the first row; none where there is none."""
        try:
            return next(self._reader, [])
        except csv.Error:
            return []

    def read(self, width: int) -> Iterator[list[str] | Fault]:
        """The rows of this many cells; the first line of what cannot be read, as a `Fault`; blank lines left out."""
        while True:
            self._lines.begin()
            try:
                cells = next(self._reader)
            except StopIteration:
                return
            except csv.Error as error:
                yield self._lines.fault(TOO_LONG if "limit" in str(error) else NOT_CLOSED)
                continue
            if len(cells) == width:
                yield cells
            elif cells:
                reason = TOO_FEW if len(cells) < width else TOO_MANY
                yield self._lines.fault(NOT_CLOSED if self._lines.several else reason)


class _Lines:
    """Feeds the lines of one row at a time, and takes back those after the first where they make no row."""

    def __init__(self, lines: Iterable[str]) -> None:
        self._rest = iter(lines)
        self._again: deque[str] = deque()
        self._taken: list[str] = []
        self.number = 0

    def __iter__(self) -> _Lines:
        return self

    def __next__(self) -> str:
        if len(self._taken) == _LONGEST_ROW:
            raise csv.Error(NOT_CLOSED)
        line = self._again.popleft() if self._again else next(self._rest)
        self._taken.append(line)
        self.number += 1
        return line

    def begin(self) -> None:
        """A new row begins."""
        self._taken.clear()

    @property
    def several(self) -> bool:
        """Whether the row stands on more lines than one."""
        return len(self._taken) > 1

    def fault(self, reason: str) -> Fault:
        """Set the first line of the row aside and take the others back."""
        back = self._taken[1:]
        self._again.extendleft(reversed(back))
        self.number -= len(back)
        return Fault(self.number, reason)


def rows_counted(file: IO[bytes]) -> int | None:
    """How many rows a well-formed file has, header included, by its line ends outside quotations.

    None where counting does not tell: a file with blank lines.
    """
    rows, inside, before = 0, False, b"\n"
    while chunk := file.read(_CHUNK):
        seam = before + chunk
        if b"\n\n" in seam or b"\n\r\n" in seam:
            return None
        before = seam[-2:]
        if inside or b'"' in chunk:
            bytes_ = np.frombuffer(chunk, np.uint8)
            quoted = (np.cumsum(bytes_ == ord('"'), dtype=np.uint8) + np.uint8(inside)) % 2 == 1  # only parity counts
            rows += int(np.count_nonzero((bytes_ == ord("\n")) & ~quoted))
            inside = bool(quoted[-1])
        else:
            rows += chunk.count(b"\n")
    return rows + (not before.endswith(b"\n"))
