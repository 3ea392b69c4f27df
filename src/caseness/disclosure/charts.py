"""A chart under the rule: its counts, its shares, and no mark where one is suppressed.

A chart has shares without their counts. Those that are the ratio of two counts of the finding's estimates or tables become
the ratio of the rounded ones; those of an estimate that is no such ratio, as one weighted for those lost to sight, are shown
as the estimate is; others are rounded to whole per cent.
"""

from __future__ import annotations

from dataclasses import dataclass, fields, is_dataclass, replace
from typing import TYPE_CHECKING, Any

from caseness.checks.chart import ChoiceRow, Dot, OverTime, Series, StageCell
from caseness.checks.finding import Unit
from caseness.disclosure.rule import rounded, rounded_share, without_counts
from caseness.disclosure.tables import SUPPRESSED, gaps, pairs
from caseness.vocabulary.disclosure import LEAST_SHOWN

if TYPE_CHECKING:
    from caseness.checks.chart import Chart
    from caseness.checks.finding import Answer

_COUNTS = {"count", "cases"}  # the fields of marks that hold a count
_AXES = {"domain"}
_PLACES = {"at"}  # where a definition stands among all
_LINE = "reference"  # a value with its label, without which a chart has no line but all else
_DIGITS = 12  # in which two shares are the same
_NO_UNIT = ""  # of a chart over time that shows counts


def charts_under_rule(exact: Answer, charts: tuple[Chart, ...]) -> tuple[Chart, ...]:
    """The charts of a finding as they may be seen, none of what is suppressed; ``exact`` has the counts before the rule."""
    known = known_shares(exact)
    shown = (_Rule(known, chart).of(chart) for chart in charts)
    return tuple(chart for chart in shown if chart is not None)


def known_shares(exact: Answer) -> dict[float, float | None]:
    """What becomes of each share, and difference of two, whose counts stand in the finding's estimates or tables."""
    counted = [(e.numerator, e.denominator) for e in exact.estimates]
    shares = {
        round(n / d, _DIGITS): rounded_share(n, d)
        for n, d in (*counted, *(pair for table in exact.tables for pair in pairs(table)))
        if n is not None and d
    }
    estimated = {
        round(e.value, _DIGITS): None if e.denominator < LEAST_SHOWN else without_counts(e.value, e.denominator)
        for e in exact.estimates
        if e.unit is Unit.PROPORTION and e.value is not None and e.numerator is None and e.denominator is not None
    }
    return (
        estimated | shares | {round(points, _DIGITS): shown for table in exact.tables for points, shown in gaps(table)}
    )


def shown_share(share: float, known: dict[float, float | None]) -> float | None:
    """A share as it is shown: of the rounded counts where they are known, else to whole per cent."""
    return known.get(round(share, _DIGITS), without_counts(share, 0))


@dataclass(frozen=True, slots=True)
class _Rule:
    known: dict[float, float | None]
    chart: Chart

    def of(self, value: Any, field: str = "") -> Any:
        """A part of the chart under the rule; None for a number or a mark that is suppressed."""
        match value:
            case bool() | str() | None | ChoiceRow():  # whose shares are of definitions, not of people
                return value
            case int() | float():
                return self._number(value, field)
            case tuple():
                return self._several(value, field)
            case _ if is_dataclass(value) and not isinstance(value, type):
                return self._mark(value)
            case _:
                return value

    def _number(self, value: float, field: str) -> float | None:
        if field in _PLACES:
            return value
        if field in _COUNTS or (isinstance(self.chart, OverTime) and self.chart.unit == _NO_UNIT):
            return rounded(value)
        if not -1 <= value <= 1:
            return value
        return shown_share(value, self.known)

    def _several(self, values: tuple[Any, ...], field: str) -> tuple[Any, ...] | None:
        if field in _AXES:
            return values
        shown = tuple(self.of(value, field) for value in values)
        if all(isinstance(value, int | float | None) for value in values):
            lost = any(new is None and old is not None for old, new in zip(values, shown, strict=True))
            return None if lost and field != "values" else shown
        if field == _LINE and shown[0] is None:
            return None
        return tuple(new for old, new in zip(values, shown, strict=True) if new is not None or old is None)

    def _mark(self, value: Any) -> Any:
        changed = {part.name: self.of(getattr(value, part.name), part.name) for part in fields(value)}
        lost = [
            name for name, new in changed.items() if new is None and getattr(value, name) is not None and name != _LINE
        ]
        if lost and isinstance(value, Dot | StageCell):
            changed |= {"value": None, "low": None, "high": None, "text": SUPPRESSED}
        elif lost and not isinstance(value, Series):
            return None
        return replace(value, **changed)
