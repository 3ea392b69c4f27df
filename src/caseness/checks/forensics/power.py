"""What a test that shows no flag could have seen at this n."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from scipy.stats import norm

from caseness.forensics.operating_characteristics import visible_at
from caseness.forensics.signals import CONFIDENCE
from caseness.forensics.worlds import worlds
from caseness.wording import count, decimal, listed, percent

if TYPE_CHECKING:
    from caseness.forensics.operating_characteristics import Visible
    from caseness.forensics.registry import ForensicTest
    from caseness.forensics.signals import Signals

_POWER = 0.8


def could_have_seen(test: ForensicTest, signals: Signals, place: int) -> str:
    """What the simulations found it to see in a unit of that size; else the least effect it finds four times in five.

    The latter follows from the width of the test's own interval.
    """
    simulated = visible_at(test.id, float(signals.n[place]))
    if simulated:
        return _simulated(simulated)
    half = (signals.high[place] - signals.low[place]) / 2
    error = half / norm.ppf(0.5 + CONFIDENCE / 2)
    least = float((norm.ppf(1 - test.size) + norm.ppf(_POWER)) * error)
    if not np.isfinite(least) or least <= 0:
        return ""
    each = signals.recoveries[place] / signals.effect[place] if signals.effect[place] else np.nan
    if np.isfinite(each):
        return (
            f"It would have found what accounts for {count(round(least * abs(each)))} recoveries with probability 0.8."
        )
    return f"It would have found an effect of {decimal(least, 3)} with probability 0.8."


def _simulated(seen: tuple[Visible, ...]) -> str:
    """The power against the wrong that the test sees best, at each rate at which it was simulated."""
    known = {world.name: world for world in worlds()}
    best = known[seen[0].world]
    rates = sorted((known[one.world].rate, one.power) for one in seen if known[one.world].says == best.says)
    if not best.rate:
        return f"Were it that {best.says}, it would see so with probability {decimal(seen[0].power, 2)} at this size."
    powers = listed([f"{decimal(power, 2)} if {percent(rate, decimals=0)} are" for rate, power in rates])
    return f"Were it that {best.says}, it would see so with probability {powers}, at this size."
