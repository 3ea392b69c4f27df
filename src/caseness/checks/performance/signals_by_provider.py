"""Each provider's monthly figures held to their own history: how many show a signal, against how many by chance alone."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from ibis import _

from caseness.checks.chart import Dot, Dots, Role
from caseness.checks.estimating import monthly_source, months_between, tally
from caseness.checks.finding import Answer, Cell, Chapter, Column, Estimate, FigureBlock, Table, Unit, Verdict
from caseness.checks.registry import check
from caseness.checks.running import (
    CHANCE_ALONE,
    LEAST,
    REBASE_NOTE,
    expected_by_chance,
    held,
    signal_in_words,
)
from caseness.errors import CannotRun
from caseness.sources.published import Published, lacking
from caseness.vocabulary import Frequency, Level, Statistic
from caseness.vocabulary.organisations import predecessors, present_name
from caseness.vocabulary.period import Period
from caseness.wording import count, decimal, percent

if TYPE_CHECKING:
    from caseness.statistics.spc import XmR

_SHUFFLES = 8


@dataclass(frozen=True, slots=True)
class _Figure:
    """A monthly figure of providers as printed: counts to the nearest 5, percentages whole."""

    name: str
    measure: str
    statistic: Statistic

    @property
    def text(self) -> str:
        return "%" if self.statistic is Statistic.PERCENTAGE else ""


_FIGURES = (
    _Figure("Referrals received", "referrals_received", Statistic.COUNT),
    _Figure(
        "First session within six weeks, of finished courses",
        "accessing_services6weeks_finished_course_treatment",
        Statistic.PERCENTAGE,
    ),
    _Figure("Recovered, of cases who finished", "recovery", Statistic.PERCENTAGE),
)


@dataclass(frozen=True, slots=True)
class _Series:
    """One provider's run of one figure."""

    org_code: str
    name: str
    run: XmR


@dataclass(frozen=True, slots=True)
class _Tally:
    """How many providers show a signal in one figure, and how many would by chance."""

    figure: _Figure
    series: list[_Series]
    signal: Estimate
    chance: Estimate


@check(chapter=Chapter.PERFORMANCE, needs=[Published], order=60)
def signals_by_provider(published: Published) -> Answer:
    """How many providers’ monthly figures moved more than their own history and chance explain?"""
    months, runs = _runs(published)
    period = Period(months[0].start, months[-1].end)
    tallies = [_tally(figure, series, months, period) for figure, series in runs.items()]
    return Answer(
        short="Providers by month",
        answer=" ".join(
            f"{tally.figure.name}: {count(_value(tally.signal))} of {count(len(tally.series))} providers show a signal; "
            f"in random order {decimal(_value(tally.chance), 1)} would."
            for tally in tallies
        ),
        verdict=Verdict.DESCRIBED,
        condition=f"providers with {LEAST} months or more, {period.in_months}",
        estimates=(
            tally("months a provider needs", LEAST, period, level=Level.PROVIDER),
            *(e for t in tallies for e in (t.signal, t.chance, _charted(t, period))),
        ),
        figures=tuple(
            FigureBlock(
                label=t.figure.name.split(",")[0],
                estimate=t.signal,
                of_whom=f"of {count(len(t.series))} providers show a signal; by chance {decimal(_value(t.chance), 1)}",
            )
            for t in tallies
        ),
        charts=(_chart(tallies, period),),
        caveats=(
            CHANCE_ALONE,
            "A service taken over, moved to another code or split shifts a provider’s figures; the table marks those known.",
            "Referrals follow seasons and working days, alike for all providers.",
            "Provider counts are rounded and small ones blank; a blank month breaks a run.",
        ),
        method=(
            "Figures as printed for each provider and month, under the code of that month. Mean and natural limits, mean ± "
            "2.66 mean moving ranges, from the first 12 known months of each stretch. "
            + REBASE_NOTE
            + " Rules: outside the "
            "limits; 8 or more in a row on one side of the mean; 6 or more rising or falling. Random order: each provider’s "
            f"months shuffled {_SHUFFLES} times."
        ),
        sources=(monthly_source(period),),
        tables=(_table(tallies, months),),
    )


def _value(estimate: Estimate) -> float:
    return estimate.value or 0.0


def _charted(tallied: _Tally, period: Period) -> Estimate:
    return tally(f"providers charted, {tallied.figure.name}", len(tallied.series), period, level=Level.PROVIDER)


def _runs(published: Published) -> tuple[list[Period], dict[_Figure, list[_Series]]]:
    """Every month at hand and, for each figure, the run of each provider with months enough."""
    rows = published.fetch(
        published.select(
            *(figure.measure for figure in _FIGURES),
            frequency=Frequency.MONTH,
            level=Level.PROVIDER,
            statistic=None,
            publication="monthly",
        )
        .filter(_.value.notnull())
        .select("period_start", "period_end", "org_code", "org_name", "measure", "statistic", "value")
        .order_by("period_start", "org_code")
    )
    if not rows:
        raise lacking([figure.measure for figure in _FIGURES], Frequency.MONTH, Level.PROVIDER)
    months = months_between(*(Period(rows[i]["period_start"], rows[i]["period_end"]) for i in (0, -1)))
    place = {month.start: i for i, month in enumerate(months)}
    names = {row["org_code"]: row["org_name"] for row in rows}
    values: dict[tuple[str, str], dict[str, list[float | None]]] = {}
    for row in rows:
        series = values.setdefault((row["measure"], row["statistic"]), {})
        series.setdefault(row["org_code"], [None] * len(months))[place[row["period_start"]]] = row["value"]
    runs = {
        figure: _charts(figure, values.get((figure.measure, figure.statistic.value), {}), names, months)
        for figure in _FIGURES
    }
    runs = {figure: series for figure, series in runs.items() if series}
    if not runs:
        raise CannotRun(
            f"no provider with {LEAST} months of monthly figures",
            settled_by=f"at least {LEAST} monthly files with provider rows",
        )
    return months, runs


def _charts(
    figure: _Figure, values: dict[str, list[float | None]], names: dict[str, str], months: list[Period]
) -> list[_Series]:
    scale = 100 if figure.text else 1
    found = [
        _Series(org_code, present_name(org_code, names[org_code]), run)
        for org_code, printed in values.items()
        if (run := held(months, [None if value is None else value / scale for value in printed]))
    ]
    return sorted(found, key=lambda series: (series.name, series.org_code))


def _tally(figure: _Figure, series: list[_Series], months: list[Period], period: Period) -> _Tally:
    signal = tally(
        f"providers with a signal, {figure.name}",
        sum(bool(one.run.signals) for one in series),
        period,
        level=Level.PROVIDER,
    )
    name = f"providers with a signal were their months in random order, {figure.name}"
    chance = expected_by_chance(name, [one.run for one in series], period, shuffles=_SHUFFLES, level=Level.PROVIDER)
    return _Tally(figure, series, signal, chance)


def _chart(tallies: list[_Tally], period: Period) -> Dots:
    def rows(t: _Tally) -> tuple[Dot, Dot]:
        n = len(t.series)
        low, high = (t.chance.low or 0.0) / n, (t.chance.high or 0.0) / n
        seen, chance = _value(t.signal) / n, _value(t.chance) / n
        return (
            Dot(label="as published", value=seen, text=percent(seen), role=Role.SUBJECT, group=t.figure.name),
            Dot(label="in random order", value=chance, text=percent(chance), low=low, high=high, group=t.figure.name),
        )

    first = tallies[-1]
    n = len(first.series)
    return Dots(
        title=f"{first.figure.name}: {count(_value(first.signal))} of {count(n)} providers show a signal",
        subtitle=f"Share of providers with at least one signal, {period.in_months}",
        alt="; ".join(
            f"{t.figure.name}: {percent(_value(t.signal) / len(t.series))} with a signal, "
            f"{percent(_value(t.chance) / len(t.series))} in random order"
            for t in tallies
        )
        + ".",
        note="In random order: every provider’s months shuffled; the line is what that alone would move.",
        rows=tuple(row for t in tallies for row in rows(t)),
    )


def _table(tallies: list[_Tally], months: list[Period]) -> Table:
    labels = [str(month) for month in months]

    def row(figure: _Figure, one: _Series) -> tuple[Cell, ...]:
        run = one.run
        known = [(i, value) for i, value in enumerate(run.values) if value is not None]
        numbers = (run.mean, run.lower, run.upper, known[-1][1])
        said = [percent(n, decimals=0) if figure.text else count(round(n)) for n in numbers]
        latest = signal_in_words(run.signals[-1], labels) if run.signals else "none"
        taken = "yes" if predecessors(one.org_code) else "none known"
        return (one.name, one.org_code, figure.name, len(known), *said, len(run.signals), latest, taken)

    return Table(
        name="signals-by-provider",
        caption="Monthly figures of providers: mean, natural limits, latest month and signals",
        columns=(
            Column(key="provider", title="Provider"),
            Column(key="org_code", title="Code"),
            Column(key="figure", title="Figure"),
            Column(key="months", title="Months", unit=Unit.COUNT),
            Column(key="mean", title="Mean"),
            Column(key="lower", title="Lower limit"),
            Column(key="upper", title="Upper limit"),
            Column(key="latest", title="Latest month"),
            Column(key="signals", title="Signals", unit=Unit.COUNT),
            Column(key="latest_signal", title="Latest signal"),
            Column(key="took_over", title="Took over another"),
        ),
        rows=tuple(row(t.figure, one) for t in tallies for one in t.series),
        note="Providers by name; mean and limits of the latest baseline. A lower limit below zero means none.",
    )
