"""Which organisation a published code or name became: renamed under its code, or recoded under its name.

The rows of ``data/organisation_succession.csv`` each say what they rest on. Only successions that the published files
themselves show are listed; a merger of which the files say nothing is not.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from functools import cache

from caseness.vocabulary import table


class SuccessionKind(StrEnum):
    """What changed: the name under one code, or the code under one name."""

    RENAMED = "renamed"
    RECODED = "recoded"


@dataclass(frozen=True, slots=True)
class Succession:
    """One organisation's step from one code and name to the next; ``from_month`` (YYYY-MM) is when the later appears."""

    org_code: str
    name: str
    successor_code: str
    successor_name: str
    kind: SuccessionKind
    from_month: str
    source: str


@cache
def successions() -> tuple[Succession, ...]:
    """Every succession known, by code, then in the order in which they happened."""
    rows = [_succession(row) for row in table("organisation_succession")]
    return tuple(sorted(rows, key=lambda s: (s.org_code, s.from_month)))


def _succession(row: dict[str, str]) -> Succession:
    return Succession(
        row["org_code"],
        row["name"],
        row["successor_code"],
        row["successor_name"],
        SuccessionKind(row["kind"]),
        row["from_month"],
        row["source"],
    )


def present_code(org_code: str) -> str:
    """The code under which this organisation is published now; its own if it was not recoded."""
    step = next((s for s in successions() if s.org_code == org_code and s.kind is SuccessionKind.RECODED), None)
    return present_code(step.successor_code) if step else org_code


def present_name(org_code: str, printed: str) -> str:
    """The latest published name of an organisation; the printed one if it was not renamed."""
    code = present_code(org_code)
    names = [s.successor_name for s in successions() if s.org_code == code and s.kind is SuccessionKind.RENAMED]
    return names[-1] if names else printed


def former_names(org_code: str) -> tuple[str, ...]:
    """The names under which an organisation was published before, oldest first."""
    return tuple(s.name for s in successions() if s.org_code == org_code and s.kind is SuccessionKind.RENAMED)
