"""How far units truly differ, how much of what is seen is chance, and whether the same units stay high or low.

Rates are compared on the arcsine scale, where a unit of n cases has sampling variance s² = 1/(4n) whatever its rate. The
true variance between units, τ², is the one that gives the scores y ÷ √(s² + τ²) the variance they should have (Paule and
Mandel 1982, Journal of Research of the National Bureau of Standards 87: 377-385). So that a few odd units do not decide,
scores are winsorised, a tenth at each end, and held against the variance of a normal so winsorised. The τ² of `funnel` is
not scaled back in this way and is smaller; it makes limits for outliers, this one measures. Intervals resample the units.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from scipy.stats import norm, rankdata

from caseness.statistics.funnel import WINSORISED

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray


@dataclass(frozen=True, slots=True)
class Spread:
    """The standard deviation of k units' true rates with its interval; ``centre`` is the pooled rate.

    ``beyond_chance`` is the share of the variance between the rates seen that is true: τ² ÷ (τ² + mean s²).
    """

    units: int
    centre: float
    deviation: float
    low: float
    high: float
    beyond_chance: float


def spread(successes: ArrayLike, cases: ArrayLike, *, resamples: int = 200, seed: int = 0) -> Spread:
    """The spread of units with ``successes`` of ``cases`` (arrays of length k, cases positive), 95% interval."""
    n = np.asarray(cases, float)
    r = np.minimum(np.asarray(successes, float), n)
    again = np.random.default_rng(seed).integers(0, n.size, (resamples, n.size))
    picks = np.vstack([np.arange(n.size), again])
    centre, tau2 = _between(r[picks], n[picks])
    deviation = 2 * np.sqrt(centre * (1 - centre) * tau2)
    low, high = np.quantile(deviation[1:], [0.025, 0.975])
    return Spread(
        units=n.size,
        centre=float(centre[0]),
        deviation=float(deviation[0]),
        low=float(min(low, deviation[0])),
        high=float(max(high, deviation[0])),
        beyond_chance=float(tau2[0] / (tau2[0] + np.mean(1 / (4 * n)))),
    )


@dataclass(frozen=True, slots=True)
class Persistence:
    """How far the order of units in one year is that of the next.

    ``observed`` is Spearman's rank correlation; ``reliability`` the share of the variance seen that is true, in each year;
    ``corrected`` the correlation of the true rates with its interval.
    """

    units: int
    observed: float
    reliability: tuple[float, float]
    corrected: float
    low: float
    high: float


def persistence(
    first: tuple[ArrayLike, ArrayLike], second: tuple[ArrayLike, ArrayLike], *, resamples: int = 200, seed: int = 0
) -> Persistence:
    """Rank correlation of the rates of the same k units in two periods, corrected for noise; 95% interval.

    Each argument is successes and cases. Spearman's ρ is turned into the correlation it stands for under normality,
    2 sin(πρ/6) (Pearson 1907), and divided by the root of the product of the reliabilities τ² ÷ (τ² + mean sampling
    variance) (Spearman 1904, American Journal of Psychology 15: 72-101). Not above 1. Interval: resampled units.
    """
    (r1, n1), (r2, n2) = (
        (np.minimum(np.asarray(r, float), np.asarray(n, float)), np.asarray(n, float)) for r, n in (first, second)
    )
    again = np.random.default_rng(seed).integers(0, n1.size, (resamples, n1.size))
    picks = np.vstack([np.arange(n1.size), again])
    ranks = [rankdata((r / n)[picks], axis=1) for r, n in ((r1, n1), (r2, n2))]
    observed = _correlation(*ranks)
    reliability = [_reliability(r[picks], n[picks]) for r, n in ((r1, n1), (r2, n2))]
    with np.errstate(divide="ignore", invalid="ignore"):
        corrected = 2 * np.sin(np.pi * observed / 6) / np.sqrt(reliability[0] * reliability[1])
    corrected = np.clip(np.nan_to_num(corrected), -1, 1)
    low, high = np.quantile(corrected[1:], [0.025, 0.975])
    return Persistence(
        units=n1.size,
        observed=float(observed[0]),
        reliability=(float(reliability[0][0]), float(reliability[1][0])),
        corrected=float(corrected[0]),
        low=float(min(low, corrected[0])),
        high=float(max(high, corrected[0])),
    )


@dataclass(frozen=True, slots=True)
class Fifths:
    """How many units of an end fifth of one year are in the same fifth of the next, and their mean rates.

    ``unchanged`` is the share that would stay if no unit's true rate had moved, so that only chance moves them;
    a fifth stays if nothing carries over.
    """

    members: int
    stayed: int
    unchanged: float
    before: float
    after: float
    centre_before: float
    centre_after: float

    @property
    def kept(self) -> float:
        """The share of the distance from the centre that is left a year on."""
        return (self.after - self.centre_after) / (self.before - self.centre_before)


def end_fifth(
    first: tuple[ArrayLike, ArrayLike],
    second: tuple[ArrayLike, ArrayLike],
    *,
    top: bool,
    draws: int = 400,
    seed: int = 0,
) -> Fifths:
    """The top or bottom fifth by rate in the first period, a period on.

    The share that would stay with unmoved true rates is simulated: true rates drawn from each unit's posterior
    (normal on the arcsine scale), chance drawn twice.
    """
    (r1, n1), (r2, n2) = (
        (np.minimum(np.asarray(r, float), np.asarray(n, float)), np.asarray(n, float)) for r, n in (first, second)
    )
    size = max(1, n1.size // 5)
    sign = -1 if top else 1
    members, later = (np.argsort(sign * r / n, kind="stable")[:size] for r, n in ((r1, n1), (r2, n2)))
    rng = np.random.default_rng(seed)
    centre, tau2 = _between(r1[None], n1[None])
    middle, sampling = np.arcsin(np.sqrt(centre[0])), 1 / (4 * n1)
    weight = tau2[0] / (tau2[0] + sampling)
    mean = middle + weight * (np.arcsin(np.sqrt(r1 / n1)) - middle)
    true = mean + rng.normal(size=(draws, n1.size)) * np.sqrt(weight * sampling)
    seen = [true + rng.normal(size=true.shape) / np.sqrt(4 * n) for n in (n1, n2)]
    ends = [np.argsort(sign * y, axis=1)[:, :size] for y in seen]
    same = [np.intersect1d(a, b).size for a, b in zip(*ends, strict=True)]
    return Fifths(
        members=size,
        stayed=int(np.intersect1d(members, later).size),
        unchanged=float(np.mean(same)) / size,
        before=float(r1[members].sum() / n1[members].sum()),
        after=float(r2[members].sum() / n2[members].sum()),
        centre_before=float(r1.sum() / n1.sum()),
        centre_after=float(r2.sum() / n2.sum()),
    )


def transitions(first: tuple[ArrayLike, ArrayLike], second: tuple[ArrayLike, ArrayLike]) -> NDArray[np.int64]:
    """How many units of each fifth by rate in the first period (rows, lowest first) are in each fifth of the second.

    Chance alone would put a fifth of each row in every column. Ties go by the order of units.
    """
    rates = [np.asarray(r, float) / np.asarray(n, float) for r, n in (first, second)]
    fifths = [5 * (rankdata(rate, method="ordinal") - 1) // rate.size for rate in rates]
    table = np.zeros((5, 5), np.int64)
    np.add.at(table, tuple(np.asarray(fifth, np.int64) for fifth in fifths), 1)
    return table


_TAIL = float(norm.ppf(1 - WINSORISED))
_WINSORISED_VARIANCE = 1 - 2 * WINSORISED - 2 * _TAIL * float(norm.pdf(_TAIL)) + 2 * WINSORISED * _TAIL**2
_MOST = 0.25  # τ²; rates of 0 and of 1 by turns have 0.6
_HALVINGS = 18


def _between(
    successes: NDArray[np.float64], cases: NDArray[np.float64]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Centre and τ² of each row of units; τ² by halving an interval, 0 where chance alone gives as much."""
    centre = successes.sum(axis=1) / cases.sum(axis=1)
    distance = np.arcsin(np.sqrt(successes / cases)) - np.arcsin(np.sqrt(centre))[:, None]
    sampling = 1 / (4 * cases)
    low, high = np.zeros(len(cases)), np.full(len(cases), _MOST)
    for _step in range(_HALVINGS):
        middle = (low + high) / 2
        too_small = _variance(distance / np.sqrt(sampling + middle[:, None])) > _WINSORISED_VARIANCE
        low, high = np.where(too_small, middle, low), np.where(too_small, high, middle)
    return centre, np.where(_variance(distance / np.sqrt(sampling)) > _WINSORISED_VARIANCE, high, 0.0)


def _variance(z: NDArray[np.float64]) -> NDArray[np.float64]:
    """The mean square of each row of scores after its outer tenths are pulled in to their quantiles."""
    low, high = np.quantile(z, [WINSORISED, 1 - WINSORISED], axis=1)
    return np.asarray(np.mean(np.clip(z, low[:, None], high[:, None]) ** 2, axis=1))


def _reliability(successes: NDArray[np.float64], cases: NDArray[np.float64]) -> NDArray[np.float64]:
    _centre, tau2 = _between(successes, cases)
    return np.asarray(tau2 / (tau2 + np.mean(1 / (4 * cases), axis=1)))


def _correlation(x: NDArray[np.float64], y: NDArray[np.float64]) -> NDArray[np.float64]:
    """Pearson's correlation of each pair of rows; 0 where one of them is constant."""
    dx, dy = x - x.mean(axis=1, keepdims=True), y - y.mean(axis=1, keepdims=True)
    scale = np.sqrt((dx**2).sum(axis=1) * (dy**2).sum(axis=1))
    return np.asarray(np.divide((dx * dy).sum(axis=1), scale, out=np.zeros(len(x)), where=scale > 0))
