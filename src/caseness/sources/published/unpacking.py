"""From one file as the user has it to CSV files in UTF-8 that a reader can open.

The kind of a file is told from its first bytes, never from its name. Zip archives are unpacked, workbook sheets written
out as CSV, gzip files unpacked to their end (a truncated one would otherwise end early without a word), and files saved
in a Windows encoding written anew. Scratch copies are removed once they have been read.
"""

from __future__ import annotations

import codecs
import csv
import gzip
import io
import shutil
import zipfile
import zlib
from functools import partial
from typing import IO, TYPE_CHECKING, cast

from caseness.errors import InputRefused
from caseness.sources.published.inputs import Member, SetAside
from caseness.sources.published.workbooks import Workbook

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from caseness.sources.published.inputs import Source

    _Opener = Callable[[], io.BufferedIOBase]

_BLOCK = 1 << 20
_UTF16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_MAGIC = {
    b"Rar!": ("a RAR archive cannot be opened here", "Unpack it with another program and give the folder."),
    b"7z\xbc\xaf": ("a 7z archive cannot be opened here", "Unpack it with another program and give the folder."),
    b"\xd0\xcf\x11\xe0": ("this is a workbook in the old XLS format", "Save it as XLSX or CSV."),
    b"%PDF": ("this is a PDF file, not a CSV file", "Give the CSV or workbook published beside it."),
}
_HTML_HINT = "A download that failed often leaves a web page under the file's name. Download the file again."
_AGAIN = "The download was probably cut off. Download the file again."


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
    if head.startswith(b"PK\x03\x04"):
        yield from _zip_members(source, place)
    elif head.startswith(b"\x1f\x8b"):
        copy = _new(place / "unpacked.csv")
        _copy(lambda: gzip.GzipFile(source.path), copy, source.name)
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


def _is_utf8(source: Source) -> bool:
    """Whether a plain file is UTF-8 text to its end. Raises `InputRefused` if it is no text at all."""
    decoder = codecs.getincrementaldecoder("utf-8")()
    with source.path.open("rb") as file:
        head = file.read(512)
        _check_text(head, source.name)
        try:
            decoder.decode(head)
            while block := file.read(_BLOCK):
                decoder.decode(block)
            decoder.decode(b"", final=True)
        except UnicodeDecodeError:
            return False
    return not head.startswith(_UTF16)


def _copy(opened: _Opener, copy: Path, name: str) -> None:
    """Write the text to ``copy`` in UTF-8. Raises `InputRefused` if it is no text, or packed and damaged."""
    try:
        with opened() as file:
            head = file.read(512)
        _check_text(head, name)
        if not head.startswith(_UTF16) and _copy_as_it_is(opened, copy):
            return
        _rewrite(opened, copy, "utf-16" if head.startswith(_UTF16) else "cp1252")
    except (EOFError, gzip.BadGzipFile, zipfile.BadZipFile, zlib.error):
        line = _lines(copy) + 1 if copy.exists() else 1
        raise InputRefused("the packed file ends early or is damaged", file=name, line=line, hint=_AGAIN) from None
    except UnicodeDecodeError:
        raise InputRefused(
            "this is a binary file, not CSV, gzip, zip or XLSX", file=name, hint="Give the files as published."
        ) from None


def _copy_as_it_is(opened: _Opener, copy: Path) -> bool:
    """Copy; False as soon as it turns out not to be UTF-8."""
    decoder = codecs.getincrementaldecoder("utf-8")()
    with opened() as file, copy.open("wb") as out:
        try:
            while block := file.read1(_BLOCK):  # unlike read, gives what there is before the damage
                out.write(block)
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


def _check_text(head: bytes, name: str) -> None:
    start = head.lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if not start:
        raise InputRefused("the file is empty", file=name, hint="Download or export it again.")
    if start.startswith((b"<!doctype", b"<html", b"<?xml", b"<head", b"<body")):
        raise InputRefused("this is a web page, not a CSV file", file=name, line=1, hint=_HTML_HINT)
    if b"\x00" in head and not head.startswith(_UTF16):
        raise InputRefused(
            "this is a binary file, not CSV, gzip, zip or XLSX", file=name, hint="Give the files as published."
        )


def _zip_members(source: Source, place: Path) -> Iterator[Member | SetAside]:
    try:
        with zipfile.ZipFile(source.path) as archive:
            if "xl/workbook.xml" in archive.namelist():
                yield from _sheets(source, archive, place)
            else:
                yield from _packed_csvs(source, archive, place)
    except (zipfile.BadZipFile, EOFError, zlib.error):
        raise InputRefused("the zip file ends early or is damaged", file=source.name, hint=_AGAIN) from None


def _packed_csvs(source: Source, archive: zipfile.ZipFile, place: Path) -> Iterator[Member | SetAside]:
    names = sorted(
        name
        for name in archive.namelist()
        if name.lower().endswith(".csv") and not name.startswith("__MACOSX") and "/." not in f"/{name}"
    )
    if not names:
        raise InputRefused(
            "the archive holds no CSV file", file=source.name, hint="Give the archive of CSV files as published."
        )
    for inner in names:
        copy = _new(place / "member.csv")
        name = f"{source.name}/{inner}"
        try:
            _copy(partial(_packed, archive, inner), copy, name)
        except InputRefused as refusal:
            yield SetAside.refused(refusal)
        except (RuntimeError, NotImplementedError):
            yield SetAside(name, None, None, "it is packed with a password or in a way not known here", _AGAIN)
        else:
            yield Member(copy, name, source.sha256)


def _packed(archive: zipfile.ZipFile, inner: str) -> io.BufferedIOBase:
    return cast("io.BufferedIOBase", archive.open(inner))


def _sheets(source: Source, archive: zipfile.ZipFile, place: Path) -> Iterator[Member]:
    """Each sheet of a workbook as a CSV with the sheet's rows on the lines of the same number."""
    workbook = Workbook(archive, source.name)
    for title in workbook.titles:
        copy = _new(place / "sheet.csv")
        with copy.open("w", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows(workbook.rows(title))
        yield Member(copy, f"{source.name}/{title}", source.sha256, sheet=True)
