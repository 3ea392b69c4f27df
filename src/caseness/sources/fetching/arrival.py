"""What came is looked at before it is put in place: a web page is no statistics, and an archive may not lead astray.

The kind of a file is told from its bytes, as when it is read. Archives are unpacked, because the year that only their
name told is then the name of their folder; workbooks stay as they are.
"""

from __future__ import annotations

import csv
import os
import shutil
import stat
import zipfile
from contextlib import closing
from pathlib import PurePosixPath
from typing import IO, TYPE_CHECKING

from caseness.errors import InputRefused, OutputFailed
from caseness.sources.published.unpacking import DAMAGE, check_archive, check_text

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from caseness.sources.catalogue import Issue

_BLOCK = 1 << 20
_UNREADABLE = (*DAMAGE, RuntimeError, NotImplementedError)  # also a password, or a packing not known here
_TAIL = 1 << 16
_SIGNATURES = {"zip": b"PK\x03\x04", "xlsx": b"PK\x03\x04", "rar": b"Rar!", "parquet": b"PAR1"}
_AGAIN = "Fetch it again; if it comes like this again, the publisher's file is at fault."


def settle(part: Path, issue: Issue, folder: Path) -> list[Path]:
    """Put what came in place in ``folder``, archives unpacked, and return the files there.

    Raises `InputRefused` when it is not what was asked for, and `OutputFailed`. Nothing is in place then.
    """
    _check(part, issue)
    if issue.format == "zip":
        with closing(_opened(part, issue.name)) as archive:
            return _unpack(archive, issue.name, part.with_name(f"{part.name}.unpacked"), folder)
    return [_move(part, folder / _safe(issue.name, issue.name))]


def _check(part: Path, issue: Issue) -> None:
    """Raise `InputRefused` unless the bytes are those of the format, whole as far as can be told."""
    with part.open("rb") as file:
        head = file.read(512)
        file.seek(max(0, part.stat().st_size - _TAIL))
        tail = file.read()
    signature = _SIGNATURES.get(issue.format)
    if signature is None or not head.startswith(signature):
        check_text(head, issue.name)
    if signature is None:
        _check_end(head, tail, issue.name)
    elif not head.startswith(signature):
        raise InputRefused(f"this is no {issue.format.upper()} file", file=issue.name, hint=_AGAIN)
    elif issue.format == "parquet" and not tail.endswith(signature):
        raise InputRefused("the file ends early", file=issue.name, hint=_AGAIN)
    elif issue.format == "xlsx":
        with closing(_opened(part, issue.name)) as archive:
            _test(archive, issue.name)


def _check_end(head: bytes, tail: bytes, name: str) -> None:
    """A last line without its end and with fewer cells than the header was cut off."""
    if tail.endswith((b"\n", b"\r")):
        return
    first, last = (
        next(csv.reader([line.decode("latin-1")]), []) for line in (head.splitlines()[0], tail.splitlines()[-1])
    )
    if len(last) < len(first) and len(head.splitlines()) > 1:
        raise InputRefused("the file ends in the middle of a row", file=name, hint=_AGAIN)


def _opened(part: Path, name: str) -> zipfile.ZipFile:
    try:
        archive = zipfile.ZipFile(part)
        check_archive(archive, part.stat().st_size, name)
    except _UNREADABLE:
        raise InputRefused("the archive ends early or is damaged", file=name, hint=_AGAIN) from None
    return archive


def _test(archive: zipfile.ZipFile, name: str) -> None:
    try:
        bad = archive.testzip()
    except _UNREADABLE as fault:
        bad = str(fault)
    if bad is not None:
        raise InputRefused("the workbook is damaged", file=name, hint=_AGAIN)


def _unpack(archive: zipfile.ZipFile, name: str, scratch: Path, folder: Path) -> list[Path]:
    """Unpack all files of an archive beside their place, then move them. Raises `InputRefused` if one is not safe."""
    places = _places(archive.infolist(), name)
    try:
        for place, member in places.items():
            copy = scratch / place
            copy.parent.mkdir(parents=True, exist_ok=True)
            _copy(archive, member, copy, f"{name}/{member.filename}")
            if place.suffix.lower() == ".csv":
                with copy.open("rb") as file:
                    check_text(file.read(512), f"{name}/{member.filename}")
        return [_move(scratch / place, folder / place) for place in places]
    except OSError as fault:
        raise OutputFailed.writing(fault, scratch) from None
    finally:
        shutil.rmtree(scratch, ignore_errors=True)


def _places(members: Sequence[zipfile.ZipInfo], name: str) -> dict[PurePosixPath, zipfile.ZipInfo]:
    """Where each file of an archive goes below the folder. Raises `InputRefused` for one that would go elsewhere."""
    places: dict[PurePosixPath, zipfile.ZipInfo] = {}
    for member in members:
        if member.is_dir() or member.filename.startswith("__MACOSX/"):
            continue
        if stat.S_ISLNK(member.external_attr >> 16):
            raise _not_safe("holds a link", name, member.filename)
        place = _safe(member.filename, name)
        if str(place).lower() in {str(other).lower() for other in places}:
            raise _not_safe("holds two files of one name", name, member.filename)
        places[place] = member
    if not places:
        raise InputRefused("the archive is empty", file=name, hint=_AGAIN)
    return places


def _safe(inner: str, name: str) -> PurePosixPath:
    """A path that stays below the folder it is joined to, on any system, and is not hidden from the reader."""
    parts = inner.split("/")
    if any(
        not part.strip(" .") or part.startswith(".") or set(part) & set('\\:*?"<>|') or not part.isprintable()
        for part in parts
    ):
        raise _not_safe("holds a file whose name leads elsewhere", name, inner)
    return PurePosixPath(*parts)


def _not_safe(what: str, name: str, inner: str) -> InputRefused:
    return InputRefused(f"the archive {what}: {inner!a}", file=name, hint="Nothing of it was unpacked. " + _AGAIN)


def _copy(archive: zipfile.ZipFile, member: zipfile.ZipInfo, copy: Path, name: str) -> None:
    """Unpack one file and check its sum. Reading faults are told from writing faults, which pass as they are."""
    with copy.open("wb") as out:
        try:
            file = archive.open(member)
        except _UNREADABLE:
            raise InputRefused("it is damaged or packed in a way not known here", file=name, hint=_AGAIN) from None
        with file:
            while block := _read(file, name):
                out.write(block)


def _read(file: IO[bytes], name: str) -> bytes:
    try:
        return file.read(_BLOCK)
    except _UNREADABLE:
        raise InputRefused("it is damaged", file=name, hint=_AGAIN) from None


def _move(made: Path, place: Path) -> Path:
    try:
        place.parent.mkdir(parents=True, exist_ok=True)
        os.replace(made, place)
    except OSError as fault:
        raise OutputFailed.writing(fault, place) from None
    return place
