"""How results of the model of value for money are told: ratios that may mean nothing, money per person, what it rests on."""

from __future__ import annotations

from math import isinf
from typing import TYPE_CHECKING

from caseness.checks.finding import Estimate, Interval, Unit
from caseness.statistics.cost_effectiveness import Standing
from caseness.value.assumptions import Unit as AssumedIn
from caseness.wording import MINUS, count, decimal, percent, pounds

if TYPE_CHECKING:
    from caseness.statistics.cost_effectiveness import Increment
    from caseness.value.assumptions import Assumption
    from caseness.value.units import CostRange

PER = 1000  # referred: what quality-adjusted life-years are told per
NO_GAIN = "no gain"
_STANDING = {
    Standing.DOMINATED: "no gain at a cost (dominated)",
    Standing.DOMINANT: "gains and saves (dominant)",
    Standing.EQUAL: "no difference (undefined)",
}


def rounded(value: float) -> float:
    """Pounds to the nearest hundred from £1,000 on: no model knows more."""
    return round(value, -2) if abs(value) >= 1000 else round(value)


def ratio(increment: Increment) -> str:
    """``£45,400``; words where one option is at least as good in both cost and effect."""
    if increment.ratio is None:
        return _STANDING[increment.standing]
    saved = " saved for each one lost" if increment.standing is Standing.SAVES_PER_LOSS else ""
    return f"{pounds(rounded(increment.ratio))}{saved}"


def end(value: float) -> str:
    """An end of an interval of ratios: pounds, or words for an infinite one."""
    if isinf(value):
        return NO_GAIN if value > 0 else "a saving"
    return pounds(rounded(value))


def span(ends: tuple[float, float]) -> str:
    """``£18,100 to no gain``; one word for two ends that are one."""
    low, high = (end(value) for value in ends)
    return low if low == high else f"{low} to {high}"


def cost_range(cost: CostRange) -> str:
    """``£5,645 (£2,562 and up, no limit)``: the cost of a unit at the centre, and the ends of its range."""
    if cost.value is None or cost.low is None:
        return "more than can be told"
    top = f"to {pounds(cost.high)}" if cost.high is not None else "and up, no limit"
    return f"{pounds(cost.value)} ({pounds(cost.low)} {top})"


def gained(qalys: float) -> str:
    """QALYs per thousand referred."""
    return decimal(qalys * PER, 1)


def ratio_estimate(name: str, increment: Increment, ends: tuple[float, float]) -> Estimate:
    """Cost per QALY as an estimate, rounded; an infinite end is left out, and with the lower one the interval."""
    low, high = (None if isinf(value) else rounded(value) for value in ends)
    bounded = low is not None
    return Estimate(
        name=name,
        value=None if increment.ratio is None else rounded(increment.ratio),
        low=low,
        high=high if bounded else None,
        interval=Interval.SIMULATION if bounded else None,
        confidence=0.95 if bounded else None,
        unit=Unit.GBP,
    )


def cited(*rows: Assumption) -> tuple[str, ...]:
    """What assumptions rest on, as sources are printed."""
    return tuple(dict.fromkeys(source(row) for row in rows))


def source(row: Assumption) -> str:
    """The source, and whether the figure was seen there."""
    seen = "" if row.verified or row.source.startswith("Assumption") else "; not seen at its source"
    prices = f" (prices of {row.price_year})" if row.price_year else ""
    return f"{row.title}: {row.source}{prices}{seen}"


def told(row: Assumption, value: float) -> str:
    """A value of an assumption in its unit: ``28.4%``, ``£803``, ``0.52``."""
    match row.unit:
        case AssumedIn.GBP:
            return pounds(value)
        case AssumedIn.PROPORTION:
            return percent(value, decimals=0 if float(round(value * 100, 6)).is_integer() else 1)
        case AssumedIn.UTILITY:
            return decimal(value, 2)
        case AssumedIn.MONTHS:
            return f"{value:.3g} months"
        case _:
            return count(round(value)) if abs(value) >= 1000 else f"{MINUS if value < 0 else ''}{abs(value):.3g}"
