"""Whether an event goes with higher values of a score, within strata: Mantel's test of trend, for many units at once."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

    Numbers = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Trend:
    """For each unit the standard normal ``statistic`` and the ``gap``.

    The gap is the mean value of those with the event less that of those without, averaged over strata by e·(n − e) ÷ n, for e
    events among n: units of the score. ``error`` is its standard error if there is no trend.
    """

    statistic: Numbers
    gap: Numbers
    error: Numbers


def stratified_trend(events: ArrayLike, counts: ArrayLike, values: ArrayLike) -> Trend:
    """Mantel's extension of the test of Mantel and Haenszel, for arrays of units × strata (any number of axes) × values.

    In each stratum the sum of values of those with the event is compared with its mean and variance if the events were drawn
    without regard to the value; differences and variances add up over strata. Source: Mantel 1963, JASA 58: 690-700.
    """
    e, n = np.ascontiguousarray(events, float), np.ascontiguousarray(counts, float)
    x = np.asarray(values, float)
    axes = tuple(range(1, n.ndim - 1))
    total, happened = n.sum(axis=-1), e.sum(axis=-1)
    sum_all, squares, sum_events = n @ x, n @ x**2, e @ x
    with np.errstate(divide="ignore", invalid="ignore"):
        mean = sum_all / total
        spread = squares / total - mean**2
        variance = np.where(total > 1, happened * (total - happened) / (total - 1) * spread, 0).sum(axis=axes)
        differ = np.where(total > 0, sum_events - happened * mean, 0).sum(axis=axes)
        weight = np.where(total > 0, happened * (total - happened) / total, 0).sum(axis=axes)
        return Trend(differ / np.sqrt(variance), differ / weight, np.sqrt(variance) / weight)
