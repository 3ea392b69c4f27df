"""Shares over periods: lines with dots, gaps and breaks drawn as such. First and last value are labelled where there is room."""

from __future__ import annotations

import math
from itertools import groupby
from typing import TYPE_CHECKING

from caseness.checks.chart import Role
from caseness.report.charts.room import Room
from caseness.report.charts.scales import axis_labels, figure, short_year, ticks
from caseness.report.charts.vega import COLOURS, Axis, Plot, left_margin

if TYPE_CHECKING:
    from caseness.checks.chart import OverTime, Series
    from caseness.report.charts.vega import Format, Point

_HEIGHT = {False: 320, True: 300}  # wide, narrow
_MANY = 24  # periods; above this the dots are small
_EDGE = 0.4  # of a period, left and right of the first and the last
_ORDER = {Role.OTHER: 0, Role.NATION: 1, Role.SUBJECT: 2}  # the subject on top


def over_time(chart: OverTime, form: Format) -> Plot:
    """The drawing of shares over periods."""
    values = _values(chart)
    plot = Plot(
        form=form,
        height=_HEIGHT[form.narrow],
        x=_periods(chart, form),
        y=values,
        top=22,
        left=left_margin(values.labels, form.font),
    )
    room = Room(plot)
    _breaks(plot, room, chart)
    for series in sorted(chart.series, key=lambda s: _ORDER[s.role]):
        _series(plot, room, series, len(chart.periods))
    decimals = 0 if _whole_per_cent(chart) else 1
    for series in sorted(chart.series, key=lambda s: -_ORDER[s.role]):
        _ends(plot, room, series, chart.unit, decimals)
    for series in chart.series:
        _name(plot, room, series)
    return plot


def _values(chart: OverTime) -> Axis:
    marks = ticks(*chart.domain)
    return Axis(domain=chart.domain, ticks=marks, labels=axis_labels(marks, chart.unit))


def _periods(chart: OverTime, form: Format) -> Axis:
    """As many labels as fit; financial years lose their century in the narrow drawing."""
    labels = [short_year(period) if form.narrow else period for period in chart.periods]
    widest = max((len(label) for label in labels), default=1) * form.font * 0.6 + 8
    fit = max(int((form.width - 60) / widest), 2)
    stride = max(-(-len(labels) // fit), 1)
    shown = range(0, len(labels), stride)
    domain = (-_EDGE, max(len(labels) - 1, 0) + _EDGE)
    return Axis(domain=domain, ticks=list(shown), labels=[labels[i] for i in shown])


def _breaks(plot: Plot, room: Room, chart: OverTime) -> None:
    """An edge line labelled [b] before a break; a dotted one labelled [x] where nothing is at hand."""
    low, high = chart.domain
    for period in chart.breaks:
        if period in chart.periods:
            at = chart.periods.index(period) - 0.5
            _upright(plot, room, (at, low), (at, high), "[b]", "")
    empty = [all(series.values[i] is None for series in chart.series) for i in range(len(chart.periods))]
    for missing, run in groupby(range(len(empty)), key=lambda i: empty[i]):
        if missing:
            places = list(run)
            at = (places[0] + places[-1]) / 2
            _upright(plot, room, (at, low), (at, high), "[x]", "2 3")


def _upright(plot: Plot, room: Room, foot: Point, head: Point, words: str, dash: str) -> None:
    plot.rules([(foot, head)], "var(--edge)", dash=dash)
    x, _top = plot.pixel(*head)
    at = (x, 0.5 * plot.form.font - plot.top + 4)
    room.line([foot, head])
    plot.text(room.find(words, [at]), words)


def _known(series: Series) -> list[Point]:
    return [(i, value) for i, value in enumerate(series.values) if value is not None]


def _series(plot: Plot, room: Room, series: Series, periods: int) -> None:
    """The line in unbroken runs, and its dots."""
    width = 3 if series.role is Role.SUBJECT else 2
    for present, run in groupby(enumerate(series.values), key=lambda pair: pair[1] is not None):
        points = [(i, value) for i, value in run if value is not None]
        if present and len(points) > 1:
            plot.line(points, COLOURS[series.role], width)
        room.line(points)
    size = 14 if periods > _MANY else 44
    plot.dots(_known(series), COLOURS[series.role], size)


def _whole_per_cent(chart: OverTime) -> bool:
    """Whether every share was rounded to whole per cent: no decimals are pretended then."""
    shares = [share * 100 for series in chart.series for _, share in _known(series)]
    return all(math.isclose(share, round(share), abs_tol=1e-9) for share in shares)


def _ends(plot: Plot, room: Room, series: Series, unit: str, decimals: int) -> None:
    points = _known(series)
    for x, y in dict.fromkeys((points[0], points[-1])) if points else ():
        words = figure(y, unit, decimals)
        at_x, at_y = plot.pixel(x, y)
        size = plot.form.font
        place = room.free(words, [(at_x, at_y + away * size) for away in (-1, 1.1, -1.7, 1.8)])
        if place:
            plot.text(place, words, COLOURS[series.role], fontWeight="bold")


def _name(plot: Plot, room: Room, series: Series) -> None:
    points = _known(series)
    if points:
        plot.text(room.beside(series.name, points), series.name, COLOURS[series.role])
