"""One figure a month against its own history: the chart of individuals and moving ranges (XmR).

The recipe, after Wheeler (Understanding Variation, 1993, pages 60 and 137): the mean of a baseline, and natural limits at
2.66 mean moving ranges either side, a moving range being the absolute difference of two values that follow each other
(2.66 = 3 ÷ 1.128, the mean range of two normal values in standard deviations). The limits stay where the baseline put
them; they are set anew only where a cause is on record (``rebase_at``). NHS England teaches the same chart in "Making
data count", there with seven in a row for a shift.

Rules, each a signal that something changed, none of what: a value outside the limits (Shewhart 1931); eight in a row on
one side of the mean (Wheeler 1993); six in a row rising or falling (Nelson 1984, Journal of Quality Technology 16:
237-239). A value on the mean, or equal to the one before, breaks the run, and so does a gap.

Operating characteristic, by simulation (20,000 series each; the tests repeat it in small): the share of series of 60
values with at least one signal, though nothing changed but by chance, the first 12 values being the baseline.

================================  =======  =====  =====  ===
series                            outside  shift  trend  any
================================  =======  =====  =====  ===
independent, normal                   34%    30%    12%  58%
each value 0.3 of the one before      57%    62%    26%  86%
each value 0.6 of the one before      87%    91%    51%  99%
================================  =======  =====  =====  ===

So a baseline of 12 is short: the mean and the limits are themselves uncertain, and most stable series of five years show a
signal. Neighbouring months that resemble each other, and seasons, make it more. One signal is a reason to look, no more.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from itertools import groupby, pairwise
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

NATURAL = 2.66  # mean moving ranges from the mean to a natural limit
SHIFT_RUN = 8  # values in a row on one side of the mean
TREND_RUN = 6  # values in a row, each above (below) the one before


class Rule(StrEnum):
    """What makes a signal."""

    OUTSIDE = "outside the limits"
    SHIFT = "eight or more in a row on one side of the mean"
    TREND = "six or more in a row rising or falling"


@dataclass(frozen=True, slots=True)
class Signal:
    """A run of values that meets a rule: first and last index, both included; ``up`` if above the mean, or rising."""

    rule: Rule
    start: int
    end: int
    up: bool

    @property
    def direction(self) -> str:
        """``above``, ``below``, ``rising`` or ``falling``."""
        if self.rule is Rule.TREND:
            return "rising" if self.up else "falling"
        return "above" if self.up else "below"


@dataclass(frozen=True, slots=True)
class Phase:
    """The stretch from index ``start`` to ``end`` under one mean and one pair of natural limits.

    ``baseline_end`` is the index of the last value they were computed from.
    """

    start: int
    end: int
    baseline_end: int
    mean: float
    moving_range: float

    @property
    def lower(self) -> float:
        """The lower natural limit; it may be below zero where the figure cannot be."""
        return self.mean - NATURAL * self.moving_range

    @property
    def upper(self) -> float:
        """The upper natural limit."""
        return self.mean + NATURAL * self.moving_range


@dataclass(frozen=True, slots=True)
class XmR:
    """A series with its phases, first to last, and its signals in order of their start.

    ``baseline`` is how many known values at the beginning of a phase set its mean and limits.
    """

    values: tuple[float | None, ...]
    baseline: int
    phases: tuple[Phase, ...]
    signals: tuple[Signal, ...]

    def would_signal(self, values: Sequence[float | None]) -> bool:
        """Whether other values, with baselines and phases at the same places, show a signal."""
        starts = [phase.start for phase in self.phases]
        return any(True for phase in _phases(values, starts, self.baseline) for _ in _signals(values, phase))

    @property
    def mean(self) -> float:
        """Of the latest baseline."""
        return self.phases[-1].mean

    @property
    def lower(self) -> float:
        """The lower natural limit now."""
        return self.phases[-1].lower

    @property
    def upper(self) -> float:
        """The upper natural limit now."""
        return self.phases[-1].upper

    @property
    def signalled(self) -> frozenset[int]:
        """The indexes of all values that belong to a signal."""
        return frozenset(i for s in self.signals for i in range(s.start, s.end + 1) if self.values[i] is not None)


def xmr(values: Sequence[float | None], *, baseline: int = 12, rebase_at: Sequence[int] = ()) -> XmR:
    """The XmR chart of a series in order of time; ``None`` is a gap.

    Mean and limits come from the first ``baseline`` known values of each phase; a phase begins at index 0 and at each index
    of ``rebase_at``. Raises ValueError where a phase has fewer known values than that, or no two that follow each other.
    """
    phases = tuple(_phases(values, [0, *sorted(set(rebase_at) - {0})], baseline))
    signals = sorted((s for phase in phases for s in _signals(values, phase)), key=lambda s: (s.start, s.end, s.rule))
    return XmR(tuple(values), baseline, phases, tuple(signals))


def signalling_by_chance(runs: Sequence[XmR], *, shuffles: int, seed: int = 1) -> list[int]:
    """How many of ``runs`` show a signal when the values of each come in random order, once for each shuffle.

    Gaps, baselines and phases stay where they are. The order holds no information then, so this is what chance and the
    shape of the values (their spread, rounding and outliers) give by themselves; a level that really moved makes the
    shuffled series wider, not calmer.
    """
    rng = np.random.default_rng(seed)
    return [sum(run.would_signal(_shuffled(run.values, rng)) for run in runs) for _ in range(shuffles)]


def _shuffled(values: Sequence[float | None], rng: np.random.Generator) -> list[float | None]:
    known = iter(rng.permutation([value for value in values if value is not None]).tolist())
    return [None if value is None else next(known) for value in values]


def _phases(values: Sequence[float | None], starts: Sequence[int], baseline: int) -> Iterator[Phase]:
    for start, next_start in pairwise([*starts, len(values)]):
        yield _phase(values, start, next_start - 1, baseline)


def _phase(values: Sequence[float | None], start: int, end: int, baseline: int) -> Phase:
    known = [i for i in range(start, end + 1) if values[i] is not None][:baseline]
    if len(known) < baseline:
        raise ValueError(f"a baseline of {baseline} values needs as many; there are {len(known)}")
    within = values[start : known[-1] + 1]
    ranges = [abs(b - a) for a, b in pairwise(within) if a is not None and b is not None]
    if not ranges:
        raise ValueError("a moving range needs two values that follow each other")
    mean = sum(value for value in within if value is not None) / baseline
    return Phase(start, end, known[-1], mean, sum(ranges) / len(ranges))


def _signals(values: Sequence[float | None], phase: Phase) -> Iterator[Signal]:
    stretch = values[phase.start : phase.end + 1]
    rules = (
        (Rule.OUTSIDE, _sides(stretch, phase.lower, phase.upper), 1, 0),
        (Rule.SHIFT, _sides(stretch, phase.mean, phase.mean), SHIFT_RUN, 0),
        (Rule.TREND, _steps(stretch), TREND_RUN - 1, 1),
    )
    for rule, signs, least, more in rules:
        for sign, first, last in _runs(signs):
            if sign and last - first + 1 >= least:
                yield Signal(rule, phase.start + first, phase.start + last + more, sign > 0)


def _sides(values: Sequence[float | None], low: float, high: float) -> list[int]:
    """1 above ``high``, -1 below ``low``, else 0."""
    return [0 if value is None else (value > high) - (value < low) for value in values]


def _steps(values: Sequence[float | None]) -> list[int]:
    """1 where the next value is higher, -1 where it is lower, else 0."""
    return [0 if a is None or b is None else (b > a) - (b < a) for a, b in pairwise(values)]


def _runs(signs: Sequence[int]) -> Iterator[tuple[int, int, int]]:
    """Each stretch of equal signs: the sign, its first and its last index."""
    first = 0
    for sign, run in groupby(signs):
        length = sum(1 for _ in run)
        yield sign, first, first + length - 1
        first += length
