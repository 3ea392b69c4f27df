"""The figures of all organisations, from a handful of grouped queries; none is made for one organisation alone."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

import ibis
from ibis import _

from caseness.organisations.counted import Counted
from caseness.vocabulary import TOTAL, Frequency, Level, Statistic
from caseness.vocabulary.period import Period

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    import ibis.expr.types as ir

    from caseness.organisations.profile import Key
    from caseness.sources.published import Published
    from caseness.sources.published.relation import Row

LEVELS = (Level.PROVIDER, Level.ICB, Level.REGION, Level.SUB_ICB, Level.STP, Level.CCG)
ENGLAND: Key = (Level.ENGLAND, "")
_APRIL = 4
UNKNOWN = "UNKNOWN"  # the published code for figures whose organisation is not known

PRINTED = ("recovery", "reliable_recovery", "reliable_improvement", "reliable_deterioration")
ANNUAL = ("referrals_received", "finished_course_treatment", "at_caseness", "not_at_caseness", *PRINTED)
FIRST_6_WEEKS, FIRST_18_WEEKS = "First session: <6 weeks", "First session: <18 weeks"
SECOND_28_DAYS, SECOND_OVER_90 = "First to second session: <=28 days", "First to second session: >90 days"
WAITS = (FIRST_6_WEEKS, FIRST_18_WEEKS, SECOND_28_DAYS, SECOND_OVER_90)
MONTHLY = (
    "referrals_received",
    "accessing_services",
    "ended_referrals",
    "ended_treated_once",
    "finished_course_treatment",
    "accessing_services6weeks_finished_course_treatment",
    "not_at_caseness",
    *PRINTED,
)
BREAKDOWNS = (
    "indices_of_deprivation_decile",
    "ethnic_group",
    "age_group",
    "gender",
    "long_term_condition_status",
    "sexual_orientation",
    "problem_descriptor",
    "stepped_care_pathway",
)
BY_GROUP = ("referrals_received", "finished_course_treatment", "at_caseness", "not_at_caseness", "recovery")
SERIES = {"referrals_received": Statistic.COUNT, "recovery": Statistic.PERCENTAGE}


class Span(NamedTuple):
    """The first and last period in which an organisation has figures, and every name it had, latest first."""

    first: Period
    last: Period
    names: tuple[str, ...]


class YearOfMonths(NamedTuple):
    """The months of one financial year added up; ``months`` of them are at hand for this organisation."""

    sums: dict[str, Counted]
    months: int


class Cells(NamedTuple):
    """How many counts an organisation has in its latest annual year, and how many of them are suppressed."""

    printed: int
    suppressed: int


@dataclass(frozen=True, slots=True)
class Figures:
    """What is published of every organisation, England among them under the key `ENGLAND`."""

    spans: dict[Key, Span] = field(default_factory=dict)
    annual: dict[Key, dict[Period, dict[str, Counted]]] = field(default_factory=dict)
    percentages: dict[Key, dict[Period, dict[str, Counted]]] = field(default_factory=dict)
    months: dict[Key, dict[int, YearOfMonths]] = field(default_factory=dict)
    series: dict[Key, dict[str, dict[Period, float]]] = field(default_factory=dict)
    seen: dict[Key, set[Period]] = field(default_factory=dict)
    by_group: dict[Key, dict[tuple[str, str], dict[str, Counted]]] = field(default_factory=dict)
    cells: dict[Key, Cells] = field(default_factory=dict)
    pairs: dict[tuple[Key, Key], Counted] = field(default_factory=dict)
    pairs_period: Period | None = None

    def latest_year(self, key: Key) -> Period | None:
        """The latest financial year for which the annual statistics have the organisation."""
        return max(self.annual.get(key, {}), default=None)


def read(published: Published) -> Figures:
    """Every figure that an organisation's page is made from."""
    annual, percentages = _annual(published)
    months, seen, series = _months(published)
    pairs, period = _pairs(published)
    return Figures(
        spans=_spans(published),
        annual=annual,
        percentages=percentages,
        months=months,
        series=series,
        seen=seen,
        by_group=_by_group(published),
        cells=_cells(published),
        pairs=pairs,
        pairs_period=period,
    )


def _key(row: Row) -> Key:
    return Level(row["level"]), row["org_code"] or ""


def _period(row: Row) -> Period:
    return Period(row["period_start"], row["period_end"])


def _counted(row: Row) -> Counted | None:
    """None where a figure does not apply, or is suppressed without limits."""
    if row["lower"] is None or row["upper"] is None:
        return None
    return Counted(row["value"], row["lower"], row["upper"])


def _of_organisations(published: Published, *, england: bool = True) -> ir.Table:
    """The figures of single organisations, and of England; what belongs to no known organisation is left out."""
    levels = [level.value for level in LEVELS]
    known = _.level.isin(levels) & _.org_code.notnull() & (_.org_code.upper() != UNKNOWN)
    return published.figures.filter(known | (_.level == Level.ENGLAND.value) if england else known)


def _spans(published: Published) -> dict[Key, Span]:
    """When each organisation has figures. The last period is a month where it has monthly figures, else a year."""
    own = _of_organisations(published, england=False)
    own = own.mutate(precise=(own.publication == "monthly").cast("int8"))
    rows = published.fetch(
        own.group_by("level", "org_code", "org_name", "precise", "period_start", "period_end")
        .aggregate(figures=_.count())
        .order_by(_.precise.desc(), _.period_end.desc(), "period_start", "org_name")
    )
    mine: defaultdict[Key, list[Row]] = defaultdict(list)
    for row in rows:
        mine[_key(row)].append(row)
    return {
        key: Span(
            first=min(map(_period, spells)),
            last=_period(spells[0]),
            names=tuple(dict.fromkeys(row["org_name"] or "" for row in sorted(spells, key=_latest_first))),
        )
        for key, spells in mine.items()
    }


def _latest_first(row: Row) -> tuple[int, str]:
    return -row["period_end"].toordinal(), row["org_name"] or ""


_Years = dict["Key", dict[Period, dict[str, Counted]]]


def _annual(published: Published) -> tuple[_Years, _Years]:
    """Counts, with those of waits under the name of their class, and printed percentages (0 to 100)."""
    annual = _of_organisations(published).filter(
        _.publication == "annual", _.frequency == Frequency.YEAR.value, _.measure.isin(ANNUAL)
    )
    total = annual.filter(_.breakdown == TOTAL).mutate(name=_.measure)
    waits = annual.filter(
        _.breakdown == "waiting_time", _.measure == "finished_course_treatment", _.category.isin(WAITS)
    ).mutate(name=_.category)
    columns = ("level", "org_code", "period_start", "period_end", "name", "statistic", "value", "lower", "upper")
    counts: _Years = {}
    percentages: _Years = {}
    for row in published.fetch(total.select(columns).union(waits.select(columns))):
        into = {Statistic.COUNT: counts, Statistic.PERCENTAGE: percentages}.get(row["statistic"])
        counted = _counted(row)
        if into is not None and counted:
            into.setdefault(_key(row), {}).setdefault(_period(row), {})[row["name"]] = counted
    return counts, percentages


def _monthly(published: Published) -> ir.Table:
    return _of_organisations(published).filter(
        _.publication == "monthly", _.frequency == Frequency.MONTH.value, _.breakdown == TOTAL
    )


def _months(
    published: Published,
) -> tuple[dict[Key, dict[int, YearOfMonths]], dict[Key, set[Period]], dict[Key, dict[str, dict[Period, float]]]]:
    """Sums by financial year, the months in which each organisation appears, and its series."""
    monthly = _monthly(published)
    april = _.period_start.year() - ibis.ifelse(_.period_start.month() < _APRIL, 1, 0)
    sums = published.fetch(
        monthly.filter(_.statistic == Statistic.COUNT.value, _.measure.isin(MONTHLY), _.lower.notnull())
        .mutate(april=april)
        .group_by("level", "org_code", "april", "measure")
        .aggregate(
            rows=_.count(), printed=_.value.count(), value=_.value.sum(), lower=_.lower.sum(), upper=_.upper.sum()
        )
    )
    appears = published.fetch(monthly.select("level", "org_code", "period_start", "period_end").distinct())
    seen: defaultdict[Key, set[Period]] = defaultdict(set)
    for row in appears:
        seen[_key(row)].add(_period(row))
    return _years_of_months(sums, seen), dict(seen), _series(published, monthly)


def _years_of_months(sums: Sequence[Row], seen: dict[Key, set[Period]]) -> dict[Key, dict[int, YearOfMonths]]:
    """A sum is kept where every month in which the organisation appears has the figure, printed or suppressed."""
    years: dict[Key, dict[int, YearOfMonths]] = {}
    appears = {key: Counter(_april(month) for month in months) for key, months in seen.items()}
    for row in sums:
        key, april = _key(row), row["april"]
        months = appears[key][april]
        year = years.setdefault(key, {}).setdefault(april, YearOfMonths({}, months))
        if row["rows"] == months:
            value = row["value"] if row["printed"] == months else None
            year.sums[row["measure"]] = Counted(value, row["lower"], row["upper"])
    return years


def _april(month: Period) -> int:
    """The calendar year in whose April the financial year of a month begins."""
    return month.start.year - (month.start.month < _APRIL)


def _series(published: Published, monthly: ir.Table) -> dict[Key, dict[str, dict[Period, float]]]:
    wanted = [(_.measure == measure) & (_.statistic == statistic.value) for measure, statistic in SERIES.items()]
    rows = published.fetch(
        monthly.filter(ibis.or_(*wanted), _.value.notnull())
        .select("level", "org_code", "period_start", "period_end", "measure", "value")
        .order_by("period_start")
    )
    series: dict[Key, dict[str, dict[Period, float]]] = {}
    for row in rows:
        series.setdefault(_key(row), {}).setdefault(row["measure"], {})[_period(row)] = row["value"]
    return series


def _latest_annual(published: Published) -> ir.Table:
    """Counts of the latest annual statistics, of the organisations that these have."""
    annual = _of_organisations(published).filter(_.publication == "annual", _.statistic == Statistic.COUNT.value)
    return annual.filter(_.period_start == annual.period_start.max().as_scalar())


def _by_group(published: Published) -> dict[Key, dict[tuple[str, str], dict[str, Counted]]]:
    rows = published.fetch(
        _latest_annual(published)
        .filter(_.breakdown.isin(BREAKDOWNS), _.measure.isin(BY_GROUP), _.lower.notnull())
        .select("level", "org_code", "breakdown", "category", "measure", "value", "lower", "upper")
    )
    groups: dict[Key, dict[tuple[str, str], dict[str, Counted]]] = {}
    for row in rows:
        group = groups.setdefault(_key(row), {}).setdefault((row["breakdown"], row["category"]), {})
        group[row["measure"]] = Counted(row["value"], row["lower"], row["upper"])
    return groups


def _cells(published: Published) -> dict[Key, Cells]:
    rows = published.fetch(
        _latest_annual(published)
        .filter(_.lower.notnull())
        .group_by("level", "org_code")
        .aggregate(cells=_.count(), printed=_.value.count())
    )
    return {_key(row): Cells(row["printed"], row["cells"] - row["printed"]) for row in rows}


def _pairs(published: Published) -> tuple[dict[tuple[Key, Key], Counted], Period | None]:
    """Referrals of each commissioner to each provider over the latest twelve months that have them."""
    rows = published.figures.filter(
        _.level.isin([Level.CCG_PROVIDER.value, Level.SUB_ICB_PROVIDER.value]),
        _.measure == "referrals_received",
        _.frequency == Frequency.MONTH.value,
        _.lower.notnull(),
        _.org_code.notnull(),
        _.parent_code.notnull(),
    )
    months = published.fetch(
        rows.select("period_start", "period_end").distinct().order_by(_.period_start.desc()).limit(12)
    )
    if not months:
        return {}, None
    period = Period(min(row["period_start"] for row in months), max(row["period_end"] for row in months))
    sums = published.fetch(
        rows.filter(_.period_start >= period.start)
        .group_by("level", "org_code", "parent_code")
        .aggregate(
            rows=_.count(), printed=_.value.count(), value=_.value.sum(), lower=_.lower.sum(), upper=_.upper.sum()
        )
        .filter(_.printed > 0)
    )
    return dict(_paired(sums)), period


def _paired(sums: Sequence[Row]) -> Iterator[tuple[tuple[Key, Key], Counted]]:
    for row in sums:
        commissioner = Level.CCG if row["level"] == Level.CCG_PROVIDER else Level.SUB_ICB
        value = row["value"] if row["rows"] == row["printed"] else None
        yield (
            ((commissioner, row["parent_code"]), (Level.PROVIDER, row["org_code"])),
            Counted(value, row["lower"], row["upper"]),
        )
