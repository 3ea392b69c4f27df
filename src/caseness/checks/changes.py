"""What each change of an assumption did, in words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from caseness.checks.valuing import ratio, span, told
from caseness.value.assumptions import Unit
from caseness.wording import count, decimal, pounds

if TYPE_CHECKING:
    from caseness.value.analysis import Analysis, Changed
    from caseness.value.assumptions import Assumption
    from caseness.value.effects import Effect


@dataclass(frozen=True, slots=True)
class Told:
    """A change: the assumption now and as shipped, each a value and its range, and what the change did to each result."""

    changed: Changed
    now: tuple[str, str]
    before: tuple[str, str]
    did: tuple[str, ...]


def changes(analysis: Analysis) -> tuple[Told, ...]:
    """Every change of a file or source, in words."""
    return tuple(
        Told(one, _with_range(one.now), _with_range(one.before), (*_health(analysis, one), *map(_effect, one.effects)))
        for one in analysis.changed
    )


def _with_range(row: Assumption) -> tuple[str, str]:
    low, high = row.range
    return told(row, row.value), "" if low == high else f"{told(row, low)} to {told(row, high)}"


def _health(analysis: Analysis, one: Changed) -> tuple[str, ...]:
    if one.without is None:
        return ()
    base, now, before = analysis.base, ratio(analysis.base.increment), ratio(one.without)
    if now != before:
        return (f"cost per quality-adjusted life-year: {now}, without the change {before}",)
    if base.ends != one.ends:
        return (
            f"cost per quality-adjusted life-year: {now} either way; 95% of draws {span(base.ends)}, without the change "
            f"{span(one.ends)}",
        )
    return (f"cost per quality-adjusted life-year: {now} either way",)


def _effect(one: Effect) -> str:
    now, without = (_figure(one.unit, value) for value in (one.now, one.without))
    return f"{one.name}: {now}, without the change {without}"


def _figure(unit: Unit, value: float | None) -> str:
    if value is None:
        return "without limit"
    match unit:
        case Unit.GBP:
            return pounds(value)
        case Unit.RATIO:
            return pounds(value) if value >= 10 else f"£{decimal(value, 2)}"
        case _:
            return count(round(value)) if value >= 100 else decimal(value, 1)
