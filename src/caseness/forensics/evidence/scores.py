"""Every score of those who came as cases: when in treatment, how high, and whether the course ended with it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum
from typing import TYPE_CHECKING

from caseness.forensics.evidence.evidence import Evidence

if TYPE_CHECKING:
    from caseness.forensics.evidence.evidence import Counts

SESSIONS = 20
"""The length of an axis of sessions: the first to the nineteenth occasion after the first score, then all later ones."""


class Ending(IntEnum):
    """What followed a score, by its place on the axis ``ending``."""

    GOES_ON = 0
    """There is a later score on this scale."""

    PLANNED = 1
    """The last score on this scale of a course that ended by agreement (completed as planned)."""

    OTHER = 2
    """The last score on this scale of a course that ended otherwise: dropped out, declined, referred on, no reason given."""


FINAL = (Ending.PLANNED, Ending.OTHER)
"""The endings of forms that were the last."""


class Beside(IntEnum):
    """Where the other scale stood on the same occasion, by its place on the axis ``beside``."""

    CASE = 0
    """At or above its line: recovery was out of reach on this occasion whatever this scale said."""

    BELOW = 1
    """Below its line: this scale decided."""

    UNKNOWN = 2
    """Not recorded on the same occasion."""


@dataclass(frozen=True, slots=True)
class Scores(Evidence):
    """Scores after the first, of finished courses at caseness on that scale at the first score, by unit.

    A course is finished as for the recovery rate (ended in the period, two attended treatment contacts or more). It is
    taken on each scale alone: on a scale if its first score is at or above that scale's line. An occasion is a different
    moment; of two forms of one scale at one moment the one that the pathway's rule takes counts. Scores from the first to
    the last of the pathway's own rule count, also on contacts that were not treatment. Courses whose paired anxiety
    measure is another than GAD-7 count on PHQ-9 with ``Beside.UNKNOWN``.

    - ``counts[unit, scale, beside, session, score, ending]``: 2 × 3 × `SESSIONS` × `SCORES` × 3. ``session`` is 0 for the
      occasion after the first score, 1 for the next, and so on by occasions of that scale; the last place takes all later.
    - ``beside_ones[unit, scale, score, ending]``: of the same, those where the other scale's form of the same
      occasion came to its total of ones (GAD-7 of 7 beside a PHQ-9, PHQ-9 of 9 beside a GAD-7).
    - ``ones[unit, scale, beside, ending]``: of the same, forms on which every single answer was 1; None where only totals
      are known.
    """

    counts: Counts
    beside_ones: Counts
    ones: Counts | None = None
