"""Materiality: how small a difference is too small to matter to the reader who set it.

It changes emphasis only. What is below it is marked so; nothing is left out, no verdict depends on it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from caseness.checks.finding import Chapter, Unit

if TYPE_CHECKING:
    from caseness.checks.finding import Estimate, Finding

_IN_POINTS = (Unit.PROPORTION, Unit.PERCENTAGE_POINT)


@dataclass(frozen=True, slots=True)
class Materiality:
    """``threshold`` percentage points for shares, and per cent of the earlier figure for counts, money and the rest.

    At 0 nothing is below it.
    """

    threshold: float = 0.0

    def __str__(self) -> str:
        """``0.5 points for shares, 0.5% for other figures``."""
        points = "point" if self.threshold == 1 else "points"
        return f"{self.threshold:g} {points} for shares, {self.threshold:g}% for other figures"

    def covers(self, unit: Unit, change: float, before: float) -> bool:
        """Whether a figure that moved by ``change`` from ``before`` moved by less than matters."""
        if unit in _IN_POINTS:
            return abs(change) * 100 < self.threshold
        return before != 0 and abs(change / before) * 100 < self.threshold

    def below(self, finding: Finding) -> bool:
        """Whether what a finding is about is smaller than matters.

        That is so when the figure it leads with is a difference in percentage points, or in the chapter on data quality
        a share of figures affected, and lies below the threshold with its whole interval. Other figures, such as a rate
        of recovery, have no zero to be small against.
        """
        lead = _leading(finding)
        if lead is None:
            return False
        ends = [abs(end) for end in (lead.value, lead.low, lead.high) if end is not None]
        is_size = lead.unit is Unit.PERCENTAGE_POINT or (
            lead.unit is Unit.PROPORTION and finding.chapter is Chapter.QUALITY
        )
        return is_size and bool(ends) and max(ends) * 100 < self.threshold


def _leading(finding: Finding) -> Estimate | None:
    """The figure that a finding shows first."""
    shown = [block.estimate for block in finding.result.figures]
    return next(iter((*shown, *finding.result.estimates)), None)


NONE_SET = Materiality()
