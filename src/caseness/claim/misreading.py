"""What to say to a sentence that is not understood, or that the source cannot tell."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass
class NotUnderstood(Exception):
    """A sentence, or part of it, that cannot be read: ``why``, what was ``understood``, and what could be meant.

    ``understood`` are the parts that were read, as (part, words); ``choices`` are readings to choose from.
    """

    why: str
    understood: tuple[tuple[str, str], ...] = field(default=())
    choices: tuple[str, ...] = field(default=())

    def __str__(self) -> str:
        return self.why


class CannotTell(NotUnderstood):
    """A sentence that is understood, of which the source holds too little to say anything."""
