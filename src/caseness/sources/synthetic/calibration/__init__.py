"""How near a made England comes to the published one: margins of an extract beside the figures of 2024/25.

`calibrate_folder` counts an extract through the engine (`tallies`), turns counts into margins (`margins`) and puts each beside
its target (``targets.csv``, every one with its source). Figures are compared in their own units: shares as proportions.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING

from caseness.sources.records import open_records
from caseness.sources.synthetic.calibration.margins import margins
from caseness.sources.synthetic.calibration.tallies import tallies
from caseness.sources.synthetic.columns.days import months_after
from caseness.sources.synthetic.plan import Plan

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    import ibis.expr.types as ir

    from caseness.sources.records import Records
    from caseness.sources.synthetic.calibration.margins import Margin

_AREAS = "*/Domains_Of_Deprivation_By_LSOA1.parquet"  # the warehouse's table of areas
_START, _YEAR = date(2023, 4, 1), 12
CHANCE = 4  # standard errors beyond the tolerance; more than three, as people of one provider are alike


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """A published figure and how near to it a large made England has to come."""

    section: str
    measure: str
    breakdown: str
    category: str
    value: float
    tolerance: float
    source: str

    @property
    def key(self) -> tuple[str, str, str]:
        """What a margin is found by."""
        return self.measure, self.breakdown, self.category


@dataclass(frozen=True, slots=True)
class Comparison:
    """A target and the margin of an extract; there is none where nothing of the kind was made."""

    target: Target
    margin: Margin | None

    @property
    def difference(self) -> float | None:
        """Made minus published."""
        return None if self.margin is None else self.margin.value - self.target.value

    @property
    def within(self) -> bool:
        """Whether the margin is as near as it has to be, but for chance."""
        if self.margin is None or self.difference is None:
            return False
        return abs(self.difference) <= self.target.tolerance + CHANCE * self.margin.error


@cache
def targets() -> tuple[Target, ...]:
    """The published figures, England 2024/25."""
    text = resources.files(__name__).joinpath("targets.csv").read_text("utf-8")
    return tuple(
        Target(
            section=row["section"],
            measure=row["measure"],
            breakdown=row["breakdown"],
            category=row["category"],
            value=float(row["value"]),
            tolerance=float(row["tolerance"]),
            source=row["source"],
        )
        for row in csv.DictReader(text.splitlines())
    )


def calibrate_folder(folder: Path, plan: Plan) -> tuple[Comparison, ...]:
    """Each target beside the margin of the extract that was made of ``plan`` in ``folder``, in the plan's last year."""
    records = open_records(folder)
    (areas,) = folder.glob(_AREAS)
    start = months_after(plan.end, -_YEAR)
    return calibrate(records, records.backend.read_parquet(areas), start=start, end=plan.end)


def calibration_plan(referrals: int, seed: int = 1) -> Plan:
    """The plan for a calibration: 2023/24 and 2024/25, so that nearly all courses that end in 2024/25 are there whole."""
    return Plan(referrals=referrals, seed=seed, start=_START, months=2 * _YEAR)


def calibrate(records: Records, deprivation: ir.Table, *, start: date, end: date) -> tuple[Comparison, ...]:
    """Each target beside the margin of an extract, for what happened from ``start`` up to but without ``end``."""
    return compare(margins(tallies(records, deprivation, start=start, end=end)))


def compare(found: Iterable[Margin]) -> tuple[Comparison, ...]:
    """Each target beside its margin."""
    by_key = {margin.key: margin for margin in found}
    return tuple(Comparison(target, by_key.get(target.key)) for target in targets())
