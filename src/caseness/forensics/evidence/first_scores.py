"""First scores of all who entered treatment, with the second."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum
from typing import TYPE_CHECKING

from caseness.forensics.evidence.evidence import Evidence

if TYPE_CHECKING:
    from caseness.forensics.evidence.evidence import Counts


NEAR = 3
"""Scores above a line up to which a person may have been moved there."""


class Decided(IntEnum):
    """Whether the other scale's first score had made the person a case anyway, by its place on the axis ``decided``."""

    ANYWAY = 0
    """It lay `NEAR` scores or more above its line."""

    OPEN = 1
    """It lay below that, or was not recorded on the same occasion."""


@dataclass(frozen=True, slots=True)
class FirstScores(Evidence):
    """First scores of finished courses, cases or not, by scale.

    ``counts[unit, scale, decided, first, second]``: 2 × 2 × `SCORES` × (`SCORES` + 1). ``second`` is the score on the next
    occasion of that scale; its last place (`NO_SECOND`) is for those who have none.
    """

    counts: Counts


NO_SECOND = -1
"""The place on the axis ``second`` of those without a second score."""
