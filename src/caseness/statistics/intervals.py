"""Intervals for proportions: what chance would move, and what rounding leaves open."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from math import hypot, sqrt

from scipy.stats import beta, norm


def wilson(successes: float, trials: float, confidence: float = 0.95) -> tuple[float, float]:
    """Score interval for a proportion (Wilson 1927, JASA 22: 209-212). ``trials`` must be positive."""
    if trials <= 0:
        raise ValueError("a proportion needs at least one trial")
    z = _two_sided(confidence)
    share = successes / trials
    centre = (share + z * z / (2 * trials)) / (1 + z * z / trials)
    half = z / (1 + z * z / trials) * sqrt(share * (1 - share) / trials + z * z / (4 * trials * trials))
    low = 0.0 if successes <= 0 else max(0.0, centre - half)
    high = 1.0 if successes >= trials else min(1.0, centre + half)
    return low, high


@cache
def _two_sided(confidence: float) -> float:
    """The standard normal quantile that leaves half of what is not covered on each side."""
    return float(norm.ppf(0.5 + confidence / 2))


def clopper_pearson(successes: int, trials: int, confidence: float = 0.95) -> tuple[float, float]:
    """Exact interval for a proportion (Clopper and Pearson 1934, Biometrika 26: 404-413)."""
    if trials <= 0:
        raise ValueError("a proportion needs at least one trial")
    tail = (1 - confidence) / 2
    low = 0.0 if successes == 0 else float(beta.ppf(tail, successes, trials - successes + 1))
    high = 1.0 if successes == trials else float(beta.ppf(1 - tail, successes + 1, trials - successes))
    return low, high


def difference_interval(
    first: tuple[float, float], second: tuple[float, float], confidence: float = 0.95
) -> tuple[float, float]:
    """Interval for the first proportion less the second, each as (share, trials).

    From their score intervals (Newcombe 1998, Statistics in Medicine 17: 873-890, method 10).
    """
    one, two = first[0], second[0]
    (low_one, high_one), (low_two, high_two) = (wilson(p * n, n, confidence) for p, n in (first, second))
    difference = one - two
    return difference - hypot(one - low_one, high_two - two), difference + hypot(high_one - one, two - low_two)


@dataclass(frozen=True, slots=True)
class Limits:
    """The least and the most a figure can be, given how it was printed."""

    low: float
    high: float
