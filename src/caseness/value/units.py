"""What each unit of the service costs, from a referral to a recovery that would not have come anyway and that lasts.

All units share one numerator, the whole cost: C ÷ n, C ÷ n·(p − p₀) per attributable recovery, C ÷ n·p·(1 − relapse) per
durable one, C ÷ n·(p − p₀)·(1 − relapse) per attributable durable one. The two shares have to be counted alike.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from caseness.value.assumptions import Assumption

    Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class CostRange:
    """Pounds per unit: at the centre, and the ends of 95% of draws. ``high`` is None where draws without any gain reach it.

    ``value`` is None where there is no gain at the centre. ``none`` is the share of draws in which there is none.
    """

    value: float | None
    low: float | None
    high: float | None
    none: float


def alike(got_better: Assumption, anyway: Assumption) -> None:
    """Refuse two shares that are counted by different outcome definitions. Raises `ValueError`."""
    if got_better.outcome is None or got_better.outcome is not anyway.outcome:
        raise ValueError(
            f"{got_better.id} and {anyway.id} are counted by different outcome definitions; their difference means nothing"
        )


def cost_of_a_gain(cost: Floats, gain: Floats, *, at_centre: tuple[float, float]) -> CostRange:
    """``cost`` over ``gain`` for each draw, a gain of 0 or less counting as a cost without limit.

    ``at_centre`` has the cost and the gain at the centres of what is drawn.
    """
    none = gain <= 0
    each = np.where(none, np.inf, cost / np.where(none, 1.0, gain))
    low, high = np.quantile(each, [0.025, 0.975], method="nearest")
    centre_cost, centre_gain = at_centre
    return CostRange(
        value=centre_cost / centre_gain if centre_gain > 0 else None,
        low=float(low) if np.isfinite(low) else None,
        high=float(high) if np.isfinite(high) else None,
        none=float(none.mean()),
    )
