"""Organisations: what each code is called and where it sits, and which organisation it became.

The rows of ``data/organisations.csv`` are facts of the Organisation Data Service's public register and, for commissioners,
of the published files. An area is that of the town where a provider is registered; it may treat people elsewhere. The
rows of ``data/organisation_succession.csv`` each say what they rest on. Only successions that the published files
themselves show, with their notes on data quality and the register of providers, are listed.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cache

from caseness.vocabulary import Level, table
from caseness.vocabulary.naming import readable


class SuccessionKind(StrEnum):
    """What changed: the name under one code, the code under one name, or both, the service being another's now."""

    RENAMED = "renamed"
    RECODED = "recoded"
    MERGED = "merged"


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


@cache
def _gone() -> dict[str, str]:
    """Each code that passed to another, with that one."""
    return {s.org_code: s.successor_code for s in successions() if s.kind is not SuccessionKind.RENAMED}


def carried_on_by(org_code: str) -> str:
    """The code under which the service of an organisation is published now, whoever provides it; else its own."""
    while org_code in _gone():
        org_code = _gone()[org_code]
    return org_code


@cache
def predecessors(org_code: str) -> tuple[str, ...]:
    """The codes whose services are published under this one now: a break in its figures when they came in."""
    return tuple(sorted(code for code in _gone() if carried_on_by(code) == org_code))


@dataclass(frozen=True, slots=True)
class Registered:
    """One organisation of the register. ``icb_code``, ``region_code`` and ``town`` are empty where they are not known."""

    org_code: str
    level: Level
    name: str
    town: str
    icb_code: str
    region_code: str
    start: date | None
    end: date | None
    source: str


@cache
def register() -> dict[tuple[Level, str], Registered]:
    """Every registered organisation by level and code: a partnership (STP) and a board (ICB) may share a code."""
    rows = [_registered(row) for row in table("organisations")]
    return {(row.level, row.org_code): row for row in rows}


def _registered(row: dict[str, str]) -> Registered:
    return Registered(
        row["org_code"],
        Level(row["level"]),
        row["name"],
        row["town"],
        row["icb_code"],
        row["region_code"],
        date.fromisoformat(row["start"]) if row["start"] else None,
        date.fromisoformat(row["end"]) if row["end"] else None,
        row["source"],
    )


def name_of(level: Level, org_code: str, printed: str) -> str:
    """The name in the register; the latest published one in ordinary letters where the register has none."""
    known = register().get((level, org_code))
    return known.name if known else readable(present_name(org_code, printed))
