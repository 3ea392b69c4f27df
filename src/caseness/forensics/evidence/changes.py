"""From each score to the next, of those who came as cases."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from caseness.forensics.evidence.evidence import Evidence

if TYPE_CHECKING:
    from caseness.forensics.evidence.evidence import Counts


@dataclass(frozen=True, slots=True)
class ScoreChanges(Evidence):
    """Each score with the one before it on the same scale; the same scores as in `Scores`, no more and no fewer.

    ``counts[unit, scale, session, previous, score, ending]``: 2 × `SESSIONS` × `SCORES` × `SCORES` × 3. ``session``,
    ``score`` and ``ending`` are those of `Scores`; ``previous`` is the score on the occasion before, the first score for
    session 0.
    """

    counts: Counts


@dataclass(frozen=True, slots=True)
class DecisiveChanges(Evidence):
    """Of the changes in `ScoreChanges` those to occasions on which this scale decided: the other below its line, or not recorded.

    - ``counts[unit, scale, previous, score, ending]``: 2 × `SCORES` × `SCORES` × 3, at whatever session.
    - ``ones[unit, scale, previous, ending]``: of the same, forms on which every single answer was 1; None where only totals
      are known.
    """

    counts: Counts
    ones: Counts | None = None
