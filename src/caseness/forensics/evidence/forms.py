"""What the answers of forms are like, one by one: where an extract has more than totals."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from caseness.forensics.evidence.evidence import Evidence

if TYPE_CHECKING:
    from caseness.forensics.evidence.evidence import Counts

ITEMS = 9
"""Questions of the longer scale; the last one asks about thoughts of being better off dead."""


@dataclass(frozen=True, slots=True)
class FormPairs(Evidence):
    """Forms that follow one another in a course, by the total of the earlier and whether all answers are the same.

    ``counts[unit, scale, total, same]``: 2 × `SCORES` × 2. Pairs of which the earlier has one answer throughout are left out:
    such forms are alike without being copies.
    """

    counts: Counts


@dataclass(frozen=True, slots=True)
class UniformForms(Evidence):
    """Forms with one answer to all questions.

    ``counts[unit, scale, uniform]``: 2 × 2, of complete forms with a total above 0 and below the highest. ``uniform`` is 1 where
    every answer is the same, so 1 or 2 throughout.
    """

    counts: Counts


@dataclass(frozen=True, slots=True)
class AnswerDrops(Evidence):
    """Answers above 0 and whether the same question was answered 0 on the next form.

    ``counts[unit, item, answer, dropped]``: `ITEMS` × 4 × 2, questions of PHQ-9 from the first; ``answer`` 0 is empty.
    """

    counts: Counts


@dataclass(frozen=True, slots=True)
class AlikeForms(Evidence):
    """Pairs of last PHQ-9 forms of different courses with the same total, and those of them with all answers the same.

    ``pairs[unit, total]`` and ``alike[unit, total]``: `SCORES` each. ``elsewhere`` and ``elsewhere_alike`` are the same of all
    other pairs of the unit's provider: of two other therapists, or of one of theirs and one of another. Forms with one answer
    throughout are left out.
    """

    pairs: Counts
    alike: Counts
    elsewhere: Counts
    elsewhere_alike: Counts
