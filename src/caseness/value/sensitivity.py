"""What drives the result: one assumption at a time, two together, and what would have to be true to reach a threshold.

All is the service against usual care, with everything else at its centre, by the reduced form.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from scipy.optimize import brentq

from caseness.value.assumptions import Distribution, Unit
from caseness.value.drawing import central
from caseness.value.reduced import Added, added

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from caseness.statistics.cost_effectiveness import Increment
    from caseness.value.assumptions import Assumption, Assumptions
    from caseness.value.comparisons import Comparison
    from caseness.value.drawing import Values
    from caseness.value.model import Utilities

    Floats = NDArray[np.float64]

_HARDLY = 1e-6
_TIMES = 10  # up to so many times its centre a cost or a rate is tried


@dataclass(frozen=True, slots=True)
class Setting:
    """What a result is for: how better is counted, whose utilities, and the years after the course."""

    comparison: Comparison
    utilities: Utilities
    years: int


@dataclass(frozen=True, slots=True)
class Swing:
    """One bar of the tornado: net benefit per person referred with an assumption at the ends of its range."""

    assumption: Assumption
    at_low: float
    at_high: float

    @property
    def width(self) -> float:
        """How far it moves the result."""
        return abs(self.at_high - self.at_low)


@dataclass(frozen=True, slots=True)
class Turning:
    """The value of one assumption at which the threshold is just met; None where no value meets it.

    ``at_most``: whether it has to be as low as that, else as high.
    """

    assumption: Assumption
    value: float | None
    at_most: bool


@dataclass(frozen=True, slots=True)
class Heat:
    """Increments over a grid: one row per share better without the service, one column per months that a recovery lasts."""

    shares: tuple[float, ...]
    months: tuple[float, ...]
    cells: tuple[tuple[Increment, ...], ...]


def tornado(assumptions: Assumptions, setting: Setting, threshold: float) -> list[Swing]:
    """Every assumption that moves the result, widest first."""
    centre = central(assumptions)

    def benefit(row: Assumption, value: float) -> float:
        return _benefit(_added({**centre, row.id: np.array([value * row.factor])}, setting), threshold)

    swings = [
        Swing(row, benefit(row, row.range[0]), benefit(row, row.range[1]))
        for row in assumptions.values()
        if row.distribution is not Distribution.FIXED
    ]
    return sorted((s for s in swings if s.width > _HARDLY), key=lambda s: -s.width)


def turning_points(
    assumptions: Assumptions, setting: Setting, threshold: float, of: Sequence[Assumption]
) -> list[Turning]:
    """What each of these assumptions alone would have to be for the service to cost ``threshold`` per QALY gained."""
    return [_turning(central(assumptions), setting, threshold, row) for row in of]


def _turning(centre: Values, setting: Setting, threshold: float, row: Assumption) -> Turning:
    def benefit(value: float) -> float:
        return _benefit(_added({**centre, row.id: np.array([value * row.factor])}, setting), threshold)

    low, high = _limits(row)
    ends = benefit(low), benefit(high)
    at_most = ends[0] > ends[1]
    found = float(brentq(benefit, low, high)) if ends[0] * ends[1] < 0 else None
    return Turning(row, found, at_most)


def _limits(row: Assumption) -> tuple[float, float]:
    share = row.unit in (Unit.PROPORTION, Unit.UTILITY)
    return (_HARDLY, 1 - _HARDLY) if share else (_HARDLY, _TIMES * row.value)


def heat_map(assumptions: Assumptions, setting: Setting, shares: Sequence[float], months: Sequence[float]) -> Heat:
    """The share better without the service by how long a recovery lasts after the course."""
    centre = central(assumptions)

    def cell(share: float, lasts: float) -> Increment:
        values = {**centre, setting.comparison.untreated: np.array([share])}
        return added(values, setting.comparison, setting.utilities, setting.years, np.array([lasts])).increment

    return Heat(tuple(shares), tuple(months), tuple(tuple(cell(s, m) for m in months) for s in shares))


def _added(values: Values, setting: Setting) -> Added:
    return added(values, setting.comparison, setting.utilities, setting.years)


def _benefit(result: Added, threshold: float) -> float:
    return float((threshold * result.qaly - result.cost).mean())
