"""Cumulative sums of a rate against what was expected, with limits set by simulation."""

from __future__ import annotations

from dataclasses import dataclass
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


@dataclass(frozen=True, slots=True)
class Onset:
    """For each unit the ``p`` of no change of its rate, and where a change would have begun.

    ``start`` is the first time of the run that climbed highest, ``end`` the time of its height (both counted from 0), ``up``
    whether the rate rose then.
    """

    p: Numbers
    start: NDArray[np.int64]
    end: NDArray[np.int64]
    up: NDArray[np.bool_]


def onset(
    successes: ArrayLike, cases: ArrayLike, random: Generator, *, odds_ratio: float = 1.25, draws: int = 4999
) -> Onset:
    """Whether the rate of each row (units × times) changed at some time, looking back on the whole series.

    Two CUSUMs, for a rise and for a fall, against the row's own rate; the higher of their peaks is held against the same of
    ``draws`` series with one constant rate, in which the rate is estimated anew. Units without a success or a failure are NaN.
    """
    y, n = np.atleast_2d(np.asarray(successes)), np.atleast_2d(np.asarray(cases))
    units = len(y)
    p, start, end, up = np.full(units, np.nan), np.zeros(units, int), np.zeros(units, int), np.zeros(units, bool)
    for unit in range(units):
        total, done = n[unit].sum(), y[unit].sum()
        if not 0 < done < total:
            continue
        seen = _both(y[unit][None], n[unit], odds_ratio)[:, 0]
        null = _both(random.binomial(n[unit].astype(int), done / total, (draws, len(n[unit]))), n[unit], odds_ratio)
        peak = seen.max()
        p[unit] = (1 + (null.max(axis=(0, 2)) >= peak).sum()) / (1 + draws)
        way, end[unit] = np.unravel_index(int(seen.argmax()), seen.shape)
        up[unit] = way == 0
        rests = np.flatnonzero(seen[way, : end[unit]] == 0)
        start[unit] = rests[-1] + 1 if len(rests) else 0
    return Onset(p, start, end, up)


def _both(y: NDArray[np.int64], n: NDArray[np.int64], odds_ratio: float) -> Numbers:
    """Two ways × series × times: the CUSUMs for a rise and for a fall, each series against its own rate."""
    rate = np.clip(y.sum(axis=1) / n.sum(), 1e-9, 1 - 1e-9)[:, None]
    return np.stack([cusum(y, n, rate, odds_ratio), cusum(y, n, rate, 1 / odds_ratio)])
