"""A quirk of the nation's published dashboard scripts: where the code departs from what it says it computes, and what follows.

The register, ``data/quirks.csv``, has every quirk with its place in the scripts and the reason for its grade. Those that can
be computed have a function under `quirk`, found by being there, that gives both figures on the data at hand; the others say
why they are not.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from importlib import resources
from math import fsum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from caseness.pathways import Pathways
    from caseness.vocabulary.period import Period


class Grade(StrEnum):
    """How grave: a wrong number, something inconsistent or fragile, or a label."""

    HIGH = "H"
    MEDIUM = "M"
    LOW = "L"


@dataclass(frozen=True, slots=True, kw_only=True)
class Quirk:
    """One entry of the register.

    ``does`` is what the script does, ``should`` what its definition says; ``reason`` is why it has its ``grade``;
    ``inferred`` whether that it bites rests on an inferred property of the data. ``place`` is file and lines.
    ``not_computed_because`` is a clause, empty where a function computes it.
    """

    id: str
    grade: Grade
    dashboard: str
    place: str
    does: str
    should: str
    reason: str
    inferred: bool
    not_computed_because: str


class Kind(StrEnum):
    """What a figure is."""

    COUNT = "count"
    PROPORTION = "proportion"
    MEAN = "mean"
    DAYS = "days"


@dataclass(frozen=True, slots=True)
class Value:
    """A figure with what it is made of. ``value`` is None where it is printed as nothing."""

    value: float | None
    numerator: float | None = None
    denominator: float | None = None

    @classmethod
    def count(cls, number: float) -> Value:
        """A plain count."""
        return cls(number, number)

    @classmethod
    def average(cls, values: Sequence[float]) -> Value:
        """The mean of figures that are rates themselves, so that it has no counts of its own; of none None."""
        return cls(fsum(values) / len(values) if values else None)

    @classmethod
    def quotient(cls, numerator: float, denominator: float) -> Value:
        """A share or mean; nothing over nothing is None."""
        return cls(numerator / denominator if denominator else None, numerator, denominator)


@dataclass(frozen=True, slots=True, kw_only=True)
class Both:
    """One figure both ways, for England over the periods asked for.

    ``people`` is the difference, scripted minus correct, in what is counted (``of``: people, courses, appointments, ...);
    None where it has no such difference. ``affected`` says in words whose figures are wrong.
    """

    name: str
    kind: Kind
    scripted: Value
    correct: Value
    people: float | None
    of: str
    affected: str

    @classmethod
    def counts(cls, name: str, scripted: float, correct: float, *, of: str, affected: str) -> Both:
        """A count both ways."""
        return cls(
            name=name,
            kind=Kind.COUNT,
            scripted=Value.count(scripted),
            correct=Value.count(correct),
            people=scripted - correct,
            of=of,
            affected=affected,
        )

    @classmethod
    def several(cls, figures: Mapping[str, tuple[float, float]], *, of: str, affected: str) -> tuple[Both, ...]:
        """Counts by name, each scripted and correct, that are of the same and affect the same."""
        return tuple(cls.counts(name, *both, of=of, affected=affected) for name, both in figures.items())

    @classmethod
    def shares(
        cls, name: str, scripted: tuple[float, float], correct: tuple[float, float], *, of: str, affected: str
    ) -> Both:
        """A share both ways, each as numerator and denominator.

        ``people`` are those by which the denominators differ, or the numerators where the denominators are the same.
        """
        return cls(
            name=name,
            kind=Kind.PROPORTION,
            scripted=Value.quotient(*scripted),
            correct=Value.quotient(*correct),
            people=scripted[1] - correct[1] or scripted[0] - correct[0],
            of=of,
            affected=affected,
        )

    @property
    def difference(self) -> float | None:
        """Scripted minus correct; None where either is nothing."""
        if self.scripted.value is None or self.correct.value is None:
            return None
        return self.scripted.value - self.correct.value


class CannotCompute(Exception):
    """What a quirk needs and the extract lacks, in words."""


@cache
def register() -> tuple[Quirk, ...]:
    """Every quirk, in the order of the dashboards."""
    text = resources.files("caseness.measures").joinpath("data/quirks.csv").read_text(encoding="utf-8")
    return tuple(
        Quirk(
            id=row["quirk"],
            grade=Grade(row["grade"]),
            dashboard=row["dashboard"],
            place=row["place"],
            does=row["does"],
            should=row["should"],
            reason=row["reason"],
            inferred=row["inferred"] == "yes",
            not_computed_because=row["not_computed_because"],
        )
        for row in csv.DictReader(text.splitlines())
    )


@dataclass(frozen=True, slots=True)
class Bearing:
    """Which measures a quirk bears on, by id; ``unsaid`` is why no scripted variant says it, empty where one does."""

    quirk: Quirk
    measures: tuple[str, ...]
    unsaid: str


@cache
def bearings() -> tuple[Bearing, ...]:
    """For every quirk the measures it bears on, in the order of the register."""
    text = resources.files("caseness.measures").joinpath("data/quirks_of_measures.csv").read_text(encoding="utf-8")
    rows = {row["quirk"]: row for row in csv.DictReader(text.splitlines())}
    return tuple(
        Bearing(quirk, tuple(rows[quirk.id]["measures"].split()), rows[quirk.id]["not_an_expression_because"])
        for quirk in register()
    )


@cache
def scripts() -> Mapping[str, str]:
    """By the abbreviation that the register's places use, the script's place in the nation's repository."""
    text = resources.files("caseness.measures").joinpath("data/scripts.csv").read_text(encoding="utf-8")
    return {row["abbreviation"]: row["script"] for row in csv.DictReader(text.splitlines())}


_COMPUTED: dict[str, Callable[[Pathways, Sequence[Period]], tuple[Both, ...]]] = {}


def quirk(
    identity: str,
) -> Callable[
    [Callable[[Pathways, Sequence[Period]], tuple[Both, ...]]], Callable[[Pathways, Sequence[Period]], tuple[Both, ...]]
]:
    """Declare the function that computes a quirk of the register from pathways, over months."""

    def registered(
        function: Callable[[Pathways, Sequence[Period]], tuple[Both, ...]],
    ) -> Callable[[Pathways, Sequence[Period]], tuple[Both, ...]]:
        _COMPUTED[identity] = function
        return function

    return registered


def computed() -> Mapping[str, Callable[[Pathways, Sequence[Period]], tuple[Both, ...]]]:
    """The functions declared so far, by quirk."""
    return _COMPUTED
