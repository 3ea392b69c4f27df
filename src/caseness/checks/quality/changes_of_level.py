"""Months in which a provider's figures change their level, and how that compares with published notes on known problems.

A provider's counts are taken relative to England's, so that a season or a national change is no change of the provider.
A change is a question: something altered, in the service or in the data. The publisher's notes on known problems say how
many such problems the method would have seen; shuffled series, how often it sees one where there is none.
"""

from __future__ import annotations

from math import ceil
from typing import TYPE_CHECKING

import numpy as np

from caseness.checks.chart import OverTime, Role, Series
from caseness.checks.estimating import monthly_source, months_between, share, value_of
from caseness.checks.finding import (
    Answer,
    Cell,
    Chapter,
    Column,
    Estimate,
    FigureBlock,
    Table,
    Unit,
    Verdict,
)
from caseness.checks.quality.notes_met import Recall, notes_table
from caseness.checks.quality.provider_levels import Change, Line, changes_of, per_month, provider_lines, shuffled
from caseness.checks.registry import check
from caseness.sources.published import Published
from caseness.vocabulary import Level, title
from caseness.vocabulary.organisations import SuccessionKind, successions
from caseness.vocabulary.period import Period
from caseness.wording import count, percent

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence


@check(chapter=Chapter.QUALITY, needs=[Published], order=45)
def changes_of_level(published: Published) -> Answer:
    """In which months do providers’ figures change their level, and does that meet known data problems?"""
    lines = provider_lines(published)
    found = changes_of(lines)
    months = sorted({month for line in lines for month in line.months})
    span = Period(months[0].start, months[-1].end)
    levels = _share_of_series("provider series that change their level", found, lines, span, brief=False)
    apart = _share_of_series("provider series with a month that stands apart", found, lines, span, brief=True)
    false_alarms = share(
        "shuffled series with a change of level", shuffled(lines), len(lines), span, level=Level.PROVIDER
    )
    recall = Recall.of(lines, found, months)
    return Answer(
        short="Changes of level",
        answer=(
            f"Of {count(len(lines))} provider series, {percent(value_of(levels))} change their level at least once; of the "
            f"same series shuffled, {percent(value_of(false_alarms))}. {recall.sentence}"
        ),
        verdict=Verdict.DESCRIBED,
        condition=recall.condition,
        estimates=(levels, apart, false_alarms, *recall.estimates(span), *_busiest(found, lines)),
        figures=(
            FigureBlock(
                label="Provider series that change their level",
                estimate=levels,
                of_whom=f"of {count(len(lines))} series, {span.in_months}; shuffled, {percent(value_of(false_alarms))}",
            ),
            *recall.figures(span),
        ),
        charts=(_chart(lines, found, months),),
        caveats=(
            "Services grow, shrink, merge, move to other systems and win or lose contracts: each makes a change.",
            "A change shows when, not why; the table names what is known of the month.",
            "With so few notes recall is hardly known; its interval says how little. A note is not every problem.",
            "A month that was sent again, and corrected, shows nothing of its note in the files at hand.",
            "Shuffling keeps wild months wild, so it says how often a level is found by chance, not a month that stands "
            "apart.",
        ),
        method=(
            "Monthly counts of seven measures, relative to England’s, on a root scale; series of 24 months or more with a "
            "middle count of 20 or more. Levels by optimal partitioning with a penalty for noise that lasts; months that "
            "stand apart by a two-sided Hampel identifier. Only what is found at both limits of the rounded and suppressed "
            "counts is kept. A note counts as met if a series of its provider changes in its first month or the next. "
            "Recall has an exact interval (Clopper and Pearson)."
        ),
        sources=(monthly_source(*months), "NHS Digital, IAPT data quality notes 2012 to 2022"),
        tables=(notes_table(lines, found, months), _changes_table(found), _months_table(lines, found, months)),
    )


def _share_of_series(
    name: str, found: Sequence[Change], lines: Sequence[Line], span: Period, *, brief: bool
) -> Estimate:
    series = {(change.line.org_code, change.line.measure) for change in found if change.brief is brief}
    return share(name, len(series), len(lines), span, level=Level.PROVIDER, chance=False)


def _busiest(found: Sequence[Change], lines: Sequence[Line]) -> tuple[Estimate, ...]:
    """The month in which most series change."""
    month, (series, levels, brief) = max(per_month(lines, found).items(), key=lambda item: sum(item[1][1:]))
    return (
        share(
            "series that change in the month with most",
            levels + brief,
            series,
            month,
            level=Level.PROVIDER,
            chance=False,
        ),
    )


def _chart(lines: Sequence[Line], found: Sequence[Change], months: Sequence[Period]) -> OverTime:
    shares = {month: (lev + brief) / series for month, (series, lev, brief) in per_month(lines, found).items()}
    every = months_between(months[0], months[-1])
    busiest = max(shares, key=lambda month: shares[month])
    gap = " [x] the months are not at hand." if len(every) > len(months) else ""
    return OverTime(
        title=f"Most series change in {busiest}: {percent(shares[busiest])}",
        subtitle=f"Share of provider series that begin a level or stand apart in the month, {every[0]} to {every[-1]}",
        alt=f"Line by month. Highest {percent(shares[busiest])} in {busiest}; middle month "
        f"{percent(float(np.median(list(shares.values()))))}.{gap}",
        note=f"At the first and the last months a level cannot begin, only a month stand apart.{gap}",
        periods=tuple(str(month) for month in every),
        series=(
            Series(name="Series that change", role=Role.SUBJECT, values=tuple(shares.get(month) for month in every)),
        ),
        domain=(0.0, max(1, ceil(max(shares.values()) * 20)) / 20),
    )


def _beside() -> Mapping[tuple[str, str], str]:
    """What is known of a provider in a month: a succession, by code and month (YYYY-MM)."""
    known: dict[tuple[str, str], str] = {}
    for step in successions():
        words = "renamed" if step.kind is SuccessionKind.RENAMED else f"{step.org_code} passes to {step.successor_code}"
        for code in (step.org_code, step.successor_code):
            known[code, step.from_month] = words
    return known


def _changes_table(found: Sequence[Change]) -> Table:
    beside = _beside()
    rows: list[tuple[Cell, ...]] = [
        (
            c.line.org_code,
            c.line.name,
            title(c.line.measure).partition(" (")[0],
            str(c.month),
            "stands apart" if c.brief else "new level",
            c.before,
            c.after,
            c.after / c.before if c.before else "[u]",
            beside.get((c.line.org_code, f"{c.month.start:%Y-%m}"), ""),
        )
        for c in sorted(found, key=lambda c: (c.line.name, c.month, c.line.measure))
    ]
    return Table(
        name="changes",
        caption="Months in which a provider’s series begins a new level or stands apart",
        columns=(
            Column(key="org_code", title="Code"),
            Column(key="provider", title="Provider"),
            Column(key="measure", title="Measure"),
            Column(key="month", title="Month"),
            Column(key="kind", title="Kind"),
            Column(key="before", title="Before", unit=Unit.COUNT),
            Column(key="after", title="After", unit=Unit.COUNT),
            Column(key="ratio", title="After over before", unit=Unit.RATIO),
            Column(key="known", title="Known of the month"),
        ),
        rows=tuple(rows),
        note="Before and after: the middle of the counts of up to three months; for a month that stands apart, its own.",
    )


def _months_table(lines: Sequence[Line], found: Sequence[Change], months: Sequence[Period]) -> Table:
    return Table(
        name="changes-by-month",
        caption="Provider series by month, and how many change",
        columns=(
            Column(key="month", title="Month"),
            Column(key="series", title="Series", unit=Unit.COUNT),
            Column(key="levels", title="New level", unit=Unit.COUNT),
            Column(key="apart", title="Stands apart", unit=Unit.COUNT),
        ),
        rows=tuple((f"{month.start:%Y-%m}", *row) for month, row in per_month(lines, found).items()),
        note=f"{len(months)} months at hand.",
    )
