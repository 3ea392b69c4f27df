"""How ill people are and how that moves: depression and anxiety as latent severities, behind every form they fill in.

A severity is a lasting level and a passing swing. At referral the level lies above what is usual for the person, and that
excess passes by itself (natural recovery); swings come and go within weeks; treatment moves both the level and the usual,
with diminishing returns from contact to contact. All arrays have two rows, depression and anxiety, and one column per
referral. Unit and numbers: ``parameters/severity.toml`` and ``parameters/treatment.toml``.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

import numpy as np

from caseness.sources.synthetic.parameters import read
from caseness.vocabulary.problems import problems
from caseness.vocabulary.therapies import therapies

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    from caseness.sources.synthetic.world import Flags, Index, Real, Small

DEPRESSION, ANXIETY = 0, 1
_WEEK = 7
_MIDDLE_AGE, _AGE_STEP = 40, 10  # ages count in tens of years from 40
_MIDDLE_DECILE = 5.5


@dataclass(frozen=True, slots=True, kw_only=True)
class SeverityParameters:
    """The entries of ``parameters/severity.toml``."""

    typical: tuple[float, float]
    spread: tuple[float, float]
    correlation: float
    depression_by_problem: Mapping[str, float]
    anxiety_by_problem: Mapping[str, float]
    age: float
    decile: float
    condition: float
    out_of_work: float
    excess: float
    excess_spread: float
    half_life: float
    swing: tuple[float, float]
    swing_correlation: float
    swing_week: float


@dataclass(frozen=True, slots=True, kw_only=True)
class TreatmentParameters:
    """The entries of ``parameters/treatment.toml``."""

    depression_by_therapy: Mapping[str, float]
    anxiety_by_therapy: Mapping[str, float]
    other_therapy: tuple[float, float]
    own: tuple[float, float]
    own_correlation: float
    rate: tuple[float, float]
    age: float
    decile: float
    condition: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Severity:
    """The state of some people on one day; arrays of shape (2, people)."""

    level: Real
    usual: Real
    swing: Real

    @property
    def depression(self) -> Real:
        """Depression as it is felt on the day."""
        felt: Real = self.level[DEPRESSION] + self.swing[DEPRESSION]
        return felt

    @property
    def anxiety(self) -> Real:
        """Anxiety as it is felt on the day."""
        felt: Real = self.level[ANXIETY] + self.swing[ANXIETY]
        return felt

    def __getitem__(self, people: NDArray[np.integer] | Flags) -> Severity:
        return Severity(level=self.level[:, people], usual=self.usual[:, people], swing=self.swing[:, people])


@dataclass(frozen=True, slots=True, kw_only=True)
class Benefit:
    """What treatment does for each person: the change a long course would come to (2, people), and how fast.

    Negative is better. ``rate`` is the share of what is left that one contact brings about.
    """

    total: Real
    rate: Real

    def change(self, number: NDArray[np.integer]) -> Real:
        """The change (2, people) brought about by the treatment contact of that number, the first being 1."""
        left = np.power(1 - self.rate, (number - 1).astype(np.float32), dtype=np.float32)
        return self.total * (self.rate * left)

    def __getitem__(self, people: NDArray[np.integer] | Flags) -> Benefit:
        return Benefit(total=self.total[:, people], rate=self.rate[people])


@cache
def severity_parameters() -> SeverityParameters:
    """The numbers for severity."""
    return read(SeverityParameters, "severity")


@cache
def treatment_parameters() -> TreatmentParameters:
    """The numbers for treatment."""
    return read(TreatmentParameters, "treatment")


def at_referral(
    rng: np.random.Generator,
    *,
    problem: Index,
    age: NDArray[np.number],
    decile: Small,
    condition: Flags,
    out_of_work: Flags,
) -> Severity:
    """The severity of people on the day they are referred.

    ``problem`` indexes `vocabulary.problems` (NONE where there is none), ``age`` is in years, ``decile`` that of
    deprivation, 1 the most deprived; ``condition`` is a long-term physical one.
    """
    numbers = severity_parameters()
    shift = (
        numbers.age * (np.asarray(age, np.float32) - _MIDDLE_AGE) / _AGE_STEP
        + numbers.decile * (decile - _MIDDLE_DECILE)
        + numbers.condition * condition
        + numbers.out_of_work * out_of_work
    ).astype(np.float32)
    level = _by_problem()[:, problem] + shift
    level += _pairs(rng, len(problem), numbers.spread, numbers.correlation)
    excess = numbers.excess + numbers.excess_spread * rng.standard_normal(len(problem), np.float32)
    swing = _pairs(rng, len(problem), numbers.swing, numbers.swing_correlation)
    return Severity(level=level, usual=level - excess, swing=swing)


def benefit(
    rng: np.random.Generator,
    *,
    therapy: Small,
    age: NDArray[np.number],
    decile: Small,
    condition: Flags,
    quality: Real,
    skill: Real,
) -> Benefit:
    """What a course of ``therapy`` (index into `vocabulary.therapies`) will do for each person, from here on.

    ``quality`` of the provider and ``skill`` of the therapist are latent units by which people get better; the rest as
    in `at_referral`. A course of another therapy later on is another benefit, counted from its own first contact.
    """
    numbers = treatment_parameters()
    shift = (
        numbers.age * (np.asarray(age, np.float32) - _MIDDLE_AGE) / _AGE_STEP
        + numbers.decile * (decile - _MIDDLE_DECILE)
        + numbers.condition * condition
        - quality
        - skill
    ).astype(np.float32)
    total = _by_therapy()[:, therapy] + shift
    total += _pairs(rng, len(therapy), numbers.own, numbers.own_correlation)
    lowest, highest = numbers.rate
    rate = np.float32(lowest) + np.float32(highest - lowest) * rng.random(len(therapy), np.float32)
    return Benefit(total=total, rate=rate)


def advance(severity: Severity, rng: np.random.Generator, *, days: NDArray[np.integer], change: Real) -> Severity:
    """The severity ``days`` later, with the ``change`` (2, people) that treatment has brought about meanwhile.

    The excess over the usual halves every half-life; swings are a first-order autoregression in time (the exact
    solution of the Ornstein-Uhlenbeck process), so that any steps over the same days give the same distribution.
    """
    numbers = severity_parameters()
    left = np.exp2(-days.astype(np.float32) / np.float32(numbers.half_life))
    kept = np.power(np.float32(numbers.swing_week), days.astype(np.float32) / _WEEK)
    fresh = _pairs(rng, len(days), numbers.swing, numbers.swing_correlation)
    usual = severity.usual + change
    return Severity(
        level=usual + (severity.level - severity.usual) * left,
        usual=usual,
        swing=severity.swing * kept + fresh * np.sqrt(1 - kept * kept),
    )


def _pairs(rng: np.random.Generator, number: int, spread: tuple[float, float], correlation: float) -> Real:
    """Correlated normal values, shape (2, number)."""
    pairs = rng.standard_normal((2, number), np.float32)
    pairs[1] = correlation * pairs[0] + np.sqrt(1 - correlation**2) * pairs[1]
    pairs *= np.array(spread, np.float32)[:, np.newaxis]
    return pairs


@cache
def _by_problem() -> Real:
    """Shape (2, problems + 1); the last column, reached by the index NONE, is for no problem recorded."""
    numbers = severity_parameters()
    both = (numbers.depression_by_problem, numbers.anxiety_by_problem)
    means = [
        [typical + by_code.get(problem.code, 0.0) for problem in problems()] + [typical]
        for by_code, typical in zip(both, numbers.typical, strict=True)
    ]
    return np.array(means, np.float32)


@cache
def _by_therapy() -> Real:
    """Shape (2, therapies + 1); the last column, reached by the index NONE, is for contacts without therapy: no change."""
    numbers = treatment_parameters()
    both = (numbers.depression_by_therapy, numbers.anxiety_by_therapy)
    changes = [
        [by_concept.get(therapy.concept or "", other) for therapy in therapies()] + [0.0]
        for by_concept, other in zip(both, numbers.other_therapy, strict=True)
    ]
    return np.array(changes, np.float32)
