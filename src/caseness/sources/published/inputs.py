"""From what the user names (files, folders) to CSV files a reader can open, each with its checksum.

The kind of a file is told from its first bytes, never from its name. Zip archives are unpacked, workbook sheets written
out as CSV, gzip files checked to their end (a truncated gzip would otherwise end early without a word). What cannot be
opened is refused when it was named itself, and set aside, with reason and hint, when it lay in a folder.
"""

from __future__ import annotations

import csv
import gzip
import hashlib
import shutil
import zipfile
import zlib
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from caseness.errors import InputRefused

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_BLOCK = 1 << 20
_NOT_STATISTICS = {".md", ".txt", ".json", ".pdf", ".png", ".html", ".toml", ".py", ".r"}
_RAR_HINT = "Unpack the archive with another program and give the folder."
_HTML_HINT = "A download that failed often leaves a web page under the file's name. Download the file again."


@dataclass(frozen=True, slots=True)
class Source:
    """One file as the user has it: where it is, how the report names it, and whether it was named itself."""

    path: Path
    name: str
    named: bool


@dataclass(frozen=True, slots=True)
class Member:
    """One CSV to read: ``path`` may be a scratch copy; ``name`` is what the report says, archive first."""

    path: Path
    name: str
    sha256: str


@dataclass(frozen=True, slots=True)
class SetAside:
    """Something that was not read: a whole file (``rows`` is None) or ``rows`` rows from ``line`` on."""

    file: str
    line: int | None
    rows: int | None
    reason: str
    hint: str = ""


def find_sources(given: Sequence[Path]) -> list[Source]:
    """Every file under the paths given, in a fixed order; hidden files and plain texts in folders are passed over.

    Raises `InputRefused` for a path that is not there and for a folder that holds no file.
    """
    found: list[Source] = []
    for path in given:
        if not path.exists():
            raise InputRefused("there is no such file or folder", file=str(path), hint="Check the path.")
        if path.is_dir():
            found += _files_in(path)
        else:
            found.append(Source(path, path.name, named=True))
    return found


def _files_in(folder: Path) -> list[Source]:
    root = folder.resolve()
    files = [
        Source(path, f"{root.name}/{path.relative_to(root).as_posix()}", named=False)
        for path in sorted(root.rglob("*"))
        if path.is_file()
        and not any(part.startswith(".") for part in path.relative_to(root).parts)
        and path.suffix.lower() not in _NOT_STATISTICS
    ]
    if not files:
        raise InputRefused(
            "the folder holds no file that could be statistics",
            file=str(folder),
            hint="Give the folder with the CSV, gzip, zip or XLSX files as published.",
        )
    return files


def sha256(path: Path) -> str:
    """The file's SHA-256, as hexadecimal digits."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def open_source(source: Source, scratch: Path) -> Iterator[Member | SetAside]:
    """The CSV files in one source; ``scratch`` receives what has to be unpacked.

    A fault raises `InputRefused` if the source was named itself and yields `SetAside` if it lay in a folder.
    """
    try:
        yield from _members(source, scratch)
    except InputRefused as refusal:
        if source.named:
            raise
        yield SetAside(source.name, refusal.line, None, refusal.what, refusal.hint)


def _members(source: Source, scratch: Path) -> Iterator[Member]:
    with source.path.open("rb") as file:
        head = file.read(512)
    digest = sha256(source.path)
    if not head:
        raise InputRefused("the file is empty", file=source.name, hint="Download or export it again.")
    if head.startswith(b"Rar!"):
        raise InputRefused("a RAR archive cannot be opened here", file=source.name, hint=_RAR_HINT)
    if head.startswith(b"PK\x03\x04"):
        yield from _zip_members(source, digest, scratch)
    elif head.startswith(b"\x1f\x8b"):
        _check_gzip(source)
        yield Member(_with_suffix(source.path, ".gz", scratch, digest), source.name, digest)
    else:
        _check_text(head, source.name)
        yield Member(source.path, source.name, digest)


def _with_suffix(path: Path, suffix: str, scratch: Path, digest: str) -> Path:
    """The engine tells compression from the suffix: a gzip under another name gets a link that has it."""
    if path.suffix == suffix:
        return path
    link = scratch / f"{digest}{suffix}"
    if not link.exists():
        link.symlink_to(path.resolve())
    return link


def _check_text(head: bytes, name: str) -> None:
    start = head.lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if start.startswith((b"<!doctype", b"<html", b"<?xml", b"<head", b"<body")):
        raise InputRefused("this is a web page, not a CSV file", file=name, line=1, hint=_HTML_HINT)
    if b"\x00" in head and not head.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise InputRefused("this is a binary file, not CSV, gzip, zip or XLSX", file=name)


def _check_gzip(source: Source) -> None:
    lines = 0
    try:
        with gzip.open(source.path, "rb") as file:
            head = file.read(512)
            lines = head.count(b"\n")
            while block := file.read(_BLOCK):
                lines += block.count(b"\n")
    except (EOFError, OSError, zlib.error):
        raise InputRefused(
            "the gzip file ends early or is damaged",
            file=source.name,
            line=lines + 1,
            hint="The download was probably cut off. Download the file again.",
        ) from None
    if not head:
        raise InputRefused("the gzip file holds nothing", file=source.name)
    _check_text(head, source.name)


def _zip_members(source: Source, digest: str, scratch: Path) -> Iterator[Member]:
    try:
        with zipfile.ZipFile(source.path) as archive:
            names = archive.namelist()
            if "xl/workbook.xml" in names:
                yield from _sheets(source, digest, scratch)
                return
            for inner in sorted(n for n in names if n.lower().endswith(".csv")):
                target = scratch / digest / inner.replace("/", "_")
                target.parent.mkdir(parents=True, exist_ok=True)
                with archive.open(inner) as packed, target.open("wb") as plain:
                    shutil.copyfileobj(packed, plain)
                name = f"{source.name}/{inner}"
                with target.open("rb") as file:
                    _check_text(file.read(512), name)
                yield Member(target, name, digest)
    except (zipfile.BadZipFile, EOFError, zlib.error):
        raise InputRefused(
            "the zip file ends early or is damaged", file=source.name, hint="Download the file again."
        ) from None
    if not any(n.lower().endswith(".csv") for n in names):
        raise InputRefused("the archive holds no CSV file", file=source.name)


def _sheets(source: Source, digest: str, scratch: Path) -> Iterator[Member]:
    """Each sheet of a workbook as a CSV; rows above the table are left in, the reader looks for the header."""
    from openpyxl import load_workbook

    workbook = load_workbook(source.path, read_only=True, data_only=True)
    for number, sheet in enumerate(workbook.worksheets):
        target = scratch / digest / f"sheet-{number}.csv"
        target.parent.mkdir(parents=True, exist_ok=True)
        with target.open("w", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows(
                ["" if cell is None else cell for cell in row] for row in sheet.iter_rows(values_only=True)
            )
        yield Member(target, f"{source.name}/{sheet.title}", digest)
    workbook.close()
