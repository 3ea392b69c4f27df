"""How many to interview so that a share is known to within a margin.

``normal``: n = z² p (1 − p) ÷ d² (Cochran 1977, Sampling Techniques, 3rd edition, section 4.4). ``wilson`` and ``exact``:
the least n whose score interval (Wilson 1927), or exact interval (Clopper and Pearson 1934), around the expected share
is at most 2 d wide. From a small population fewer are needed: n ÷ (1 + (n − 1) ÷ N) (Cochran, section 4.4). A sample in
clusters needs 1 + (m − 1) ρ times as many (Kish 1965, Survey Sampling, chapter 5). More are drawn than answer.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from math import ceil
from typing import TYPE_CHECKING

from scipy.stats import beta, norm

from caseness.statistics.intervals import wilson

if TYPE_CHECKING:
    from collections.abc import Callable

_SLACK = 1e-9  # what binary arithmetic may add to a whole number
_MOST = 10**9


class Method(StrEnum):
    """Which interval is to have the width wanted."""

    NORMAL = "normal"
    WILSON = "wilson"
    EXACT = "exact"


@dataclass(frozen=True, slots=True)
class SampleSize:
    """``completed`` interviews are needed; to get them ``drawn`` people have to be asked."""

    completed: int
    drawn: int


def sample_size(
    share: float,
    margin: float,
    *,
    confidence: float = 0.95,
    method: Method = Method.WILSON,
    population: int | None = None,
    design_effect: float = 1.0,
    response: float = 1.0,
) -> SampleSize:
    """Interviews for an expected ``share``, known to ± ``margin`` (both 0 to 1).

    ``population`` is how many there are in all, ``response`` the share of those drawn who will answer.
    """
    if not 0 < response <= 1 or design_effect < 1:
        raise ValueError("a response is above 0 and at most 1, a design effect at least 1")
    simple = of_a_population(simple_random(share, margin, confidence, method), population)
    completed = _up(simple * design_effect)
    drawn = _up(completed / response)
    if population is not None:
        completed, drawn = min(completed, population), min(drawn, population)
    return SampleSize(completed, drawn)


def simple_random(share: float, margin: float, confidence: float = 0.95, method: Method = Method.WILSON) -> float:
    """The size of a simple random sample from a population without end; whole except for ``normal``."""
    if not 0 <= share <= 1 or not 0 < margin < 0.5 or not 0 < confidence < 1:
        raise ValueError("a share is from 0 to 1, a margin above 0 and below one half, a confidence between 0 and 1")
    if method is Method.NORMAL:
        return float(norm.ppf(0.5 + confidence / 2)) ** 2 * share * (1 - share) / margin**2
    width = _wilson_width if method is Method.WILSON else _exact_width
    return _least(lambda size: width(share, size, confidence) <= 2 * margin)


def of_a_population(size: float, population: int | None) -> float:
    """The sample that tells as much when there are ``population`` in all."""
    return size if population is None else size / (1 + (size - 1) / population)


def design_effect(cluster: float, intraclass: float) -> float:
    """How many times as many are needed when ``cluster`` are taken from each unit and are alike by ``intraclass``."""
    return 1 + (cluster - 1) * intraclass


def _wilson_width(share: float, size: int, confidence: float) -> float:
    low, high = wilson(share * size, size, confidence)
    return high - low


def _exact_width(share: float, size: int, confidence: float) -> float:
    """The exact interval at the expected number, which need not be whole."""
    tail, found = (1 - confidence) / 2, share * size
    low = 0.0 if found <= 0 else float(beta.ppf(tail, found, size - found + 1))
    high = 1.0 if found >= size else float(beta.ppf(1 - tail, found + 1, size - found))
    return high - low


def _least(enough: Callable[[int], bool]) -> int:
    """The least whole number that is enough, for something that stays enough once it is."""
    high = 1
    while not enough(high):
        high *= 2
        if high > _MOST:
            raise ValueError("the margin is too small")
    low = high // 2
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if enough(middle) else (middle, high)
    return high


def _up(number: float) -> int:
    return ceil(number - _SLACK)
