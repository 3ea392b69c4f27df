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
    """For each unit the ``jump`` of the mean with its standard ``error``, and the degrees of ``freedom`` of the residuals."""

    jump: Numbers
    error: Numbers
    freedom: float


def weighted_jump(
    counts: ArrayLike, outcomes: ArrayLike, values: ArrayLike, window: ArrayLike, *, degree: int = 3
) -> MeanJump:
    """E[outcome | value s] = P(s) + δ·1[s in window], from counts of units × values × outcomes.

    Least squares, each value weighted by how many there are; the outcome's variance within values is taken as common, and the
    error is raised where means lie further from the curve than it explains (a Birge ratio over 1).
    """
    n, x = np.asarray(counts, float), np.asarray(outcomes, float)
    s = np.asarray(values, float)
    total = n.sum(axis=-1)
    safe = np.maximum(total, 1)
    mean = n @ x / safe
    within = (n @ x**2 - safe * mean**2).sum(axis=-1) / np.maximum(total.sum(axis=-1) - len(s), 1)
    terms = design(s, np.isin(s, np.asarray(window, float)), degree)
    information = np.einsum("us,sk,sl->ukl", total, terms, terms)
    broken = np.linalg.cond(information) > 1e12
    information[broken] = np.eye(terms.shape[1])
    covariance = np.linalg.inv(information)
    beta = np.einsum("ukl,us,sl->uk", covariance, total * mean, terms)
    freedom = float(len(s) - terms.shape[1])
    misfit = (total * (mean - beta @ terms.T) ** 2).sum(axis=-1) / freedom
    with np.errstate(invalid="ignore", divide="ignore"):
        error = np.sqrt(covariance[:, 0, 0] * np.maximum(within, misfit))
    return MeanJump(np.where(broken, np.nan, beta[:, 0]), np.where(broken, np.nan, error), freedom)


def over_others(found: MeanJump, others: MeanJump) -> MeanJump:
    """Jumps over those of all others, unit by unit, with the error of a difference."""
    return MeanJump(found.jump - others.jump, np.hypot(found.error, others.error), found.freedom)
