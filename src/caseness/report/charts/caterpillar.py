"""The caterpillar: shrunken rates with 95% intervals in order, without names or ranks."""

from __future__ import annotations

from typing import TYPE_CHECKING

from caseness.report.charts.room import Room
from caseness.report.charts.scales import axis_labels, ticks
from caseness.report.charts.vega import Axis, Plot
from caseness.wording import percent

if TYPE_CHECKING:
    from caseness.checks.chart import Caterpillar
    from caseness.report.charts.vega import Format

_HEIGHT = {False: 300, True: 260}  # wide, narrow


def caterpillar(chart: Caterpillar, form: Format) -> Plot:
    """Intervals cut to the frame; a rate outside it is counted at the edge."""
    rates = ticks(*chart.domain)
    low, high = chart.domain
    plot = Plot(
        form=form,
        height=_HEIGHT[form.narrow],
        x=Axis(domain=(-1, max(len(chart.rows), 1)), ticks=[], labels=[]),
        y=Axis(domain=chart.domain, ticks=rates, labels=axis_labels(rates, "%")),
        top=24,
    )
    room = Room(plot)
    rows = list(enumerate(sorted(chart.rows)))
    spans = [
        ((i, plot.y.within(bottom)), (i, plot.y.within(top)))
        for i, (_rate, bottom, top) in rows
        if bottom < high and top > low
    ]
    plot.rules(spans, "var(--other)", 1.4)
    plot.line([(-1, chart.centre), (len(rows), chart.centre)], "var(--ink)", 2)
    plot.dots([(i, rate) for i, (rate, *_ends) in rows if low <= rate <= high], "var(--ink)", 9)
    for span in spans:
        room.line(span)
    _words(plot, room, chart)
    return plot


def _words(plot: Plot, room: Room, chart: Caterpillar) -> None:
    low, high = chart.domain
    england = f"England {percent(chart.centre)}"
    plot.text(
        room.beside(england, [(len(chart.rows) * share, chart.centre) for share in (0, 1)]),
        england,
        "var(--ink)",
        fontWeight="bold",
    )
    plot.text((0, plot.inner_height + 13), "lowest", align="left")
    plot.text((plot.inner_width, plot.inner_height + 13), "highest", align="right")
    above, below = (sum(row[0] > high for row in chart.rows), sum(row[0] < low for row in chart.rows))
    edges = [(len(chart.rows) - 1, high)] * bool(above) + [(0, low)] * bool(below)
    plot.hollow(edges, "var(--ink)", 50, "triangle")
    if above:
        plot.text((plot.inner_width, -13), f"{above} off the scale, above", align="right")
    if below:
        plot.text((plot.inner_width / 2, plot.inner_height + 13), f"{below} off the scale, below")
