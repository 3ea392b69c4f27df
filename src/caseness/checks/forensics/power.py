"""What a test that shows no flag could have seen at this n."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from scipy.stats import norm

from caseness.forensics.operating_characteristics import visible_at
from caseness.forensics.signals import CONFIDENCE
from caseness.wording import count, decimal

if TYPE_CHECKING:
    from caseness.forensics.registry import ForensicTest
    from caseness.forensics.signals import Signals

_POWER, _WEAK = 0.8, 0.5


def could_have_seen(test: ForensicTest, signals: Signals, place: int) -> str:
    """What the simulations found it to see in a unit of that size; else the least effect it finds four times in five.

    The latter follows from the width of the test's own interval.
    """
    simulated = visible_at(test.id, float(signals.n[place]))
    if simulated:
        best, *others = simulated
        weak = next((one for one in others if one.power < _WEAK), None)
        also = f", “{weak.world}” with {decimal(weak.power, 2)}" if weak else ""
        return f"With so many {test.counted} it sees “{best.world}” with probability {decimal(best.power, 2)}{also}."
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
