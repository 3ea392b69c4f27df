"""How a share changes along a quantity, by a straight line through yes and no, from sums alone."""

from __future__ import annotations

from dataclasses import dataclass
from math import sqrt

from scipy.special import stdtrit

_CONFIDENCE = 0.95


@dataclass(frozen=True, slots=True)
class Sums:
    """Of ``n`` people with a quantity x and a yes (1) or no (0) y: the sums of x, x², y and xy."""

    n: int
    x: int
    xx: int
    y: int
    xy: int


@dataclass(frozen=True, slots=True)
class Trend:
    """The change of the share for one more of the quantity, and the ends of its 95% interval."""

    slope: float
    low: float
    high: float


def share_trend(sums: Sums) -> Trend | None:
    """Least squares of y on x; None for fewer than three people, or where all have the same x.

    The variance of the slope is that of the residuals, Σ(y − ŷ)² ÷ (n − 2), over Σ(x − x̄)², as y² = y.
    """
    n = sums.n
    if n < 3:
        return None
    spread = sums.xx - sums.x**2 / n
    if spread <= 0:
        return None
    together = sums.xy - sums.x * sums.y / n
    slope = together / spread
    left = max(sums.y - sums.y**2 / n - slope * together, 0.0)
    wide = float(stdtrit(n - 2, (1 + _CONFIDENCE) / 2)) * sqrt(left / (n - 2) / spread)
    return Trend(slope, slope - wide, slope + wide)
