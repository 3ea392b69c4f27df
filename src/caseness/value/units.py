"""What each unit of the service costs, from a referral to a recovery that would not have come anyway and that lasts.

All units share one numerator, the whole cost: C ÷ n, C ÷ n·(p − p₀) per attributable recovery, C ÷ n·p·(1 − relapse) per
durable one, C ÷ n·(p − p₀)·(1 − relapse) per attributable durable one. The two shares have to be counted alike.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from caseness.value.independent import centres, independent
from caseness.value.prices import PRICES

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    from caseness.value.assumptions import Assumption, Assumptions

    Floats = NDArray[np.float64]

COST, ANYWAY, RELAPSE = DRAWN = ("cost_per_course", "untreated_official", "relapse_12_months")
"""The assumptions that `unit_costs` draws."""

NET = "recovery that would not have come anyway"
LASTING = "recovery that lasts a year"
NET_LASTING = "recovery that would not have come anyway and lasts a year"


@dataclass(frozen=True, slots=True, kw_only=True)
class Counted:
    """What a service did in a time: people or, of ``contacts``, attended appointments."""

    contacts: float
    referrals: float
    entrants: float
    finished: float
    cases: float
    recovered: float
    reliably: float


@dataclass(frozen=True, slots=True)
class CostRange:
    """Pounds per unit: at the centre, and the ends of 95% of draws. ``high`` is None where draws without any gain reach it.

    ``value`` is None where there is no gain at the centre. ``none`` is the share of draws in which there is none.
    """

    value: float | None
    low: float | None
    high: float | None
    none: float


def unit_costs(counted: Counted, given: Assumptions, *, seed: int, prices: str = PRICES) -> dict[str, CostRange]:
    """Every unit, from the one there are most of to the one there are fewest of, in pounds of the year ``prices``.

    The whole cost is that per finished course times finished courses. Units that are counted cost as much as the range of that
    allows; those that rest on what would have come anyway, or on relapse, have 95% of draws. Raises `ValueError` where the two
    shares of recovery are counted by different outcome definitions.
    """
    alike(given["recovery_official"], given[ANYWAY])
    plain = {
        "attended contact": counted.contacts,
        "referral received": counted.referrals,
        "person entering treatment": counted.entrants,
        "finished course": counted.finished,
        "finished case": counted.cases,
        "recorded recovery": counted.recovered,
        "reliable recovery": counted.reliably,
    }

    def of(values: Mapping[str, Floats]) -> dict[str, Floats]:
        net = counted.recovered - counted.cases * values[ANYWAY]
        stays = 1 - values[RELAPSE]
        return {LASTING: counted.recovered * stays, NET: net, NET_LASTING: net * stays}

    whole = counted.finished * given.prices.convert(1.0, PRICES, prices)
    factor = given[COST].factor
    low, middle, high = (
        whole * factor * end for end in (given[COST].range[0], given[COST].value, given[COST].range[1])
    )
    drawn, centre = independent(given, DRAWN, seed=seed), of(centres(given, DRAWN))
    return {name: CostRange(middle / n, low / n, high / n, 0.0) for name, n in plain.items() if n} | {
        name: cost_of_a_gain(whole * drawn[COST], gain, at_centre=(middle, float(centre[name][0])))
        for name, gain in of(drawn).items()
    }


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
