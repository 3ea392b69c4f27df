"""What could not be run, told once for all checks that lack the same."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from caseness.checks.finding import NotRun


@dataclass(frozen=True, slots=True)
class Lacking:
    """Checks that lack the same, for the same reason."""

    reason: str
    settled_by: str
    chapters: tuple[str, ...]
    questions: tuple[str, ...]

    @property
    def size(self) -> int:
        """How many checks."""
        return len(self.questions)

    @property
    def named(self) -> str:
        """The question, or how many there are."""
        return self.questions[0] if self.size == 1 else f"{self.size} checks"


def lacking(not_run: Iterable[NotRun]) -> list[Lacking]:
    """The checks that could not be run, by what they lack, in the order in which that is first said."""
    groups: dict[tuple[str, str], list[NotRun]] = {}
    for lack in not_run:
        groups.setdefault((lack.reason, lack.settled_by), []).append(lack)
    return [
        Lacking(
            reason,
            settled_by,
            tuple(dict.fromkeys(lack.chapter.heading for lack in those)),
            tuple(lack.question for lack in those),
        )
        for (reason, settled_by), those in groups.items()
    ]
