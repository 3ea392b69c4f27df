"""Costs against effects of several options: ratios that say when they mean nothing, net benefit, acceptability.

Arrays of costs and effects have one row per option and one column per draw. Source of the terms: Drummond and others (2015),
Methods for the Economic Evaluation of Health Care Programmes; Fenwick, Claxton and Sculpher 2001, Health Economics 10: 779.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

_NOUGHT = 1e-12


class Standing(StrEnum):
    """What an option is beside another, by the signs of the differences in cost and effect."""

    DOMINATED = "dominated"  # dearer or as dear, and does not do more; or as good and dearer
    DOMINANT = "dominant"  # does more and costs less or the same; or as good and cheaper
    COSTS_PER_GAIN = "costs_per_gain"  # does more and costs more: the ratio is pounds per unit gained
    SAVES_PER_LOSS = "saves_per_loss"  # does less and costs less: the ratio is pounds saved per unit lost
    EQUAL = "equal"  # no difference in either: no ratio


@dataclass(frozen=True, slots=True)
class Increment:
    """One option beside another: the differences, what it is, and the ratio where there is one.

    ``extended`` says that it does more for more, but that a mixture of two others does as much for less.
    """

    cost: float
    effect: float
    extended: bool = False

    @property
    def standing(self) -> Standing:
        """By the signs."""
        cost, effect = (0.0 if abs(x) < _NOUGHT else x for x in (self.cost, self.effect))
        if cost == 0 and effect == 0:
            return Standing.EQUAL
        if effect >= 0 and cost <= 0:
            return Standing.DOMINANT
        if effect <= 0 and cost >= 0:
            return Standing.DOMINATED
        return Standing.COSTS_PER_GAIN if effect > 0 else Standing.SAVES_PER_LOSS

    @property
    def ratio(self) -> float | None:
        """Cost over effect; None where one option is at least as good in both."""
        has_one = self.standing in (Standing.COSTS_PER_GAIN, Standing.SAVES_PER_LOSS)
        return self.cost / self.effect if has_one else None


def increments(costs: Floats, effects: Floats) -> list[Increment | None]:
    """Each option beside the next cheaper one that is worth having: None for the first of them.

    Those dominated are set beside the option that dominates them; those dominated by a mixture of two others are marked
    ``extended`` and set beside the last one on the frontier. ``costs`` and ``effects`` are means, one per option.
    """
    order = [int(i) for i in np.lexsort((-effects, costs))]
    frontier = _frontier(order, costs, effects)
    found: list[Increment | None] = [None] * len(order)
    for option in order:
        before = [other for other in frontier if costs[other] <= costs[option] and other != option]
        if option == frontier[0]:
            continue
        beside = before[-1]
        found[option] = Increment(
            float(costs[option] - costs[beside]),
            float(effects[option] - effects[beside]),
            extended=option not in frontier and bool(effects[option] > effects[beside]),
        )
    return found


def _frontier(order: Sequence[int], costs: Floats, effects: Floats) -> list[int]:
    """The options that some price of an effect makes best: the upper left of the convex hull, cheapest first."""
    kept: list[int] = []
    for option in order:
        if kept and effects[option] <= effects[kept[-1]] + _NOUGHT:
            continue
        while len(kept) > 1 and _ratio(kept[-1], option, costs, effects) <= _ratio(kept[-2], kept[-1], costs, effects):
            kept.pop()
        kept.append(option)
    return kept


def _ratio(one: int, other: int, costs: Floats, effects: Floats) -> float:
    return float((costs[other] - costs[one]) / (effects[other] - effects[one]))


def net_benefit(costs: Floats, effects: Floats, threshold: float) -> Floats:
    """Effects in pounds at ``threshold`` a unit, less costs."""
    return threshold * effects - costs


def acceptability(costs: Floats, effects: Floats, thresholds: Sequence[float]) -> Floats:
    """The share of draws in which each option has the highest net benefit: one row per option, one column per threshold.

    Options that tie share the draw.
    """
    shares = [_best(net_benefit(costs, effects, threshold)) for threshold in thresholds]
    return np.stack(shares, axis=1)


def _best(benefit: Floats) -> Floats:
    first = benefit >= benefit.max(axis=0) - _NOUGHT
    return np.asarray((first / first.sum(axis=0)).mean(axis=1))


def best_on_average(costs: Floats, effects: Floats, thresholds: Sequence[float]) -> list[int]:
    """The option with the highest mean net benefit at each threshold; its acceptability is the frontier."""
    return [int(np.argmax(net_benefit(costs, effects, t).mean(axis=1))) for t in thresholds]


def ratio_quantiles(costs: Floats, effects: Floats, at: Sequence[float]) -> list[float]:
    """Quantiles of cost per effect over draws of differences, from "does more for less" to "does no more".

    A draw that does more for less or the same counts as minus infinity, one that does not do more as infinity, so an end of
    the interval may be infinite: that is the result, not a fault of it. Draws that save by doing less count as infinity too.
    """
    with np.errstate(divide="ignore", invalid="ignore"):
        ratios = np.where(effects > 0, np.where(costs > 0, costs / effects, -np.inf), np.inf)
    return [float(x) for x in np.quantile(ratios, at, method="inverted_cdf")]
