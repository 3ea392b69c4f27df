"""How courses come to be counted, and when."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from caseness.forensics.evidence.evidence import Evidence

if TYPE_CHECKING:
    from caseness.forensics.evidence.evidence import Counts

MARGINS = 21
"""The length of an axis of recoveries against a target: from ten short to ten beyond, what lies further at the ends."""


LEAST_OF_A_MONTH = 30
"""Cases in a provider-month that is held against the target."""


@dataclass(frozen=True, slots=True)
class Denominators(Evidence):
    """Courses that came as cases and were seen twice or more, counted as finished or not.

    ``counts[unit, finished, recovered]``: 2 × 2. Seen is an attended appointment of any kind; ``finished`` is 1 where two of them
    were treatment, so that the course is in the published rate. Cases and recoveries by PHQ-9 and GAD-7.
    """

    counts: Counts


@dataclass(frozen=True, slots=True)
class FirstContacts(Evidence):
    """First treatments of courses: ``counts[unit, both, waited]``, 2 × 2.

    ``both`` is 1 where it was recorded as assessment and treatment in one, ``waited`` where the second treatment came more than
    28 days later or never.
    """

    counts: Counts


@dataclass(frozen=True, slots=True)
class MonthlyCourses(Evidence):
    """Cases and recoveries by month of discharge: ``counts[unit, month, recovered]``, months of the extract × 2."""

    counts: Counts


@dataclass(frozen=True, slots=True)
class TargetMargins(Evidence):
    """Provider-months by how far their recoveries lie from the target: ``counts[unit, margin]``, `MARGINS`.

    The middle place is recoveries equal to the least whole number that meets half of the cases. Months with fewer than
    `LEAST_OF_A_MONTH` cases are left out, in which a single recovery is a large step.
    """

    counts: Counts


@dataclass(frozen=True, slots=True)
class ChangeMoments(Evidence):
    """Sums over finished courses of how far two scales fell together (x) and how far impairment fell (y).

    ``sums[unit, moment]``: n, Σx, Σy, Σx², Σxy, Σy². x adds PHQ-9 and GAD-7, y four questions of the WSAS, work left out.
    """

    sums: Counts
