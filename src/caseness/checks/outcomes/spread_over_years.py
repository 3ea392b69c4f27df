"""How far providers and areas truly differ in recovery, year by year, with chance taken out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from caseness.checks.chart import OverTime, Role, Series
from caseness.checks.estimating import BREAK_NOTE, annual_source, series_breaks, value_of, year_labels
from caseness.checks.finding import (
    Answer,
    Chapter,
    Column,
    Estimate,
    FigureBlock,
    Interval,
    Table,
    Unit,
    Verdict,
)
from caseness.checks.outcomes.rates import FEWEST, rates_by_year
from caseness.checks.registry import check
from caseness.sources.published import Published, lacking
from caseness.statistics.spread import Spread, spread
from caseness.vocabulary import Frequency, Level
from caseness.wording import count, decimal, percent, points

if TYPE_CHECKING:
    from collections.abc import Sequence

    from caseness.vocabulary.period import Period

_KINDS = {"Providers": Level.PROVIDER, "CCGs": Level.CCG, "STPs": Level.STP, "ICBs": Level.ICB}
_FEWEST_UNITS = 20  # organisations; below, their spread says little
_DRAWN_ANEW = 2022


@dataclass(frozen=True, slots=True)
class _Year:
    """One kind of organisation in one year."""

    kind: str
    level: Level
    period: Period
    spread: Spread


@check(chapter=Chapter.OUTCOMES, needs=[Published], order=22)
def spread_over_years(published: Published) -> Answer:
    """Do providers and areas differ more or less in recovery than they did?"""
    years = _years(published)
    providers = [year for year in years if year.kind == "Providers"]
    if len(providers) < 2:
        raise lacking(("recovery", "at_caseness"), Frequency.YEAR, Level.PROVIDER)
    first, last = providers[0], providers[-1]
    deviations = {year: _deviation(year) for year in years}
    beyond = _share(last)
    return Answer(
        short="Spread by year",
        answer=(
            f"The standard deviation of providers’ true recovery rates is {points(value_of(deviations[last]))} in "
            f"{last.period}, and was {points(value_of(deviations[first]))} in {first.period}. {_change(first, last)} "
            f"Of the variance seen between providers, {percent(value_of(beyond), decimals=0)} is beyond chance."
        ),
        verdict=Verdict.DESCRIBED,
        condition=f"organisations with {FEWEST} cases or more; not adjusted",
        estimates=(*deviations.values(), beyond, *(_units(year) for year in years)),
        figures=(
            FigureBlock(
                label="True spread between providers",
                estimate=deviations[last],
                of_whom=f"standard deviation, {last.spread.units} providers, {last.period}; {first.period}: "
                f"{points(value_of(deviations[first]))}",
            ),
            *_area_block(years, deviations),
        ),
        charts=(_chart(years),),
        caveats=(
            "Areas and providers differ in who comes: severity, deprivation and problem are not taken out.",
            "Which providers exist changes: mergers join unlike services and pull rates towards the middle.",
            "Spread can fall because weak services improve, or because all come to score and count alike.",
            "Smaller areas differ more than larger ones by nature, so levels are not to be compared with each other.",
        ),
        method=(
            "Recovered ÷ at caseness. On the arcsine scale chance gives variance 1 ÷ 4n; the true variance τ² is the one that "
            "gives the scores the variance they should have (Paule and Mandel 1982), winsorised by a tenth at each end and "
            "scaled back as for a normal, and returned to points at the centre. Share beyond chance: τ² ÷ (τ² + mean "
            "1 ÷ 4n). Interval: 200 resamples of the organisations, 95%. "
            "Counts are rounded to 5, which at 100 cases adds about a tenth of chance’s variance."
        ),
        sources=(annual_source(*sorted({year.period for year in years})),),
        tables=(_table(years),),
    )


def _years(published: Published) -> list[_Year]:
    return [
        _Year(kind, level, rates.period, spread(rates.recovered, rates.cases))
        for kind, level in _KINDS.items()
        for rates in rates_by_year(published, level)
        if len(rates.codes) >= _FEWEST_UNITS
    ]


def _deviation(year: _Year) -> Estimate:
    return Estimate(
        name=f"standard deviation of true recovery rates: {year.kind}",
        value=year.spread.deviation,
        low=year.spread.low,
        high=year.spread.high,
        interval=Interval.SAMPLING,
        confidence=0.95,
        unit=Unit.PERCENTAGE_POINT,
        period_start=year.period.start,
        period_end=year.period.end,
        level=year.level,
    )


def _share(year: _Year) -> Estimate:
    return Estimate(
        name="share of the variance between providers beyond chance",
        value=year.spread.beyond_chance,
        unit=Unit.PROPORTION,
        period_start=year.period.start,
        period_end=year.period.end,
        level=year.level,
    )


def _units(year: _Year) -> Estimate:
    return Estimate(
        name=f"organisations compared: {year.kind}",
        value=year.spread.units,
        unit=Unit.COUNT,
        period_start=year.period.start,
        period_end=year.period.end,
        level=year.level,
    )


def _change(first: _Year, last: _Year) -> str:
    """Whether the two intervals part, which is a stricter test than that of the difference."""
    if last.spread.high < first.spread.low:
        return "It has fallen by more than chance gives."
    if last.spread.low > first.spread.high:
        return "It has risen by more than chance gives."
    return "The intervals of the two overlap."


def _area_block(years: Sequence[_Year], deviations: dict[_Year, Estimate]) -> list[FigureBlock]:
    areas = [year for year in years if year.level is Level.ICB]
    if not areas:
        return []
    last = areas[-1]
    return [
        FigureBlock(
            label="True spread between ICBs",
            estimate=deviations[last],
            of_whom=f"standard deviation, {last.spread.units} integrated care boards, {last.period}",
        )
    ]


def _chart(years: Sequence[_Year]) -> OverTime:
    labels = year_labels(sorted({year.period for year in years}))
    lines = {
        kind: tuple(
            next((100 * y.spread.deviation for y in years if y.kind == kind and str(y.period) == label), None)
            for label in labels
        )
        for kind in _KINDS
    }
    known = {kind: [value for value in values if value is not None] for kind, values in lines.items()}
    providers = known["Providers"]
    top = 2.0 * (1 + int(max(max(values, default=0.0) for values in known.values()) // 2))
    return OverTime(
        title=f"Between providers the spread is {decimal(providers[-1], 1)} points, after {decimal(providers[0], 1)}",
        subtitle="Standard deviation of true recovery rates, in points, England by year",
        alt="Lines by year. "
        + " ".join(f"{kind}: " + ", ".join(decimal(v, 1) for v in values) + "." for kind, values in known.items()),
        note=f"In {_DRAWN_ANEW} ICBs took the place of STPs, and CCGs ended. {BREAK_NOTE}"
        + (" [x] figures not at hand." if any(None in values for values in lines.values()) else ""),
        periods=tuple(labels),
        series=tuple(
            Series(name=kind, role=Role.SUBJECT if kind == "Providers" else Role.OTHER, values=values)
            for kind, values in lines.items()
            if known[kind]
        ),
        domain=(0.0, top),
        breaks=series_breaks(labels),
        unit="points",
    )


def _table(years: Sequence[_Year]) -> Table:
    return Table(
        name="spread-by-year",
        caption=f"Spread of true recovery rates between organisations with {count(FEWEST)} cases or more",
        columns=(
            Column(key="level", title="Level"),
            Column(key="year", title="Year"),
            Column(key="organisations", title="Organisations", unit=Unit.COUNT),
            Column(key="centre", title="Recovered", unit=Unit.PROPORTION),
            Column(key="deviation", title="Standard deviation", unit=Unit.PERCENTAGE_POINT),
            Column(key="low", title="from", unit=Unit.PERCENTAGE_POINT),
            Column(key="high", title="to", unit=Unit.PERCENTAGE_POINT),
            Column(key="beyond_chance", title="Variance beyond chance", unit=Unit.PROPORTION),
        ),
        rows=tuple(
            (
                y.level.value,
                str(y.period),
                y.spread.units,
                y.spread.centre,
                y.spread.deviation,
                y.spread.low,
                y.spread.high,
                y.spread.beyond_chance,
            )
            for y in years
        ),
    )
