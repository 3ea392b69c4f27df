"""What a monthly whole is made of: appointments by what became of them or by medium, referrals by source.

England's months only. A measure that began or ended within the period counts while it is published; a month in which one of
the measures then published is blank is left out whole, so that no blank is taken for nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from ibis import _

from caseness.checks.chart import OverTime, Role, Series
from caseness.checks.estimating import months_between, share, tally
from caseness.checks.finding import Column, Table, Unit
from caseness.errors import CannotRun
from caseness.sources.published import lacking
from caseness.vocabulary import Frequency, Level
from caseness.vocabulary.organisations import present_name
from caseness.vocabulary.period import Period, year_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from caseness.checks.finding import Cell, Estimate
    from caseness.sources.published import Published
    from caseness.sources.published.relation import Row

_MONTHS = 12
_FEW = 20  # counted; below this no rate


@dataclass(frozen=True, slots=True)
class Part:
    """A named part of the whole, from one measure or several; ``role`` is its line's in a chart."""

    name: str
    measures: tuple[str, ...]
    role: Role = Role.OTHER


@dataclass(frozen=True, slots=True)
class Counts:
    """The parts of one month or year by name, those published, and the whole; of a year also its complete months."""

    parts: Mapping[str, float]
    whole: float
    months: int = 1

    def share(self, part: str) -> float:
        """One part of the whole; nothing where it is not published."""
        return self.parts.get(part, 0.0) / self.whole

    @property
    def rest(self) -> float:
        """What none of the parts covers."""
        return self.whole - sum(self.parts.values())


@dataclass(frozen=True, slots=True)
class Composition:
    """The parts of a whole, called ``of``, by complete month and by financial year."""

    of: str
    parts: tuple[Part, ...]
    months: Mapping[Period, Counts]
    years: Mapping[Period, Counts]

    @property
    def every_month(self) -> list[Period]:
        """From the first to the last complete month, gaps included."""
        known = list(self.months)
        return months_between(known[0], known[-1])

    @property
    def full_years(self) -> list[Period]:
        """The financial years with twelve complete months, in order."""
        return [year for year, counts in self.years.items() if counts.months == _MONTHS]

    def by_month(self, part: str) -> list[float | None]:
        """A part's share of the whole in every month; None in a gap and where the part is not published."""
        found = [self.months.get(month) for month in self.every_month]
        return [None if c is None or part not in c.parts else c.share(part) for c in found]

    def estimate(self, part: str, year: Period, *, chance: bool = False) -> Estimate:
        """A part's share of the whole in a year."""
        counts = self.years[year]
        name = f"{part[0].lower()}{part[1:]}, of {self.of}"
        return share(name, counts.parts.get(part, 0.0), counts.whole, year, chance=chance)


def composition(published: Published, of: str, parts: Sequence[Part], whole: str | None = None) -> Composition:
    """England's composition by month and year; the whole is the measure ``whole``, else the sum of the parts.

    Raises `CannotRun` when no financial year has twelve complete months.
    """
    measures = [measure for part in parts for measure in part.measures]
    rows = published.england(*measures, *([whole] if whole else []), frequency=Frequency.MONTH, publication="monthly")
    running = {measure: _running(rows, measure) for measure in measures}
    months: dict[Period, Counts] = {}
    for month, row in rows.items():
        due = {m for m, span in running.items() if span is not None and span.start <= month.start <= span.end}
        total = row[whole] if whole else None
        if due and all(row[m] is not None for m in due) and not (whole and not total):
            counted = {p.name: sum(row[m] or 0.0 for m in p.measures if m in due) for p in parts if due & {*p.measures}}
            months[month] = Counts(counted, total or sum(counted.values()))
    years = _years(months)
    if not any(counts.months == _MONTHS for counts in years.values()):
        if not months:
            raise lacking([*([whole] if whole else []), *measures], Frequency.MONTH, Level.ENGLAND)
        raise CannotRun(
            f"no financial year with twelve complete months of {of} by part",
            settled_by="twelve monthly files from April to March",
        )
    return Composition(of, tuple(parts), months, years)


def _running(rows: Mapping[Period, Mapping[str, float | None]], measure: str) -> Period | None:
    """From the first to the last month in which a measure is published."""
    known = [month for month, row in rows.items() if row[measure] is not None]
    return Period(known[0].start, known[-1].end) if known else None


def _years(months: Mapping[Period, Counts]) -> dict[Period, Counts]:
    grouped: dict[Period, list[Counts]] = {}
    for month, counts in months.items():
        start = month.start.year - (month.start.month < 4)
        grouped.setdefault(year_of(start), []).append(counts)
    return {year: _sum(counts) for year, counts in grouped.items()}


def _sum(months: Sequence[Counts]) -> Counts:
    names = dict.fromkeys(name for counts in months for name in counts.parts)
    parts = {name: sum(counts.parts.get(name, 0.0) for counts in months) for name in names}
    return Counts(parts, sum(counts.whole for counts in months), len(months))


def over_months(
    made_of: Composition,
    title: str,
    subtitle: str,
    names: Sequence[str],
    *,
    most: float = 1.0,
    breaks: Sequence[str] = (),
    note: str = "",
) -> OverTime:
    """Shares of some parts by month, from 0 to ``most``."""
    lines = [
        Series(name=p.name, role=p.role, values=tuple(made_of.by_month(p.name)))
        for p in made_of.parts
        if p.name in names
    ]
    ends = {line.name: [value for value in line.values if value is not None] for line in lines}
    gaps = (
        " [x] month not at hand, or a part of it blank."
        if any(month not in made_of.months for month in made_of.every_month)
        else ""
    )
    return OverTime(
        title=title,
        subtitle=subtitle,
        alt="Lines by month. "
        + " ".join(f"{name}: {100 * v[0]:.1f}%, then {100 * v[-1]:.1f}%." for name, v in ends.items() if v),
        note=f"{note}{gaps}".strip(),
        periods=tuple(str(month) for month in made_of.every_month),
        series=tuple(lines),
        domain=(0.0, most),
        breaks=tuple(breaks),
    )


def by_year(made_of: Composition, name: str, caption: str, note: str = "") -> Table:
    """Every part of every year: its count and its share of the whole."""

    def rows(year: Period, counts: Counts) -> list[tuple[Cell, ...]]:
        whole: tuple[Cell, ...] = (str(year), counts.months, "All", counts.whole, 1.0)
        parts: list[tuple[Cell, ...]] = [
            (str(year), counts.months, part.name, *_cells(counts, part.name)) for part in made_of.parts
        ]
        if round(counts.rest):
            parts.append((str(year), counts.months, "None of these", counts.rest, counts.rest / counts.whole))
        return [whole, *parts]

    return Table(
        name=name,
        caption=caption,
        columns=(
            Column(key="year", title="Year"),
            Column(key="months", title="Months", unit=Unit.COUNT),
            Column(key="part", title="Part"),
            Column(key="count", title="Count", unit=Unit.COUNT),
            Column(key="share", title="of all", unit=Unit.PROPORTION),
        ),
        rows=tuple(row for year, counts in reversed(list(made_of.years.items())) for row in rows(year, counts)),
        note=f"A year with fewer than 12 months is not whole. [z] not published in that year. {note}".strip(),
    )


def _cells(counts: Counts, part: str) -> tuple[Cell, Cell]:
    return (counts.parts[part], counts.share(part)) if part in counts.parts else ("[z]", "[z]")


@dataclass(frozen=True, slots=True)
class ProviderShare:
    """A provider’s part of its whole; None where a cell is blank. ``low`` and ``high`` are the limits of the share."""

    org_code: str
    name: str
    part: float | None
    whole: float | None
    low: float
    high: float

    @property
    def share(self) -> float | None:
        """The part of the whole, from rounded counts."""
        return self.part / self.whole if self.part is not None and self.whole else None


def shares_of_providers(published: Published, part: str, whole: str, year: Period) -> list[ProviderShare]:
    """One measure as a share of another, for each provider with all months of a year, by name.

    Limits: every count that the year's rounded or blank cells can stand for, the part at most the whole.
    """
    sums = (
        published.select(part, whole, frequency=Frequency.MONTH, level=Level.PROVIDER, publication="monthly")
        .filter(_.period_start >= year.start, _.period_end <= year.end, _.upper.notnull())
        .group_by("org_code", "measure")
        .aggregate(
            name=_.org_name.max(),
            months=_.count(),
            blank=_.value.isnull().sum(),
            total=_.value.sum(),
            lower=_.lower.sum(),
            upper=_.upper.sum(),
        )
        .filter(_.months == _MONTHS)
        .order_by("org_code", "measure")
    )
    by_org: dict[str, dict[str, Row]] = {}
    for row in published.fetch(sums):
        by_org.setdefault(row["org_code"], {})[row["measure"]] = row
    found = [
        ProviderShare(
            org_code=org_code,
            name=present_name(org_code, rows[whole]["name"]),
            part=None if rows[part]["blank"] else rows[part]["total"],
            whole=None if rows[whole]["blank"] else rows[whole]["total"],
            low=min(rows[part]["lower"] / rows[whole]["upper"], 1.0),
            high=min(rows[part]["upper"] / rows[whole]["lower"], 1.0),
        )
        for org_code, rows in by_org.items()
        if part in rows and whole in rows and rows[whole]["lower"] > 0
    ]
    return sorted(found, key=lambda provider: (provider.name, provider.org_code))


@dataclass(frozen=True, slots=True)
class Spread:
    """The shares between which the middle nine-tenths of ``providers`` lie."""

    low: float
    high: float
    providers: int


def middle_nine_tenths(providers: Sequence[ProviderShare], least: int) -> Spread | None:
    """How a share differs between the providers with at least ``least`` counted; None below 20 of them."""
    shares = [p.share for p in providers if p.share is not None and (p.whole or 0) >= least]
    if len(shares) < 20:
        return None
    low, high = np.quantile(shares, [0.05, 0.95])
    return Spread(float(low), float(high), len(shares))


def by_provider(providers: Sequence[ProviderShare], name: str, caption: str, part: str, whole: str) -> Table:
    """Every provider's share with its limits; no rate for fewer than 20 counted."""

    def row(p: ProviderShare) -> tuple[Cell, ...]:
        counts: list[Cell] = ["[c?]" if value is None else value for value in (p.whole, p.part)]
        share_: Cell = p.share if p.share is not None and (p.whole or 0) >= _FEW else "[u]"
        return (p.name, p.org_code, *counts, share_, p.low, p.high)

    return Table(
        name=name,
        caption=caption,
        columns=(
            Column(key="provider", title="Provider"),
            Column(key="org_code", title="Code"),
            Column(key="whole", title=whole, unit=Unit.COUNT),
            Column(key="part", title=part, unit=Unit.COUNT),
            Column(key="share", title="Share", unit=Unit.PROPORTION),
            Column(key="share_least", title="at least", unit=Unit.PROPORTION),
            Column(key="share_most", title="at most", unit=Unit.PROPORTION),
        ),
        rows=tuple(row(p) for p in providers),
        note="Providers by name. Limits: every count that a rounded or blank cell can stand for. [c?] a month is blank.",
    )


def spread_estimates(name: str, spread: Spread | None, year: Period) -> list[Estimate]:
    """The two ends of the middle nine-tenths as estimates."""
    if spread is None:
        return []
    ends = ((f"{name}, 5th centile of providers", spread.low), (f"{name}, 95th centile of providers", spread.high))
    return [tally(named, end, year, unit=Unit.PROPORTION, level=Level.PROVIDER) for named, end in ends]
