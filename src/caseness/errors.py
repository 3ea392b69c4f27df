"""Everything that can go wrong in a way the user should hear about, and the exit status each leaves.

::

    CasenessError            1   a fault of ours
    ├── InputRefused         3   an input cannot be read: says which file, which line, what to do
    ├── Unreachable          4   a source, server or network cannot be reached
    ├── OutputFailed         5   output cannot be written
    └── ThresholdCrossed     6   done, but a threshold that was asked for was crossed

Wrong usage (2) belongs to the command line, an interrupt (130) to the operating system.
``CannotRun`` is no error: a check raises it to say what it lacks, and the audit lists it.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path


class CasenessError(Exception):
    """A fault with a message meant for the user; ``exit_status`` is what the command leaves."""

    exit_status = 1


class InputRefused(CasenessError):
    """An input that cannot be read: ``what`` happened in which ``file`` (and ``line``), and a ``hint`` what to do."""

    exit_status = 3

    def __init__(self, what: str, *, file: str = "", line: int | None = None, hint: str = "") -> None:
        self.what, self.file, self.line, self.hint = what, file, line, hint
        place = f"{file}, line {line}: " if line else f"{file}: " if file else ""
        super().__init__(f"{place}{what}" + (f"\n  {hint}" if hint else ""))


class Unreachable(CasenessError):
    """A source, server or network that does not answer."""

    exit_status = 4


class OutputFailed(CasenessError):
    """Output that cannot be written: disk full, no permission, a file where a folder should be."""

    exit_status = 5

    @classmethod
    def writing(cls, fault: OSError, place: Path) -> OutputFailed:
        """What went wrong when ``place`` was written, where, and what to do."""
        where = fault.filename or place
        match fault:
            case PermissionError():
                return cls(f"{where}: no permission to write here. Choose another folder.")
            case NotADirectoryError() | FileExistsError() | IsADirectoryError():
                return cls(
                    f"{where}: a file stands where a folder should be, or the other way round. Choose another folder."
                )
            case _:
                why = os.strerror(fault.errno) if fault.errno else str(fault)  # Arrow puts words of its own before it
                return cls(f"{where}: {why}. Nothing was left half-written.")


class ThresholdCrossed(CasenessError):
    """The work is done, but a threshold given with ``--fail-on`` was crossed."""

    exit_status = 6


@dataclass
class CannotRun(Exception):
    """Raised by a check whose needs the sources do not meet.

    ``reason`` says what is missing, ``settled_by`` the smallest data that would settle the question.
    """

    reason: str
    settled_by: str = ""

    def __str__(self) -> str:
        return self.reason
