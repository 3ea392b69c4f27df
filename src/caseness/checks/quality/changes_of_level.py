"""Months in which a provider's figures change their level, and how that compares with published notes on known problems.

A provider's counts are taken relative to England's, so that a season or a national change is no change of the provider.
A change is a question: something altered, in the service or in the data. The publisher's notes on known problems say how
many such problems the method would have seen; shuffled series, how often it sees one where there is none.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from itertools import groupby
from math import ceil
from typing import TYPE_CHECKING

import numpy as np
from ibis import _

from caseness.checks.chart import OverTime, Role, Series
from caseness.checks.estimating import monthly_source, months_between, share, tally, value_of
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
from caseness.checks.quality.published_notes import Note, notes
from caseness.checks.registry import check
from caseness.errors import CannotRun
from caseness.sources.published import Published
from caseness.statistics.change_points import Changes, changes
from caseness.statistics.intervals import clopper_pearson
from caseness.vocabulary import Frequency, Level, Statistic, title
from caseness.vocabulary.organisations import SuccessionKind, name_of, successions
from caseness.vocabulary.period import Period
from caseness.wording import count, percent

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from numpy.typing import NDArray

_MEASURES = (
    "referrals_received",
    "accessing_services",
    "appts_attended",
    "ended_referrals",
    "finished_course_treatment",
    "appts_finished_course_treatment",
    "recovery",
)
_FEWEST_MONTHS = 24
_FEWEST = 20  # the middle month's count; smaller series are mostly rounding
_SEED = 2021


@dataclass(frozen=True, slots=True)
class _Line:
    """One provider's counts by one measure: the limits of each month's figure, and England's count that month."""

    org_code: str
    name: str
    measure: str
    months: tuple[Period, ...]
    low: NDArray[np.float64]
    high: NDArray[np.float64]
    england: NDArray[np.float64]

    def relative(self, end: NDArray[np.float64]) -> NDArray[np.float64]:
        """Twice the root of the counts relative to England: counting alone gives a standard deviation of 1."""
        return np.asarray(2 * np.sqrt(end * self.england.mean() / self.england + 3 / 8))


@dataclass(frozen=True, slots=True)
class _Change:
    """A month that begins a new level, or stands apart; the middle counts of the months before and from it on."""

    line: _Line
    month: Period
    brief: bool
    before: float
    after: float


@check(chapter=Chapter.QUALITY, needs=[Published], order=45)
def changes_of_level(published: Published) -> Answer:
    """In which months do providers’ figures change their level, and does that meet known data problems?"""
    lines = _lines(published)
    found = [change for line, low, high in _both_ends(lines) for change in _agreed(line, low, high)]
    months = sorted({month for line in lines for month in line.months})
    span = Period(months[0].start, months[-1].end)
    levels = _share_of_series("provider series that change their level", found, lines, span, brief=False)
    apart = _share_of_series("provider series with a month that stands apart", found, lines, span, brief=True)
    false_alarms = share(
        "shuffled series with a change of level", _shuffled(lines), len(lines), span, level=Level.PROVIDER
    )
    recall = _Recall.of(lines, found, months)
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
        tables=(_notes_table(lines, found, months), _changes_table(found), _months_table(lines, found, months)),
    )


def _lines(published: Published) -> list[_Line]:
    """The provider series that are long and large enough."""
    rows = published.fetch(
        published.figures.filter(
            _.publication == "monthly",
            _.frequency == Frequency.MONTH.value,
            _.level.isin([Level.ENGLAND.value, Level.PROVIDER.value]),
            _.measure.isin(_MEASURES),
            _.statistic == Statistic.COUNT.value,
            _.lower.notnull(),
        )
        .select("level", "org_code", "org_name", "measure", "period_start", "period_end", "lower", "upper")
        .order_by("level", "org_code", "measure", "period_start")
    )
    england = {
        (r["measure"], r["period_start"]): r["lower"] for r in rows if r["level"] == Level.ENGLAND.value and r["lower"]
    }
    lines = []
    provider = [r for r in rows if (r["measure"], r["period_start"]) in england and r["level"] != Level.ENGLAND.value]
    for (code, measure), group in groupby(provider, key=lambda r: (str(r["org_code"]), str(r["measure"]))):
        of_one = list(group)
        low = np.array([r["lower"] for r in of_one], float)
        if len(of_one) >= _FEWEST_MONTHS and np.median(low) >= _FEWEST:
            lines.append(
                _Line(
                    code,
                    name_of(Level.PROVIDER, code, of_one[-1]["org_name"] or code),
                    measure,
                    tuple(Period(r["period_start"], r["period_end"]) for r in of_one),
                    low,
                    np.array([r["upper"] for r in of_one], float),
                    np.array([england[measure, r["period_start"]] for r in of_one], float),
                )
            )
    if not lines:
        raise CannotRun(
            f"no provider with {_FEWEST_MONTHS} months of counts large enough, beside England’s",
            settled_by=f"the official monthly statistics of {_FEWEST_MONTHS} months or more",
        )
    return lines


def _by_length(lines: Sequence[_Line]) -> Iterator[list[_Line]]:
    """Series of the same length, which are searched together."""
    ordered = sorted(lines, key=lambda line: len(line.months))
    for _length, group in groupby(ordered, key=lambda line: len(line.months)):
        yield list(group)


def _both_ends(lines: Sequence[_Line]) -> Iterator[tuple[_Line, Changes, Changes]]:
    for alike in _by_length(lines):
        low = changes([line.relative(line.low) for line in alike], floor=1.0)
        high = changes([line.relative(line.high) for line in alike], floor=1.0)
        yield from zip(alike, low, high, strict=True)


def _shuffled(lines: Sequence[_Line]) -> int:
    """In how many of the series, each shuffled once, a change of level is found."""
    rng = np.random.default_rng(_SEED)
    return sum(
        bool(found.levels)
        for alike in _by_length(lines)
        for found in changes(rng.permuted([line.relative(line.low) for line in alike], axis=1), floor=1.0)
    )


def _agreed(line: _Line, low: Changes, high: Changes) -> Iterator[_Change]:
    """The changes found at both limits, to within a month for a level."""
    levels = {i for i in low.levels if any(abs(i - j) <= 1 for j in high.levels)}
    brief = {i for i in low.brief if i in high.brief}
    middle = (line.low + line.high) / 2
    for i in sorted(levels | brief):
        before = middle[max(i - 3, 0) : i] if i else middle[1:4]
        after = middle[i : i + 1] if i in brief else middle[i : i + 3]
        yield _Change(line, line.months[i], i in brief, float(np.median(before)), float(np.median(after)))


def _share_of_series(
    name: str, found: Sequence[_Change], lines: Sequence[_Line], span: Period, *, brief: bool
) -> Estimate:
    series = {(change.line.org_code, change.line.measure) for change in found if change.brief is brief}
    return share(name, len(series), len(lines), span, level=Level.PROVIDER, chance=False)


def _per_month(lines: Sequence[_Line], found: Sequence[_Change]) -> dict[Period, tuple[int, int, int]]:
    """For each month, how many series have it, begin a level in it, and stand apart in it."""
    series = Counter(month for line in lines for month in line.months)
    levels = Counter(change.month for change in found if not change.brief)
    brief = Counter(change.month for change in found if change.brief)
    return {month: (series[month], levels[month], brief[month]) for month in sorted(series)}


def _busiest(found: Sequence[_Change], lines: Sequence[_Line]) -> tuple[Estimate, ...]:
    """The month in which most series change."""
    month, (series, levels, brief) = max(_per_month(lines, found).items(), key=lambda item: sum(item[1][1:]))
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


# --- The notes ---------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Recall:
    """How many of the notes that begin in the months at hand are met by a change, and what other providers show then."""

    notes: tuple[Note, ...]
    met: tuple[Note, ...]
    others: int  # other providers in the windows of the notes, added up
    others_met: int

    @classmethod
    def of(cls, lines: Sequence[_Line], found: Sequence[_Change], months: Sequence[Period]) -> _Recall:
        """Hold the notes against the changes."""
        tested = {line.org_code for line in lines}
        changed = _changed(found)
        known = [note for note in notes() if note.org_code in tested and note.first in months[1:]]
        windows = {note: _window(note, months) for note in known}
        others = [(code, windows[note]) for note in known for code in tested if code != note.org_code]
        return cls(
            tuple(known),
            tuple(note for note in known if changed[note.org_code] & windows[note]),
            len(others),
            sum(bool(changed[code] & window) for code, window in others),
        )

    @property
    def condition(self) -> str:
        """The clause after the verdict."""
        if not self.notes:
            return "no published note to hold against"
        return f"{len(self.met)} of {len(self.notes)} published notes met by a change"

    @property
    def sentence(self) -> str:
        """What the notes show."""
        if not self.notes:
            return "No published note on a known problem begins in the months at hand."
        known, met_at_once = len(self.notes), len(self.met)
        met = (
            f"Of {known} published notes on problems that begin in these months, a change meets {met_at_once} at once."
        )
        if not self.others:
            return met
        return f"{met} In the same months {percent(self.others_met / self.others)} of other providers change too."

    def estimates(self, span: Period) -> tuple[Estimate, ...]:
        """Recall with its exact interval, and the same share of other providers."""
        if not self.notes:
            return (tally("published notes that begin in the months at hand", 0, span, level=Level.PROVIDER),)
        low, high = clopper_pearson(len(self.met), len(self.notes))
        recall = Estimate(
            name="published notes met by a change in their first month or the next",
            value=len(self.met) / len(self.notes),
            unit=Unit.PROPORTION,
            low=low,
            high=high,
            interval=Interval.SAMPLING,
            confidence=0.95,
            numerator=len(self.met),
            denominator=len(self.notes),
            period_start=span.start,
            period_end=span.end,
            level=Level.PROVIDER,
        )
        if not self.others:
            return (recall,)
        name = "other providers with a change in the same months"
        return (recall, share(name, self.others_met, self.others, span, level=Level.PROVIDER, chance=False))

    def figures(self, span: Period) -> tuple[FigureBlock, ...]:
        """Recall as a figure."""
        if not self.notes:
            return ()
        (recall, *_others) = self.estimates(span)
        of_whom = f"{len(self.met)} of {len(self.notes)} notes on problems that begin in the months at hand"
        return (FigureBlock(label="Known problems met by a change", estimate=recall, of_whom=of_whom),)


def _changed(found: Sequence[_Change]) -> defaultdict[str, set[Period]]:
    """The months in which any series of a provider changes."""
    months: defaultdict[str, set[Period]] = defaultdict(set)
    for change in found:
        months[change.line.org_code].add(change.month)
    return months


def _window(note: Note, months: Sequence[Period]) -> set[Period]:
    """The first month of a note and the next one at hand."""
    return set([month for month in months if month >= note.first][:2])


def _notes_table(lines: Sequence[_Line], found: Sequence[_Change], months: Sequence[Period]) -> Table:
    tested = {line.org_code for line in lines}
    rows: list[tuple[Cell, ...]] = []
    for note in notes():
        during = [
            c for c in found if c.line.org_code == note.org_code and note.first <= c.month and c.month <= note.last
        ]
        told = [f"{title(c.line.measure).partition(' (')[0].lower()}, {c.month}" for c in during]
        rows.append(
            (
                note.organisation,
                note.org_code,
                str(note.first),
                str(note.last),
                note.what,
                "[z]" if note.org_code not in tested else _met(note, found, months),
                "; ".join(told) or "none",
            )
        )
    return Table(
        name="notes",
        caption="Published notes on known data problems that reach into the months at hand",
        columns=tuple(
            Column(key=key, title=words)
            for key, words in (
                ("provider", "Provider"),
                ("org_code", "Code"),
                ("first", "From"),
                ("last", "To"),
                ("what", "What the note says"),
                ("met", "Met at once"),
                ("changes", "Changes while it lasts"),
            )
        ),
        rows=tuple(rows),
        note="[z]: the provider has no series long and large enough. Paraphrased.",
    )


def _met(note: Note, found: Sequence[_Change], months: Sequence[Period]) -> str:
    if note.first not in months[1:]:
        return "begins before the months at hand"
    return "yes" if _changed(found)[note.org_code] & _window(note, months) else "no"


# --- Chart and tables --------------------------------------------------------------------------------------------------


def _chart(lines: Sequence[_Line], found: Sequence[_Change], months: Sequence[Period]) -> OverTime:
    shares = {month: (lev + brief) / series for month, (series, lev, brief) in _per_month(lines, found).items()}
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


def _changes_table(found: Sequence[_Change]) -> Table:
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


def _months_table(lines: Sequence[_Line], found: Sequence[_Change], months: Sequence[Period]) -> Table:
    return Table(
        name="changes-by-month",
        caption="Provider series by month, and how many change",
        columns=(
            Column(key="month", title="Month"),
            Column(key="series", title="Series", unit=Unit.COUNT),
            Column(key="levels", title="New level", unit=Unit.COUNT),
            Column(key="apart", title="Stands apart", unit=Unit.COUNT),
        ),
        rows=tuple((f"{month.start:%Y-%m}", *row) for month, row in _per_month(lines, found).items()),
        note=f"{len(months)} months at hand.",
    )
