"""What each unit cost, net of what would have come anyway and of relapse; and by year, in the prices of one year."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from caseness.checks.assumed import Assumed
from caseness.checks.chart import Dot, Dots
from caseness.checks.estimating import annual_source, tally
from caseness.checks.finding import Answer, Cell, Chapter, Column, Estimate, FigureBlock, Interval, Table, Unit, Verdict
from caseness.checks.inputs import use
from caseness.checks.registry import check
from caseness.checks.spend.simulating import ONE, inputs_table
from caseness.checks.spending import spending
from caseness.checks.valuing import cost_range
from caseness.sources.published import Published, lacking
from caseness.value.independent import DRAWS
from caseness.value.prices import PRICES
from caseness.value.units import COST, DRAWN, LASTING, NET, NET_LASTING, Counted
from caseness.value.units import unit_costs as unit_costs_of
from caseness.vocabulary import Frequency, Level
from caseness.vocabulary.period import year_of
from caseness.wording import decimal, percent, pounds

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    from caseness.checks.spending import Spending
    from caseness.value.prices import PriceIndex
    from caseness.value.units import CostRange
    from caseness.vocabulary.period import Period

    Floats = NDArray[np.float64]

_MEASURES = ("referrals_received", "finished_course_treatment", "not_at_caseness", "recovery", "reliable_recovery")
_YEAR = year_of(2017)  # for which two totals are in public use


@dataclass(frozen=True, slots=True)
class _OfYear:
    """A year's spending per unit in the prices of one year: at least, central and at most."""

    year: Period
    course: tuple[float, float, float]
    recovery: tuple[float, float, float]
    known: bool
    index: float


@check(chapter=Chapter.SPEND, needs=[Published, Assumed], order=15)
def unit_costs(published: Published, assumed: Assumed) -> Answer:
    """What did a recovery cost that would not have come anyway, and one that lasts?"""
    years = published.require_england(*_MEASURES, frequency=Frequency.YEAR)
    if _YEAR not in years:
        raise lacking(_MEASURES, Frequency.YEAR, Level.ENGLAND)
    given = assumed.england
    costs = unit_costs_of(_counted(years[_YEAR]), given, seed=ONE, prices=str(_YEAR))
    series = [_of_year(spent, years[spent.year], given.prices) for spent in spending() if spent.year in years]
    net, lasting, both = (costs[name] for name in (NET, LASTING, NET_LASTING))
    first, last = series[0], series[-1]
    return Answer(
        short="Unit costs",
        answer=(
            f"In {_YEAR} a recovery that would not have come anyway cost {cost_range(net)}. One that lasts a year cost "
            f"{cost_range(lasting)}, one that does both {cost_range(both)}. In prices of {PRICES} a finished course cost "
            f"{_bounded(first.course)} in {first.year} and {_bounded(last.course)} in {last.year}."
        ),
        verdict=Verdict.CANNOT_BE_TOLD,
        condition="what would have come anyway, and what lasts, is not recorded",
        estimates=(
            *(_estimate(f"cost per {name}", cost) for name, cost in costs.items()),
            *(
                Estimate(name=f"draws without any gain, {name}", value=costs[name].none, unit=Unit.PROPORTION)
                for name in (NET, NET_LASTING)
            ),
            *(
                tally(f"at least, cost per {name}", costs[name].low, _YEAR, unit=Unit.GBP)
                for name in (NET, NET_LASTING)
                if costs[name].high is None
            ),
            tally("draws", DRAWS, level=None),
            *(_bounds(f"cost per finished course, prices of {PRICES}", each.course, each.year) for each in series),
            *(_bounds(f"cost per recorded recovery, prices of {PRICES}", each.recovery, each.year) for each in series),
        ),
        figures=tuple(
            FigureBlock(label=f"Cost per {name}", estimate=_estimate(f"cost per {name}", costs[name]), of_whom=words)
            for name, words in (
                (NET, f"official rule, {_YEAR}, cash; 95% of draws, {percent(net.none, decimals=0)} without any gain"),
                (LASTING, f"official rule, {_YEAR}, cash; whoever relapses within a year left out"),
                (NET_LASTING, f"official rule, {_YEAR}, cash; 95% of draws"),
            )
        ),
        charts=(_chart(costs), _over_years(series)),
        caveats=(
            f"What a finished course cost is taken from: {given[COST].source}.",
            "What would have come anyway under the official rule is not known. It is taken from control arms of trials on one "
            "questionnaire, moved to the rule by how the service’s own shares differ.",
            "Relapse was measured after low-intensity treatment only.",
            "People who improve without recovering, and those who get worse, are in the cost and not in the units.",
            f"Prices are moved by {given.prices.name}; what the service itself pays may have risen otherwise.",
        ),
        method=(
            "Cost of a finished course × finished courses, over each unit. Net: C ÷ n(p − p₀), p recorded, p₀ drawn; lasting: "
            "C ÷ np(1 − relapse). A draw without gain has no cost limit; ranges are 95% of draws. Contacts: mean of finished "
            f"courses in {_YEAR} × courses, and one for each other person entering. By year: limits of spending ÷ counts, by "
            f"{given.prices.name} (financial year: ¾ and ¼ of two calendar years)."
        ),
        sources=(
            annual_source(*years),
            *(i.citation for i in use("entrants_2017", "mean_sessions_2017")),
            *(given[key].source for key in DRAWN),
        ),
        tables=(_table(costs), _by_year(series, given.prices), inputs_table("unit-cost-inputs", DRAWN, given)),
        settles=("C82", "C94"),
    )


def _counted(row: Mapping[str, float]) -> Counted:
    """What England's service did in the year; contacts are the mean of finished courses, and one for each other who entered."""
    entrants, sessions = use("entrants_2017", "mean_sessions_2017")
    finished = row["finished_course_treatment"]
    return Counted(
        contacts=sessions.value * finished + entrants.value - finished,
        referrals=row["referrals_received"],
        entrants=entrants.value,
        finished=finished,
        cases=finished - row["not_at_caseness"],
        recovered=row["recovery"],
        reliably=row["reliable_recovery"],
    )


def _of_year(spent: Spending, row: Mapping[str, float], prices: PriceIndex) -> _OfYear:
    ends = [prices.convert(amount, str(spent.year)) for amount in (spent.low, spent.central, spent.high)]

    def per(measure: str) -> tuple[float, float, float]:
        low, central, high = (amount / row[measure] for amount in ends)
        return low, central, high

    units = per("finished_course_treatment"), per("recovery")
    return _OfYear(spent.year, *units, spent.known, prices.level(str(spent.year)))


def _bounded(ends: tuple[float, float, float]) -> str:
    return f"[{pounds(ends[0])} to {pounds(ends[2])}]"


def _estimate(name: str, cost: CostRange) -> Estimate:
    simulated = cost.high is not None
    return Estimate(
        name=name,
        value=cost.value,
        low=cost.low if simulated else None,
        high=cost.high,
        interval=Interval.SIMULATION if simulated else None,
        confidence=0.95 if simulated else None,
        unit=Unit.GBP,
        period_start=_YEAR.start,
        period_end=_YEAR.end,
        level=Level.ENGLAND,
    )


def _bounds(name: str, ends: tuple[float, float, float], year: Period) -> Estimate:
    return Estimate(
        name=name,
        value=ends[1],
        low=ends[0],
        high=ends[2],
        interval=Interval.BOUNDS,
        unit=Unit.GBP,
        period_start=year.start,
        period_end=year.end,
        level=Level.ENGLAND,
    )


def _chart(costs: Mapping[str, CostRange]) -> Dots:
    most = 25_000.0
    rows = tuple(
        Dot(
            label=f"{name[0].upper()}{name[1:]}",
            value=cost.value,
            text=cost_range(cost),
            low=cost.low if name in (NET, LASTING, NET_LASTING) else None,
            high=min(cost.high or most, most) if name in (NET, LASTING, NET_LASTING) else None,
            limits=None if name in (NET, LASTING, NET_LASTING) or cost.low is None else (cost.low, cost.high or most),
        )
        for name, cost in costs.items()
    )
    dearest = costs[NET_LASTING]
    return Dots(
        title=f"From {pounds(costs['attended contact'].value or 0)} for a contact to {pounds(dearest.value or 0)} for a recovery "
        "that is owed to it and lasts",
        subtitle=f"Pounds per unit, England {_YEAR}, cash. Axis to {pounds(most)}",
        alt="Dot plot. " + "; ".join(f"{row.label} {row.text}" for row in rows) + ".",
        note="Square ends: the range of the cost of a course. Thick line: 95% of draws, cut at the axis where there is no "
        "limit.",
        rows=rows,
        domain=(0.0, most),
        unit="£",
    )


def _over_years(series: list[_OfYear]) -> Dots:
    rows = tuple(
        Dot(
            label=str(each.year),
            value=each.course[1],
            limits=None if each.known else (each.course[0], each.course[2]),
            text=pounds(each.course[1]) if each.known else _bounded(each.course),
        )
        for each in series
    )
    most = max(each.course[2] for each in series)
    return Dots(
        title=f"Cost of a finished course: within limits only, {series[0].year} to {series[-1].year}",
        subtitle=f"Spending ÷ finished courses, England, prices of {PRICES}",
        alt="Dot plot. " + "; ".join(f"{row.label} {row.text}" for row in rows) + ".",
        note="Dot: spending on straight lines between cited years. Square ends: least and most that cited years leave open.",
        rows=rows,
        domain=(0.0, float(np.ceil(most / 500) * 500)),
        unit="£",
    )


def _table(costs: Mapping[str, CostRange]) -> Table:
    rows: list[tuple[Cell, ...]] = [
        (f"{name[0].upper()}{name[1:]}", cost.value, cost.low, "no limit" if cost.high is None else cost.high)
        for name, cost in costs.items()
    ]
    return Table(
        name="unit-costs",
        caption=f"Pounds per unit, England {_YEAR}, cash",
        columns=(
            Column(key="unit", title="Per"),
            Column(key="cost", title="Centre", unit=Unit.GBP),
            Column(key="low", title="At least", unit=Unit.GBP),
            Column(key="high", title="At most", unit=Unit.GBP),
        ),
        rows=tuple(rows),
        note="Plain units: over the range of the cost of a course. Others: 95% of draws.",
    )


def _by_year(series: list[_OfYear], prices: PriceIndex) -> Table:
    rows: list[tuple[Cell, ...]] = [
        (str(each.year), *each.course, *each.recovery, decimal(each.index, 1)) for each in series
    ]
    return Table(
        name="unit-costs-by-year",
        caption=f"Cost of a finished course and of a recorded recovery by year, England, prices of {PRICES}",
        columns=(
            Column(key="year", title="Year"),
            *(
                Column(key=f"{unit}_{end}", title=f"{words}, {said}", unit=Unit.GBP)
                for unit, words in (("course", "Course"), ("recovery", "Recovery"))
                for end, said in (("low", "at least"), ("central", "straight lines"), ("high", "at most"))
            ),
            Column(key="index", title="Price index"),
        ),
        rows=tuple(rows),
        note=f"Price index: {prices.name} ({prices.source}). 2020/21 is distorted by how output was measured in the pandemic, if "
        "that is the deflator.",
    )
