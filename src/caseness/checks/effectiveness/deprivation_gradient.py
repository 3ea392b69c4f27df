"""Recovery over ten groups of areas, from the least to the most deprived."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from ibis import _

from caseness.checks.chart import Gradient, GradientGroup
from caseness.checks.estimating import annual_source, share, value_of
from caseness.checks.finding import (
    Answer,
    Cell,
    Chapter,
    Column,
    Estimate,
    FigureBlock,
    Interval,
    Reference,
    Table,
    Unit,
    Verdict,
)
from caseness.checks.registry import check
from caseness.sources.published import Published, lacking
from caseness.statistics.inequality import Slope, slope_index
from caseness.vocabulary import Frequency, Level, Statistic
from caseness.vocabulary.period import Period
from caseness.wording import count, percent, points

if TYPE_CHECKING:
    from caseness.sources.published.relation import Row

_BREAKDOWN = "indices_of_deprivation_decile"
_MEASURES = ("recovery", "finished_course_treatment", "not_at_caseness")


@dataclass(frozen=True, slots=True)
class _Group:
    label: str
    recovered: float
    cases: float

    @property
    def rate(self) -> float:
        return self.recovered / self.cases


@check(chapter=Chapter.EFFECTIVENESS, needs=[Published], order=10)
def deprivation_gradient(published: Published) -> Answer:
    """Does recovery differ between the least and the most deprived areas?"""
    year, groups, unknown = _groups(published)
    slope = slope_index([g.rate for g in groups], [g.cases for g in groups])
    least, most = groups[0], groups[-1]
    falls = all(a.rate > b.rate for a, b in pairwise(groups))
    pooled = sum(g.recovered for g in groups) / sum(g.cases for g in groups)
    index = _index(slope, year)
    return Answer(
        short="Deprivation and recovery",
        answer=(
            f"Recovery {'falls with every step of deprivation' if falls else 'differs by deprivation'}, from "
            f"{percent(least.rate)} in the least to {percent(most.rate)} in the most deprived tenth of areas. Over the "
            f"whole scale that is {points(abs(slope.index))} of the recovery rate."
        ),
        verdict=Verdict.DESCRIBED,
        condition="finished cases, by area of residence; not adjusted",
        estimates=(
            index,
            share(
                "recovered, of cases who finished, ten groups together",
                sum(g.recovered for g in groups),
                sum(g.cases for g in groups),
                year,
            ),
            *(
                share(
                    "recovered, of cases who finished",
                    g.recovered,
                    g.cases,
                    year,
                    breakdown=_BREAKDOWN,
                    category=g.label,
                )
                for g in (*groups, *unknown)
            ),
        ),
        figures=(
            FigureBlock(
                label="Lower, least to most deprived" if slope.index < 0 else "Higher, least to most deprived",
                estimate=index,
                of_whom=f"slope index of recovery over ten groups, {year}; {percent(pooled)} overall",
                definitions=(min(least.rate, most.rate), max(least.rate, most.rate)),
                reference=Reference(value=pooled, label="England"),
            ),
        ),
        charts=(_chart(year, groups, unknown, slope, pooled),),
        caveats=(
            "People in deprived areas start with higher scores and more other problems, so the same improvement less "
            "often ends below the line.",
            "Deprivation is the area’s, not the person’s.",
            "Those who leave before finishing are not in the rate; where the gap arises cannot be told from it.",
        ),
        method=(
            "Recovered ÷ (finished − not at caseness) in each tenth of areas. Slope index of inequality: regression on "
            "cumulative rank, weighted by cases (Mackenbach and Kunst 1997); its interval is Student’s with eight degrees "
            f"of freedom. Relative index {slope.ratio:.2f}."
        ),
        sources=(annual_source(year),),
        tables=(_table(groups, unknown),),
    )


def _groups(published: Published) -> tuple[Period, list[_Group], list[_Group]]:
    """The latest year's ten groups, least deprived first, and those whose area is not known."""
    cells = published.cells(
        {m: (m, Statistic.COUNT) for m in _MEASURES}, frequency=Frequency.YEAR, breakdown=_BREAKDOWN
    ).filter(_.recovery.notnull(), _.finished_course_treatment.notnull(), _.not_at_caseness.notnull())
    rows = published.fetch(cells.filter(_.period_start == cells.period_start.max().as_scalar()))
    ranked = [_group(row) for row in rows if row["category"][:2].isdigit()]
    if len(ranked) != 10:
        raise lacking(_MEASURES, Frequency.YEAR, Level.ENGLAND, _BREAKDOWN)
    return (
        Period(rows[0]["period_start"], rows[0]["period_end"]),
        ranked,
        [_group(row) for row in rows if not row["category"][:2].isdigit()],
    )


def _group(row: Row) -> _Group:
    return _Group(row["category"], row["recovery"], row["finished_course_treatment"] - row["not_at_caseness"])


def _index(slope: Slope, year: Period) -> Estimate:
    """The size of the slope in points, positive, with its interval turned the same way."""
    low, high = (-slope.high, -slope.low) if slope.index < 0 else (slope.low, slope.high)
    return Estimate(
        name="slope index of recovery over deprivation",
        value=abs(slope.index),
        low=low,
        high=high,
        interval=Interval.SAMPLING,
        confidence=0.95,
        unit=Unit.PERCENTAGE_POINT,
        period_start=year.start,
        period_end=year.end,
        level=Level.ENGLAND,
        breakdown=_BREAKDOWN,
    )


def _chart(year: Period, groups: list[_Group], unknown: list[_Group], slope: Slope, pooled: float) -> Gradient:
    total = sum(g.cases for g in groups)

    def drawn(g: _Group) -> GradientGroup:
        e = share(g.label, g.recovered, g.cases)
        assert e.low is not None
        assert e.high is not None
        return GradientGroup(
            label=g.label[:2].lstrip("0"), share=g.cases / total, rate=value_of(e), low=e.low, high=e.high
        )

    return Gradient(
        title=f"From {percent(groups[0].rate)} in the least to {percent(groups[-1].rate)} in the most deprived tenth",
        subtitle=f"Recovered, share of finished cases by deprivation of the area, England {year}. Axis from 35% to 65%",
        alt=f"Ten groups in order. Least deprived {percent(groups[0].rate)}, most {percent(groups[-1].rate)}. Slope index "
        f"{points(slope.index)} ({points(slope.low)} to {points(slope.high)}). Area not known: "
        f"{count(sum(g.cases for g in unknown))} cases.",
        note="Width: share of cases. Line: weighted regression on rank. Apart, as a diamond: area not known.",
        groups=tuple(drawn(g) for g in groups),
        centre=pooled,
        line=(slope.start, slope.end),
        slope_text=f"{points(slope.index)} ({points(slope.low)} to {points(slope.high)})",
        unknown=drawn(unknown[0]) if unknown else None,
    )


def _table(groups: list[_Group], unknown: list[_Group]) -> Table:
    rows: list[tuple[Cell, ...]] = [(g.label, g.cases, g.recovered, g.rate) for g in (*groups, *unknown)]
    return Table(
        name="deprivation",
        caption="Recovery of finished cases by deprivation of the area, England",
        columns=(
            Column(key="group", title="Areas"),
            Column(key="cases", title="Finished cases", unit=Unit.COUNT),
            Column(key="recovered", title="Recovered", unit=Unit.COUNT),
            Column(key="rate", title="Rate", unit=Unit.PROPORTION),
        ),
        rows=tuple(rows),
    )
