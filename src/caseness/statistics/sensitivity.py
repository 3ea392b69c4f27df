"""Which input a result hangs on: the share of its variance that each input explains alone, and with all others."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Model = Callable[[Mapping[str, Floats]], Floats]


@dataclass(frozen=True, slots=True)
class Influence:
    """Shares of a result's variance: ``alone`` what an input explains by itself, ``in_all`` also with the others."""

    alone: float
    in_all: float


def sobol(model: Model, one: Mapping[str, Floats], other: Mapping[str, Floats]) -> dict[str, Influence]:
    """The Sobol indices of each input of ``model``, from two independent sets of draws of one length.

    First order: mean of f(B)·(f(A with B's input) − f(A)) over the variance (Saltelli and others 2010, Computer Physics
    Communications 181: 259-270); total: half the mean of (f(A) − f(A with B's input))² over the variance (Jansen 1999).
    Inputs have to be independent. All are 0 where the result does not vary. Estimates of small shares can come out a little
    under 0 and are left so.
    """
    a, b = model(one), model(other)
    centre = float(np.mean(np.concatenate([a, b])))
    variance = float(np.var(np.concatenate([a, b])))
    if variance == 0:
        return {name: Influence(0.0, 0.0) for name in one}
    found = {}
    for name in one:
        mixed = model({**one, name: other[name]})
        found[name] = Influence(
            alone=float(np.mean((b - centre) * (mixed - a))) / variance,
            in_all=float(np.mean((a - mixed) ** 2)) / 2 / variance,
        )
    return found
