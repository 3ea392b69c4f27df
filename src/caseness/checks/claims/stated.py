"""What the words of a claim allow: its figure, how it is related to the truth, and how finely it was stated.

One place for the rule of what counts as a match, for all claims:

- a plain figure ("87%", "672,193", "£0.5bn") allows half a unit of its last stated digit either way;
- "about" allows the same, or 5% of the figure where that is more: about half is 47.5% to 52.5%;
- "nearly" and "almost" allow the same below the figure, and nothing above it: nearly half is 47.5% to 50%;
- "at least", "more than", "at most", "fewer than" are taken at their word, however far on the stated side.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

ABOUT_ALLOWS = 0.05
_SLACK = 1e-9  # what binary arithmetic may add at a limit


class Relation(StrEnum):
    """How a claim relates its figure to the truth."""

    FIGURE = "figure"
    ABOUT = "about"
    NEARLY = "nearly"
    AT_LEAST = "at least"
    MORE_THAN = "more than"
    AT_MOST = "at most"
    FEWER_THAN = "fewer than"


@dataclass(frozen=True, slots=True)
class Stated:
    """The figure a claim gives. ``step`` is one unit of its last stated digit; one-sided relations need none.

    ``of`` says whose figure it is: the claim's, or what a claim without a figure compares with.
    """

    relation: Relation
    value: float
    step: float = 0.0
    of: str = "claim"

    @property
    def limits(self) -> tuple[float, float]:
        """The least and the most that two-sided words allow."""
        margin = self.step / 2
        if self.relation in (Relation.ABOUT, Relation.NEARLY):
            margin = max(margin, ABOUT_ALLOWS * abs(self.value))
        return self.value - margin, self.value if self.relation is Relation.NEARLY else self.value + margin

    def allows(self, found: float) -> bool:
        """Whether the words of the claim are true of ``found``."""
        slack = _SLACK * max(1.0, abs(self.value))
        match self.relation:
            case Relation.AT_LEAST:
                return found >= self.value - slack
            case Relation.MORE_THAN:
                return found > self.value
            case Relation.AT_MOST:
                return found <= self.value + slack
            case Relation.FEWER_THAN:
                return found < self.value
            case _:
                low, high = self.limits
                return low - slack <= found <= high + slack

    def meets(self, low: float, high: float) -> bool:
        """Whether the words of the claim are true of anything from ``low`` to ``high``."""
        if self.allows(low) or self.allows(high):
            return True
        return not self.one_sided and low < self.limits[0] and high > self.limits[1]

    def off_by(self, found: float) -> float:
        """How far ``found`` lies above (or, negative, below) what the words allow; 0 where they are true of it."""
        if self.allows(found):
            return 0.0
        low, high = (self.value, self.value) if self.one_sided else self.limits
        return found - high if found > high else found - low

    @property
    def one_sided(self) -> bool:
        """Whether the words set one limit only."""
        return self.relation not in (Relation.FIGURE, Relation.ABOUT, Relation.NEARLY)

    @property
    def prefix(self) -> str:
        """``at least ``, or nothing for a plain figure."""
        return "" if self.relation is Relation.FIGURE else f"{self.relation} "


def figure(value: float, step: float) -> Stated:
    """A plain figure, stated to ``step``."""
    return Stated(Relation.FIGURE, value, step)


def about(value: float, step: float) -> Stated:
    """About ``value``, stated to ``step``."""
    return Stated(Relation.ABOUT, value, step)


def at_least(value: float) -> Stated:
    """At least ``value``."""
    return Stated(Relation.AT_LEAST, value)


def more_than(value: float, of: str = "claim") -> Stated:
    """More than ``value``; ``of`` names what is compared with where the claim gives no figure."""
    return Stated(Relation.MORE_THAN, value, of=of)


def at_most(value: float) -> Stated:
    """At most ``value``."""
    return Stated(Relation.AT_MOST, value)


def fewer_than(value: float) -> Stated:
    """Fewer (or less) than ``value``."""
    return Stated(Relation.FEWER_THAN, value)
