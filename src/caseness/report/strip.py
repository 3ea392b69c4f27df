"""The strip: one line from 0 to 100% on which every share of the report is drawn.

A dot is the figure, a thick short line what chance would move, a line with square ends the limits, a tinted band the
other definitions, an edged band the spread of providers, an upright line England, a standard or a claim. A dotted line
means not at hand. A difference in percentage points is no share: it gets no dot, only the band between its two ends,
and no strip without them.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from caseness.checks.finding import Interval, Unit

if TYPE_CHECKING:
    from caseness.checks.finding import Estimate, FigureBlock, Reference

_CHANCE = (Interval.SAMPLING, Interval.CREDIBLE, Interval.SIMULATION)
_AT_LEAST = re.compile(r"\b(?:at least|more than|over)\b")
_AT_MOST = re.compile(r"\b(?:at most|less than|fewer than|under)\b")
_FEW = 20  # counted; under this a dot is hollow, for low reliability

Span = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Strip:
    """What stands where, in per cent of the line's length."""

    dot: float | None = None
    chance: Span | None = None
    limits: Span | None = None
    definitions: Span | None = None
    spread: Span | None = None
    upright: float | None = None
    england: bool = False  # the upright line is England, in ink
    arrow: int = 0  # 1: the claim is "at least", -1: "at most"
    hollow: bool = False

    @property
    def known(self) -> bool:
        """Whether there is anything of our own to draw."""
        return any(part is not None for part in (self.dot, self.chance, self.limits, self.definitions, self.spread))


def strip(block: FigureBlock) -> Strip | None:
    """The strip of a figure block; None for units that are not percentages."""
    estimate = block.estimate
    if estimate.unit not in (Unit.PROPORTION, Unit.PERCENTAGE_POINT):
        return None
    upright = _upright(block.reference)
    if estimate.unit is Unit.PERCENTAGE_POINT:
        if block.definitions is None:
            return None
        return Strip(
            definitions=_span(block.definitions), upright=upright.upright, england=upright.england, arrow=upright.arrow
        )
    chance = chance_of(estimate)
    return Strip(
        dot=_at(estimate.value),
        chance=_span(chance),
        limits=_span(block.limits or limits_of(estimate)),
        definitions=_span(block.definitions),
        spread=_span(block.spread),
        upright=upright.upright,
        england=upright.england,
        arrow=upright.arrow,
        hollow=estimate.denominator is not None and estimate.denominator < _FEW,
    )


def chance_of(estimate: Estimate) -> Span | None:
    """The interval, if it says what chance would move."""
    if estimate.low is None or estimate.high is None or estimate.interval not in _CHANCE:
        return None
    return estimate.low, estimate.high


def limits_of(estimate: Estimate) -> Span | None:
    """The interval, if it says what rounding, missing figures or rival inputs leave open."""
    if estimate.low is None or estimate.high is None or estimate.interval in _CHANCE:
        return None
    return estimate.low, estimate.high


def _upright(reference: Reference | None) -> Strip:
    if reference is None:
        return Strip()
    label = reference.label.lower()
    return Strip(
        upright=_at(reference.value),
        england=label.startswith("england"),
        arrow=bool(_AT_LEAST.search(label)) - bool(_AT_MOST.search(label)),
    )


def _span(ends: Span | None) -> Span | None:
    low, high = (_at(ends[0]), _at(ends[1])) if ends else (None, None)
    return None if low is None or high is None else (low, high)


def _at(share: float | None) -> float | None:
    """A share as a place on the line, kept on it."""
    return None if share is None else round(min(max(share, 0.0), 1.0) * 100, 2)
