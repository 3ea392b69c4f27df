"""Whether an event goes with higher values of a score, within strata: Mantel's test of trend, for many units at once."""

from __future__ import annotations

from dataclasses import dataclass
from math import prod
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


def moments(counts: ArrayLike, values: ArrayLike, axis: int = -1) -> Numbers:
    """How many, the sum of their values and the sum of squares (first axis), where ``axis`` of the counts is that of values."""
    n, x = np.asarray(counts), np.asarray(values, float)
    place = axis % n.ndim
    before, after = n.shape[:place], n.shape[place + 1 :]
    flat = n.reshape(prod(before), len(x), prod(after)).astype(float)
    found = np.vstack([np.ones_like(x), x, x**2]) @ flat
    return np.moveaxis(found.reshape(*before, 3, *after), place, 0)


def stratified_trend(events: Numbers, everyone: Numbers) -> Trend:
    """Mantel's extension of the test of Mantel and Haenszel, from `moments` of units × strata (any number of axes).

    In each stratum the sum of values of those with the event is compared with its mean and variance if the events were drawn
    without regard to the value; differences and variances add up over strata. Source: Mantel 1963, JASA 58: 690-700.
    """
    happened, sum_events = events[0], events[1]
    total, sum_all, squares = everyone
    axes = tuple(range(1, total.ndim))
    with np.errstate(divide="ignore", invalid="ignore"):
        mean = sum_all / total
        shared = happened * (total - happened)
        spread = shared / (total - 1) * (squares / total - mean**2)
        variance = np.where(total > 1, spread, 0).sum(axis=axes)
        differ = np.where(total > 0, sum_events - happened * mean, 0).sum(axis=axes)
        weight = np.where(total > 0, shared / total, 0).sum(axis=axes)
        return Trend(differ / np.sqrt(variance), differ / weight, np.sqrt(variance) / weight)
