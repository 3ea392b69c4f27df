"""Months in which England's monthly figures change their level, over every measure that is printed long enough.

A month in which many measures change at once points to the data set or the way of counting, one in which a single
measure changes to that measure.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING

import numpy as np
from ibis import _

from caseness.checks.chart import OverTime, Role, Series
from caseness.checks.estimating import monthly_source, months_between, share, tally, value_of
from caseness.checks.finding import Answer, Cell, Chapter, Column, FigureBlock, Table, Unit, Verdict
from caseness.checks.registry import check
from caseness.errors import CannotRun
from caseness.sources.published import Published
from caseness.statistics.change_points import changes
from caseness.vocabulary import TOTAL, Frequency, Level, Statistic, title
from caseness.vocabulary.period import Period
from caseness.wording import count, percent

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

_FEWEST_MONTHS = 24
_SEED = 2021
_KINDS = (Statistic.COUNT.value, Statistic.PERCENTAGE.value, Statistic.MEAN.value)
_ROUNDING = 0.05  # half the step of a printed percentage or mean


@dataclass(frozen=True, slots=True)
class Line:
    """One measure's figures for England, month by month."""

    measure: str
    statistic: str
    months: tuple[Period, ...]
    values: NDArray[np.float64]

    @property
    def scaled(self) -> NDArray[np.float64]:
        """Counts on a log scale, so that a change is a share of the level; other figures as printed."""
        return np.log(self.values + 1) if self.statistic == Statistic.COUNT.value else self.values

    @property
    def floor(self) -> float:
        """The least noise: that of counting, or of rounding."""
        if self.statistic == Statistic.COUNT.value:
            return float(1 / np.sqrt(np.median(self.values) + 1))
        return _ROUNDING


@dataclass(frozen=True, slots=True)
class Change:
    """A month that begins a new level, or stands apart; the middle figures of up to three months before and from it."""

    line: Line
    month: Period
    brief: bool
    before: float
    after: float


@check(chapter=Chapter.QUALITY, needs=[Published], order=48)
def changes_in_england(published: Published) -> Answer:
    """In which months do England’s figures change their level, and how many at once?"""
    lines = series_of_england(published)
    found, false_alarms = changes_of(lines)
    months = sorted({month for line in lines for month in line.months})
    span = Period(months[0].start, months[-1].end)
    levels = [change for change in found if not change.brief]
    per_month = Counter(change.month for change in levels)
    changing = len({(c.line.measure, c.line.statistic) for c in levels})
    part = share("England series that change their level", changing, len(lines), span, chance=False)
    shuffled = share("shuffled series with a change of level", false_alarms, len(lines), span)
    most = max(per_month.values(), default=0)
    busiest = [month for month, number in sorted(per_month.items()) if number == most]
    return Answer(
        short="Changes in England",
        answer=(
            f"Of {count(len(lines))} monthly series for England, {percent(value_of(part))} change their level at least once; "
            f"of the same series shuffled, {percent(value_of(shuffled))}."
            + (f" Most change at once in {busiest[0]}: {most}." if busiest else "")
        ),
        verdict=Verdict.DESCRIBED,
        condition=f"{changing} of {len(lines)} series change their level",
        estimates=(
            part,
            shuffled,
            *(tally("England series that begin a new level in a month", per_month[m], m) for m in busiest),
            tally("England months that stand apart", sum(change.brief for change in found), span),
        ),
        figures=(
            FigureBlock(
                label="England series that change their level",
                estimate=part,
                of_whom=f"of {count(len(lines))} series, {span.in_months}; shuffled, {percent(value_of(shuffled))}",
            ),
        ),
        charts=(_chart(per_month, months, len(lines)),),
        caveats=(
            "A service that grows, or changes how it works, changes its figures: a new level is no error.",
            "In April 2022 a new version of the data set came in, with other codes for some fields.",
            "Seasons are not taken out: they count as noise and hide small changes.",
            "Where a whole trend runs up or down, it is cut into steps; the months of the steps mean little.",
            "Many measures are parts of one another and change together.",
        ),
        method=(
            "Every count, percentage and mean printed for England for 24 months or more; counts on a log scale. Levels by "
            "optimal partitioning with a penalty for noise that lasts; months that stand apart by a two-sided Hampel "
            "identifier. Each series is shuffled once to say how often a level is found by chance. A month not at hand is "
            "passed over."
        ),
        sources=(monthly_source(*months),),
        tables=(_changes_table(found), _months_table(found, months)),
    )


def series_of_england(published: Published) -> list[Line]:
    """Every count, percentage and mean that is printed long enough. Raises `CannotRun` where none is."""
    rows = published.fetch(
        published.figures.filter(
            _.publication == "monthly",
            _.frequency == Frequency.MONTH.value,
            _.level == Level.ENGLAND.value,
            _.breakdown == TOTAL,
            _.statistic.isin(_KINDS),
            _.value.notnull(),
        )
        .select("measure", "statistic", "period_start", "period_end", "value")
        .order_by("measure", "statistic", "period_start")
    )
    lines = []
    for (measure, statistic), group in groupby(rows, key=lambda r: (str(r["measure"]), str(r["statistic"]))):
        of_one = list(group)
        if len(of_one) >= _FEWEST_MONTHS:
            months = tuple(Period(r["period_start"], r["period_end"]) for r in of_one)
            lines.append(Line(measure, statistic, months, np.array([r["value"] for r in of_one], float)))
    if not lines:
        raise CannotRun(
            f"no measure with {_FEWEST_MONTHS} months for England",
            settled_by=f"the official monthly statistics for England of {_FEWEST_MONTHS} months or more",
        )
    return lines


def changes_of(lines: Sequence[Line]) -> tuple[list[Change], int]:
    """The changes of every series, and in how many of them, each shuffled once, a change of level is found."""
    rng = np.random.default_rng(_SEED)
    found: list[Change] = []
    false_alarms = 0
    ordered = sorted(lines, key=lambda line: (len(line.months), line.measure))
    for _length, group in groupby(ordered, key=lambda line: len(line.months)):
        alike = list(group)
        scaled, floor = np.array([line.scaled for line in alike]), [line.floor for line in alike]
        for line, told in zip(alike, changes(scaled, floor), strict=True):
            found += [_change(line, i, brief=i in told.brief) for i in sorted({*told.levels, *told.brief})]
        false_alarms += sum(bool(told.levels) for told in changes(rng.permuted(scaled, axis=1), floor))
    return found, false_alarms


def _change(line: Line, at: int, *, brief: bool) -> Change:
    before = line.values[max(at - 3, 0) : at] if at else line.values[1:4]
    after = line.values[at : at + 1] if brief else line.values[at : at + 3]
    return Change(line, line.months[at], brief, float(np.median(before)), float(np.median(after)))


def _chart(per_month: Counter[Period], months: Sequence[Period], series: int) -> OverTime:
    every = months_between(months[0], months[-1])
    at_hand = set(months)
    gap = " [x] the months are not at hand." if len(every) > len(months) else ""
    most = max(per_month.values(), default=0)
    busiest = next((str(month) for month in months if per_month[month] == most), "no month")
    return OverTime(
        title=f"Most series begin a new level in {busiest}: {most}",
        subtitle=f"England series that begin a new level in the month, of up to {series}, {every[0]} to {every[-1]}",
        alt=f"Line by month. Highest {most} in {busiest}.{gap}",
        note=f"A level has at least three months, so none begins in the first or last ones.{gap}",
        periods=tuple(str(month) for month in every),
        series=(
            Series(
                name="New levels",
                role=Role.NATION,
                values=tuple(per_month[month] if month in at_hand else None for month in every),
            ),
        ),
        domain=(0.0, max(10.0, -(-most // 10) * 10.0)),
        unit="",
    )


def _changes_table(found: Sequence[Change]) -> Table:
    rows: list[tuple[Cell, ...]] = [
        (
            title(c.line.measure),
            c.line.statistic,
            f"{c.month.start:%Y-%m}",
            "stands apart" if c.brief else "new level",
            c.before,
            c.after,
            c.after / c.before if c.before else "[u]",
        )
        for c in sorted(found, key=lambda c: (c.month, c.line.measure, c.line.statistic))
    ]
    return Table(
        name="changes-in-england",
        caption="Months in which a series for England begins a new level or stands apart",
        columns=(
            Column(key="measure", title="Measure"),
            Column(key="statistic", title="Statistic"),
            Column(key="month", title="Month"),
            Column(key="kind", title="Kind"),
            Column(key="before", title="Before", unit=Unit.COUNT),
            Column(key="after", title="After", unit=Unit.COUNT),
            Column(key="ratio", title="After over before", unit=Unit.RATIO),
        ),
        rows=tuple(rows),
        note="Before and after: the middle of up to three months; for a month that stands apart, its own figure.",
    )


def _months_table(found: Sequence[Change], months: Sequence[Period]) -> Table:
    levels = Counter(change.month for change in found if not change.brief)
    brief = Counter(change.month for change in found if change.brief)
    return Table(
        name="changes-in-england-by-month",
        caption="How many series for England change, by month",
        columns=(
            Column(key="month", title="Month"),
            Column(key="levels", title="New level", unit=Unit.COUNT),
            Column(key="apart", title="Stands apart", unit=Unit.COUNT),
        ),
        rows=tuple((f"{month.start:%Y-%m}", levels[month], brief[month]) for month in months),
    )
