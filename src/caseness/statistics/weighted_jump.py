"""Whether the mean of one score jumps where another lies in a window, against a smooth dependence on it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from caseness.statistics.quasi_poisson_jump import design

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

    Numbers = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class MeanJump:
    """For each unit the ``jump`` of the mean with its standard ``error``."""

    jump: Numbers
    error: Numbers


def weighted_jump(
    counts: ArrayLike,
    outcomes: ArrayLike,
    values: ArrayLike,
    window: ArrayLike,
    *,
    expected: ArrayLike = 0.0,
    noise: ArrayLike = 0.0,
    degree: int = 3,
    steps: tuple[float, ...] = (),
) -> MeanJump:
    """E[outcome | value s] = expected(s) + P(s) + δ·1[s in window], from counts of units × values × outcomes.

    Each of ``steps`` adds a term 1[s < step]. Least squares, each value weighted by how many there are; the outcome's variance
    within values is taken as common, and the error is raised where means lie further from the curve than it explains (a Birge
    ratio over 1). What is ``expected`` may be of others, of whom there are 1 ÷ ``noise`` for each one of the unit.
    """
    n, x = np.asarray(counts, float), np.asarray(outcomes, float)
    s = np.asarray(values, float)
    total = n.sum(axis=-1)
    safe = np.maximum(total, 1)
    mean = n @ x / safe
    within = (n @ x**2 - safe * mean**2).sum(axis=-1) / np.maximum(total.sum(axis=-1) - len(s), 1)
    beyond = mean - np.asarray(expected, float)
    terms = design(s, np.isin(s, np.asarray(window, float)), degree, steps)
    information = np.einsum("us,sk,sl->ukl", total, terms, terms)
    broken = np.linalg.cond(information) > 1e12
    information[broken] = np.eye(terms.shape[1])
    covariance = np.linalg.inv(information)
    beta = np.einsum("ukl,us,sl->uk", covariance, total * beyond, terms)
    misfit = (total * (beyond - beta @ terms.T) ** 2).sum(axis=-1) / (len(s) - terms.shape[1])
    with np.errstate(invalid="ignore", divide="ignore"):
        error = np.sqrt(covariance[:, 0, 0] * np.maximum(within * (1 + np.asarray(noise, float)), misfit))
    return MeanJump(np.where(broken, np.nan, beta[:, 0]), np.where(broken, np.nan, error))


def means(counts: ArrayLike, outcomes: ArrayLike) -> Numbers:
    """The mean outcome at each value, from counts of units × values × outcomes; where there is none, that of all values."""
    n, x = np.asarray(counts, float), np.asarray(outcomes, float)
    total = n.sum(axis=-1)
    overall = (n @ x).sum(axis=-1, keepdims=True) / np.maximum(total.sum(axis=-1, keepdims=True), 1)
    return np.asarray(np.where(total > 0, n @ x / np.maximum(total, 1), overall))
