"""From one file as the user has it to CSV files in UTF-8 that a reader can open.

The kind of a file is told from its first bytes, never from its name. Zip archives are unpacked, workbook sheets and
Parquet written out as CSV, gzip files unpacked to their end (a truncated one would otherwise end early without a word), and
files saved in a Windows encoding written anew. Scratch copies are removed once they have been read.

No name inside an archive becomes a path, and a file that unpacks to far more than statistics do is refused.
"""

from __future__ import annotations

import codecs
import csv
import gzip
import io
import shutil
import struct
import zipfile
import zlib
from collections import Counter
from typing import IO, TYPE_CHECKING, cast

import duckdb

from caseness.errors import InputRefused
from caseness.sources.published.inputs import Member
from caseness.sources.published.printing import text
from caseness.sources.published.workbooks import Workbook
from caseness.sources.set_aside import SetAside

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from caseness.sources.published.inputs import Source

    _Opener = Callable[[], io.BufferedIOBase]

# What reading a damaged zip or gzip file raises.
DAMAGE = (EOFError, gzip.BadGzipFile, zipfile.BadZipFile, zlib.error, struct.error, ValueError)
_BLOCK = 1 << 20
_LARGEST = 4 << 30  # bytes that one file may unpack to; an annual archive has about half a gigabyte
_RATIO, _FROM = 200, 64 << 20  # published archives unpack to 40 times their size; asked only above so many bytes
_KNOWN_PACKING = {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}
_PACKED = (".zip", ".gz", ".7z", ".rar", ".xlsx", ".xls", ".parquet")
_UTF16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_MAGIC = {
    b"Rar!": ("a RAR archive cannot be opened here", "Unpack it with another program and give the folder."),
    b"7z\xbc\xaf": ("a 7z archive cannot be opened here", "Unpack it with another program and give the folder."),
    b"\xd0\xcf\x11\xe0": ("this is a workbook in the old XLS format", "Save it as XLSX or CSV."),
    b"%PDF": ("this is a PDF file, not a CSV file", "Give the CSV or workbook published beside it."),
}
_HTML_HINT = "A download that failed often leaves a web page under the file's name. Download the file again."
_AGAIN = "The download was probably cut off. Download the file again."
_BINARY = "this is a binary file, not CSV, gzip, zip, XLSX or Parquet"
_AS_PUBLISHED = "Give the files as published."
_TOO_MUCH = "it unpacks to far more than published statistics do"


def open_source(source: Source, scratch: Path) -> Iterator[Member | SetAside]:
    """The CSV files in one source, and what in it cannot be opened; ``scratch`` receives what has to be unpacked.

    Ask for the next one only when the one before has been read: its scratch copy is gone then.
    """
    place = scratch / source.sha256
    try:
        yield from _members(source, place)
    except InputRefused as refusal:
        yield SetAside.refused(refusal)
    finally:
        shutil.rmtree(place, ignore_errors=True)


def _members(source: Source, place: Path) -> Iterator[Member | SetAside]:
    with source.path.open("rb") as file:
        head = file.read(512)
    for magic, (what, hint) in _MAGIC.items():
        if head.startswith(magic):
            raise InputRefused(what, file=source.name, hint=hint)
    if head.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        yield from _zip_members(source, place)
    elif head.startswith(b"PAR1"):
        copy = _new(place / "table.csv")
        _from_parquet(source, copy)
        yield Member(copy, source.name, source.sha256)
    elif head.startswith(b"\x1f\x8b"):
        copy = _new(place / "unpacked.csv")
        _copy(lambda: gzip.GzipFile(source.path), copy, source.name, most=_most(source.path.stat().st_size))
        yield Member(copy, source.name, source.sha256)
    elif _is_utf8(source):
        yield Member(source.path, source.name, source.sha256)
    else:
        copy = _new(place / "rewritten.csv")
        _copy(lambda: source.path.open("rb"), copy, source.name)
        yield Member(copy, source.name, source.sha256)


def _new(path: Path) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    return path


def _from_parquet(source: Source, copy: Path) -> None:
    table, target = (text(str(path)) for path in (source.path, copy))
    try:
        with duckdb.connect() as con:
            con.execute(f"COPY (FROM read_parquet({table})) TO {target} (FORMAT csv, HEADER)")
    except duckdb.Error:
        raise InputRefused("the Parquet file is damaged", file=source.name, hint=_AGAIN) from None


def _is_utf8(source: Source) -> bool:
    """Whether a plain file is UTF-8 text to its end. Raises `InputRefused` if it is no text at all."""
    decoder = codecs.getincrementaldecoder("utf-8")()
    with source.path.open("rb") as file:
        head = file.read(512)
        check_text(head, source.name)
        try:
            decoder.decode(head)
            while block := file.read(_BLOCK):
                decoder.decode(block)
            decoder.decode(b"", final=True)
        except UnicodeDecodeError:
            return False
    return not head.startswith(_UTF16)


def _most(packed: int) -> int:
    """Bytes that a file of so many packed bytes may unpack to."""
    return min(_LARGEST, max(_FROM, _RATIO * packed))


def check_archive(archive: zipfile.ZipFile, packed: int, name: str) -> None:
    """Look whether an archive of ``packed`` bytes can be unpacked; no more is read of it than it says here.

    Raises `InputRefused` if it holds too much, ``BadZipFile`` if a file in it begins before the archive does.
    """
    if sum(member.file_size for member in archive.infolist()) > _most(packed):
        raise InputRefused(_TOO_MUCH, file=name, hint=_AS_PUBLISHED)
    if any(member.header_offset < 0 for member in archive.infolist()):
        raise zipfile.BadZipFile(name)


def _copy(opened: _Opener, copy: Path, name: str, *, most: int = _LARGEST) -> None:
    """Write the text to ``copy`` in UTF-8. Raises `InputRefused` if it is no text, packed and damaged, or too much."""
    try:
        with opened() as file:
            head = file.read(512)
        check_text(head, name)
        if not head.startswith(_UTF16) and _copy_as_it_is(opened, copy, name, most):
            return
        _rewrite(opened, copy, "utf-16" if head.startswith(_UTF16) else "cp1252")
    except UnicodeDecodeError:
        raise InputRefused(_BINARY, file=name, hint=_AS_PUBLISHED) from None
    except DAMAGE:
        line = _lines(copy) + 1 if copy.exists() else 1
        raise InputRefused("the packed file ends early or is damaged", file=name, line=line, hint=_AGAIN) from None


def _copy_as_it_is(opened: _Opener, copy: Path, name: str, most: int) -> bool:
    """Copy; False as soon as it turns out not to be UTF-8."""
    decoder = codecs.getincrementaldecoder("utf-8")()
    with opened() as file, copy.open("wb") as out:
        try:
            while block := file.read1(_BLOCK):  # unlike read, gives what there is before the damage
                if out.write(block) and out.tell() > most:
                    raise InputRefused(_TOO_MUCH, file=name, hint=_AS_PUBLISHED)
                decoder.decode(block)
            decoder.decode(b"", final=True)
        except UnicodeDecodeError:
            return False
    return True


def _rewrite(opened: _Opener, copy: Path, encoding: str) -> None:
    with (
        opened() as file,
        io.TextIOWrapper(cast("IO[bytes]", file), encoding=encoding, newline="") as text,
        copy.open("w", encoding="utf-8", newline="") as out,
    ):
        shutil.copyfileobj(text, out, _BLOCK)


def _lines(path: Path) -> int:
    with path.open("rb") as file:
        return sum(block.count(b"\n") for block in iter(lambda: file.read(_BLOCK), b""))


def check_text(head: bytes, name: str) -> None:
    """Raise `InputRefused` if the first bytes of a file are those of a web page, a binary file or nothing."""
    start = head.lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if not start:
        raise InputRefused("the file is empty", file=name, hint="Download or export it again.")
    if start.startswith((b"<!doctype", b"<html", b"<?xml", b"<head", b"<body")):
        raise InputRefused("this is a web page, not a CSV file", file=name, line=1, hint=_HTML_HINT)
    if b"\x00" in head and not head.startswith(_UTF16):
        raise InputRefused(_BINARY, file=name, hint=_AS_PUBLISHED)


def _zip_members(source: Source, place: Path) -> Iterator[Member | SetAside]:
    try:
        with zipfile.ZipFile(source.path) as archive:
            check_archive(archive, source.path.stat().st_size, source.name)
            if "xl/workbook.xml" in archive.namelist():
                yield from _sheets(source, archive, place)
            else:
                yield from _packed_csvs(source, archive, place)
    except DAMAGE:
        raise InputRefused("the zip file ends early or is damaged", file=source.name, hint=_AGAIN) from None


def _packed_csvs(source: Source, archive: zipfile.ZipFile, place: Path) -> Iterator[Member | SetAside]:
    """The CSV files of an archive; archives and workbooks in it, which are not opened, are set aside."""
    shown = [member for member in archive.infolist() if not _is_hidden(member.filename)]
    csvs = sorted((m for m in shown if m.filename.lower().endswith(".csv")), key=lambda member: member.filename)
    packed = [member.filename for member in shown if member.filename.lower().endswith(_PACKED)]
    if not csvs and not packed:
        raise InputRefused(
            "the archive holds no CSV file", file=source.name, hint="Give the archive of CSV files as published."
        )
    again: Counter[str] = Counter()
    for member in csvs:
        again[member.filename] += 1
        number = f" ({again[member.filename]})" if again[member.filename] > 1 else ""
        yield _packed_csv(source, archive, member, f"{source.name}/{member.filename}{number}", place)
    for inner in packed:
        what = "an archive or workbook inside an archive is not opened"
        yield SetAside(f"{source.name}/{inner}", None, None, what, "Unpack the outer archive and give the folder.")


def _is_hidden(inner: str) -> bool:
    """Whether a name in an archive is that of a file which an operating system hides."""
    parts = inner.split("/")
    return parts[0] == "__MACOSX" or any(part.startswith(".") and part.strip(".") for part in parts)


def _packed_csv(
    source: Source, archive: zipfile.ZipFile, member: zipfile.ZipInfo, name: str, place: Path
) -> Member | SetAside:
    if member.compress_type not in _KNOWN_PACKING or member.flag_bits & 1:
        what = "it is packed with a password or in a way not known here"
        return SetAside(name, None, None, what, "Unpack it with another program and give the folder.")
    copy = _new(place / "member.csv")
    try:
        _copy(lambda: cast("io.BufferedIOBase", archive.open(member)), copy, name)
    except InputRefused as refusal:
        return SetAside.refused(refusal)
    return Member(copy, name, source.sha256)


def _sheets(source: Source, archive: zipfile.ZipFile, place: Path) -> Iterator[Member]:
    """Each sheet of a workbook as a CSV with the sheet's rows on the lines of the same number."""
    workbook = Workbook(archive, source.name)
    for title in workbook.titles:
        copy = _new(place / "sheet.csv")
        with copy.open("w", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows(workbook.rows(title))
        yield Member(copy, f"{source.name}/{title}", source.sha256, sheet=True)
