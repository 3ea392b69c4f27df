"""England's main monthly figures, each held to its own history by a run chart (XmR) with named rules."""

from __future__ import annotations

from typing import TYPE_CHECKING

from caseness.checks.estimating import monthly_source, tally
from caseness.checks.finding import Answer, Cell, Chapter, Column, FigureBlock, Table, Unit, Verdict
from caseness.checks.performance.monthly import FIGURES, england_by_month
from caseness.checks.registry import check
from caseness.checks.running import (
    BASELINE,
    CHANCE_ALONE,
    LEAST,
    REBASE_NOTE,
    expected_by_chance,
    held,
    history,
)
from caseness.errors import CannotRun
from caseness.sources.published import Published
from caseness.vocabulary import Level
from caseness.vocabulary.period import Period
from caseness.wording import count, decimal, percent

if TYPE_CHECKING:
    from caseness.checks.finding import Estimate
    from caseness.checks.performance.monthly import MonthlyFigure
    from caseness.statistics.spc import XmR

_SHUFFLES = 100
_CHARTS = ("entered", "recovery")


@check(chapter=Chapter.PERFORMANCE, needs=[Published], order=50)
def signals_in_england(published: Published) -> Answer:
    """Which of England’s monthly figures have moved more than their own history explains?"""
    months, series = england_by_month(published, FIGURES)
    runs = {figure: run for figure, values in series.items() if (run := held(months, values))}
    if not runs:
        raise CannotRun(
            f"fewer than {LEAST} months of England’s monthly figures",
            settled_by=f"at least {LEAST} monthly files in a row",
        )
    period = Period(months[0].start, months[-1].end)
    moved = tally("monthly figures with at least one signal", sum(bool(run.signals) for run in runs.values()), period)
    chance = expected_by_chance(
        "monthly figures with a signal, were their months in random order",
        list(runs.values()),
        period,
        shuffles=_SHUFFLES,
        level=Level.ENGLAND,
    )
    now = _now(runs)
    return Answer(
        short="England by month",
        answer=(
            f"Of {count(len(runs))} monthly figures, {count(moved.value or 0)} show at least one signal from "
            f"{period.in_months}. Were their months in random order, {decimal(chance.value or 0, 1)} would. {_said(now)}"
        ),
        verdict=Verdict.DESCRIBED,
        condition=f"run charts, {period.in_months}, limits from 12 months",
        estimates=(
            moved,
            chance,
            tally("monthly figures", len(runs), period),
            tally("monthly figures in a signal in the latest month", len(now), period),
            tally("months in a baseline", BASELINE, period),
            *(_means(figure, run, period) for figure, run in runs.items()),
        ),
        figures=(
            FigureBlock(
                label="Figures with a signal",
                estimate=moved,
                of_whom=f"of {count(len(runs))} monthly figures of England; by chance {decimal(chance.value or 0, 1)}",
            ),
        ),
        charts=tuple(
            history(figure.name, "England", months, run, unit=figure.unit)
            for figure, run in runs.items()
            if figure.id in _CHARTS
        ),
        caveats=(
            CHANCE_ALONE,
            "Counts follow the season and the working days of a month: December is low each year.",
            "The first baseline is 2021, in the pandemic; leaving it is no surprise.",
            "A signal says that something changed, not what.",
        ),
        method=(
            "Each figure as England’s monthly files give it (counts, or one count ÷ another). Mean and natural limits, mean "
            "± 2.66 mean moving ranges, from the first 12 months of each stretch. "
            + REBASE_NOTE
            + " Rules: outside the "
            "limits; 8 or more in a row on one side of the mean; 6 or more rising or falling (Wheeler 1993; Nelson 1984). "
            f"Random order: {_SHUFFLES} shuffles of each series."
        ),
        sources=(monthly_source(period),),
        tables=(_table(runs, months), _signals(runs, months)),
    )


def _now(runs: dict[MonthlyFigure, XmR]) -> list[MonthlyFigure]:
    """The figures whose latest month belongs to a signal."""
    return [figure for figure, run in runs.items() if len(run.values) - 1 in run.signalled]


def _said(now: list[MonthlyFigure]) -> str:
    if not now:
        return "None is in a signal in the latest month."
    return f"In the latest month {count(len(now))} {'is' if len(now) == 1 else 'are'} in one."


def _means(figure: MonthlyFigure, run: XmR, period: Period) -> Estimate:
    """The mean of the latest baseline; its limits are in the table."""
    unit = Unit.PROPORTION if figure.unit else Unit.COUNT
    return tally(f"{figure.name}: mean of the latest baseline", round(run.mean, 6), period, unit=unit)


def _table(runs: dict[MonthlyFigure, XmR], months: list[Period]) -> Table:
    def row(figure: MonthlyFigure, run: XmR) -> tuple[Cell, ...]:
        known = [(month, value) for month, value in zip(months, run.values, strict=True) if value is not None]
        month, latest = known[-1]
        numbers = (latest, run.mean, run.lower, run.upper)
        said = (percent(n) if figure.unit else count(round(n)) for n in numbers)
        return (figure.name, len(known), str(month), *said, len(run.signals))

    return Table(
        name="monthly-figures",
        caption="Monthly figures of England: latest month, mean, natural limits and signals",
        columns=(
            Column(key="figure", title="Figure"),
            Column(key="months", title="Months", unit=Unit.COUNT),
            Column(key="latest_month", title="Latest"),
            Column(key="latest", title="Value"),
            Column(key="mean", title="Mean"),
            Column(key="lower", title="Lower limit"),
            Column(key="upper", title="Upper limit"),
            Column(key="signals", title="Signals", unit=Unit.COUNT),
        ),
        rows=tuple(row(figure, run) for figure, run in runs.items()),
        note="Mean and limits of the latest baseline.",
    )


def _signals(runs: dict[MonthlyFigure, XmR], months: list[Period]) -> Table:
    labels = [str(month) for month in months]
    return Table(
        name="signals",
        caption="Every signal in England’s monthly figures",
        columns=(
            Column(key="figure", title="Figure"),
            Column(key="signal", title="Signal"),
            Column(key="first_month", title="First month"),
            Column(key="last_month", title="Last month"),
            Column(key="months", title="Months", unit=Unit.COUNT),
        ),
        rows=tuple(
            (
                figure.name,
                f"{signal.rule.value}, {signal.direction}",
                labels[signal.start],
                labels[signal.end],
                signal.end - signal.start + 1,
            )
            for figure, run in runs.items()
            for signal in run.signals
        ),
    )
