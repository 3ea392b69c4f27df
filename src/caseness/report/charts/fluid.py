"""Charts in HTML: ladders, steps, dot plots, panels of strips, tiles, rectangles; they take any width and stay sharp."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from caseness.report.charts.scales import axis_labels, short_year, ticks
from caseness.report.templating import render

if TYPE_CHECKING:
    from markupsafe import Markup

    from caseness.checks.chart import Area, Dot, Dots, HeatMap, Ladder, StageCell, Stages, Steps, Tiles, Totals


def ladder(chart: Ladder) -> Markup:
    """One bar per group on an axis from 0 to 100%; the official definition filled, the others tinted."""
    return render("charts/ladder.html.jinja", bars=chart.bars)


def steps(chart: Steps) -> Markup:
    """Bars from a common zero: filled went on, outlined stopped here; all on the first base."""
    before = [chart.steps[0].share, *(step.share for step in chart.steps[:-1])] if chart.steps else []
    pairs = [(step, max(earlier - step.share, 0)) for step, earlier in zip(chart.steps, before, strict=True)]
    return render("charts/steps.html.jinja", pairs=pairs)


@dataclass(frozen=True, slots=True)
class _Place:
    """A row of a dot plot in per cent of its axis; ``beyond`` is -1 or 1 where the value leaves the axis."""

    row: Dot
    at: float | None
    interval: tuple[float, float] | None
    limits: tuple[float, float] | None
    spread: tuple[float, float] | None
    beyond: int

    @property
    def blank(self) -> bool:
        """Whether there is nothing to draw."""
        return self.at is None and not (self.interval or self.limits or self.spread)


def dots(chart: Dots) -> Markup:
    """One row per label on a common axis; a value off the scale is a triangle at the edge."""
    low, high = chart.domain
    marks = ticks(low, high)
    return render(
        "charts/dots.html.jinja",
        rows=[_place(row, low, high) for row in chart.rows],
        ticks=[
            (_at(mark, low, high), label) for mark, label in zip(marks, axis_labels(marks, chart.unit), strict=True)
        ],
        reference=(_at(chart.reference[0], low, high), chart.reference[1]) if chart.reference else None,
    )


def _place(row: Dot, low: float, high: float) -> _Place:
    def between(ends: tuple[float, float] | None) -> tuple[float, float] | None:
        return (_at(ends[0], low, high), _at(ends[1], low, high)) if ends else None

    chance = (row.low, row.high) if row.low is not None and row.high is not None else None
    at = None if row.value is None else _at(row.value, low, high)
    beyond = 0 if row.value is None else int(row.value > high) - int(row.value < low)
    return _Place(row, at, between(chance), between(row.limits), between(row.spread), beyond)


def _at(value: float, low: float, high: float) -> float:
    return round(min(max((value - low) / (high - low), 0), 1) * 100, 2)


@dataclass(frozen=True, slots=True)
class _Strip:
    """A cell of a panel in per cent of its axis, under the title of its stage; England's place is an upright line."""

    stage: str
    cell: StageCell
    at: float | None
    interval: tuple[float, float] | None
    england: float | None


def stages(chart: Stages) -> Markup:
    """A column of strips for each stage, a row for each group; in a narrow column one group below the other."""
    return render(
        "charts/stages.html.jinja",
        stages=chart.stages,
        rows=[
            (
                row,
                [
                    _strip(stage, cell, england)
                    for stage, cell, england in zip(chart.stages, row.cells, chart.england, strict=True)
                ],
            )
            for row in chart.rows
        ],
    )


def _strip(stage: str, cell: StageCell, england: float | None) -> _Strip:
    ends = None if cell.low is None or cell.high is None else (_at(cell.low, 0, 1), _at(cell.high, 0, 1))
    at = None if cell.value is None else _at(cell.value, 0, 1)
    return _Strip(stage, cell, at, ends, None if england is None else _at(england, 0, 1))


def tiles(chart: Tiles) -> Markup:
    """A figure over a bar in each place of a grid; one that is not at hand keeps its place."""
    heads = [(head, short_year(head)) for head in chart.columns]
    return render("charts/tiles.html.jinja", heads=heads, rows=chart.rows)


def heat_map(chart: HeatMap) -> Markup:
    """A figure in each place of a grid on its shade, with a key of the shades."""
    return render("charts/heat_map.html.jinja", chart=chart)


def totals(chart: Totals) -> Markup:
    """Rectangles on identical axes: people wide, pounds per person high, the area is the total."""
    people = ticks(0, _headroom(max((area.people for area in chart.areas), default=1)), 4)
    money = ticks(0, _headroom(max((area.pounds for area in chart.areas), default=1)), 5)
    return render(
        "charts/totals.html.jinja",
        areas=[(area, *_size(area, people[-1], money[-1])) for area in chart.areas],
        across=[(_at(p, 0, people[-1]), _people(p)) for p in people],
        up=[(_at(m, 0, money[-1]), label) for m, label in zip(money, axis_labels(money, "£"), strict=True)],
    )


def _headroom(largest: float) -> float:
    """The end of an axis that starts at zero: the next round tick at or above the largest value."""
    step = ticks(0, largest, 5)[1]
    return step * -(-largest // step)


def _size(area: Area, people: float, pounds: float) -> tuple[float, float]:
    return _at(area.people, 0, people), _at(area.pounds, 0, pounds)


def _people(number: float) -> str:
    return f"{number / 1e6:g}m" if number >= 1e5 else f"{number / 1e3:g}k" if number >= 1e3 else f"{number:g}"
