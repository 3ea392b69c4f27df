"""Draws of the assumptions: each from its distribution, with its 95% range between the 2.5th and the 97.5th centile.

Beta and gamma are fitted by moments, with a standard deviation of a quarter of the range (more exactly, over 3.92), and keep
their mean at the centre; logit-normal and lognormal keep their median there. What providers do at the three stages of entering,
finishing and recovering goes together, and is drawn so (Gaussian copula with one common factor).
"""

from __future__ import annotations

from math import log
from typing import TYPE_CHECKING
from zlib import crc32

import numpy as np
from scipy.special import betaincinv, expit, gammaincinv, ndtr, ndtri

from caseness.value.assumptions import Distribution

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from numpy.typing import NDArray

    from caseness.value.assumptions import Assumption, Assumptions

    Floats = NDArray[np.float64]
    Values = Mapping[str, Floats]

_WIDTH = 3.92  # standard deviations of a normal between the ends of its 95% range
STAGES = ("share_entering", "share_finishing", "recovery_phq9", "recovery_official", "recovery_by_interview")
_SMALLEST = 1e-9  # keeps ranks inside 0 and 1


class Reading(dict[str, "Floats"]):
    """Values that remember in ``read`` which of them were asked for."""

    def __init__(self, values: Values) -> None:
        super().__init__(values)
        self.read: set[str] = set()

    def __getitem__(self, key: str) -> Floats:
        self.read.add(key)
        return super().__getitem__(key)


def central(assumptions: Assumptions) -> Values:
    """The centres, as arrays of one draw; money in the prices that results are told in."""
    return {key: np.array([assumptions.amount(key)]) for key in assumptions}


def draw(assumptions: Assumptions, draws: int, seed: int, only: Collection[str] = ()) -> Values:
    """``draws`` draws of each assumption, or ``only`` of these, the same for the same ``seed``.

    Money is in the prices that results are told in.

    Each assumption has a stream of its own by its name, so that to change or add one leaves the draws of the others as they were.
    """
    common = np.random.default_rng([seed, 0]).standard_normal(draws)
    together = float(assumptions["stages_go_together"].value)
    return {
        key: at_rank(row, _ranks(key, seed, common, together)) * row.factor
        for key, row in assumptions.items()
        if not only or key in only
    }


def _ranks(key: str, seed: int, common: Floats, together: float) -> Floats:
    own = np.random.default_rng([seed, crc32(key.encode())]).standard_normal(common.size)
    if key in STAGES:
        own = np.sqrt(together) * common + np.sqrt(1 - together) * own
    return np.asarray(np.clip(ndtr(own), _SMALLEST, 1 - _SMALLEST))


def at_rank(row: Assumption, rank: Floats) -> Floats:
    """The value of an assumption at each ``rank`` (0 to 1) of its distribution, in its own prices."""
    low, high = row.range
    centre, deviation = row.value, (high - low) / _WIDTH
    match row.distribution:
        case Distribution.FIXED:
            found = np.full_like(rank, centre)
        case Distribution.UNIFORM:
            found = low + (high - low) * rank
        case Distribution.NORMAL:
            found = centre + deviation * ndtri(rank)
        case Distribution.BETA:
            size = centre * (1 - centre) / deviation**2 - 1
            found = betaincinv(centre * size, (1 - centre) * size, rank)
        case Distribution.GAMMA:
            found = gammaincinv((centre / deviation) ** 2, rank) * deviation**2 / centre
        case Distribution.LOGNORMAL:
            found = centre * np.exp(log(high / low) / _WIDTH * ndtri(rank))
        case Distribution.LOGIT_NORMAL:
            width = _logit(high) - _logit(low)
            found = expit(_logit(centre) + width / _WIDTH * ndtri(rank))
    return np.asarray(found, dtype=np.float64)


def _logit(share: float) -> float:
    return log(share / (1 - share))
