"""What a test that shows no flag could have seen at this n."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from scipy.stats import norm

from caseness.forensics.signals import CONFIDENCE
from caseness.wording import count, decimal

if TYPE_CHECKING:
    from caseness.forensics.registry import ForensicTest
    from caseness.forensics.signals import Signals

_POWER = 0.8


def could_have_seen(test: ForensicTest, signals: Signals, place: int) -> str:
    """The least effect that the test finds four times in five at its size, from the width of its own interval."""
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
