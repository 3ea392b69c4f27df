"""``manifest.json``: what was fetched into a folder, from where and when, and the size and checksum of each file.

::

    {"files": [{"address": "https://…/x.zip", "kind": "annual", "period": "2024-25", "fetched": "2026-11-22T09:00:00Z",
                "bytes": 5242880, "sha256": "…",                         as downloaded
                "pieces": [{"path": "annual/2024-25/main.csv", "bytes": …, "sha256": "…"}, …]}]}   as kept
"""

from __future__ import annotations

import json
import os
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

from caseness.errors import InputRefused, OutputFailed
from caseness.sources.published.inputs import sha256

if TYPE_CHECKING:
    from pathlib import Path

_NAME = "manifest.json"


@dataclass(frozen=True, slots=True)
class Piece:
    """One file in the folder: its path below it, size in bytes, and SHA-256."""

    path: str
    bytes: int
    sha256: str

    @classmethod
    def of(cls, path: Path, folder: Path) -> Piece:
        """A file as it is now."""
        return cls(path.relative_to(folder).as_posix(), path.stat().st_size, sha256(path))

    def is_there(self, folder: Path) -> bool:
        """Whether the file is in the folder, unchanged."""
        path = folder / self.path
        return path.is_file() and path.stat().st_size == self.bytes and sha256(path) == self.sha256


@dataclass(frozen=True, slots=True)
class Entry:
    """One published file: its address, what it is, when it came (UTC), its size and checksum, and what is kept of it."""

    address: str
    kind: str
    period: str
    fetched: str
    bytes: int
    sha256: str
    pieces: tuple[Piece, ...]


class Manifest:
    """The record of a folder, by address.

    Raises `InputRefused` when the folder has one that cannot be read, `OutputFailed` when the folder is a file.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.entries: dict[str, Entry] = {}
        try:
            record = json.loads((folder / _NAME).read_text(encoding="utf-8"))
            for item in record["files"]:
                pieces = tuple(Piece(**piece) for piece in item.pop("pieces"))
                self.entries[item["address"]] = Entry(**item, pieces=pieces)
        except FileNotFoundError:
            pass
        except NotADirectoryError as fault:
            raise OutputFailed.writing(fault, folder) from None
        except (OSError, ValueError, KeyError, TypeError, AttributeError):
            raise InputRefused(
                "the manifest cannot be read",
                file=str(folder / _NAME),
                hint="Move it away and run the same command again; files that are in place are then fetched anew.",
            ) from None

    def whole(self, address: str) -> Entry | None:
        """What is recorded of an address, if every file of it is in the folder, unchanged."""
        entry = self.entries.get(address)
        return entry if entry and all(piece.is_there(self.folder) for piece in entry.pieces) else None

    def add(self, entry: Entry) -> None:
        """Record a file and save the manifest, whole or not at all."""
        self.entries[entry.address] = entry
        record = {"files": [asdict(self.entries[address]) for address in sorted(self.entries)]}
        fresh = self.folder / f".{_NAME}.part"
        try:
            fresh.write_text(json.dumps(record, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
            os.replace(fresh, self.folder / _NAME)
        except OSError as fault:
            raise OutputFailed.writing(fault, fresh) from None
