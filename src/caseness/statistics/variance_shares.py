"""How much of the spread of a figure over many ways of working it out hangs on each choice.

Every way is a combination of one choice for each factor, and all ways have the same weight. Two shares of the variance
(Sobol 1993, Mathematical Modelling and Computational Experiment 1: 407-414; Saltelli and others 2008, Global Sensitivity
Analysis, 4.5): that of a factor ``alone``, by which the variance would fall on average if its choice were settled; and
``in_all``, what would be left on average if all other choices were settled. In a full design of independent factors the first
never exceeds the second, and the difference is what a factor does together with others.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class Sensitivity:
    """The shares of the variance that hang on one factor."""

    factor: str
    alone: float
    in_all: float


def sensitivities(values: NDArray[np.float64], choices: Mapping[str, Sequence[str]]) -> tuple[Sensitivity, ...]:
    """The shares of each factor; ``choices`` has its choice for each of ``values``. Those that hang on most come first.

    Raises `ValueError` for fewer than two values, or values that do not vary.
    """
    if values.size < 2 or not np.isfinite(values).all() or np.ptp(values) == 0:
        raise ValueError("shares of a variance need two values or more that are finite and not all the same")
    codes = {factor: np.unique(np.asarray(chosen), return_inverse=True)[1] for factor, chosen in choices.items()}
    total = float(values.var())
    found = []
    for factor, own in codes.items():
        others = _together([code for name, code in codes.items() if name != factor], values.size)
        alone = 1 - _within(values, own) / total
        found.append(Sensitivity(factor, alone, _within(values, others) / total))
    return tuple(sorted(found, key=lambda one: -one.in_all))


def _within(values: NDArray[np.float64], group: NDArray[np.intp]) -> float:
    """The mean variance within groups, each value with the same weight."""
    size = np.bincount(group)
    mean = np.bincount(group, values) / np.maximum(size, 1)
    return float(np.mean((values - mean[group]) ** 2))


def _together(codes: Sequence[NDArray[np.intp]], size: int) -> NDArray[np.intp]:
    """One code for each combination of codes."""
    if not codes:
        return np.zeros(size, np.intp)
    return np.unique(np.stack(codes), axis=1, return_inverse=True)[1].reshape(-1)
