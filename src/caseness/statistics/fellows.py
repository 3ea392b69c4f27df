"""Each unit against the others: what it has, and what the rates of all others would give it, stratum by stratum.

Indirect standardisation with the unit itself left out (Breslow and Day 1987, Statistical Methods in Cancer Research II, 2.3).
Units differ for ordinary reasons, so a between-unit variance is added as in `funnel` (Spiegelhalter 2005), with two changes
without which honest units that differ are rejected three to six times as often as they should be, by simulation: φ is divided by
what it is of normal scores once their tails are pulled in, and shares are taken to differ by factors, not by amounts.
And a few units far above all others raise what is expected of every other; where the middle unit shows that, it is put back.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from scipy.stats import norm, poisson

from caseness.statistics.funnel import PULLED_IN, between_variance, over_dispersion

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

    Numbers = NDArray[np.float64]

FEWEST = 5
"""Units with trials below which ordinary differences cannot be told from others."""


@dataclass(frozen=True, slots=True)
class Against:
    """What ``k`` units have against what they would have at their fellows' rates.

    ``excess`` is (observed − expected) ÷ trials with its standard ``error``, ordinary differences included; ``z`` the
    standardised distance, from exact Poisson probabilities where few are expected. Where there is none and none is expected
    z is 0; NaN where nothing can be said.
    """

    observed: Numbers
    expected: Numbers
    trials: Numbers
    excess: Numbers
    error: Numbers
    z: Numbers


def against_fellows(
    successes: ArrayLike, trials: ArrayLike, fellows: tuple[ArrayLike, ArrayLike] | None = None
) -> Against:
    """Compare units by ``successes`` of ``trials`` (units × strata) with all others, or each with ``fellows`` of its own.

    These are the successes and the trials of those it is compared with, itself left out.
    """
    s, t = np.asarray(successes, float), np.asarray(trials, float)
    theirs, others = (s.sum(axis=0) - s, t.sum(axis=0) - t) if fellows is None else fellows
    theirs, others = np.asarray(theirs, float), np.asarray(others, float)
    with np.errstate(divide="ignore", invalid="ignore"):
        rate = theirs / others
        shared = np.where((t > 0) & (others > 0), 1.0, 0.0)  # strata in which there is somebody to compare with
        rate = np.where(shared > 0, rate, 0.0)
        if fellows is None:
            rate = rate * _put_back((s * shared).sum(axis=1), (t * shared * rate).sum(axis=1))
        observed, expected, n = (s * shared).sum(axis=1), (t * shared * rate).sum(axis=1), (t * shared).sum(axis=1)
        chance = rate * (1 - rate)
        variance = (shared * chance * (t + t**2 / np.where(others > 0, others, np.inf))).sum(axis=1) / n**2
        share = expected / n
    excess = np.where(n > 0, (observed - expected) / np.where(n > 0, n, 1), np.nan)
    z = _exact(observed, expected, excess, variance)
    adjusted, tau2 = _by_factors(z, observed, expected, variance / np.where(share > 0, share, np.nan) ** 2)
    error = np.sqrt(variance + tau2 * share**2)
    nothing = (observed == 0) & (expected == 0) & (n > 0)
    return Against(observed, expected, n, excess, np.where(nothing, 0.0, error), np.where(nothing, 0.0, adjusted))


def _put_back(observed: Numbers, expected: Numbers) -> float:
    """The factor by which expectations are too high for the middle unit, below 1 only where chance does not explain it.

    Where factors are log-normal, as of honest units, the middle one lies half their variance below the mean, on the scale of
    logarithms. The variance is that of the middle half, which a few far above all others leave alone, less that of chance.
    """
    many = expected >= _ENOUGH
    if many.sum() < FEWEST:
        return 1.0
    low, middle, high = np.quantile(np.log((observed[many] + 0.5) / (expected[many] + 0.5)), (0.25, 0.5, 0.75))
    chance = float(np.median(1 / (observed[many] + 0.5)))
    whole = max(((high - low) / (norm.ppf(0.75) - norm.ppf(0.25))) ** 2, chance)
    gap = middle + (whole - chance) / 2
    error = np.sqrt(np.pi / 2 * whole / many.sum())
    return float(np.exp(gap)) if gap < -_BEYOND * error else 1.0


def _by_factors(z: Numbers, observed: Numbers, expected: Numbers, relative: Numbers) -> tuple[Numbers, float]:
    """Distances with ordinary differences allowed for, and the variance of these on the scale of log(observed ÷ expected).

    The standard error of that logarithm is the one with which it is as far from 0 as z is, so that where units do not differ
    nothing changes; ``relative`` is its square by the usual approximation, for those too near to 0 to tell, and as the weight
    of a unit, which must not depend on how far from the others it is.
    """
    ratio = np.log((observed + 0.5) / (expected + 0.5))
    with np.errstate(divide="ignore", invalid="ignore"):
        own = np.where(ratio * z > _NEAR**2, (ratio / z) ** 2, relative)
        tau2 = ordinary(z, relative)
        return np.asarray(z * np.sqrt(own / (own + tau2))), tau2


def ordinary(z: ArrayLike, variance: ArrayLike) -> float:
    """The variance between units beyond chance, from their distances in standard errors; NaN with too few units."""
    scores, own = np.asarray(z, float), np.asarray(variance, float)
    known = np.isfinite(scores) & (own > 0)
    if known.sum() < FEWEST:
        return np.nan
    return between_variance(over_dispersion(scores[known]) / PULLED_IN, own[known])


def _exact(observed: Numbers, expected: Numbers, excess: Numbers, variance: Numbers) -> Numbers:
    """Distances in standard errors; where fewer than `_FEW` are expected, by the mid-p of the Poisson law."""
    with np.errstate(divide="ignore", invalid="ignore"):
        plain = excess / np.sqrt(variance)
    above = poisson.sf(observed, expected) + poisson.pmf(observed, expected) / 2
    exact = norm.isf(np.clip(above, 1e-300, 1 - 1e-16))
    few = (expected < _FEW) & (expected > 0)
    return np.where(few & np.isfinite(excess), exact, plain)


_FEW = 20.0
_ENOUGH = 5.0  # expected of a unit, for its factor to be told
_BEYOND = 3.0  # standard errors of a median
_NEAR = 0.1
