"""The funnel plot: rates against size, with the limits that chance and ordinary differences allow."""

from __future__ import annotations

from typing import TYPE_CHECKING

from caseness.report.charts.room import Room
from caseness.report.charts.scales import axis_labels, log_ticks, ticks
from caseness.report.charts.vega import Axis, Plot
from caseness.wording import count, percent

if TYPE_CHECKING:
    from caseness.checks.chart import FunnelPlot
    from caseness.report.charts.vega import Format, Point

_HEIGHT = {False: 380, True: 330}  # wide, narrow
_WORDS = {
    False: ("limits allowing for ordinary differences", "limits from chance alone"),
    True: ("adjusted limits", "chance alone"),
}


def funnel(chart: FunnelPlot, form: Format) -> Plot:
    """Dots within the adjusted limits, open squares beyond them, triangles at the edge for what leaves the frame."""
    rates = ticks(*chart.domain, 7)
    plot = Plot(
        form=form,
        height=_HEIGHT[form.narrow],
        x=_cases(chart),
        y=Axis(domain=chart.domain, ticks=rates, labels=axis_labels(rates, "%")),
        top=20,
        bottom=44,
    )
    room = Room(plot)
    adjusted = [_edge(plot, chart, 3), _edge(plot, chart, 4)]
    naive = [_edge(plot, chart, 1), _edge(plot, chart, 2)]
    _limits(plot, room, adjusted, naive)
    centre = [(plot.x.domain[0], chart.centre), (plot.x.domain[1], chart.centre)]
    plot.line(centre, "var(--ink)", 2)
    room.line(centre)
    _points(plot, room, chart)
    _words(plot, room, chart, centre, adjusted, naive)
    return plot


def _cases(chart: FunnelPlot) -> Axis:
    sizes = [point.cases for point in chart.points] + [row[0] for row in chart.limits] or [10, 1000]
    domain = (min(sizes) * 0.92, max(sizes) * 1.08)
    marks = log_ticks(*domain)
    return Axis(domain=domain, ticks=marks, labels=[count(mark) for mark in marks], log=True)


def _edge(plot: Plot, chart: FunnelPlot, column: int) -> list[Point]:
    return [(row[0], plot.y.within(row[column])) for row in chart.limits]


def _limits(plot: Plot, room: Room, adjusted: list[list[Point]], naive: list[list[Point]]) -> None:
    """An edged band for the adjusted limits, dashed lines for chance alone."""
    plot.band([(a[0], a[1], b[1]) for a, b in zip(*adjusted, strict=True)], "var(--nation-band)")
    for edge in adjusted:
        plot.line(edge, "var(--edge)", 1)
        room.line(edge)
    for edge in naive:
        plot.line(edge, "var(--edge)", 1.2, "3 3")
        room.line(edge)


def _points(plot: Plot, room: Room, chart: FunnelPlot) -> None:
    low, high = chart.domain
    framed = [point for point in chart.points if low <= point.rate <= high]
    inside = [(p.cases, p.rate) for p in framed if not p.outside]
    outside = [(p.cases, p.rate) for p in framed if p.outside]
    plot.dots(inside, "var(--other)", 22)
    plot.hollow(outside, "var(--ink)", 60, "square")
    room.dots(inside + outside)
    for beyond, edge, shape in (
        ([p for p in chart.points if p.rate > high], high, "triangle-up"),
        ([p for p in chart.points if p.rate < low], low, "triangle-down"),
    ):
        if beyond:
            plot.hollow([(p.cases, edge) for p in beyond], "var(--ink)", 60, shape)
            words = _beyond([p.rate for p in beyond], edge)
            wanted = [plot.pixel(p.cases, edge) for p in beyond]
            away = len(words) * plot.form.font * 0.27 + 12
            places = [(x + side * away, y) for x, y in wanted for side in (1, -1)]
            room.dots((p.cases, edge) for p in beyond)
            plot.text(room.find(words, places), words)


def _beyond(rates: list[float], edge: float) -> str:
    """``1 provider at 100%``; ``3 providers beyond 80%``."""
    if len(rates) == 1:
        return f"1 provider at {percent(rates[0], decimals=0)}"
    return f"{len(rates)} providers beyond {percent(edge, decimals=0)}"


def _words(
    plot: Plot,
    room: Room,
    chart: FunnelPlot,
    centre: list[Point],
    adjusted: list[list[Point]],
    naive: list[list[Point]],
) -> None:
    beyond, alone = _WORDS[plot.form.narrow]
    if chart.limits:
        plot.text(room.beside(beyond, adjusted[1]), beyond)
        plot.text(room.beside(alone, naive[0]), alone)
    england = f"England {percent(chart.centre)}"
    edge = centre[1][0]
    plot.text(room.beside(england, [(edge, chart.centre)]), england, "var(--ink)", fontWeight="bold")
    plot.text((0, plot.inner_height + 34), "Cases counted (log scale)", align="left")
