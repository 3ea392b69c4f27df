"""What the user names (files, folders) as a list of files, each with its checksum."""

from __future__ import annotations

import hashlib
from collections import Counter
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from caseness.errors import InputRefused
from caseness.sources.set_aside import SetAside

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

_NOT_STATISTICS = {".md", ".txt", ".json", ".pdf", ".png", ".html", ".toml", ".py", ".r"}
_NO_PERMISSION = "Change its permissions, or give a copy that can be read."


@dataclass(frozen=True, slots=True)
class Source:
    """One file as the user has it: where it is, how the report names it, and whether it was named itself."""

    path: Path
    name: str
    named: bool
    sha256: str


@dataclass(frozen=True, slots=True)
class Member:
    """One CSV to read, in UTF-8: ``path`` may be a scratch copy; ``name`` is what the report says, archive first.

    ``sheet`` says that it is a sheet of a workbook, where title pages and notes are to be expected.
    """

    path: Path
    name: str
    sha256: str
    sheet: bool = False


def find_sources(given: Sequence[Path]) -> tuple[list[Source], list[SetAside]]:
    """Every file under the paths given, in a fixed order, and the files in folders that cannot be opened.

    Hidden files and plain texts in folders are passed over; a file that two paths lead to is taken once. Files of one
    name go by as much of their paths as tells them apart.
    Raises `InputRefused` for a path that is not there, for a named file that cannot be opened and for a folder that
    holds no file.
    """
    sources: dict[Path, Source] = {}
    set_aside: list[SetAside] = []
    for path, name, named in _files(given):
        try:
            sources.setdefault(path.resolve(), Source(path, name, named, sha256(path)))
        except OSError as error:
            refusal = InputRefused(f"the file cannot be opened: {error.strerror}", file=name, hint=_NO_PERMISSION)
            if named:
                raise refusal from None
            set_aside.append(SetAside.refused(refusal))
    return _told_apart(sources), set_aside


def _told_apart(sources: dict[Path, Source]) -> list[Source]:
    """The sources by their resolved paths, with names that no two of them share."""
    names = {path: source.name for path, source in sources.items()}
    depth = max((name.count("/") for name in names.values()), default=0) + 1
    while shared := {name for name, times in Counter(names.values()).items() if times > 1}:
        depth += 1
        names |= {path: "/".join(path.parts[-depth:]) for path, name in names.items() if name in shared}
    return [replace(source, name=names[path]) for path, source in sources.items()]


def _files(given: Sequence[Path]) -> list[tuple[Path, str, bool]]:
    """Path, name for the report, and whether the file was named itself."""
    found: list[tuple[Path, str, bool]] = []
    for path in given:
        if not path.exists():
            raise InputRefused("there is no such file or folder", file=str(path), hint="Check the path.")
        if path.is_dir():
            found += [(inner, name, False) for inner, name in _files_in(path)]
        else:
            found.append((path, path.name, True))
    return found


def _files_in(folder: Path) -> list[tuple[Path, str]]:
    root = folder.resolve()
    files = [
        (path, f"{root.name}/{path.relative_to(root).as_posix()}")
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
