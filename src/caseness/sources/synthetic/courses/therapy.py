"""Which therapy: by step and problem for a course, and how a first contact is coded."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, TypeVar

import numpy as np

from caseness.sources.synthetic.columns.mixes import happens, pick, pick_by
from caseness.sources.synthetic.parameters import read
from caseness.vocabulary.problems import problems
from caseness.vocabulary.therapies import Step, therapies

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    from caseness.sources.synthetic.world import Flags, Index, Real, Small

Value = TypeVar("Value")
_OTHER = ""  # the entry for problems that have none of their own


@dataclass(frozen=True, slots=True, kw_only=True)
class TherapyParameters:
    """The entries of ``parameters/therapies.toml``."""

    first_contact: Mapping[str, float]
    first_contact_high: float
    low: Mapping[str, float]
    internet: Mapping[str, float]
    high: Mapping[str, Mapping[str, float]]
    high_share: Mapping[str, float]
    high_by_severity: float
    internet_share: float
    never_coded: float
    not_coded: float


@dataclass(frozen=True, slots=True)
class Choice:
    """What people taken on are to begin with: ``therapy`` by index, whether it is of high intensity, or by internet."""

    therapy: Small
    high: Flags
    internet: Flags


@cache
def therapy_parameters() -> TherapyParameters:
    """The numbers for therapies."""
    return read(TherapyParameters, "therapies")


def choose(rng: np.random.Generator, *, problem: Index, severity: Real) -> Choice:
    """The therapy each person begins with, by problem and by how ill they are."""
    numbers = therapy_parameters()
    shares = np.array(_by_problem(numbers.high_share), float)
    odds = np.log(shares / (1 - shares))[problem] + numbers.high_by_severity * severity
    high = happens(rng, odds, len(problem))
    internet = ~high & (rng.random(len(problem)) < numbers.internet_share)
    therapy = np.where(high, high_therapy(rng, problem), low_therapy(rng, len(problem)))
    by_internet = _drawn(rng, numbers.internet, len(problem))
    return Choice(np.where(internet, by_internet, therapy).astype(np.int8), high, internet)


def high_therapy(rng: np.random.Generator, problem: Index) -> Small:
    """A high-intensity therapy for each person, by problem."""
    concepts, shares = _high_shares()
    return _indices(concepts)[pick_by(rng, shares, problem)]


def low_therapy(rng: np.random.Generator, number: int) -> Small:
    """Low-intensity therapies."""
    return _drawn(rng, therapy_parameters().low, number)


def first_coded(rng: np.random.Generator, number: int) -> Small:
    """How the treatment part of first contacts is coded."""
    return _drawn(rng, therapy_parameters().first_contact, number)


@cache
def is_high() -> Flags:
    """Whether each therapy of the vocabulary is of high intensity."""
    return np.array([therapy.step is Step.HIGH for therapy in therapies()])


def therapy_called(concept: str) -> int:
    """The index of the therapy of this concept in `vocabulary.therapies`."""
    return [therapy.concept for therapy in therapies()].index(concept)


def _drawn(rng: np.random.Generator, mix: Mapping[str, float], number: int) -> Small:
    return _indices(tuple(mix))[pick(rng, list(mix.values()), number)]


@cache
def _indices(concepts: tuple[str, ...]) -> Small:
    return np.array([therapy_called(concept) for concept in concepts], np.int8)


@cache
def _high_shares() -> tuple[tuple[str, ...], NDArray[np.float64]]:
    """All therapies of high intensity, and the share of each for every problem."""
    mixes = _by_problem(therapy_parameters().high)
    concepts = tuple(dict.fromkeys(concept for mix in mixes for concept in mix))
    return concepts, np.array([[mix.get(concept, 0.0) for concept in concepts] for mix in mixes])


def _by_problem(values: Mapping[str, Value]) -> list[Value]:
    """A value for every problem of the vocabulary."""
    return [values.get(problem.code, values[_OTHER]) for problem in problems()]
