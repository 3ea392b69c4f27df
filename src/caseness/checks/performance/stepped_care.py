"""Which steps of care the finished courses took: low intensity, high intensity, both, and in which order."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ibis import _

from caseness.checks.chart import OverTime, Role, Series
from caseness.checks.estimating import (
    BREAK_NOTE,
    ENGLAND_CHANCE,
    annual_source,
    months_between,
    series_breaks,
    share,
    tally,
    value_of,
    year_labels,
)
from caseness.checks.finding import Answer, Cell, Chapter, Column, FigureBlock, Reference, Table, Unit, Verdict
from caseness.checks.registry import check
from caseness.checks.running import CHANCE_ALONE, histories
from caseness.sources.published import Published, lacking
from caseness.vocabulary import Frequency, Level, Statistic, title
from caseness.vocabulary.period import Period
from caseness.wording import count, percent

if TYPE_CHECKING:
    from collections.abc import Mapping

    from caseness.checks.chart import RunChart
    from caseness.checks.finding import Estimate

_FINISHED = "finished_course_treatment"
_BREAKDOWN = "stepped_care_pathway"
_LOW = "Received only low intensity therapy"
_HIGH = "Received only high intensity therapy"
_BOTH = "Received both high and low intensity therapy"
_UNKNOWN = "Not stated/Not known/Invalid"
_UP = "Step up - Last low to first high intensity therapy"
_DOWN = "Step down - Last high to first low intensity therapy"
_WORDS = {_LOW: "low intensity only", _HIGH: "high intensity only", _BOTH: "both", _UNKNOWN: "not known"}
_ORDERED = {_UP: "stepped up", _DOWN: "stepped down"}
_WAIT_UP = "wait_step_up_last_low_intensity_first_high_intensity"


@check(chapter=Chapter.PERFORMANCE, needs=[Published], order=75)
def stepped_care(published: Published) -> Answer:
    """Do finished courses take low intensity, high intensity or both, and how many step up or down?"""
    years = _years(published)
    (first, then), (last, now) = next(iter(years.items())), list(years.items())[-1]
    shares = {step: _share(step, now, last) for step in _WORDS}
    before = {step: _share(step, then, first) for step in _WORDS}
    ordered = {step: now[step] for step in _ORDERED if step in now}
    return Answer(
        short="Steps of care",
        answer=(
            f"Of {count(_whole(now))} finished courses in {last}, {percent(value_of(shares[_LOW]))} received low intensity "
            f"only, {percent(value_of(shares[_HIGH]))} high only and {percent(value_of(shares[_BOTH]))} both."
            + (f" In {first} high intensity only was {percent(value_of(before[_HIGH]))}." if first != last else "")
            + _order_said(ordered)
        ),
        verdict=Verdict.DESCRIBED,
        condition=f"finished courses by step recorded, {last}",
        estimates=(
            tally("finished courses by step, all", _whole(now), last),
            *shares.values(),
            *(before.values() if first != last else ()),
            *(tally(f"finished courses, {_ORDERED[step]}", number, last) for step, number in ordered.items()),
        ),
        figures=tuple(
            FigureBlock(
                label=_WORDS[step].capitalize(),
                estimate=shares[step],
                of_whom=f"of {count(_whole(now))} finished courses, {last}"
                + (f"; {percent(value_of(before[step]))} in {first}" if first != last else ""),
                reference=Reference(value=value_of(before[step]), label=str(first)) if first != last else None,
            )
            for step in (_LOW, _HIGH, _BOTH)
        ),
        charts=(_over_years(years), *_waits(published)),
        caveats=(
            "A step is what the sessions were recorded as. One assessment recorded as low intensity makes a course both.",
            "Stepped up or down counts only courses with two sessions or more in a row of each intensity, so it is far fewer "
            "than all with both.",
            "High intensity from the start can be right: guidance names it for some problems.",
            "Sessions of no recorded intensity leave a course not known.",
            CHANCE_ALONE,
        ),
        method=(
            "England’s annual counts of finished courses by stepped care pathway; the four pathways add up to all. Stepped up "
            "and down as the monthly measures count them (M355, M354). Days between steps: mean printed each month (M350). "
            + ENGLAND_CHANCE
        ),
        sources=(annual_source(*years),),
        tables=(_table(years),),
        settles=("C127",),
    )


def _years(published: Published) -> dict[Period, dict[str, float]]:
    """Each year's finished courses by step, of the years that have all four pathways."""
    rows = published.fetch(
        published.select(_FINISHED, frequency=Frequency.YEAR, breakdown=_BREAKDOWN)
        .filter(_.category.isin([*_WORDS, *_ORDERED]), _.value.notnull())
        .select("period_start", "period_end", "category", "value")
        .order_by("period_start", "category")
    )
    years: dict[Period, dict[str, float]] = {}
    for row in rows:
        years.setdefault(Period(row["period_start"], row["period_end"]), {})[row["category"]] = row["value"]
    whole = {year: steps for year, steps in years.items() if set(_WORDS) <= set(steps)}
    if not whole:
        raise lacking([_FINISHED], Frequency.YEAR, Level.ENGLAND, _BREAKDOWN)
    return whole


def _whole(steps: Mapping[str, float]) -> float:
    return sum(steps[step] for step in _WORDS)


def _share(step: str, steps: Mapping[str, float], year: Period) -> Estimate:
    return share(
        f"{_WORDS[step]}, of finished courses", steps[step], _whole(steps), year, breakdown=_BREAKDOWN, category=step
    )


def _order_said(ordered: Mapping[str, float]) -> str:
    said = " and ".join(f"{count(number)} as {_ORDERED[step]}" for step, number in ordered.items())
    return f" Courses counted by order: {said}." if said else ""


def _over_years(years: Mapping[Period, Mapping[str, float]]) -> OverTime:
    labels = year_labels(list(years))
    by_label = {str(year): steps for year, steps in years.items()}

    def values(step: str) -> tuple[float | None, ...]:
        return tuple(by_label[x][step] / _whole(by_label[x]) if x in by_label else None for x in labels)

    roles = {_LOW: Role.SUBJECT, _HIGH: Role.NATION, _BOTH: Role.OTHER, _UNKNOWN: Role.OTHER}
    lines = tuple(
        Series(name=_WORDS[step].capitalize(), role=role, values=values(step)) for step, role in roles.items()
    )
    ends = {line.name: [v for v in line.values if v is not None] for line in lines}
    low = ends["Low intensity only"]
    return OverTime(
        title=f"Low intensity only: {percent(low[0])}, then {percent(low[-1])}",
        subtitle=f"Share of finished courses, England, {labels[0]} to {labels[-1]}. Axis to 60%",
        alt="Lines by year. " + " ".join(f"{n}: {percent(v[0])}, then {percent(v[-1])}." for n, v in ends.items()),
        note=BREAK_NOTE
        + (" [x] the year’s file is not at hand." if any(None in line.values for line in lines) else ""),
        periods=tuple(labels),
        series=lines,
        domain=(0.0, 0.6),
        breaks=series_breaks(labels),
    )


def _waits(published: Published) -> tuple[RunChart, ...]:
    """Days between the last low and the first high intensity session, by month."""
    printed = published.england(_WAIT_UP, frequency=Frequency.MONTH, statistic=Statistic.MEAN, publication="monthly")
    known = [month for month, row in printed.items() if row[_WAIT_UP] is not None]
    if not known:
        return ()
    months = months_between(known[0], known[-1])
    values = [printed.get(month, {}).get(_WAIT_UP) for month in months]
    return histories(f"{title(_WAIT_UP)}, mean", "England", months, values, unit="days")


def _table(years: Mapping[Period, Mapping[str, float]]) -> Table:
    def row(year: Period, steps: Mapping[str, float]) -> tuple[Cell, ...]:
        whole = _whole(steps)
        counts: list[Cell] = [steps[step] for step in _WORDS]
        shares: list[Cell] = [steps[step] / whole for step in _WORDS]
        ordered: list[Cell] = [steps.get(step, "[z]") for step in _ORDERED]
        return (str(year), whole, *counts, *shares, *ordered)

    return Table(
        name="stepped-care",
        caption="Finished courses by step of care, England by year",
        columns=(
            Column(key="year", title="Year"),
            Column(key="finished", title="Finished", unit=Unit.COUNT),
            *(
                Column(key=f"count_{w.replace(' ', '_')}", title=w.capitalize(), unit=Unit.COUNT)
                for w in _WORDS.values()
            ),
            *(
                Column(key=f"share_{w.replace(' ', '_')}", title=f"{w}, share", unit=Unit.PROPORTION)
                for w in _WORDS.values()
            ),
            *(Column(key=w.replace(" ", "_"), title=w.capitalize(), unit=Unit.COUNT) for w in _ORDERED.values()),
        ),
        rows=tuple(row(year, steps) for year, steps in years.items()),
        note="[z] not published in that year.",
    )
