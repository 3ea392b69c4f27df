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
from scipy.special import expit

from caseness.sources.synthetic.parameters import read
from caseness.vocabulary.problems import problems
from caseness.vocabulary.therapies import therapies

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    from caseness.sources.synthetic.columns.coded import Coded
    from caseness.sources.synthetic.world import Flags, Index, Real, Small

DEPRESSION, ANXIETY = 0, 1
_WEEK = 7
_MIDDLE_AGE, _AGE_STEP = 40, 10  # ages count in tens of years from 40
_MIDDLE_DECILE = 5.5
_DRAWS = 8
_SLIGHT = 0.01  # nearest that a mean share comes to nought or one


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
    gender: Mapping[str, float]
    excess: float
    excess_spread: float
    half_life: float
    seeks_help: float
    seeks_help_spread: float
    swing: tuple[float, float]
    swing_correlation: float
    swing_week: float


@dataclass(frozen=True, slots=True, kw_only=True)
class TreatmentParameters:
    """The entries of ``parameters/treatment.toml``."""

    well: tuple[float, float]
    depression_by_therapy: Mapping[str, float]
    anxiety_by_therapy: Mapping[str, float]
    other_therapy: tuple[float, float]
    by_problem: Mapping[str, float]
    concentration: float
    own: tuple[float, float]
    own_correlation: float
    rate: tuple[float, float]
    age: float
    decile: float
    condition: float
    ethnicity: Mapping[str, float]


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
    gender: Coded,
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
        + gender.valued(numbers.gender)
    ).astype(np.float32)
    level, swing = _distressed(rng, _by_problem()[:, problem] + shift)
    excess = numbers.excess + numbers.excess_spread * rng.standard_normal(len(problem), np.float32)
    return Severity(level=level, usual=level - excess, swing=swing)


def benefit(
    rng: np.random.Generator,
    *,
    severity: Severity,
    problem: Index,
    therapy: Small,
    age: NDArray[np.number],
    decile: Small,
    condition: Flags,
    ethnicity: Coded,
    quality: Real,
    skill: Real,
) -> Benefit:
    """What a course of ``therapy`` (index into `vocabulary.therapies`) will do for each person, from here on.

    It takes a person some share of the way from their lasting level to being well, much of it for some and hardly any for
    others (a beta distribution). ``quality`` of the provider and ``skill`` of the therapist are latent units by which
    people get better; the rest as in `at_referral`. A course of another therapy later on is another benefit, counted
    from its own first contact.
    """
    numbers = treatment_parameters()
    shift = (
        numbers.age * (np.asarray(age, np.float32) - _MIDDLE_AGE) / _AGE_STEP
        + numbers.decile * (decile - _MIDDLE_DECILE)
        + numbers.condition * condition
        + ethnicity.valued(numbers.ethnicity)
        - quality
        - skill
    ).astype(np.float32)
    well = np.array(numbers.well, np.float32)[:, np.newaxis]
    total = _share_of_the_way(rng, problem, therapy) * (well - severity.level) + shift
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


def _distressed(rng: np.random.Generator, mean: Real) -> tuple[Real, Real]:
    """Levels and swings of people about ``mean`` who feel ill enough, in one way or the other, to be referred.

    Who does not is drawn again; after `_DRAWS` times whoever is left is referred all the same.
    """
    numbers = severity_parameters()
    level, swing = np.empty_like(mean), np.empty_like(mean)
    well = np.arange(mean.shape[1])
    for _ in range(_DRAWS):
        level[:, well] = mean[:, well] + _pairs(rng, len(well), numbers.spread, numbers.correlation)
        swing[:, well] = _pairs(rng, len(well), numbers.swing, numbers.swing_correlation)
        felt = (level[:, well] + swing[:, well]).max(axis=0)
        well = well[rng.random(len(well), np.float32) > expit((felt - numbers.seeks_help) / numbers.seeks_help_spread)]
    return level, swing


def _share_of_the_way(rng: np.random.Generator, problem: Index, therapy: Small) -> Real:
    """How far each person is brought, (2, people): a share that both have in common, about the means of the therapy."""
    means = np.clip(_by_therapy()[:, therapy] + _response_by_problem()[problem], _SLIGHT, 1 - _SLIGHT)
    middle = means.mean(axis=0)
    concentration = treatment_parameters().concentration
    drawn = rng.beta(concentration * middle, concentration * (1 - middle))
    share: Real = (means * (drawn / middle)).astype(np.float32)
    return share


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
    """Shape (2, therapies + 1); the last column, reached by the index NONE, is for contacts without therapy: none."""
    numbers = treatment_parameters()
    both = (numbers.depression_by_therapy, numbers.anxiety_by_therapy)
    shares = [
        [by_concept.get(therapy.concept or "", other) for therapy in therapies()] + [0.0]
        for by_concept, other in zip(both, numbers.other_therapy, strict=True)
    ]
    return np.array(shares, np.float32)


@cache
def _response_by_problem() -> Real:
    """One value per problem, and nought at the end for none."""
    by_code = treatment_parameters().by_problem
    return np.array([*(by_code.get(problem.code, 0.0) for problem in problems()), 0.0], np.float32)
