"""The rule itself: what one count or share becomes."""

from __future__ import annotations

from caseness.vocabulary.disclosure import LEAST_SHOWN, ROUNDED_TO
from caseness.wording import share_decimals


def rounded(count: float) -> int | None:
    """A count as it is shown: to the nearest 5, halves upwards; None for one under 5. A difference keeps its sign.

    A zero is suppressed like any other small count, as in the national statistics: that nobody of a small group recovered
    says something about each of them.
    """
    if abs(count) < LEAST_SHOWN:
        return None
    size = int((abs(count) + ROUNDED_TO / 2) // ROUNDED_TO) * ROUNDED_TO
    return size if count > 0 else -size


def rounded_share(numerator: float, denominator: float) -> float | None:
    """A share as it is shown: of the rounded counts; None where either is suppressed.

    What is left of the whole has to be large enough as well, or to be nothing: 97 of 100 says that three did not. Rounding
    takes no part beyond its whole; what was more than that to begin with stays so.
    """
    above, below = rounded(numerator), rounded(denominator)
    left = denominator - numerator
    if above is None or below is None or 0 < left < LEAST_SHOWN:
        return None
    return min(above / below, 1.0) if left >= 0 else above / below


def rounded_gap(first: tuple[float, float], second: tuple[float, float]) -> float | None:
    """By how much the first of two shares, each a numerator and a denominator, is above the second as they are shown."""
    shares = rounded_share(*first), rounded_share(*second)
    return None if shares[0] is None or shares[1] is None else shares[0] - shares[1]


def without_counts(share: float, counted: float) -> float:
    """A share whose two counts are not at hand: to whole per cent where fewer than 1,000 are counted, else to a tenth."""
    return round(share, share_decimals(counted) + 2)
