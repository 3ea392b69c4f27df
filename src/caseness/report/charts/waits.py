"""Waits against the standards: the share seen by each published number of days."""

from __future__ import annotations

from typing import TYPE_CHECKING

from caseness.checks.chart import Role
from caseness.report.charts.room import Room
from caseness.report.charts.scales import axis_labels, figure, ticks
from caseness.report.charts.vega import COLOURS, Axis, Plot

if TYPE_CHECKING:
    from caseness.checks.chart import Curve, Standard, Waits
    from caseness.report.charts.vega import Format

_HEIGHT = {False: 330, True: 300}  # wide, narrow


def waits(chart: Waits, form: Format) -> Plot:
    """Straight lines between published cut-offs; the standards as open diamonds with words."""
    cuts = sorted({0, *(day for curve in chart.curves for day, _share in curve.points)})
    levels = ticks(0, 1)
    plot = Plot(
        form=form,
        height=_HEIGHT[form.narrow],
        x=Axis(domain=(0, max(cuts[-1], 1)), ticks=cuts, labels=[str(day) for day in cuts]),
        y=Axis(domain=(0, 1), ticks=levels, labels=axis_labels(levels, "%")),
        right=24,
        top=26,
        bottom=44,
    )
    room = Room(plot)
    for curve in chart.curves:
        _curve(plot, room, curve)
    room.dots((s.days, s.share) for s in chart.standards)
    days = {standard.days for standard in chart.standards}
    for curve in chart.curves:
        _shares(plot, room, curve, days)
    for standard in chart.standards:
        _standard(plot, room, standard)
    for curve in chart.curves:
        _name(plot, room, curve)
    plot.text((0, plot.inner_height + 34), "Days waited", align="left")
    return plot


def _curve(plot: Plot, room: Room, curve: Curve) -> None:
    points = [(float(day), share) for day, share in curve.points]
    path = points if points and points[0][0] == 0 else [(0.0, 0.0), *points]
    plot.line(path, COLOURS[curve.role], 3 if curve.role is Role.SUBJECT else 2)
    plot.dots([point for point in points if point[0] > 0], COLOURS[curve.role], 44)
    room.line(path)


def _shares(plot: Plot, room: Room, curve: Curve, standards: set[int]) -> None:
    """The curve's share at the days of the standards."""
    size = plot.form.font
    for day, share in curve.points:
        if day in standards:
            x, y = plot.pixel(day, share)
            words = figure(share, "%")
            wanted = [(x + 0.6 * size, y + 1.2 * size), (x, y - 1.1 * size), (x + 2.6 * size, y), (x, y + 2 * size)]
            plot.text(room.find(words, wanted), words, COLOURS[curve.role])


def _standard(plot: Plot, room: Room, standard: Standard) -> None:
    """A diamond with its words, without the days in the narrow drawing, where the axis says them."""
    plot.hollow([(standard.days, standard.share)], "var(--bench)", 90, "diamond")
    x, y = plot.pixel(standard.days, standard.share)
    words = standard.words.split(" by ")[0] if plot.form.narrow else standard.words
    size = plot.form.font
    half = len(words) * size * 0.27 + 12
    beside = [(x + side * half, y + away * size) for away in (0, -0.6, 0.6) for side in (1, -1)]
    wanted = [*beside, *((x, y + away * size) for away in (1.3, -1.3, 2))]
    plot.text(room.find(words, wanted), words, "var(--bench)")


def _name(plot: Plot, room: Room, curve: Curve) -> None:
    points = [(float(day), share) for day, share in curve.points]
    if points:
        plot.text(room.beside(curve.name, points), curve.name, COLOURS[curve.role], fontWeight="bold")
