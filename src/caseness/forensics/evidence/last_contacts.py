"""Whether the last contact was measured, by how the course had gone until then."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from caseness.forensics.evidence.evidence import Evidence

if TYPE_CHECKING:
    from caseness.forensics.evidence.evidence import Counts


@dataclass(frozen=True, slots=True)
class LastContacts(Evidence):
    """Finished courses at caseness on a scale at first, with at least one score between the first and the last contact.

    ``counts[unit, scale, first, latest, missing]``: 2 × `SCORES` × `SCORES` × 2. ``latest`` is the last score on that scale on a
    day before the last attended treatment contact, and is not the first score; ``missing`` is 1 if no score of
    that scale was taken on the day of that contact or later, 0 if one was.
    """

    counts: Counts
