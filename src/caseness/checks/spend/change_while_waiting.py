"""What scores do within the service before treatment begins: from assessment to first treatment, by how long people waited."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import ibis

from caseness.checks.assumed import Assumed
from caseness.checks.chart import Dot, Dots
from caseness.checks.estimating import share as share_of
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
from caseness.checks.inputs import use
from caseness.checks.registry import check
from caseness.checks.validating import rows_share
from caseness.checks.valuing import ratio
from caseness.checks.valuing import rounded as money
from caseness.disclosure import people, share
from caseness.disclosure.rule import rounded_share
from caseness.errors import CannotRun
from caseness.pathways import pathways_of
from caseness.pathways.instruments import HUNDREDTHS
from caseness.pathways.waiting import while_waiting
from caseness.sources.records import Records
from caseness.statistics.intervals import wilson
from caseness.statistics.share_trend import Sums, share_trend
from caseness.value.drawing import central
from caseness.value.reduced import added
from caseness.vocabulary.data_set import citations
from caseness.wording import percent, points

if TYPE_CHECKING:
    from collections.abc import Sequence

    from caseness.statistics.share_trend import Trend

_LINE = 10 * HUNDREDTHS  # the lowest PHQ-9 of a case, in hundredths
_BANDS = ((28, "up to 4 weeks"), (84, "over 4 to 12 weeks"), (None, "over 12 weeks"))
_FEWEST = 100  # of cases who waited so long, below which they are not set in the place of control arms
_WEEKS, _DAYS = 4, 7  # a change is told for so many weeks


@dataclass(frozen=True, slots=True)
class _Waited:
    """Those who waited so long: how many with two scores, how many of 10 or more at first, and below 10 after."""

    words: str
    scored: int
    cases: int
    below: int
    fell: float  # points, summed over cases


@check(chapter=Chapter.SPEND, needs=[Records, Assumed], order=37)
def change_while_waiting(records: Records, assumed: Assumed) -> Answer:
    """How many fall below the line between assessment and first treatment?"""
    waited, trend = _waited(records), _trend(records)
    cases, below, scored = (sum(getattr(one, part) for one in waited) for part in ("cases", "below", "scored"))
    if not cases:
        raise CannotRun(
            "nobody with a PHQ-9 of 10 or more at assessment has another at a later first treatment",
            settled_by="an extract with scores of both appointments",
        )
    (listed,) = use("trial_below_line_waiting_list")
    instead = _instead(assumed, [one for one in waited if one.cases >= _FEWEST])
    return Answer(
        short="While waiting",
        answer=(
            f"Of {people(cases)} with a PHQ-9 of 10 or more at assessment, {share(below, cases)} were below 10 when treatment "
            f"began on a later day. On waiting lists in trials {percent(listed.value)} are at their end."
            f"{_said(trend, instead)}"
        ),
        verdict=Verdict.DESCRIBED,
        condition="before treatment; those who stayed to begin it",
        estimates=(
            share_of("below 10 at first treatment, of those with 10 or more at assessment", below, cases, level=None),
            *(
                share_of(f"below 10 at first treatment, waited {one.words}", one.below, one.cases, level=None)
                for one in waited
                if one.cases
            ),
            rows_share("10 or more at assessment, of those with two scores", cases, scored),
            *([_per_weeks(trend)] if trend else []),
            *([instead.estimate] if instead else []),
        ),
        figures=(
            FigureBlock(
                label="Below 10 when treatment began",
                estimate=share_of("below 10 when treatment began", below, cases, level=None),
                of_whom=f"of {people(cases)} with 10 or more at assessment",
                reference=Reference(value=listed.value, label="waiting lists in trials"),
            ),
        ),
        charts=(_chart(waited),),
        caveats=(
            "Those who got better or gave up while waiting, and did not come, are not in it.",
            "People are not drawn by lot to wait; those in greatest need may be seen first.",
            "An assessment may itself help. Regression to the mean is in the fall, and is not added.",
            "A wait is shorter than a course and the time after it. As many again may get better by its end without treatment.",
        ),
        method=(
            "Last PHQ-9 on the day of the first attended assessment, and on that of the first attended treatment on a later day. "
            "Share below 10 of those with 10 or more, 95% interval by Wilson 1927; mean fall in points of the same. Change by "
            "wait: least squares of below or not on days waited, 95% interval. Cost per quality-adjusted life-year: the model "
            f"with the share of those who waited longest, of {_FEWEST} or more, in the place of control arms; the same "
            "definition of better."
        ),
        sources=(*citations("MM2026"), listed.citation),
        tables=(_table(waited),),
        settles=("C11",),
    )


@dataclass(frozen=True, slots=True)
class _Instead:
    """The cost of a quality-adjusted life-year, with those who waited ``words`` in the place of control arms."""

    words: str
    ratio: str
    estimate: Estimate


def _instead(assumed: Assumed, waited: Sequence[_Waited]) -> _Instead | None:
    """The model with the share of those who waited longest as what would have come anyway; None without such people or model."""
    if not waited:
        return None
    try:
        analysis = assumed.analysis
    except CannotRun:
        return None
    longest, setting = waited[-1], analysis.setting
    below = rounded_share(longest.below, longest.cases)
    if below is None:
        return None
    row = analysis.assumptions[setting.comparison.untreated]
    values = central(analysis.assumptions.having(replace(row, value=below)))
    increment = added(values, setting.comparison, setting.utilities, setting.years).increment
    name = f"cost per QALY, if as many had got better anyway as of those who waited {longest.words}"
    value = None if increment.ratio is None else money(increment.ratio)
    return _Instead(longest.words, ratio(increment), Estimate(name=name, value=value, unit=Unit.GBP))


def _said(trend: Trend | None, instead: _Instead | None) -> str:
    by = f" For each {_WEEKS} weeks more of waiting it is {_more(trend)}." if trend else ""
    if instead is None:
        return by
    told = (
        f"a quality-adjusted life-year costs {instead.ratio}" if instead.estimate.value is not None else instead.ratio
    )
    return f"{by} If as many had got better anyway as of those who waited {instead.words}: {told}."


def _more(trend: Trend) -> str:
    """The change in words, with its interval counted the same way: “1.3 points more (0.2 fewer to 2.8 more)”."""
    change, *ends = _over_weeks(trend)
    low, high = (f"{points(abs(end)).split()[0]} {_way(end)}" for end in ends)
    return f"{points(abs(change))} {_way(change)} ({low} to {high})"


def _way(change: float) -> str:
    return "more" if change >= 0 else "fewer"


def _over_weeks(trend: Trend) -> tuple[float, float, float]:
    """The slope and the ends of its interval, for so many weeks."""
    return trend.slope * _WEEKS * _DAYS, trend.low * _WEEKS * _DAYS, trend.high * _WEEKS * _DAYS


def _per_weeks(trend: Trend) -> Estimate:
    value, low, high = _over_weeks(trend)
    return Estimate(
        name=f"change of the share below 10, for each {_WEEKS} weeks more of waiting",
        value=value,
        low=low,
        high=high,
        interval=Interval.SAMPLING,
        confidence=0.95,
        unit=Unit.PERCENTAGE_POINT,
    )


def _trend(records: Records) -> Trend | None:
    """The share below the line along the days waited, of cases; only sums leave the engine."""
    rows = pathways_of(records).facet(while_waiting)
    if rows is None:
        return None
    cases = rows.filter(rows.before >= _LINE).mutate(
        y=lambda row: (row.after < _LINE).ifelse(1, 0), x=lambda row: row.waited
    )
    (sums,) = records.fetch(
        cases.aggregate(
            n=cases.count(),
            x=cases.x.sum().cast("int64"),
            xx=(cases.x * cases.x).sum().cast("int64"),
            y=cases.y.sum().cast("int64"),
            xy=(cases.x * cases.y).sum().cast("int64"),
        )
    )
    if sums["n"] < _FEWEST:
        return None
    return share_trend(Sums(**{name: int(value) for name, value in sums.items()}))


def _waited(records: Records) -> list[_Waited]:
    """Counts by wait; only they leave the engine."""
    pathways = pathways_of(records)
    rows = pathways.facet(while_waiting)
    if rows is None:
        raise CannotRun("the extract has no scores", settled_by="the tables of scores, IDS606 and IDS607")
    case = rows.before >= _LINE
    ends = [(rows.waited <= most, place) for place, (most, _words) in enumerate(_BANDS) if most is not None]
    found = rows.group_by(band=ibis.cases(*ends, else_=len(_BANDS) - 1).cast("int64")).aggregate(
        scored=rows.count(),
        cases=case.ifelse(1, 0).sum(),
        below=(case & (rows.after < _LINE)).ifelse(1, 0).sum(),
        fell=case.ifelse(rows.before - rows.after, 0).sum(),
    )
    counted = {int(row["band"]): row for row in records.fetch(found)}
    return [
        _Waited(
            words,
            int(counted[place]["scored"]),
            int(counted[place]["cases"] or 0),
            int(counted[place]["below"] or 0),
            float(counted[place]["fell"] or 0) / HUNDREDTHS,
        )
        for place, (_most, words) in enumerate(_BANDS)
        if place in counted
    ]


def _chart(waited: Sequence[_Waited]) -> Dots:
    (listed,) = use("trial_below_line_waiting_list")
    rows = []
    for one in waited:
        if one.cases:
            low, high = wilson(one.below, one.cases)
            told = share(one.below, one.cases)
            rows.append(Dot(label=f"Waited {one.words}", value=one.below / one.cases, text=told, low=low, high=high))
    return Dots(
        title="Below the line when treatment began, by how long people waited",
        subtitle="Share below 10 on the PHQ-9, of those with 10 or more at assessment",
        alt="Dot plot. " + "; ".join(f"{row.label} {row.text}" for row in rows) + ".",
        note="Lines: 95% intervals. Upright line: waiting lists in trials, at their end.",
        rows=tuple(rows),
        reference=(listed.value, "waiting lists in trials"),
    )


def _table(waited: Sequence[_Waited]) -> Table:
    rows: list[tuple[Cell, ...]] = [
        (
            one.words,
            one.scored,
            one.cases,
            one.below,
            one.below / one.cases if one.cases else "[z]",
            one.fell / one.cases if one.cases else "[z]",
        )
        for one in waited
    ]
    return Table(
        name="while-waiting",
        caption="PHQ-9 at assessment and at a later first treatment, by days between",
        columns=(
            Column(key="waited", title="Waited"),
            Column(key="scored", title="With two scores", unit=Unit.COUNT),
            Column(key="cases", title="10 or more at assessment", unit=Unit.COUNT),
            Column(key="below", title="Below 10 at treatment", unit=Unit.COUNT),
            Column(key="share", title="Share", unit=Unit.PROPORTION),
            Column(key="fell", title="Mean fall, points", unit=Unit.SCORE),
        ),
        rows=tuple(rows),
        note="[z] nobody with 10 or more at assessment.",
    )
