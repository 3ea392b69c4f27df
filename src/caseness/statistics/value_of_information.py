"""What it would be worth to know more before deciding: perfect information on everything, or on one parameter.

Arrays of net benefit have one row per option and one column per draw.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import sqrt
from typing import TYPE_CHECKING

import numpy as np
from scipy.stats import norm

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

_KNOTS = 4


@dataclass(frozen=True, slots=True)
class Information:
    """An expected value of information for one decision, with its Monte Carlo standard error."""

    value: float
    error: float


def perfect_information(benefit: Floats) -> Information:
    """The mean of the best option of each draw, less the best mean: the EVPI. Source: Raiffa and Schlaifer 1961."""
    chosen = benefit[int(np.argmax(benefit.mean(axis=1)))]
    regret = benefit.max(axis=0) - chosen
    return Information(float(regret.mean()), float(regret.std(ddof=1) / sqrt(regret.size)) if regret.size > 1 else 0.0)


def partial_information(benefit: Floats, parameter: Floats) -> Information:
    """The same for perfect knowledge of ``parameter`` alone: the EVPPI, by regression. 0 for one that does not vary."""
    return perfect_information(explained(benefit, parameter))


def explained(benefit: Floats, parameter: Floats) -> Floats:
    """What net benefit is on average, given ``parameter``: regressed on it with a cubic spline of few knots.

    Source: Strong, Oakley and Brennan 2014, Medical Decision Making 34: 311.
    """
    if np.ptp(parameter) == 0:
        return np.broadcast_to(benefit.mean(axis=1, keepdims=True), benefit.shape)
    basis = _spline(parameter)
    weights, *_ = np.linalg.lstsq(basis, benefit.T, rcond=None)
    return np.asarray((basis @ weights).T)


def _spline(parameter: Floats) -> Floats:
    """Truncated cubic powers of the standardised parameter, knots at even quantiles."""
    z = (parameter - parameter.mean()) / parameter.std()
    knots = np.quantile(z, np.linspace(0, 1, _KNOTS + 2)[1:-1])
    powers = [np.ones_like(z), z, z**2, z**3]
    return np.stack([*powers, *(np.maximum(z - knot, 0) ** 3 for knot in knots)], axis=1)


def two_normal_options(mean: float, deviation: float) -> float:
    """The EVPI where the difference in net benefit of two options is normal, in closed form: the test of the simulation.

    Source: Raiffa and Schlaifer 1961, unit normal loss integral.
    """
    z = abs(mean) / deviation
    return float(deviation * (norm.pdf(z) - z * norm.sf(z)))


def for_population(per_person: float, people_a_year: float, years: int, rate: float) -> float:
    """Of everyone a decision is about: ``people_a_year`` for ``years``, from now on, discounted at ``rate`` a year."""
    return per_person * people_a_year * sum((1 + rate) ** -year for year in range(years))
