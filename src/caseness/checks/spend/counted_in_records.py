"""What an extract counts of a service, by provider and month: all that its spending is shared among."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, fields
from typing import TYPE_CHECKING

from caseness.disclosure.rule import rounded
from caseness.measures import compute, geography_of, measures
from caseness.measures.periods import months_of
from caseness.pathways import pathways_of
from caseness.value.units import Counted
from caseness.vocabulary import Level
from caseness.vocabulary.organisations import present_code
from caseness.vocabulary.period import Period, month_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from caseness.sources.records import Records

_MEASURES = {
    "appts_attended": "contacts",
    "M001": "referrals",
    "M031": "entrants",
    "M076": "finished",
    "M192": "recovered",
    "M195": "reliably",
}
_OF_CASES = "M192"  # its denominator are the cases among finished courses


@dataclass(frozen=True, slots=True)
class CountedInRecords:
    """Exact counts of an extract by provider and month; ``months`` are those it has."""

    months: tuple[Period, ...]
    cells: dict[tuple[str, Period], Counted]

    def of(self, provider: str, period: Period) -> Counted | None:
        """What one provider did in a time; None unless the extract has each of its months."""
        months = period.months()
        if any(month not in self.months for month in months):
            return None
        return together(self.cells[provider, month] for month in months if (provider, month) in self.cells)

    @property
    def all(self) -> Counted:
        """What all providers did in all months."""
        return together(self.cells.values())


def counted_in(records: Records) -> CountedInRecords:
    """The counts, read once for all who ask; the queries are in the log of whoever asks."""
    return records.once("counts of records by provider and month", lambda: _counted(records))


def together(counted: Iterable[Counted]) -> Counted:
    """The sum of several."""
    each = list(counted)
    return Counted(**{part.name: sum(getattr(one, part.name) for one in each) for part in fields(Counted)})


def shown(counted: Counted) -> Counted:
    """The counts as they may leave: rounded, and 0 where they are suppressed."""
    return Counted(**{part.name: rounded(getattr(counted, part.name)) or 0 for part in fields(Counted)})


def _counted(records: Records) -> CountedInRecords:
    pathways, known = pathways_of(records), measures()
    months = months_of(pathways.months.numbers)
    if not months:
        return CountedInRecords((), {})
    asked = [known[key] for key in _MEASURES]
    rows = compute(pathways, asked, months, levels=(Level.PROVIDER,), geography=geography_of(records)).to_pylist()
    parts: dict[tuple[str, Period], dict[str, float]] = defaultdict(
        lambda: dict.fromkeys((f.name for f in fields(Counted)), 0)
    )
    for row in rows:
        key = row["official_id"] or row["measure"]
        at = present_code(row["org_code"]), month_of(row["period_start"].year, row["period_start"].month)
        parts[at][_MEASURES[key]] += round(row["numerator"])
        if key == _OF_CASES:
            parts[at]["cases"] += round(row["denominator"] or 0)
    return CountedInRecords(tuple(months), {at: Counted(**counts) for at, counts in parts.items()})
