"""Rates of small units pulled towards the whole by how little they say (empirical Bayes)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from scipy.stats import norm

from caseness.statistics.funnel import funnel

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray


@dataclass(frozen=True, slots=True)
class Shrunken:
    """Posterior rates of k units with credible limits; ``spread`` is the SD of the true rates at the centre."""

    rate: NDArray[np.float64]
    low: NDArray[np.float64]
    high: NDArray[np.float64]
    centre: float
    spread: float


def shrink(successes: ArrayLike, cases: ArrayLike, confidence: float = 0.95) -> Shrunken:
    """Normal-normal empirical Bayes on the arcsine scale, centre the pooled rate, τ² as in `funnel`.

    On that scale a unit's rate has sampling variance 1/(4n) and true rates vary by τ² about the centre; the posterior is
    the precision-weighted mean (Efron and Morris 1975, JASA 70: 311-319). The interval takes centre and τ² as known, and
    the winsorised φ makes τ² a little small: with differences far above chance (φ about 10) it holds the truth 94 times
    in 100, with differences hardly above chance (φ about 1.4) fewer than 80.
    """
    n = np.asarray(cases, float)
    r = np.minimum(np.asarray(successes, float), n)
    fit = funnel(r, n)
    sampling = 1 / (4 * n)
    centre = np.arcsin(np.sqrt(fit.centre))
    weight = fit.tau2 / (fit.tau2 + sampling)
    mean = centre + weight * (np.arcsin(np.sqrt(r / n)) - centre)
    half = norm.ppf(0.5 + confidence / 2) * np.sqrt(weight * sampling)
    spread = 2 * np.sqrt(fit.centre * (1 - fit.centre) * fit.tau2)
    return Shrunken(_rate(mean), _rate(mean - half), _rate(mean + half), fit.centre, float(spread))


def _rate(angle: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.asarray(np.sin(np.clip(angle, 0, np.pi / 2)) ** 2)
