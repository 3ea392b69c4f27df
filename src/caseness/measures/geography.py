"""Whose figure it is: from the provider and the commissioner of a referral to the levels of the national statistics."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from caseness.vocabulary import Level

if TYPE_CHECKING:
    from collections.abc import Mapping

ENGLAND = "ENG"
OTHER = "Other"


@dataclass(frozen=True, slots=True)
class Geography:
    """Which organisation speaks for a code now, and where a commissioner lies.

    ``providers`` and ``commissioners`` lead from a former code to the present one; ``icbs`` and ``regions`` from a
    Sub-ICB to its ICB and region. A code that none of them knows is its own; its ICB and region are ``Other``.
    """

    providers: Mapping[str, str] = field(default_factory=dict)
    commissioners: Mapping[str, str] = field(default_factory=dict)
    icbs: Mapping[str, str] = field(default_factory=dict)
    regions: Mapping[str, str] = field(default_factory=dict)

    def at(self, level: Level, provider: str | None, commissioner: str | None) -> str:
        """The code of the organisation that a referral counts for at a level."""
        by = self.providers.get(provider or "", provider or OTHER)
        place = self.commissioners.get(commissioner or "", commissioner or OTHER)
        match level:
            case Level.ENGLAND:
                return ENGLAND
            case Level.PROVIDER:
                return by
            case Level.SUB_ICB:
                return place
            case Level.ICB:
                return self.icbs.get(place, OTHER)
            case Level.REGION:
                return self.regions.get(place, OTHER)
            case Level.SUB_ICB_PROVIDER:
                return f"{place}/{by}"
        raise ValueError(f"no referral is counted at the level {level}")


LEVELS = (Level.ENGLAND, Level.REGION, Level.ICB, Level.SUB_ICB, Level.PROVIDER)
"""The levels at which the national statistics and the dashboards print figures."""
