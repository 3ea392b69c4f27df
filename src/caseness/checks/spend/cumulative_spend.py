"""What the service has cost since it began: allocation by allocation where cited, within limits where not."""

from __future__ import annotations

from itertools import accumulate
from typing import TYPE_CHECKING

from caseness.checks.chart import Dot, Dots, Role
from caseness.checks.estimating import annual_source, tally
from caseness.checks.finding import Answer, Cell, Chapter, Column, Estimate, FigureBlock, Interval, Table, Unit, Verdict
from caseness.checks.registry import check
from caseness.checks.spending import THIRTEEN_YEARS, TWELVE_YEARS, by_courses, cited, cumulative, spending
from caseness.sources.published import Published
from caseness.vocabulary import Frequency
from caseness.wording import pounds

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from caseness.checks.spending import Spending

_CLAIMED = {TWELVE_YEARS: 4e9, THIRTEEN_YEARS: 5e9}  # the totals of claims C85 and C87, for spans from 2008 on


_MARKS = "Dot alone: as cited. Dot with square ends: limits, and the straight line between cited years."


@check(chapter=Chapter.SPEND, needs=[Published], order=20)
def cumulative_spend(published: Published) -> Answer:
    """What has been spent since the service began?"""
    years = spending()
    courses = published.england("finished_course_treatment", frequency=Frequency.YEAR)
    finished = {
        year.start.year: number
        for year, row in courses.items()
        if (number := row["finished_course_treatment"]) is not None
    }
    proportional = by_courses(finished)
    twelve = cumulative("spent in twelve years, to 2019/20", TWELVE_YEARS)
    thirteen = cumulative("spent in thirteen years, to 2020/21", THIRTEEN_YEARS)
    known = [spent for spent in years if spent.known]
    unseen = [given for given in cited() if not given.verified]
    return Answer(
        short="Spent since the service began",
        answer=(
            f"In the twelve years to 2019/20 {_limits(twelve)} was spent, in cash prices: {pounds(twelve.value or 0)} on "
            f"straight lines between cited years. With 2020/21 it is {_limits(thirteen)}. {len(known)} of {len(years)} years "
            "have one cited figure; the rest have limits only."
        ),
        verdict=Verdict.CANNOT_BE_TOLD,
        condition=f"{len(known)} of {len(years)} years have one cited figure",
        estimates=(
            twelve,
            thirteen,
            *_proportional(proportional),
            tally("years with one cited figure", len(known), level=None),
            tally("years", len(years), level=None),
            tally("inputs not seen at their source", len(unseen), level=None),
            *(
                tally(f"total claimed, to {last + 1}", claimed, unit=Unit.GBP, level=None)
                for last, claimed in _CLAIMED.items()
            ),
            *(_estimate(spent) for spent in years),
        ),
        figures=(
            FigureBlock(
                label="Spent in twelve years, 2008/09 to 2019/20",
                estimate=twelve,
                of_whom=f"cash prices; {pounds(_CLAIMED[TWELVE_YEARS])} is claimed for about twelve years",
            ),
            FigureBlock(
                label="Spent in thirteen years, 2008/09 to 2020/21",
                estimate=thirteen,
                of_whom=f"cash prices, on everything; {pounds(_CLAIMED[THIRTEEN_YEARS])} is claimed for staff alone",
            ),
        ),
        charts=(_cumulative_chart(years, thirteen), _yearly_chart(years)),
        caveats=(
            "Allocations are what was set aside centrally, not what was spent; local money came on top.",
            "The sum cited for 2011/12 to 2014/15 may be all or only what was added: it is the least those years cost.",
            "Totals may cover different things: staff only, or premises, training and software as well.",
            "The upper limit takes the highest total in public use, for 2020/21, at its word. It may be no total of spending.",
            "Pounds of each year are added as they are; at the prices of one year the early years would weigh more.",
        ),
        method=(
            "Years with one cited figure stand as cited. Other years lie between the cited years around them, if spending never "
            "fell (Manski 1997); 2017/18 and 2020/21 between the totals in public use. Central: straight lines through the "
            "allocations and the reply for 2017/18, going on afterwards."
            + (" Or in proportion to finished courses, at the cost of 2017/18." if proportional else "")
        ),
        sources=(*([annual_source(*courses)] if proportional else []), *(given.citation for given in cited())),
        tables=(_table(years, proportional),),
        settles=("C84", "C85", "C86", "C87"),
    )


def _limits(estimate: Estimate) -> str:
    return f"[{pounds(estimate.low or 0)} to {pounds(estimate.high or 0)}]"


def _proportional(spent: Mapping[int, float]) -> list[Estimate]:
    return [
        tally(
            f"spent to {last + 1}, in proportion to finished courses",
            sum(value for year, value in spent.items() if year <= last),
            unit=Unit.GBP,
        )
        for last in _CLAIMED
        if spent
    ]


def _estimate(spent: Spending) -> Estimate:
    return Estimate(
        name="spent in the year",
        value=spent.central,
        low=None if spent.known else spent.low,
        high=None if spent.known else spent.high,
        interval=None if spent.known else Interval.BOUNDS,
        unit=Unit.GBP,
        period_start=spent.year.start,
        period_end=spent.year.end,
    )


def _dots(
    years: Sequence[Spending], low: Sequence[float], central: Sequence[float], high: Sequence[float]
) -> tuple[Dot, ...]:
    return tuple(
        Dot(
            label=str(year.year),
            value=middle,
            limits=None if least == most else (least, most),
            text=pounds(middle) if least == most else f"[{pounds(least)} to {pounds(most)}]",
            role=Role.NATION if least == most else Role.SUBJECT,
        )
        for year, least, middle, most in zip(years, low, central, high, strict=True)
    )


def _running(years: Sequence[Spending]) -> tuple[list[float], list[float], list[float]]:
    """The totals since the first year: least, central, most."""
    low, central, high = (
        list(accumulate(ends)) for ends in zip(*((y.low, y.central, y.high) for y in years), strict=True)
    )
    return low, central, high


def _cumulative_chart(years: Sequence[Spending], total: Estimate) -> Dots:
    rows = _dots(years, *_running(years))
    claimed = _CLAIMED[TWELVE_YEARS]
    return Dots(
        title=f"Between {pounds(total.low or 0)} and {pounds(total.high or 0)} by March 2021",
        subtitle="All that was spent from April 2008 to the end of each year, England, cash prices",
        alt="Dot plot of running totals. " + "; ".join(f"{row.label} {row.text}" for row in rows) + ".",
        note=f"{_MARKS} Upright line: the total claimed for about twelve years, to 2019/20. For staff alone "
        f"{pounds(_CLAIMED[THIRTEEN_YEARS])} is claimed, to 2020/21.",
        rows=rows,
        domain=(0.0, 7e9),
        unit="£",
        reference=(claimed, f"{pounds(claimed)}, claimed"),
    )


def _yearly_chart(years: Sequence[Spending]) -> Dots:
    rows = _dots(years, [y.low for y in years], [y.central for y in years], [y.high for y in years])
    return Dots(
        title=f"{sum(spent.known for spent in years)} of {len(years)} years have one cited figure; the others have limits",
        subtitle="Spent in each year, England, cash prices",
        alt="Dot plot. " + "; ".join(f"{row.label} {row.text}" for row in rows) + ".",
        note=_MARKS,
        rows=rows,
        domain=(0.0, 1.1e9),
        unit="£",
    )


def _table(years: Sequence[Spending], proportional: Mapping[int, float]) -> Table:
    totals = zip(*_running(years), strict=True)
    rows: list[tuple[Cell, ...]] = [
        (
            str(spent.year),
            spent.low,
            spent.central,
            spent.high,
            proportional.get(spent.year.start.year, "[x]"),
            *total,
            spent.basis,
        )
        for spent, total in zip(years, totals, strict=True)
    ]
    return Table(
        name="cumulative-spend",
        caption="Spent on the service by year and since April 2008, England, cash prices",
        columns=(
            Column(key="year", title="Year"),
            Column(key="low", title="At least", unit=Unit.GBP),
            Column(key="central", title="Straight lines", unit=Unit.GBP),
            Column(key="high", title="At most", unit=Unit.GBP),
            Column(key="by_courses", title="By finished courses", unit=Unit.GBP),
            Column(key="cumulative_low", title="Since 2008, at least", unit=Unit.GBP),
            Column(key="cumulative_central", title="Since 2008, straight lines", unit=Unit.GBP),
            Column(key="cumulative_high", title="Since 2008, at most", unit=Unit.GBP),
            Column(key="basis", title="Rests on"),
        ),
        rows=tuple(rows),
        note="[x] no count of finished courses at hand." if not proportional else "",
    )
