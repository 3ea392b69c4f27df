"""What the published rate is made of: finished courses, cases among them, recoveries."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from caseness.forensics.evidence.evidence import Evidence

if TYPE_CHECKING:
    from caseness.forensics.evidence.evidence import Counts


@dataclass(frozen=True, slots=True)
class Courses(Evidence):
    """By unit, in the period of the rate: ``cases``, finished courses at caseness, and the ``recovered`` among them.

    Both by the official rule on both scales, so that ``recovered`` ÷ ``cases`` is the rate as published.
    """

    cases: Counts
    recovered: Counts
