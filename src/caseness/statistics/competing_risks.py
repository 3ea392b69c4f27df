"""How many have come to each of several ends by a given time, where some are not followed to any: Aalen and Johansen.

Aalen and Johansen 1978, Scand J Stat 5: 141-150; with one end it is 1 − the estimate of Kaplan and Meier 1958. Variances by
Gaynor and others 1993, J Am Stat Assoc 88: 400-409 (delta method); intervals on the scale of log(−log), and of Clopper and
Pearson 1934, Biometrika 26: 404-413, where nobody or everybody has come to the end.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from scipy.stats import norm

if TYPE_CHECKING:
    from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class Incidence:
    """The cumulative incidence of one end at the close of each interval of time, with its interval; ``at_risk`` at its start."""

    share: NDArray[np.float64]
    low: NDArray[np.float64]
    high: NDArray[np.float64]
    at_risk: NDArray[np.float64]


def cumulative_incidence(
    events: NDArray[np.float64], censored: NDArray[np.float64], confidence: float = 0.95
) -> tuple[Incidence, ...]:
    """One for each end.

    ``events`` has a row for each end and a column for each interval of time, ``censored`` how many were lost to sight in each:
    they count as followed to the end of it. Everybody has an event or is lost.
    """
    leaving = events.sum(axis=0) + censored
    at_risk = leaving[::-1].cumsum()[::-1].astype(float)
    some = at_risk > 0
    hazard = np.divide(events, at_risk, out=np.zeros(events.shape), where=some)
    all_ends = hazard.sum(axis=0)
    free = np.cumprod(1 - all_ends)
    before = np.concatenate([[1.0], free[:-1]])
    z = float(norm.ppf(0.5 + confidence / 2))
    found = []
    for own in range(events.shape[0]):
        share = np.cumsum(hazard[own] * before)
        error = np.sqrt(_variance(share, hazard[own], all_ends, before, at_risk))
        found.append(Incidence(share, *_ends(share, error, z, at_risk), at_risk))
    return tuple(found)


def _variance(
    share: NDArray[np.float64],
    own: NDArray[np.float64],
    every: NDArray[np.float64],
    before: NDArray[np.float64],
    at_risk: NDArray[np.float64],
) -> NDArray[np.float64]:
    """Σ (F(t) − F(s))² v(s) + Σ S(s−)² w(s) − 2 Σ (F(t) − F(s)) S(s−) c(s), over s up to t."""
    n = np.maximum(at_risk, 1)
    open_ = np.maximum(1 - every, 1e-12)
    v = np.where(every < 1, every / (n * open_), 0.0)
    w = own * (1 - own) / n
    c = own / n
    sums = {name: np.cumsum(values) for name, values in {"v": v, "fv": share * v, "ffv": share**2 * v}.items()}
    first = share**2 * sums["v"] - 2 * share * sums["fv"] + sums["ffv"]
    second = np.cumsum(before**2 * w)
    cross = share * np.cumsum(before * c) - np.cumsum(share * before * c)
    return np.asarray(np.maximum(first + second - 2 * cross, 0.0))


def _ends(
    share: NDArray[np.float64], error: NDArray[np.float64], z: float, at_risk: NDArray[np.float64]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Where none or all of those at risk have come to the end, the exact limit of a binomial share of so many."""
    inner = (share > 0) & (share < 1)
    safe = np.where(inner, share, 0.5)
    half = np.where(inner, z * error / (safe * np.abs(np.log(safe))), 0.0)
    low, high = safe ** np.exp(half), safe ** np.exp(-half)
    limit = norm.sf(z) ** (1 / np.maximum(at_risk, 1))
    return np.where(inner, low, np.where(share > 0, limit, 0.0)), np.where(
        inner, high, np.where(share > 0, 1.0, 1 - limit)
    )
