"""What was found in a source and not read, with its file, line and reason: nothing is lost silently."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from caseness.errors import InputRefused

if TYPE_CHECKING:
    from collections.abc import Iterable

_SHOWN = 100  # rows listed one by one; the rest of their kind are counted


@dataclass(frozen=True, slots=True)
class SetAside:
    """Something that was not read: a whole file (``rows`` is None) or ``rows`` rows from ``line`` on."""

    file: str
    line: int | None
    rows: int | None
    reason: str
    hint: str = ""

    @classmethod
    def refused(cls, refusal: InputRefused) -> SetAside:
        """A refused file among others that can be read."""
        return cls(refusal.file, refusal.line, None, refusal.what, refusal.hint)

    def as_refusal(self) -> InputRefused:
        """The same as an error, for a file that was named itself."""
        return InputRefused(self.reason, file=self.file, line=self.line, hint=self.hint)


def listed(entries: Iterable[SetAside]) -> list[SetAside]:
    """Rows of one file one by one up to a limit for each hint, then the rest of that hint as one entry."""
    shown: dict[str, list[SetAside]] = {}
    rest: dict[str, SetAside] = {}
    for entry in entries:
        alike = shown.setdefault(entry.hint, [])
        if len(alike) < _SHOWN:
            alike.append(entry)
        elif entry.hint not in rest:
            rest[entry.hint] = replace(entry, reason=f"and so on; at first, {entry.reason}")
        else:
            so_far = rest[entry.hint]
            rest[entry.hint] = replace(so_far, rows=(so_far.rows or 0) + (entry.rows or 0))
    return [entry for hint, alike in shown.items() for entry in (*alike, *([rest[hint]] if hint in rest else []))]
