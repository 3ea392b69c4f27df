"""How many treatment sessions a finished course has: mean, median and longest, by month and by intensity."""

from __future__ import annotations

from typing import TYPE_CHECKING

from caseness.checks.estimating import monthly_source, months_between, tally, value_of
from caseness.checks.finding import Answer, Cell, Chapter, Column, Estimate, FigureBlock, Table, Unit, Verdict
from caseness.checks.flow import financial_years
from caseness.checks.registry import check
from caseness.checks.running import CHANCE_ALONE, histories
from caseness.sources.published import Published, lacking
from caseness.vocabulary import Frequency, Level, Statistic
from caseness.wording import count, decimal

if TYPE_CHECKING:
    from caseness.checks.chart import RunChart
    from caseness.vocabulary.period import Period

_SESSIONS, _FINISHED = "appts_finished_course_treatment", "finished_course_treatment"
_INTENSITY = {"li_sessions": "low intensity", "hi_sessions": "high intensity"}


@check(chapter=Chapter.PERFORMANCE, needs=[Published], order=72)
def appointments_per_course(published: Published) -> Answer:
    """How many sessions does a finished course have?"""
    years = financial_years(published, _SESSIONS, _FINISHED)
    if not years:
        raise lacking([_SESSIONS, _FINISHED], Frequency.MONTH, Level.ENGLAND)
    means = {year: _mean(row, year) for year, row in years.items()}
    (first, then), (last, now) = next(iter(means.items())), list(means.items())[-1]
    medians = _printed(published, last, _SESSIONS, Statistic.MEDIAN)
    longest = _printed(published, last, _SESSIONS, Statistic.MAXIMUM)
    middle = [
        tally(f"median sessions of finished courses, {which} month", v, last, unit=Unit.COUNT)
        for which, v in _ends(medians)
    ]
    most = tally("sessions of the longest finished course", max(longest), last) if longest else None
    of_intensity = _by_intensity(published, last)
    return Answer(
        short="Sessions per course",
        answer=(
            f"A course finished in {last} had {decimal(value_of(now), 1)} treatment sessions on average"
            + (f", {decimal(value_of(then), 1)} in {first}." if first != last else ".")
            + _median_said(medians)
            + (f" The longest had {count(value_of(most))}." if most else "")
        ),
        verdict=Verdict.DESCRIBED,
        condition=f"finished courses, which have two sessions or more, {last}",
        estimates=(
            now,
            *((then,) if first != last else ()),
            tally("finished courses, twelve months", years[last][_FINISHED], last),
            *middle,
            *((most,) if most else ()),
            *of_intensity,
        ),
        figures=(
            FigureBlock(
                label="Sessions of a finished course",
                estimate=now,
                of_whom=f"mean over {count(years[last][_FINISHED])} finished courses, {last}"
                + (f"; {decimal(value_of(then), 1)} in {first}" if first != last else ""),
            ),
            *(
                FigureBlock(
                    label=f"Of {words}",
                    estimate=e,
                    of_whom=f"mean of twelve printed monthly means, courses with any {words} session, {last}",
                )
                for e, words in zip(of_intensity, _INTENSITY.values(), strict=False)
            ),
        ),
        charts=_charts(published),
        caveats=(
            "Those who leave after one session are not in it; over all who enter treatment the mean is lower.",
            "A mean hides the spread: the median is lower, and single very long courses may be wrong dates.",
            "A session is an attended treatment contact, or an internet log, of any length.",
            CHANCE_ALONE,
        ),
        method=(
            "Mean: treatment sessions of finished courses (M089) ÷ finished courses (M076), England, twelve months summed. "
            "Median and longest as printed each month (M142, M143). By intensity: mean of the printed monthly means (M112, "
            "M120)."
        ),
        sources=(monthly_source(*years),),
        tables=(_table(published),),
        settles=("C22", "C23"),
    )


def _mean(row: dict[str, float], year: Period) -> Estimate:
    value = round(row[_SESSIONS] / row[_FINISHED], 4)
    return tally("mean sessions of finished courses", value, year, unit=Unit.SCORE)


def _printed(published: Published, year: Period, measure: str, statistic: Statistic) -> list[float]:
    """The printed figures of a year's months."""
    rows = published.england(measure, frequency=Frequency.MONTH, statistic=statistic, publication="monthly")
    within = [row[measure] for month, row in rows.items() if year.start <= month.start <= year.end]
    return [value for value in within if value is not None]


def _ends(values: list[float]) -> list[tuple[str, float]]:
    return [("lowest", min(values)), ("highest", max(values))] if values else []


def _median_said(medians: list[float]) -> str:
    if not medians:
        return ""
    low, high = min(medians), max(medians)
    return (
        f" The median was {count(low)} every month."
        if low == high
        else f" The median was {count(low)} to {count(high)}."
    )


def _by_intensity(published: Published, year: Period) -> list[Estimate]:
    """The mean sessions of either intensity, where all twelve months print it."""
    found = {words: _printed(published, year, measure, Statistic.MEAN) for measure, words in _INTENSITY.items()}
    return [
        tally(f"mean {words} sessions of finished courses", round(sum(values) / 12, 4), year, unit=Unit.SCORE)
        for words, values in found.items()
        if len(values) == 12
    ]


def _charts(published: Published) -> tuple[RunChart, ...]:
    months, means = _by_month(published)
    return histories("Sessions of a finished course, mean", "England", months, means, unit="")


def _by_month(published: Published) -> tuple[list[Period], list[float | None]]:
    rows = published.england(_SESSIONS, _FINISHED, frequency=Frequency.MONTH, publication="monthly")
    months = months_between(next(iter(rows)), list(rows)[-1])
    found = [rows.get(month, {}) for month in months]
    return months, [_ratio(row.get(_SESSIONS), row.get(_FINISHED)) for row in found]


def _ratio(sessions: float | None, courses: float | None) -> float | None:
    return sessions / courses if sessions is not None and courses else None


def _table(published: Published) -> Table:
    months, means = _by_month(published)
    printed = {
        statistic: published.england(_SESSIONS, frequency=Frequency.MONTH, statistic=statistic, publication="monthly")
        for statistic in (Statistic.MEDIAN, Statistic.MAXIMUM)
    }

    def row(month: Period, mean: float | None) -> tuple[Cell, ...]:
        found = [printed[statistic].get(month, {}).get(_SESSIONS) for statistic in printed]
        return (str(month), *("[x]" if value is None else value for value in (mean, *found)))

    return Table(
        name="sessions-per-course",
        caption="Treatment sessions of finished courses, England by month",
        columns=(
            Column(key="month", title="Month"),
            Column(key="mean", title="Mean", unit=Unit.RATIO),
            Column(key="median", title="Median", unit=Unit.COUNT),
            Column(key="longest", title="Longest", unit=Unit.COUNT),
        ),
        rows=tuple(row(month, mean) for month, mean in zip(months, means, strict=True)),
    )
