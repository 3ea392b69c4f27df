"""What moves the cost of a quality-adjusted life-year most, and what would have to be true to reach a threshold."""

from __future__ import annotations

from typing import TYPE_CHECKING

from caseness.checks.assumed import Assumed
from caseness.checks.chart import Dot, Dots, HeatCell, HeatMap, Role
from caseness.checks.finding import Answer, Chapter, Column, Estimate, FigureBlock, Table, Unit, Verdict
from caseness.checks.registry import check
from caseness.checks.valuing import cited, gained, ratio, rounded, told
from caseness.errors import CannotRun
from caseness.value.assumptions import Unit as AssumedIn
from caseness.wording import decimal, listed, percent, pounds

if TYPE_CHECKING:
    from caseness.statistics.cost_effectiveness import Increment
    from caseness.value.analysis import Analysis
    from caseness.value.sensitivity import Swing, Turning

_BARS = 10
_UNITS = {AssumedIn.GBP: Unit.GBP, AssumedIn.PROPORTION: Unit.PROPORTION}
_NAMED = 3


@check(chapter=Chapter.SPEND, needs=[Assumed], order=50)
def what_drives_value(assumed: Assumed) -> Answer:
    """What moves the cost of a quality-adjusted life-year, and what would have to be true for £20,000?"""
    analysis = assumed.analysis
    swings, turns = analysis.tornado, analysis.turning_points
    if len(swings) < 2:
        raise CannotRun("no assumption moves the result, as nobody is treated", settled_by="shares above 0")
    widest = swings[0]
    price = pounds(analysis.thresholds[0])
    reached = [turn for turn in turns if turn.value is not None]
    never = [f"“{turn.assumption.title}”" for turn in turns if turn.value is None]
    return Answer(
        short="What drives value",
        answer=(
            f"Most hangs on “{widest.assumption.title}”. Its range moves net benefit by {pounds(widest.width)} for each person "
            f"referred, that of the next by {pounds(swings[1].width)}. {_would_do(reached[:_NAMED], price)}"
        ),
        verdict=Verdict.DESCRIBED,
        condition="one assumption at a time, the others at their centres",
        estimates=(
            *(
                Estimate(name=f"net benefit, {s.assumption.title}: at {side}", value=value, unit=Unit.GBP)
                for s in swings[:_BARS]
                for side, value in (("low", s.at_low), ("high", s.at_high))
            ),
            *(Estimate(name=f"moved by {s.assumption.title}", value=s.width, unit=Unit.GBP) for s in swings[:_BARS]),
            *(
                Estimate(
                    name=f"{t.assumption.title}: {name}", value=value, unit=_UNITS.get(t.assumption.unit, Unit.RATIO)
                )
                for t in reached
                for name, value in (("needed", _short(t.value or 0)), ("now", t.assumption.value))
            ),
            Estimate(name="months that a recovery lasts", value=analysis.months_lasting, unit=Unit.SCORE),
        ),
        figures=(
            FigureBlock(
                label="How long a recovery lasts",
                estimate=Estimate(name="months", value=analysis.months_lasting, unit=Unit.SCORE),
                of_whom="months more that one more person well at the end of the course stays so than without, discounted",
            ),
        ),
        charts=(_tornado(analysis), _heat(analysis)),
        caveats=(
            "A range is what was published, or assumed where nothing was: a narrow one can mean that nobody looked.",
            "One at a time, assumptions do not show what they do together; the draws do.",
            *((f"No value alone would do for: {listed(never)}.",) if never else ()),
        ),
        method=(
            f"Net benefit is {price} for each quality-adjusted life-year added, less what it costs. Each assumption at the ends "
            "of its 95% range. The turning point is where net benefit is nought, sought over all shares from 0 to 1, and over "
            "costs and rates up to ten times the centre."
        ),
        sources=cited(*(s.assumption for s in swings[:_BARS])),
        tables=(_swings(swings), _turns(analysis), _grid(analysis)),
    )


def _would_do(reached: list[Turning], price: str) -> str:
    if not reached:
        return f"No value of any one alone would do for {price}."
    sentences = [f"“{t.assumption.title}” {_needed(t)}, not {told(t.assumption, t.assumption.value)}" for t in reached]
    return f"For {price} one of these alone would do: {'. Or '.join(sentences)}."


def _short(value: float) -> float:
    return round(value, 3) if abs(value) < 10 else rounded(value)


def _tornado(analysis: Analysis) -> Dots:
    swings = analysis.tornado[:_BARS]
    ends = [value for s in swings for value in (s.at_low, s.at_high)]
    low, high = min(*ends, 0), max(*ends, 0)
    edge = 0.05 * (high - low)
    rows = tuple(
        Dot(
            label=f"{s.assumption.title}: {' to '.join(told(s.assumption, value) for value in s.assumption.range)}",
            value=None,
            low=min(s.at_low, s.at_high),
            high=max(s.at_low, s.at_high),
            text=f"{pounds(min(s.at_low, s.at_high))} to {pounds(max(s.at_low, s.at_high))}",
            role=Role.SUBJECT if i == 0 else Role.OTHER,
        )
        for i, s in enumerate(swings)
    )
    return Dots(
        title=f"“{swings[0].assumption.title}” moves the result most",
        subtitle=f"Net benefit per person referred at {pounds(analysis.thresholds[0])} a quality-adjusted life-year, each "
        "assumption over its 95% range",
        alt="Tornado chart. " + "; ".join(f"{row.label}: {row.text}" for row in rows) + ".",
        note="Left of the upright line the service is not worth its cost.",
        rows=rows,
        domain=(low - edge, high + edge),
        unit="£",
        reference=(0.0, "worth its cost"),
    )


def _heat(analysis: Analysis) -> HeatMap:
    heat = analysis.heat
    prices = (*analysis.thresholds, 2 * analysis.thresholds[1])
    base = analysis.setting.comparison
    return HeatMap(
        title="Two unknowns decide: who would have got better anyway, and how long it lasts",
        subtitle=f"Cost per quality-adjusted life-year added, in thousands. {percent(analysis.assumptions[base.treated].value)} "
        "get better in the service",
        alt="Table of shades: rows are the share better without the service, columns the months that a recovery lasts. "
        + "; ".join(
            f"{percent(share, decimals=0)} and {months:g} months: {_cell(cell)}"
            for share, row in zip(heat.shares, heat.cells, strict=True)
            for months, cell in zip(heat.months, row, strict=True)
        )
        + ".",
        note=f"The model has {percent(analysis.assumptions[base.untreated].value)} and {decimal(analysis.months_lasting, 1)} "
        "months. None: the service does no more than usual care, and costs more.",
        across="Months that a recovery lasts after the course",
        down="Better without the service",
        columns=tuple(f"{months:g}" for months in heat.months),
        rows=tuple(percent(share, decimals=0) for share in heat.shares),
        cells=tuple(
            tuple(HeatCell(text=_cell(cell), level=_level(cell, prices)) for cell in row) for row in heat.cells
        ),
        levels=(*(f"up to {pounds(price)}" for price in prices), "more, or no gain"),
    )


def _cell(cell: Increment) -> str:
    if cell.ratio is None or cell.effect <= 0:
        return "none" if cell.effect <= 0 else "saves"
    return f"£{cell.ratio / 1000:.0f}k"


def _level(cell: Increment, prices: tuple[float, ...]) -> int:
    if cell.effect <= 0:
        return len(prices)
    return 0 if cell.ratio is None else sum(cell.ratio > price for price in prices)


def _swings(swings: list[Swing]) -> Table:
    return Table(
        name="tornado",
        caption="Net benefit per person referred, one assumption at a time",
        columns=(
            Column(key="assumption", title="Assumption"),
            Column(key="low", title="Low"),
            Column(key="high", title="High"),
            Column(key="at_low", title="Net benefit at low", unit=Unit.GBP),
            Column(key="at_high", title="Net benefit at high", unit=Unit.GBP),
        ),
        rows=tuple(
            (
                s.assumption.title,
                *(told(s.assumption, value) for value in s.assumption.range),
                s.at_low,
                s.at_high,
            )
            for s in swings
        ),
        note="Costs in pounds of their own year; net benefit in pounds of 2024.",
    )


def _turns(analysis: Analysis) -> Table:
    return Table(
        name="what-would-have-to-be-true",
        caption=f"What each alone would have to be for {pounds(analysis.thresholds[0])} per quality-adjusted life-year",
        columns=(
            Column(key="assumption", title="Assumption"),
            Column(key="now", title="Now"),
            Column(key="needed", title="Would have to be"),
        ),
        rows=tuple(
            (t.assumption.title, told(t.assumption, t.assumption.value), _needed(t)) for t in analysis.turning_points
        ),
    )


def _needed(turn: Turning) -> str:
    if turn.value is None:
        return "no value would do"
    return f"{'at most' if turn.at_most else 'at least'} {told(turn.assumption, _short(turn.value))}"


def _grid(analysis: Analysis) -> Table:
    heat = analysis.heat
    return Table(
        name="without-and-lasting",
        caption="Cost per quality-adjusted life-year by the share better without the service and how long a recovery lasts",
        columns=(
            Column(key="better_without", title="Better without", unit=Unit.PROPORTION),
            Column(key="months", title="Months", unit=Unit.SCORE),
            Column(key="qalys_per_1000", title="QALYs added per 1,000"),
            Column(key="cost_per_qaly", title="Cost per QALY"),
        ),
        rows=tuple(
            (share, months, gained(cell.effect), ratio(cell))
            for share, row in zip(heat.shares, heat.cells, strict=True)
            for months, cell in zip(heat.months, row, strict=True)
        ),
    )
