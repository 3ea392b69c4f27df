"""What people answer: PHQ-9, GAD-7 and WSAS item by item, from their severity on the day.

Each questionnaire follows a graded response model with a normal ogive (Samejima 1969): an answer is at least k when
``slope x severity + noise`` passes the item's k-th threshold. Thresholds and slopes come from the shares and loadings of
``parameters/items.toml``. A total is the sum of its items. Some people answer all items alike.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

import numpy as np
from scipy.special import ndtr, ndtri

from caseness.sources.synthetic.answers.severity import severity_parameters
from caseness.sources.synthetic.columns.days import NONE
from caseness.sources.synthetic.parameters import read
from caseness.vocabulary.data_set import concepts

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from caseness.sources.synthetic.world import Flags, Real, Small

Item = tuple[float, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemParameters:
    """The entries of ``parameters/items.toml``."""

    spread: float
    phq9: tuple[Item, ...]
    gad7: tuple[Item, ...]
    wsas: tuple[Item, ...]
    functioning: tuple[float, float]
    straight: float


@dataclass(frozen=True, slots=True)
class Scale:
    """A questionnaire as a graded response model: ``slope`` (items) and ``threshold`` (items, highest answer)."""

    slope: Real
    threshold: Real

    @property
    def items(self) -> int:
        """The number of items."""
        return len(self.slope)

    @property
    def highest(self) -> int:
        """The highest answer to an item."""
        return int(self.threshold.shape[1])

    def answer(self, rng: np.random.Generator, severity: Real, straight: Flags) -> Small:
        """Answers (people, items), each from 0 to ``highest``; ``straight`` people answer every item alike."""
        answers = np.empty((len(severity), self.items), np.int8)
        for item, (slope, thresholds) in enumerate(zip(self.slope, self.threshold, strict=True)):
            answers[:, item] = _passed(rng, slope * severity, thresholds)
        alike = _passed(rng, self.slope.mean() * severity[straight], self.threshold.mean(axis=0))
        answers[straight] = alike[:, np.newaxis]
        return answers

    def expected(self, severity: Real) -> Real:
        """The mean total of people of that severity who answer item by item."""
        grid = np.linspace(-8, 8, 321, dtype=np.float32)
        passed = ndtr(grid[:, np.newaxis, np.newaxis] * self.slope[:, np.newaxis] - self.threshold)
        mean: Real = np.interp(severity, grid, passed.sum(axis=(1, 2))).astype(np.float32)
        return mean


@cache
def item_parameters() -> ItemParameters:
    """The numbers for answers."""
    return read(ItemParameters, "items")


@cache
def phq9() -> Scale:
    """The PHQ-9, driven by depression."""
    return _by_shares(item_parameters().phq9)


@cache
def gad7() -> Scale:
    """The GAD-7, driven by anxiety."""
    return _by_shares(item_parameters().gad7)


@cache
def wsas() -> Scale:
    """The WSAS, driven by impairment, which is standardised."""
    highest = min(concept.highest or 0 for concept in concepts("questionnaire_item"))
    loading, mean, spread = np.array(item_parameters().wsas, np.float64).T
    steps = np.arange(1, highest + 1) - 0.5
    residual = np.sqrt(1 - loading**2)
    threshold = (steps - mean[:, np.newaxis]) / (spread * residual)[:, np.newaxis]
    return Scale((loading / residual).astype(np.float32), threshold.astype(np.float32))


def impairment(depression: Real, anxiety: Real, own: Real) -> Real:
    """How far work and life are impaired, standardised at referral; ``own`` is standard normal and stays with the person."""
    numbers = item_parameters()
    by_depression, by_anxiety = numbers.functioning
    explained = by_depression**2 + by_anxiety**2 + 2 * by_depression * by_anxiety * severity_parameters().correlation
    felt = (by_depression * depression + by_anxiety * anxiety) / numbers.spread
    impaired: Real = (felt + np.sqrt(1 - explained) * own).astype(np.float32)
    return impaired


def expected_scores(depression: Real, anxiety: Real) -> tuple[Real, Real]:
    """The mean PHQ-9 and GAD-7 totals of people of that severity."""
    return phq9().expected(depression), gad7().expected(anxiety)


def total(answers: Small) -> Small:
    """The sum of the items; NONE where an item is NONE."""
    complete = (answers >= 0).all(axis=1)
    return np.where(complete, answers.sum(axis=1, dtype=np.int8), NONE).astype(np.int8)


def _passed(rng: np.random.Generator, mean: Real, thresholds: Real) -> NDArray[np.int8]:
    reached = mean + rng.standard_normal(len(mean), np.float32)
    passed = np.zeros(len(mean), np.int8)
    for threshold in thresholds:
        passed += reached > threshold
    return passed


def _by_shares(items: tuple[Item, ...]) -> Scale:
    """Slopes and thresholds that give the shares among people of the spread at referral."""
    table = np.array(items, np.float64)
    loading, shares = table[:, 0], table[:, 1:]
    residual = np.sqrt(1 - loading**2)
    slope = loading / (residual * item_parameters().spread)
    threshold = -ndtri(shares) / residual[:, np.newaxis]
    return Scale(slope.astype(np.float32), threshold.astype(np.float32))
