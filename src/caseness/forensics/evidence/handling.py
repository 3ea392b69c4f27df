"""How forms were taken, sent and dated."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum
from typing import TYPE_CHECKING

from caseness.forensics.evidence.evidence import Evidence

if TYPE_CHECKING:
    from caseness.forensics.evidence.evidence import Counts


class Breach(IntEnum):
    """A rule that a form can break, by its place on the axis ``rule``."""

    TWO_SCORES = 0
    """Two different scores of one scale at one moment."""

    BEFORE_REFERRAL = 1
    """Dated before the referral it belongs to."""

    AFTER_DISCHARGE = 2
    """Dated after the discharge."""

    NOT_THE_SUM = 3
    """The total is not the sum of its answers."""


@dataclass(frozen=True, slots=True)
class Breaches(Evidence):
    """Scores that break a rule of integrity: ``counts[unit, rule, broken]``, `Breach` × 2.

    The last rule is tested where single answers are known, and has no count elsewhere.
    """

    counts: Counts


class Direction(IntEnum):
    """Where the later of two forms lies, by its place on the axis ``direction``."""

    LOWER = 0
    SAME = 1
    HIGHER = 2


@dataclass(frozen=True, slots=True)
class Repeats(Evidence):
    """Forms of one scale that a person has twice: sent again with another score, or filled in twice in a day.

    ``counts[unit, scale, again, case, direction, below]``: 2 × 2 × 2 × 3 × 2. ``again`` is 1 for one and the same form sent in
    two files, 0 for two forms of one day; ``case`` is 1 where the earlier score is at or above the line, ``below`` 1 where the
    later is below it. Forms sent again unchanged are in ``direction`` `Direction.SAME`.
    """

    counts: Counts


class Attached(IntEnum):
    """What a last form hangs on, by its place on the axis ``attached``."""

    ATTENDED = 0
    """A day with an attended appointment."""

    NOTHING = 1
    """A day without any appointment, up to discharge."""

    MISSED = 2
    """A day with appointments that nobody came to."""

    AFTERWARDS = 3
    """A day after discharge."""


@dataclass(frozen=True, slots=True)
class LastForms(Evidence):
    """The last form of each finished course, whenever it was taken.

    ``counts[unit, internet, attached, below]``: 2 × `Attached` × 2. ``internet`` is 1 for courses with internet therapy, whose
    forms need no appointment; ``below`` is 1 where every score of that last day is below its line.
    """

    counts: Counts


@dataclass(frozen=True, slots=True)
class Hours(Evidence):
    """When forms are dated: ``counts[unit, last, odd]``, 2 × 2. ``last`` is 1 for the last form of a course on its scale.

    ``odd`` is 1 on Saturdays and Sundays, and before seven or after eight where a time of day is given.
    """

    counts: Counts
