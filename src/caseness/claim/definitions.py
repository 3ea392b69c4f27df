"""The declared definitions, as ``definitions.toml`` has them: outcomes, groups, and the counts that each is made of."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any


@dataclass(frozen=True, slots=True)
class Term:
    """A sum of published counts, ``plus`` less ``minus``, or else what ``other`` says.

    A count is a measure, or ``measure[class]`` for one class of waiting time.
    """

    plus: tuple[str, ...]
    minus: tuple[str, ...] = ()
    other: Term | None = None

    @property
    def counts(self) -> tuple[str, ...]:
        """The counts it is made of, another way left out."""
        return (*self.plus, *self.minus)

    @property
    def measures(self) -> tuple[str, ...]:
        """The measures it is made of, either way."""
        named = (count.partition("[")[0] for count in self.counts)
        return (*named, *(self.other.measures if self.other else ()))


@dataclass(frozen=True, slots=True)
class Group:
    """Who is counted below the line, in ``words`` that follow "of 635,185 "; ``unseen`` are those without an end score."""

    id: str
    term: Term
    words: str
    unseen: Term | None


@dataclass(frozen=True, slots=True)
class Outcome:
    """What is counted above the line, in ``words`` that follow the group.

    ``of`` are the groups that it is a share of, the official one first; ``also`` other outcomes that the same words
    may mean. With ``complement`` those counted are the ones of the group for whom ``term`` did not come about.
    ``printed`` is the measure whose printed percentage is the share of the first group. ``scored`` says that it takes a first
    and a last score, so that it is not known of those without.
    """

    id: str
    term: Term
    words: str
    of: tuple[str, ...]
    also: tuple[str, ...]
    complement: bool
    printed: str
    scored: bool


@dataclass(frozen=True, slots=True)
class Definition:
    """An outcome as a share of a group, or as a count where there is no group."""

    outcome: Outcome
    group: Group | None

    @property
    def measures(self) -> tuple[str, ...]:
        """The published counts that it takes."""
        unseen = self.group.unseen if self.group and self.outcome.scored else None
        terms = (self.outcome.term, self.group.term if self.group else None, unseen)
        return tuple(measure for term in terms if term for measure in term.measures)


@cache
def _content() -> dict[str, Any]:
    return tomllib.loads((resources.files(__package__) / "definitions.toml").read_text(encoding="utf-8"))


@cache
def groups() -> dict[str, Group]:
    """Every group, by id."""
    return {
        id_: Group(id_, _term(row["term"]), row["words"], _term(row["unseen"]) if "unseen" in row else None)
        for id_, row in _content()["groups"].items()
    }


@cache
def outcomes() -> dict[str, Outcome]:
    """Every outcome, by id."""
    rows = _content()["outcomes"]
    return {
        id_: Outcome(
            id_,
            _term(rows[row.get("complement", id_)]["term"]),
            row["words"],
            tuple(row["of"]),
            tuple(row.get("also", ())),
            "complement" in row,
            row.get("printed", ""),
            row.get("scored", False),
        )
        for id_, row in rows.items()
    }


@cache
def opposites() -> dict[str, str]:
    """The outcome that an outcome did not come about, by id."""
    return {row["complement"]: id_ for id_, row in _content()["outcomes"].items() if "complement" in row}


@cache
def phrases() -> tuple[tuple[str, re.Pattern[str]], ...]:
    """Every phrase with the group or outcome it stands for."""
    rows = [*_content()["groups"].items(), *_content()["outcomes"].items()]
    return tuple(
        (id_, re.compile(rf"(?<![\w-])(?:{phrase})(?![\w-])")) for id_, row in rows for phrase in row["phrases"]
    )


@cache
def fillers() -> frozenset[str]:
    """Words without a meaning of their own here."""
    return frozenset(_content()["fillers"]["words"].split())


def _term(text: str) -> Term:
    """``a + b - c or d[class]``."""
    text, _or, other = text.partition(" or ")
    parts = re.findall(r"([+-]?)\s*(\w+(?:\[[^\]]*\])?)", text)
    return Term(
        tuple(count for sign, count in parts if sign != "-"),
        tuple(count for sign, count in parts if sign == "-"),
        _term(other) if other else None,
    )
