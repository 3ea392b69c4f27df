"""The recovery rate under every denominator that the published counts allow."""

from __future__ import annotations

from typing import TYPE_CHECKING

from caseness.checks.chart import Bar, Ladder, OverTime, Role, Series
from caseness.checks.estimating import (
    BREAK_NOTE,
    ENGLAND_CHANCE,
    annual_source,
    monthly_source,
    series_breaks,
    share,
    value_of,
    year_labels,
)
from caseness.checks.finding import (
    Answer,
    Cell,
    Chapter,
    Column,
    Estimate,
    FigureBlock,
    Interval,
    Table,
    Unit,
    Verdict,
)
from caseness.checks.flow import latest_twelve_months
from caseness.checks.registry import check
from caseness.errors import CannotRun
from caseness.sources.published import Published
from caseness.vocabulary import Frequency, Level, Statistic
from caseness.wording import count, listed, natural, percent, percent_range

if TYPE_CHECKING:
    from collections.abc import Callable

    from caseness.vocabulary.period import Period

_OFFICIAL = "cases who finished"
_HALF_A_DECIMAL = 0.05 + 1e-9  # percentage points left open by a printed decimal
_ANNUAL = ("referrals_received", "finished_course_treatment", "at_caseness", "not_at_caseness", "recovery")
_MONTHLY = ("ended_referrals", "accessing_services", "finished_course_treatment", "recovery")


@check(chapter=Chapter.OUTCOMES, needs=[Published], order=10)
def recovery_by_denominator(published: Published) -> Answer:
    """What share recovers, of each group that could be the denominator?"""
    years = published.require_england(*_ANNUAL, frequency=Frequency.YEAR)
    year, latest = list(years.items())[-1]
    of_finishers = _annual_shares(year, latest)
    of_months, months = _monthly_shares(published)
    estimates = {e.name: e for e in (*of_finishers, *months)}
    official, referred = of_finishers[0], of_finishers[-1]
    odd = _years_that_do_not_follow(published, years)
    others = [value_of(e) for e in estimates.values() if e.interval is not Interval.BOUNDS]
    span = percent_range(min(others), max(others))
    return Answer(
        short="Recovery, by who is counted",
        answer=(
            f"Of {count(official.denominator or 0)} cases who finished, {percent(value_of(official))} are recorded as "
            f"recovered. Of all {count(referred.denominator or 0)} referred in the same year it is "
            f"{percent(value_of(referred))}. {_said(odd)}"
        ),
        verdict=Verdict.IN_PART if odd else Verdict.HOLDS,
        condition=f"as defined{_but_for(odd)}; {span} by who is counted",
        estimates=tuple(estimates.values()),
        figures=(
            FigureBlock(
                label="Recorded as recovered",
                estimate=official,
                of_whom=f"of {count(official.denominator or 0)} finished cases, {year}; {span} by who is counted",
                definitions=(min(others), max(others)),
            ),
        ),
        charts=(_ladder(year, latest["recovery"], [*of_finishers, *months]), _over_time(years)),
        caveats=(
            "Finishing means two or more treatment sessions. Some who leave earlier are better; some were never "
            "offered treatment; some found help elsewhere. Nothing is recorded of them.",
            "Referrals and courses of one year are flows, not one group of people followed: many who finish were "
            "referred the year before.",
            "Counting everyone referred treats all who left as not recovered, which is a limit, not an estimate.",
        ),
        method=(
            "Official rule: recovered ÷ (finished − not at caseness), all in the same year; worked out anew for every year and "
            "compared with the printed percentage. The other rows keep the "
            "recovered and change the group. One estimate assumes nothing about referrals without an outcome: it "
            "has limits and no figure. " + ENGLAND_CHANCE
        ),
        sources=(annual_source(*years), *(monthly_source(period) for period in of_months)),
        tables=(_table(years),),
        settles=("C01", "C02"),
    )


def _years_that_do_not_follow(published: Published, years: dict[Period, dict[str, float]]) -> list[Period]:
    """Years whose printed rate (one decimal) is not recovered ÷ (finished − not at caseness)."""
    printed = published.england("recovery", frequency=Frequency.YEAR, statistic=Statistic.PERCENTAGE)
    rates = {year: row["recovery"] for year, row in printed.items()}
    return [
        year
        for year, f in years.items()
        if (rate := rates.get(year)) is not None
        and abs(100 * f["recovery"] / (f["finished_course_treatment"] - f["not_at_caseness"]) - rate) > _HALF_A_DECIMAL
    ]


def _but_for(odd: list[Period]) -> str:
    return f", but for {len(odd)} year{'' if len(odd) == 1 else 's'}" if odd else ""


def _said(odd: list[Period]) -> str:
    if odd:
        return f"The printed rate does not follow from its rule in {listed([str(year) for year in odd])}."
    return "The published rate follows from its rule; the rule decides who counts."


def _annual_shares(year: Period, figures: dict[str, float]) -> list[Estimate]:
    """Official denominator first, then by size of the group."""
    recovered, finished = figures["recovery"], figures["finished_course_treatment"]
    groups = {
        _OFFICIAL: finished - figures["not_at_caseness"],
        "finishers with a score at caseness": figures["at_caseness"],
        "all who finished": finished,
        "all referred": figures["referrals_received"],
    }
    return [share(f"recovered, of {group}", recovered, base, year) for group, base in groups.items()]


def _monthly_shares(published: Published) -> tuple[list[Period], list[Estimate]]:
    """Groups that only the months have: entered treatment, ended, and limits that assume nothing about leavers."""
    try:
        period, flow = latest_twelve_months(published, *_MONTHLY)
    except CannotRun:
        return [], []
    ended, recovered = flow["ended_referrals"], flow["recovery"]
    without_outcome = ended - flow["finished_course_treatment"]
    return [period], [
        share("recovered, of all who entered treatment", recovered, flow["accessing_services"], period),
        share("recovered, of all referrals that ended", recovered, ended, period),
        Estimate(
            name="recovered, of all referrals that ended, nothing assumed about those without an outcome",
            value=None,
            low=recovered / ended,
            high=(recovered + without_outcome) / ended,
            interval=Interval.BOUNDS,
            unit=Unit.PROPORTION,
            numerator=recovered,
            denominator=ended,
            period_start=period.start,
            period_end=period.end,
            level=Level.ENGLAND,
        ),
    ]


def _ladder(year: Period, recovered: float, estimates: list[Estimate]) -> Ladder:
    known = sorted((e for e in estimates if e.value is not None), key=lambda e: -value_of(e))
    bars = tuple(_bar(e, recovered) for e in known)
    said = ", ".join(f"{bar.label} {bar.text}" for bar in bars)
    return Ladder(
        title=f"The same recoveries are {bars[0].text} or {bars[-1].text}, by who is counted",
        subtitle=f"Share recorded as recovered, England {year}. Recovered: {count(recovered)}",
        alt=f"Bars from zero. Recovered, {said}.",
        note="Ratios of totals of the same year, not one cohort. Chance intervals are narrower than the bar ends.",
        bars=bars,
    )


def _bar(estimate: Estimate, recovered: float) -> Bar:
    group = estimate.name.removeprefix("recovered, of ")
    of = count(estimate.denominator or 0)
    monthly = "" if estimate.numerator == recovered else f"; months: {count(estimate.numerator or 0)} recovered"
    return Bar(
        label=group[0].upper() + group[1:],
        sublabel=f"official rule: {of}" if group == _OFFICIAL else f"{of}{monthly}",
        share=value_of(estimate),
        text=percent(value_of(estimate)),
        official=group == _OFFICIAL,
    )


def _over_time(years: dict[Period, dict[str, float]]) -> OverTime:
    labels = year_labels(list(years))
    by_label = {str(year): figures for year, figures in years.items()}
    official = _series(labels, by_label, lambda f: f["finished_course_treatment"] - f["not_at_caseness"])
    referred = _series(labels, by_label, lambda f: f["referrals_received"])
    ends = [v for v in official if v is not None], [v for v in referred if v is not None]
    return OverTime(
        title=f"{natural(ends[0][-1])} finished cases are recorded as recovered; {natural(ends[1][-1])} referrals",
        subtitle="Recorded as recovered, as a share of two groups, England by year",
        alt=f"Lines. Of finished cases {percent(ends[0][0])} in {labels[0]}, {percent(ends[0][-1])} in {labels[-1]}. "
        f"Of referrals {percent(ends[1][0])}, then {percent(ends[1][-1])}.",
        note=f"Ratios of totals of the same year. {BREAK_NOTE}"
        + (" [x] figures not at hand." if None in official else ""),
        periods=tuple(labels),
        series=(
            Series(name="Of cases who finished", role=Role.NATION, values=tuple(official)),
            Series(name="Of all referred", role=Role.SUBJECT, values=tuple(referred)),
        ),
        breaks=series_breaks(labels),
    )


def _series(
    labels: list[str], years: dict[str, dict[str, float]], base: Callable[[dict[str, float]], float]
) -> list[float | None]:
    return [years[label]["recovery"] / base(years[label]) if label in years else None for label in labels]


def _table(years: dict[Period, dict[str, float]]) -> Table:
    def row(year: Period, f: dict[str, float]) -> tuple[Cell, ...]:
        finished = f["finished_course_treatment"]
        cases = finished - f["not_at_caseness"]
        return (
            str(year),
            f["referrals_received"],
            finished,
            cases,
            f["recovery"],
            f["recovery"] / cases,
            f["recovery"] / finished,
            f["recovery"] / f["referrals_received"],
        )

    return Table(
        name="recovery-by-denominator",
        caption="Recovery by who is counted, England by year",
        columns=(
            Column(key="year", title="Year"),
            Column(key="referrals", title="Referrals", unit=Unit.COUNT),
            Column(key="finished", title="Finished", unit=Unit.COUNT),
            Column(key="finished_cases", title="Finished cases", unit=Unit.COUNT),
            Column(key="recovered", title="Recovered", unit=Unit.COUNT),
            Column(key="of_finished_cases", title="of finished cases", unit=Unit.PROPORTION),
            Column(key="of_finished", title="of finished", unit=Unit.PROPORTION),
            Column(key="of_referrals", title="of referrals", unit=Unit.PROPORTION),
        ),
        rows=tuple(row(year, figures) for year, figures in years.items()),
        note="Finished cases: finished − not at caseness, the official denominator.",
    )
