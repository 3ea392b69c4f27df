"""Published standards: how many wait how long, and how many recover."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class WaitingStandard:
    """At least ``share`` of those finishing a course have their first treatment session within ``days`` of referral.

    Source: guide to the data and publications (NHS Digital 2021), sections 2.6 and 6.9.
    """

    days: int
    share: float
    words: str


SIX_WEEKS = WaitingStandard(42, 0.75, "Standard: 75% by 6 weeks")
EIGHTEEN_WEEKS = WaitingStandard(126, 0.95, "Standard: 95% by 18 weeks")
STANDARDS = (SIX_WEEKS, EIGHTEEN_WEEKS)

RECOVERY_TARGET = 0.5
"""At least this share of finished cases recover. Source: guide to the data and publications (NHS Digital 2021), 6.4."""

LONG_BETWEEN_TREATMENTS = 28
"""Days from the first to the second treatment session up to which the wait is reported as short (ibid., 6.9)."""
