"""A share of which some outcomes are missing: what it can be at the least and the most, and what would have to be true.

Manski 1990, Am Econ Rev 80: 319-323; Horowitz and Manski 2000, J Am Stat Assoc 95: 77-84; Lee 2009, Rev Econ Stud 76:
1071-1102. The tipping point is the smallest departure from "missing at random" that reaches a given share (Carpenter and
Kenward 2013, Multiple Imputation and its Application, ch. 10).
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Tipping:
    """What would have to be true of those missing for the whole to reach a share.

    ``share`` is the share of successes among them, below 0 or above 1 where nothing they did could bring it about;
    ``odds_ratio`` their odds over those of the others, None where it has no value.
    """

    share: float
    odds_ratio: float | None

    @property
    def possible(self) -> bool:
        """Whether there is such a share."""
        return 0 <= self.share <= 1


def bounds(successes: float, known: float, missing: float) -> tuple[float, float]:
    """Every missing outcome a failure, and every one a success. Raises `ValueError` where there is nobody."""
    whole = known + missing
    if whole <= 0:
        raise ValueError("there is nobody to take a share of")
    return successes / whole, (successes + missing) / whole


def tipping(successes: float, known: float, missing: float, target: float) -> Tipping | None:
    """The share of successes that those missing must have for the whole to have ``target``; None if nobody is missing."""
    if missing <= 0:
        return None
    share = (target * (known + missing) - successes) / missing
    own = successes / known if known else 0.0
    ratio = None
    if 0 < share < 1 and 0 < own < 1:
        ratio = share / (1 - share) / (own / (1 - own))
    return Tipping(share, ratio)


def lee_bounds(one: tuple[float, float, float], other: tuple[float, float, float]) -> tuple[float, float]:
    """Bounds on ``one``'s share less ``other``'s among those whose outcome would be known in either group (Lee 2009).

    Each group is (successes, known, whole). The group with more of its outcomes known is trimmed by the share it has in excess,
    once of successes and once of failures. It is taken that belonging to a group moves whether an outcome is known in one
    direction only. Raises `ValueError` where a group has no known outcome.
    """
    (a, known_a, whole_a), (b, known_b, whole_b) = one, other
    if min(known_a, known_b, whole_a, whole_b) <= 0:
        raise ValueError("both groups need a known outcome")
    told_a, told_b = known_a / whole_a, known_b / whole_b
    if told_a < told_b:
        low, high = lee_bounds(other, one)
        return -high, -low
    excess = (told_a - told_b) / told_a
    share, rest = a / known_a, b / known_b
    kept = 1 - excess
    return max(0.0, share - excess) / kept - rest, min(share, kept) / kept - rest
