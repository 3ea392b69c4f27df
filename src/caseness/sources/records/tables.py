"""The tables of an extract as found, whatever held them: what a folder and a database both come to."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

    import ibis.expr.types as ir

    from caseness.sources.records.found import Unknown
    from caseness.sources.records.views import Views
    from caseness.sources.set_aside import SetAside

    Progress = Callable[[str, int, int], None]

SUBMISSION_FOLDER = "caseness_submission_folder"  # where a row lies, for extracts of several submissions


@dataclass(frozen=True, slots=True)
class FileRead:
    """One file or database table of an extract: how many rows were read from it and how many set aside.

    ``note`` says how a file was read that is not in UTF-8.
    """

    name: str
    table: str
    rows: int
    set_aside: int
    note: str = ""


@dataclass(frozen=True, slots=True, weakref_slot=True, eq=False)
class Tables:
    """The tables of an extract as found, by official name, with what happened on the way; ``references`` those of reference.

    ``origin`` is what messages and provenance call the source; it never has a password. ``views`` makes views for it.
    ``opened`` gives back what was opened to read it.
    """

    origin: str
    backend: Any
    views: Views
    found: dict[str, ir.Table]
    references: dict[str, ir.Table]
    files: tuple[FileRead, ...]
    set_aside: tuple[SetAside, ...]
    unknown: tuple[Unknown, ...]
    opened: Callable[[], object]

    def close(self) -> None:
        """Drop the views made on the way and give back what was opened."""
        self.views.drop()
        self.opened()
