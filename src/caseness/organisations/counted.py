"""Printed counts as what they are: a value where one is printed, and the least and the most the true count can be."""

from __future__ import annotations

from dataclasses import dataclass
from functools import reduce
from operator import add
from typing import TYPE_CHECKING

from caseness.checks.finding import Estimate, Interval, Unit
from caseness.statistics.intervals import wilson

if TYPE_CHECKING:
    from collections.abc import Iterable

    from caseness.vocabulary import Level
    from caseness.vocabulary.period import Period

FEW = 20  # counted; under this no rate is given, only "8 of 12"


@dataclass(frozen=True, slots=True)
class Counted:
    """A printed count. ``value`` is None where it is suppressed, ``lower`` and ``upper`` are its limits."""

    value: float | None
    lower: float
    upper: float

    def __add__(self, other: Counted) -> Counted:
        """The sum; without a value where either has none."""
        value = None if self.value is None or other.value is None else self.value + other.value
        return Counted(value, self.lower + other.lower, self.upper + other.upper)

    def __sub__(self, other: Counted) -> Counted:
        """What is left when a part is taken away: never below nothing."""
        value = None if self.value is None or other.value is None else max(0.0, self.value - other.value)
        return Counted(value, max(0.0, self.lower - other.upper), max(0.0, self.upper - other.lower))


def total(counts: Iterable[Counted]) -> Counted:
    """The sum of several counts."""
    return reduce(add, counts)


def share_limits(part: Counted, whole: Counted) -> tuple[float, float] | None:
    """The least and the most the share can be, 0 to 1; None where nothing can be said, or the part exceeds the whole."""
    if whole.lower <= 0 or part.lower > whole.upper:
        return None
    return min(1.0, part.lower / whole.upper), min(1.0, part.upper / whole.lower)


def share_of(name: str, part: Counted, whole: Counted, period: Period, level: Level, org_code: str | None) -> Estimate:
    """A share of printed counts.

    With both counts printed it has a value and the interval that chance would move (Wilson, 95%). Where either is
    suppressed it has limits and no value. Of fewer than `FEW` counted there is no rate. A part that rounding makes larger
    than its whole counts as the whole.
    """
    value = low = high = None
    interval = None
    if part.value is not None and whole.value is not None:
        if whole.value >= FEW:
            within = min(part.value, whole.value)
            value, (low, high), interval = within / whole.value, wilson(within, whole.value), Interval.SAMPLING
    elif whole.lower >= FEW and (limits := share_limits(part, whole)):
        (low, high), interval = limits, Interval.ROUNDING
    return Estimate(
        name=name,
        value=value,
        unit=Unit.PROPORTION,
        low=low,
        high=high,
        interval=interval,
        confidence=0.95 if interval is Interval.SAMPLING else None,
        numerator=part.value,
        denominator=whole.value,
        period_start=period.start,
        period_end=period.end,
        level=level,
        org_code=org_code,
    )
