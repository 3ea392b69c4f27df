"""The choices that a definition of recovery is made of, the doses NICE recommends, and what reliable change rests on.

Choices are in ``data/specification_choices.csv``, doses in ``data/nice_doses.csv``, reliabilities in
``data/questionnaire_reliability.csv``.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from math import ceil, sqrt

from caseness.vocabulary import table
from caseness.vocabulary.therapies import Step

_Z = 1.96  # Jacobson & Truax 1991, J Consult Clin Psychol 59: 12-19


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """One answer to one question of a definition, such as which score is the last.

    ``value`` is the number it turns on: contacts, points, days or sessions by its factor; ``margin`` the days by which a
    score may lie off a week. ``official`` marks the choice of the published recovery rate.
    """

    factor: str
    id: str
    words: str
    short: str
    value: int | None
    margin: int | None
    official: bool
    source: str


@cache
def factors() -> dict[str, tuple[Choice, ...]]:
    """Every question of a definition with its choices, the questions and the choices in the order of the file."""
    found: dict[str, list[Choice]] = {}
    for row in table("specification_choices"):
        found.setdefault(row["factor"], []).append(
            Choice(
                factor=row["factor"],
                id=row["id"],
                words=row["words"],
                short=row["short"],
                value=int(row["value"]) if row["value"] else None,
                margin=int(row["margin"]) if row["margin"] else None,
                official=row["official"] == "yes",
                source=row["source"],
            )
        )
    return {factor: tuple(choices) for factor, choices in found.items()}


def choice(factor: str, identity: str) -> Choice:
    """One choice. Raises `KeyError` if there is none of that name."""
    return {one.id: one for one in factors()[factor]}[identity]


def number_of(factor: str, identity: str) -> int:
    """The number a choice turns on. Raises `ValueError` for a choice without one."""
    value = choice(factor, identity).value
    if value is None:
        raise ValueError(f"{factor} {identity} turns on no number")
    return value


@dataclass(frozen=True, slots=True, kw_only=True)
class Dose:
    """The fewest sessions that a NICE guideline names for a problem at one intensity of therapy."""

    code: str
    intensity: Step
    least_sessions: int
    verified: bool
    source: str


@cache
def nice_doses() -> tuple[Dose, ...]:
    """Every dose that a guideline names."""
    return tuple(
        Dose(
            code=row["code"],
            intensity=Step(row["intensity"]),
            least_sessions=int(row["least_sessions"]),
            verified=row["verified"] == "yes",
            source=row["source"],
        )
        for row in table("nice_doses")
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Reliability:
    """What reliable change on a questionnaire rests on: the standard deviation of scores and two reliabilities."""

    questionnaire: str
    sd: float
    internal_consistency: float
    test_retest: float
    verified: bool
    source: str

    @property
    def change_by_consistency(self) -> float:
        """The smallest reliable change in points, by internal consistency (see `reliable_change`)."""
        return reliable_change(self.sd, self.internal_consistency)

    @property
    def change_by_retest(self) -> float:
        """The smallest reliable change in points, by test-retest reliability."""
        return reliable_change(self.sd, self.test_retest)

    @property
    def points_by_retest(self) -> int:
        """The same as whole points of a score."""
        return ceil(self.change_by_retest)


@cache
def reliabilities() -> dict[str, Reliability]:
    """By the id of a questionnaire."""
    return {
        row["questionnaire"]: Reliability(
            questionnaire=row["questionnaire"],
            sd=float(row["sd"]),
            internal_consistency=float(row["internal_consistency"]),
            test_retest=float(row["test_retest"]),
            verified=row["verified"] == "yes",
            source=row["source"],
        )
        for row in table("questionnaire_reliability")
    }


def reliable_change(sd: float, reliability: float) -> float:
    """1.96·σ·√2·√(1 − r): a change that measurement error alone exceeds in one of twenty.

    Source: Jacobson & Truax 1991, J Consult Clin Psychol 59: 12-19.
    """
    return _Z * sd * sqrt(2) * sqrt(1 - reliability)
