"""The social gradient: the rate over cumulative rank, with the weighted line and its slope index."""

from __future__ import annotations

from itertools import accumulate
from typing import TYPE_CHECKING

from caseness.report.charts.room import Room
from caseness.report.charts.scales import axis_labels, ticks
from caseness.report.charts.vega import Axis, Plot
from caseness.wording import percent

if TYPE_CHECKING:
    from caseness.checks.chart import Gradient, GradientGroup
    from caseness.report.charts.vega import Format, Point

_HEIGHT = {False: 320, True: 300}  # wide, narrow
_BRACKET = 1.06  # right of the last rank
_UNKNOWN = 1.16
_END = 1.22
_SHORT = 3  # letters; a longer label does not fit under its dot
_CAP = 0.012  # half the length of the bracket's ends


def gradient(chart: Gradient, form: Format) -> Plot:
    """Groups as dots with intervals, the line through them, its two ends as a bracket, the not known apart."""
    rates = ticks(*chart.domain, 7)
    plot = Plot(
        form=form,
        height=_HEIGHT[form.narrow],
        x=Axis(domain=(0, _END), ticks=[], labels=[]),
        y=Axis(domain=chart.domain, ticks=rates, labels=axis_labels(rates, "%")),
        top=22,
        bottom=26,
    )
    room = Room(plot)
    middle = _middles(chart)
    across = [(0.0, chart.centre), (_END, chart.centre)]
    sloped = [(0.0, plot.y.within(chart.line[0])), (1.0, plot.y.within(chart.line[1]))]
    plot.line(across, "var(--edge)", 1.4)
    plot.line(sloped, "var(--subject)", 2.4)
    room.line(across)
    room.line(sloped)
    _groups(plot, room, list(zip(middle, chart.groups, strict=True)))
    _bracket(plot, room, chart)
    _unknown(plot, room, chart.unknown)
    _words(plot, room, chart)
    return plot


def _middles(chart: Gradient) -> list[float]:
    """The middle of each group on a scale where everyone is 1."""
    total = sum(group.share for group in chart.groups) or 1
    ends = list(accumulate(group.share / total for group in chart.groups))
    return [end - group.share / total / 2 for end, group in zip(ends, chart.groups, strict=True)]


def _groups(plot: Plot, room: Room, placed: list[tuple[float, GradientGroup]]) -> None:
    plot.rules([_interval(plot, x, group) for x, group in placed], "var(--subject)", 1.6)
    plot.hollow([(x, plot.y.within(group.rate)) for x, group in placed], "var(--subject)", 56)
    room.dots((x, group.rate) for x, group in placed)
    size = plot.form.font
    for number, (x, group) in enumerate(placed, 1):
        at_x, at_y = plot.pixel(x, plot.y.within(group.rate))
        words = group.label if len(group.label) <= _SHORT else str(number)
        plot.text(room.find(words, [(at_x, at_y + 1.25 * size), (at_x, at_y - 1.25 * size)]), words)


def _interval(plot: Plot, x: float, group: GradientGroup) -> tuple[Point, Point]:
    return (x, plot.y.within(group.low)), (x, plot.y.within(group.high))


def _bracket(plot: Plot, room: Room, chart: Gradient) -> None:
    top, foot = (plot.y.within(end) for end in chart.line)
    caps = [((_BRACKET - _CAP, y), (_BRACKET + _CAP, y)) for y in (top, foot)]
    plot.rules([((_BRACKET, top), (_BRACKET, foot)), *caps], "var(--subject)", 1.6)
    room.line([(_BRACKET, top), (_BRACKET, foot)])
    x, y = plot.pixel(_BRACKET, max(top, foot))
    half = len(chart.slope_text) * plot.form.font * 0.27
    place = room.find(chart.slope_text, [(x - half + 40, y - plot.form.font), (x - half + 40, y - 2 * plot.form.font)])
    plot.text(place, chart.slope_text, "var(--subject)", fontWeight="bold")


def _unknown(plot: Plot, room: Room, unknown: GradientGroup | None) -> None:
    if unknown is None:
        return
    plot.rules([_interval(plot, _UNKNOWN, unknown)], "var(--other)", 1.6)
    plot.hollow([(_UNKNOWN, plot.y.within(unknown.rate))], "var(--other)", 60, "diamond")
    room.line(list(_interval(plot, _UNKNOWN, unknown)))
    x, y = plot.pixel(_UNKNOWN, plot.y.within(unknown.low))
    words = "n/k" if plot.form.narrow else "not known"
    plot.text(room.find(words, [(x, y + 0.9 * plot.form.font), (x, y + 1.6 * plot.form.font)]), words)


def _words(plot: Plot, room: Room, chart: Gradient) -> None:
    england = f"England {percent(chart.centre)}"
    plot.text(room.beside(england, [(0.02, chart.centre), (0.9, chart.centre)]), england, "var(--ink)")
    below = plot.inner_height + 14
    if chart.groups:
        first, last = (
            group.label if len(group.label) > _SHORT else "" for group in (chart.groups[0], chart.groups[-1])
        )
        plot.text((0, below), first or "least deprived", align="left")
        plot.text((plot.x.share(1) * plot.inner_width, below), last or "most deprived", align="right")
