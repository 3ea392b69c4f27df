"""Cumulative sums of a rate against what was expected, with limits set by simulation."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.random import Generator
    from numpy.typing import ArrayLike, NDArray

    Numbers = NDArray[np.float64]


def cusum(successes: ArrayLike, cases: ArrayLike, expected: ArrayLike, odds_ratio: float = 1.5) -> Numbers:
    """The risk-adjusted CUSUM of each row (units × times), never below 0: Sₜ = max(0, Sₜ₋₁ + Wₜ).

    Wₜ = y·ln OR − n·ln(1 − p + OR·p) for y successes of n cases, p expected of each: the log likelihood ratio of odds
    multiplied by ``odds_ratio``, which below 1 looks for a fall. Source: Steiner, Cook, Farewell and Treasure 2000, Biostatistics
    1: 441-452.
    """
    y, n, p = (np.atleast_2d(np.asarray(value, float)) for value in (successes, cases, expected))
    weights = y * np.log(odds_ratio) - n * np.log1p((odds_ratio - 1) * p)
    sums, total = np.zeros(weights.shape), np.zeros(weights.shape[0])
    for time in range(weights.shape[1]):
        total = np.maximum(0, total + weights[:, time])
        sums[:, time] = total
    return sums


def cusum_limit(
    cases: ArrayLike, expected: ArrayLike, size: float, random: Generator, odds_ratio: float = 1.5, draws: int = 10_000
) -> Numbers:
    """The limit that a CUSUM of these cases crosses at any time with probability ``size`` though nothing changed; per row.

    The same sizes and expectations, successes drawn binomially ``draws`` times. A limit for an in-control average run length of R
    times, over a series of T of them, is that of ``size`` = 1 − exp(−T ÷ R), as run lengths are nearly exponential.
    """
    n, p = (np.atleast_2d(np.asarray(value)) for value in (cases, expected))
    n, p = np.broadcast_arrays(n, p)
    limits = np.empty(len(n))
    for unit, (sizes, chance) in enumerate(zip(n, p, strict=True)):
        drawn = random.binomial(sizes.astype(int), chance, (draws, len(sizes)))
        limits[unit] = np.quantile(cusum(drawn, sizes, chance, odds_ratio).max(axis=1), 1 - size)
    return limits
