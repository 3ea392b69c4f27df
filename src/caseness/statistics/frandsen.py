"""Frandsen's test of manipulation at one value of a discrete variable."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from scipy.stats import binom

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

    Numbers = NDArray[np.float64]

_HALVINGS = 40


def frandsen(before: ArrayLike, at: ArrayLike, after: ArrayLike, k: ArrayLike = 0.05) -> Numbers:
    """Two-sided p for too many or too few at a value, given the counts of its neighbours; for each unit.

    If the density bends by no more than ``k`` there, the share of the three that lies at the value is between
    (1 − k) ÷ (3 − k) and (1 + k) ÷ (3 + k). p = 2 · min(F(n; N, low), 1 − F(n − 1; N, high)), at most 1. Source: Frandsen 2017,
    "Party bias in union representation elections", Advances in Econometrics 38: 281-315.
    """
    n, total, bend = np.asarray(at), np.add(np.add(before, at), after), np.asarray(k, float)
    few = binom.cdf(n, total, (1 - bend) / (3 - bend))
    return np.asarray(np.minimum(1, 2 * np.minimum(few, frandsen_many(before, at, after, bend))))


def frandsen_many(before: ArrayLike, at: ArrayLike, after: ArrayLike, k: ArrayLike = 0.05) -> Numbers:
    """One-sided p for too many at the value: 1 − F(n − 1; N, high)."""
    total, bend = np.add(np.add(before, at), after), np.asarray(k, float)
    return np.asarray(binom.sf(np.asarray(at) - 1, total, (1 + bend) / (3 + bend)))


def bend_needed(before: ArrayLike, at: ArrayLike, after: ArrayLike, size: float = 0.05) -> Numbers:
    """The least ``k`` at which the two-sided test of that size no longer rejects; 1 where none under 1 will do."""
    low = np.zeros(np.broadcast(before, at, after).shape)
    high = np.ones_like(low)
    rejected = frandsen(before, at, after, low) < size
    for _halving in range(_HALVINGS):
        middle = (low + high) / 2
        still = frandsen(before, at, after, middle) < size
        low, high = np.where(still, middle, low), np.where(still, high, middle)
    return np.where(rejected, high, 0.0)
