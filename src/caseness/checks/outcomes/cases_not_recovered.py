"""Cases who finished and did not recover: improved but still above the line, unchanged, worse, or never scored again.

The published counts of improvement, no change and deterioration are of all who finished, cases or not. What became of the
cases alone is therefore known only within limits. The limits here are the sharpest that the published totals allow.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from caseness.checks.chart import Dot, Dots, Role
from caseness.checks.estimating import annual_source, monthly_source, share, tally
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
from caseness.statistics.linear_bounds import bounds_of
from caseness.vocabulary import Frequency, Level
from caseness.vocabulary.period import Period
from caseness.wording import count, percent

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from caseness.statistics.intervals import Limits

_MEASURES = (
    "finished_course_treatment",
    "at_caseness",
    "not_at_caseness",
    "recovery",
    "reliable_recovery",
    "reliable_improvement",
    "no_reliable_change",
    "reliable_deterioration",
)
_WHO = "cases who finished and did not recover"


@dataclass(frozen=True, slots=True)
class _Fate:
    """One of the ways a case can end without recovery: its cell in the hidden table, and its name."""

    cell: str
    name: str


_IMPROVED = _Fate("not recovered, improved", "Reliably improved, still above the line")
_UNCHANGED = _Fate("not recovered, unchanged", "No reliable change")
_WORSE = _Fate("not recovered, worse", "Reliably worse")
_UNSCORED = _Fate("not recovered, unscored", "No second pair of scores")
_FATES = (_IMPROVED, _UNCHANGED, _WORSE, _UNSCORED)


@dataclass(frozen=True, slots=True)
class _Year:
    """A year's published totals."""

    period: Period
    totals: dict[str, float]

    @property
    def not_recovered(self) -> float:
        return self.totals["at_caseness"] - self.totals["recovery"]

    def limits(self, fate: _Fate) -> Limits | None:
        """The least and the most cases who ended this way."""
        return bounds_of({fate.cell}, _sums(self.totals))


@check(chapter=Chapter.OUTCOMES, needs=[Published], order=35)
def cases_not_recovered(published: Published) -> Answer:
    """Of the cases who finish and do not recover, how many improve, stay as they were or get worse?"""
    years = [
        _Year(period, totals)
        for period, totals in published.require_england(*_MEASURES, frequency=Frequency.YEAR).items()
    ]
    year = years[-1]
    shares = [_share(year, fate) for fate in _FATES]
    improved, unchanged, worse, _unscored = shares
    unreliable = share(
        "recovered without reliable improvement, of recovered",
        year.totals["recovery"] - year.totals["reliable_recovery"],
        year.totals["recovery"],
        year.period,
        chance=False,
    )
    ends = _ends(published)
    return Answer(
        short="Not recovered: where to",
        answer=(
            f"Of {count(year.not_recovered)} {_WHO} in {year.period}, between {_range(improved)} improved reliably. "
            f"Between {_range(unchanged)} show no reliable change, between {_range(worse)} got reliably worse. "
            f"{_ends_words(ends)}"
        ).strip(),
        verdict=Verdict.DESCRIBED,
        condition="limits: outcomes of cases alone are not published",
        estimates=(
            tally(_WHO, year.not_recovered, year.period),
            tally(
                "recovered without reliable improvement",
                year.totals["recovery"] - year.totals["reliable_recovery"],
                year.period,
            ),
            unreliable,
            *shares,
            *ends,
        ),
        figures=tuple(_block(fate, shares[at], year) for at, fate in enumerate(_FATES[:3])),
        charts=(_chart(year, shares),),
        caveats=(
            "Some who began far above the line can fall a long way and still be above it: not recovered is not the same as "
            "not helped.",
            "Getting worse during a course is not getting worse because of it; some would have without.",
            "A reliable change is defined by the instrument’s error, not by what matters to the person.",
            "Who began below the line can improve or get worse too, and is in the same published counts: hence the limits.",
        ),
        method=(
            "Cells: cases who recover (improved, unchanged, worse), cases who do not (the same, and unscored), those not at "
            "caseness (the same, and unscored), and finished courses without a caseness status, which cannot have a pair of "
            "scores. Reliable recovery is recovery with reliable improvement. Known sums: finished, at caseness, not at "
            "caseness, recovered, reliably recovered, improved, unchanged, worse. Limits: the ends of a linear programme "
            "over all tables with these sums; no narrower ones follow. Settled by: improvement, no change and "
            "deterioration counted by caseness at the start."
        ),
        sources=(annual_source(*(y.period for y in years)), *([monthly_source(_period(ends[0]))] if ends else [])),
        tables=(_table(years),),
    )


def _sums(totals: dict[str, float]) -> list[tuple[Collection[str], float]]:
    """What is published of the hidden table: sets of cells and what they add up to."""
    recovered = {f"recovered, {what}" for what in ("improved", "unchanged", "worse")}
    cases = recovered | {fate.cell for fate in _FATES}
    others = {f"no case, {what}" for what in ("improved", "unchanged", "worse", "unscored")}
    return [
        (cases | others | {"no status"}, totals["finished_course_treatment"]),
        (cases, totals["at_caseness"]),
        (others, totals["not_at_caseness"]),
        (recovered, totals["recovery"]),
        ({"recovered, improved"}, totals["reliable_recovery"]),
        ({"recovered, improved", _IMPROVED.cell, "no case, improved"}, totals["reliable_improvement"]),
        ({"recovered, unchanged", _UNCHANGED.cell, "no case, unchanged"}, totals["no_reliable_change"]),
        ({"recovered, worse", _WORSE.cell, "no case, worse"}, totals["reliable_deterioration"]),
    ]


def _share(year: _Year, fate: _Fate) -> Estimate:
    """The share of cases not recovered that ended this way, as limits."""
    limits = year.limits(fate)
    if limits is None or year.not_recovered <= 0:
        raise CannotRun(
            f"the published totals of {year.period} contradict each other",
            settled_by="reliable improvement, no change and deterioration by caseness at the start",
        )
    return Estimate(
        name=f"{fate.name.lower()}, of {_WHO}",
        value=None,
        low=limits.low / year.not_recovered,
        high=limits.high / year.not_recovered,
        interval=Interval.BOUNDS,
        unit=Unit.PROPORTION,
        denominator=year.not_recovered,
        period_start=year.period.start,
        period_end=year.period.end,
        level=Level.ENGLAND,
    )


def _ends_of(estimate: Estimate) -> tuple[float, float]:
    assert estimate.low is not None
    assert estimate.high is not None
    return estimate.low, estimate.high


def _range(estimate: Estimate) -> str:
    low, high = _ends_of(estimate)
    return f"{percent(low)} and {percent(high)}"


def _ends(published: Published) -> list[Estimate]:
    """The least share of finished courses that ended otherwise than completed, and how many completed, by the months."""
    try:
        period, year = latest_twelve_months(published, "finished_course_treatment", "ended_completed")
    except CannotRun:
        return []
    finished, completed = year["finished_course_treatment"], year["ended_completed"]
    least = max(0.0, finished - completed)
    return [
        tally("ended as completed", completed, period),
        Estimate(
            name="finished courses that ended otherwise than completed",
            value=None,
            low=least / finished,
            high=1.0,
            interval=Interval.BOUNDS,
            unit=Unit.PROPORTION,
            denominator=finished,
            period_start=period.start,
            period_end=period.end,
            level=Level.ENGLAND,
        ),
    ]


def _ends_words(ends: Sequence[Estimate]) -> str:
    if not ends:
        return ""
    low, _high = _ends_of(ends[1])
    return (
        f"By the months of {_period(ends[1])}, at least {percent(low)} of finished courses ended otherwise than by agreed "
        "completion."
    )


def _period(estimate: Estimate) -> Period:
    assert estimate.period_start is not None
    assert estimate.period_end is not None
    return Period(estimate.period_start, estimate.period_end)


def _block(fate: _Fate, estimate: Estimate, year: _Year) -> FigureBlock:
    return FigureBlock(
        label=fate.name,
        estimate=estimate,
        of_whom=f"of {count(year.not_recovered)} {_WHO}, {year.period}; limits",
    )


def _chart(year: _Year, shares: Sequence[Estimate]) -> Dots:
    return Dots(
        title=f"Of cases not recovered, {_range(shares[0]).replace(' and ', ' to ')} improved reliably all the same",
        subtitle=f"Share of {count(year.not_recovered)} {_WHO}, England {year.period}. Lines: limits",
        alt="Limits. " + " ".join(f"{fate.name}: {_range(e)}." for fate, e in zip(_FATES, shares, strict=True)),
        note="Square brackets: limits that follow from the published totals; the figure itself is not published.",
        rows=tuple(
            Dot(
                label=fate.name,
                value=None,
                text=f"[{_range(e).replace(' and ', ' to ')}]",
                limits=_ends_of(e),
                role=Role.SUBJECT if fate is _IMPROVED else Role.OTHER,
            )
            for fate, e in zip(_FATES, shares, strict=True)
        ),
    )


def _table(years: Sequence[_Year]) -> Table:
    def row(year: _Year) -> tuple[Cell, ...]:
        limits = [year.limits(fate) for fate in _FATES]
        ends = [end for found in limits for end in ((found.low, found.high) if found else (None, None))]
        return (
            str(year.period),
            year.not_recovered,
            *("[x]" if end is None else end / year.not_recovered for end in ends),
        )

    return Table(
        name="cases-not-recovered",
        caption=f"What became of {_WHO}, limits by year, England",
        columns=(
            Column(key="year", title="Year"),
            Column(key="not_recovered", title="Not recovered", unit=Unit.COUNT),
            *(
                Column(key=f"{fate.cell.split(', ')[1]}_{end}", title=f"{fate.name}: {words}", unit=Unit.PROPORTION)
                for fate in _FATES
                for end, words in (("low", "at least"), ("high", "at most"))
            ),
        ),
        rows=tuple(row(year) for year in years),
        note="Shares of cases not recovered. [x] where the year’s totals contradict each other.",
    )
