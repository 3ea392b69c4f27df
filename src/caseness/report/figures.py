"""How estimates are written: the figure, its chance interval, its limits, and the block that shows all three."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from caseness.checks.finding import Unit
from caseness.report.strip import Strip, chance_of, limits_of, strip
from caseness.wording import count, days, decimal, percent, points, pounds

if TYPE_CHECKING:
    from caseness.checks.finding import Estimate, FigureBlock

_FEW = 20  # counted; under this no rate is printed, only "8 of 12"


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure block, ready to print: chance in plain text, limits in square brackets, then of whom."""

    label: str
    value: str
    chance: str
    limits: str
    of_whom: str
    also: tuple[str, ...]  # what the strip draws and ``of_whom`` does not say
    strip: Strip | None


def figure(block: FigureBlock) -> Figure:
    """A figure block in words and places."""
    estimate, drawn = block.estimate, strip(block)
    return Figure(
        label=block.label,
        value=value(estimate),
        chance=_chance(estimate),
        limits=_limits(estimate, block.limits or limits_of(estimate)),
        of_whom=block.of_whom,
        also=tuple(text for text in (_definitions(block), _reference(block)) if text) if drawn else (),
        strip=drawn,
    )


def quantity(number: float, unit: Unit, counted: float | None = None) -> str:
    """A number with its unit, as prose and figure blocks print it."""
    match unit:
        case Unit.PROPORTION:
            return percent(number, counted)
        case Unit.PERCENTAGE_POINT:
            return points(number)
        case Unit.DAYS:
            return days(number)
        case Unit.GBP:
            return pounds(number)
        case Unit.SCORE:
            return decimal(number, 1)
        case Unit.RATIO:
            return decimal(number, 2)
        case Unit.COUNT:
            return count(number)


def value(estimate: Estimate) -> str:
    """The figure of an estimate; ``8 of 12`` for a share of fewer than 20; ``[x]`` when it is not at hand."""
    if estimate.value is None:
        return "[x]" if limits_of(estimate) is None else ""
    few = estimate.denominator is not None and estimate.denominator < _FEW
    if few and estimate.unit is Unit.PROPORTION and estimate.numerator is not None:
        return f"{count(estimate.numerator)} of {count(estimate.denominator or 0)}"
    return quantity(estimate.value, estimate.unit, estimate.denominator)


def between(low: float, high: float, unit: Unit, counted: float | None = None) -> str:
    """``50.4% to 50.7%``, ``12.3 to 15.7 points``: the unit of a word stands once, at the end."""
    first = quantity(low, unit, counted)
    if unit in (Unit.PERCENTAGE_POINT, Unit.DAYS):
        first = first.split(" ")[0]
    return f"{first} to {quantity(high, unit, counted)}"


def _chance(estimate: Estimate) -> str:
    span = chance_of(estimate)
    return between(*span, estimate.unit, estimate.denominator) if span else ""


def _limits(estimate: Estimate, span: tuple[float, float] | None) -> str:
    """Limits in square brackets; only the other end when the figure itself is one of them."""
    if span is None:
        return ""
    low, high = span
    if low == estimate.value:
        return f"[to {quantity(high, estimate.unit, estimate.denominator)}]"
    if high == estimate.value:
        return f"[from {quantity(low, estimate.unit, estimate.denominator)}]"
    return f"[{between(low, high, estimate.unit, estimate.denominator)}]"


def _definitions(block: FigureBlock) -> str:
    """What the band stands for, unless both its ends are already in ``of_whom``."""
    if block.definitions is None:
        return ""
    low, high = (percent(end) for end in block.definitions)
    said = low in block.of_whom and high in block.of_whom
    return "" if said else f"band: {low} to {high}"


def _reference(block: FigureBlock) -> str:
    """What the upright line stands for, unless its place is already in ``of_whom``."""
    if block.reference is None:
        return ""
    label, exact = block.reference.label, percent(block.reference.value)
    short = exact.replace(".0%", "%")
    if exact in block.of_whom or short in block.of_whom:
        return ""
    return f"upright line, {label}" if exact in label or short in label else f"upright line, {label}: {short}"
