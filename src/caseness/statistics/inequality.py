"""How a rate runs along a social scale: the slope index of inequality."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from scipy.stats import t as student

if TYPE_CHECKING:
    from numpy.typing import ArrayLike


@dataclass(frozen=True, slots=True)
class Slope:
    """The weighted line over cumulative rank, from ``start`` (rank 0) to ``end`` (rank 1).

    ``index`` is end minus start, with its interval; ``ratio`` the relative index, end over start.
    """

    start: float
    end: float
    index: float
    low: float
    high: float
    ratio: float


def slope_index(rates: ArrayLike, weights: ArrayLike, confidence: float = 0.95) -> Slope:
    """Regress the rates of ordered groups on their mid-point cumulative rank, weighted by group size.

    Mackenbach and Kunst 1997, Social Science and Medicine 44: 757-771. The interval is Student's on k − 2 degrees of
    freedom: the scatter of the groups about the line is the error, so it covers departure from a straight line too.
    Needs at least three groups.
    """
    y, w = np.asarray(rates, float), np.asarray(weights, float)
    if y.size < 3:
        raise ValueError("a slope index needs at least three groups")
    rank = (np.cumsum(w) - w / 2) / w.sum()
    mean_x, mean_y = np.average(rank, weights=w), np.average(y, weights=w)
    spread = np.sum(w * (rank - mean_x) ** 2)
    slope = float(np.sum(w * (rank - mean_x) * (y - mean_y)) / spread)
    start = float(mean_y - slope * mean_x)
    residual = y - start - slope * rank
    error = float(np.sqrt(np.sum(w * residual**2) / (y.size - 2) / spread))
    half = float(student.ppf(0.5 + confidence / 2, y.size - 2)) * error
    end = start + slope
    return Slope(start, end, slope, slope - half, slope + half, end / start)
