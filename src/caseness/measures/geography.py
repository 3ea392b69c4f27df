"""Whose figure it is: from the provider and the commissioner of a referral to the levels of the national statistics."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from ibis import _

from caseness.vocabulary import Level
from caseness.vocabulary.organisations import SuccessionKind, present_code, successions

if TYPE_CHECKING:
    from collections.abc import Mapping

    from caseness.sources.records import Records

ENGLAND = "ENG"
OTHER = "Other"


@dataclass(frozen=True, slots=True)
class Geography:
    """Which organisation speaks for a code now, and where a commissioner lies.

    ``providers`` and ``commissioners`` lead from a former code to the present one; ``icbs`` and ``regions`` from a
    Sub-ICB to its ICB and region, which are ``Other`` where they are not known. Where ``known_providers`` or
    ``known_commissioners`` list the present organisations, every other code is ``Other`` too; an empty list knows all.
    """

    providers: Mapping[str, str] = field(default_factory=dict)
    commissioners: Mapping[str, str] = field(default_factory=dict)
    icbs: Mapping[str, str] = field(default_factory=dict)
    regions: Mapping[str, str] = field(default_factory=dict)
    known_providers: frozenset[str] = frozenset()
    known_commissioners: frozenset[str] = frozenset()

    def at(self, level: Level, provider: str | None, commissioner: str | None) -> str:
        """The code of the organisation that a referral counts for at a level."""
        by = _present(provider, self.providers, self.known_providers)
        place = _present(commissioner, self.commissioners, self.known_commissioners)
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


def _present(code: str | None, successors: Mapping[str, str], known: frozenset[str]) -> str:
    """The code that a former one leads to in one step; ``Other`` for none, and for one that is not known."""
    now = successors.get(code or "", code or OTHER)
    return now if now in known or not known else OTHER


def geography_of(records: Records) -> Geography:
    """The geography that an extract brings along in the warehouse's tables of reference.

    As the nation's scripts have it: one step to the successor, then the current row (``Effective_To`` blank) of the
    hierarchy; an organisation without one is ``Other`` at every level, and a referral lies where its commissioner does.
    Without tables of succession, those known from the published statistics are taken; without a hierarchy every code is
    its own, and its ICB and region are ``Other``.
    """
    commissioners = _hierarchy(records, "Ref_ODS_Commissioner_Hierarchies_ICB")
    providers = _hierarchy(records, "Ref_ODS_Provider_Hierarchies_ICB")
    return Geography(
        providers=_successors(records, "Provider_Successor", "Prov_original", "Prov_Successor"),
        commissioners=_successors(records, "ComCodeChanges", "Org_Code", "New_Code"),
        icbs={code: icb or OTHER for code, (icb, _region) in commissioners.items()},
        regions={code: region or OTHER for code, (_icb, region) in commissioners.items()},
        known_providers=frozenset(providers),
        known_commissioners=frozenset(commissioners),
    )


def _successors(records: Records, table: str, former: str, present: str) -> dict[str, str]:
    rows = records.reference(table)
    if rows is None:
        recoded = [step.org_code for step in successions() if step.kind is SuccessionKind.RECODED]
        return {code: present_code(code) for code in recoded}
    told = (
        rows.filter(rows[former].notnull() & rows[present].notnull()).group_by(former).aggregate(to=rows[present].min())
    )
    return {row[former]: row["to"] for row in records.fetch(told.order_by(former))}


def _hierarchy(records: Records, table: str) -> dict[str, tuple[str | None, str | None]]:
    """By code of a current organisation, its ICB and region; of several current rows the one with the least codes."""
    rows = records.reference(table)
    if rows is None:
        return {}
    current = rows.filter(_.Organisation_Code.notnull() & _.Effective_To.isnull())
    asked = current.select("Organisation_Code", "STP_Code", "Region_Code").distinct()
    told: dict[str, tuple[str | None, str | None]] = {}
    for row in records.fetch(asked.order_by("Organisation_Code", "STP_Code", "Region_Code")):
        told.setdefault(row["Organisation_Code"], (row["STP_Code"], row["Region_Code"]))
    return told


LEVELS = (Level.ENGLAND, Level.REGION, Level.ICB, Level.SUB_ICB, Level.PROVIDER)
"""The levels at which the national statistics and the dashboards print figures."""
