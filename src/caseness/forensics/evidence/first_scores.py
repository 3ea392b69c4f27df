"""First scores of all who entered treatment, with the second."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from caseness.forensics.evidence.evidence import Evidence

if TYPE_CHECKING:
    from caseness.forensics.evidence.evidence import Counts


@dataclass(frozen=True, slots=True)
class FirstScores(Evidence):
    """First scores of finished courses, cases or not, each scale alone.

    ``counts[unit, scale, first, second]``: 2 × `SCORES` × (`SCORES` + 1). ``second`` is the score on the next occasion of that
    scale; its last place (`NO_SECOND`) is for those who have none.
    """

    counts: Counts


NO_SECOND = -1
"""The place on the axis ``second`` of those without a second score."""
