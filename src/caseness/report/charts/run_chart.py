"""The run chart (XmR): months as dots about their mean, natural limits as a band, signals named above the plot."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING

from caseness.report.charts.scales import axis_labels, figure, ticks
from caseness.report.charts.vega import Axis, Plot, left_margin
from caseness.statistics.spc import Rule

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from caseness.checks.chart import RunChart
    from caseness.report.charts.vega import Format, Point
    from caseness.statistics.spc import Phase, Signal

_HEIGHT = {False: 270, True: 240}  # wide, narrow; without the lanes
_RIGHT = {False: 108, True: 62}  # room for the numbers at the right end
_EDGE = 0.6  # of a month, left and right of the first and the last
_LANE = 1.35  # height of a lane, in letter sizes
_WHOLE = 100  # from here on a number at the right end is whole
_LETTER = 0.53  # average width of a letter, of its size
_STRIDES = (1, 2, 3, 6, 12, 24, 60)  # months between two labels


def run_chart(chart: RunChart, form: Format) -> Plot:
    """The drawing of one figure against its own history."""
    marks = ticks(*chart.domain)
    labels = axis_labels(marks, chart.unit)
    left = left_margin(labels, form.font)
    width = form.width - left - _RIGHT[form.narrow]
    lanes = _lanes(chart, form, width)
    top = round((1 + max((lane.row for lane in lanes), default=0)) * _LANE * form.font) + 10
    plot = Plot(
        form=form,
        height=_HEIGHT[form.narrow] + top,
        x=_months(chart, form, width),
        y=Axis(domain=chart.domain, ticks=marks, labels=labels),
        left=left,
        top=top,
        right=_RIGHT[form.narrow],
    )
    for phase in chart.run.phases:
        _limits(plot, phase)
    _gaps(plot, chart.run.values)
    _values(plot, chart)
    _numbers(plot, chart)
    for lane in lanes:
        _draw_lane(plot, lane)
    return plot


def _months(chart: RunChart, form: Format, width: int) -> Axis:
    """As many labels as fit; a year apart or more, they stand at January."""
    labels = chart.periods
    widest = max((len(label) for label in labels), default=1) * form.font * 0.6 + 8
    fit = max(int(width / widest), 2)
    stride = next((s for s in _STRIDES if s * fit >= len(labels)), _STRIDES[-1])
    first = next((i for i, label in enumerate(labels[:12]) if label.startswith("Jan")), 0) if stride >= 12 else 0
    shown = range(first, len(labels), stride)
    domain = (-_EDGE, max(len(labels) - 1, 0) + _EDGE)
    return Axis(domain=domain, ticks=list(shown), labels=[labels[i] for i in shown])


def _limits(plot: Plot, phase: Phase) -> None:
    """Mean and natural limits, kept on the axis; an edge off the axis is not drawn."""
    left, right = phase.start - _EDGE, phase.end + _EDGE
    low, high = plot.y.within(phase.lower), plot.y.within(phase.upper)
    plot.band([(left, low, high), (right, low, high)], "var(--nation-band)")
    edges = [limit for limit in (phase.lower, phase.upper) if limit == plot.y.within(limit)]
    plot.rules([((left, limit), (right, limit)) for limit in edges], "var(--edge)")
    plot.line([(left, phase.mean), (right, phase.mean)], "var(--ink)", 2)


def _gaps(plot: Plot, values: Sequence[float | None]) -> None:
    """A dotted line labelled [x] where nothing is at hand."""
    for missing, run in groupby(range(len(values)), key=lambda i: values[i] is None):
        if missing:
            places = list(run)
            at = (places[0] + places[-1]) / 2
            low, high = plot.y.domain
            plot.rules([((at, low), (at, high))], "var(--edge)", dash="2 3")
            x, foot = plot.pixel(at, low)
            plot.text((x, foot - 0.7 * plot.form.font), "[x]")


def _values(plot: Plot, chart: RunChart) -> None:
    """The line in unbroken runs; a filled dot belongs to a signal, an open one does not."""
    known = list(enumerate(chart.run.values))
    for present, run in groupby(known, key=lambda pair: pair[1] is not None):
        points = [(float(i), value) for i, value in run if value is not None]
        if present and len(points) > 1:
            plot.line(points, "var(--subject)", 1.6)
    size = 20 if plot.form.narrow else 34
    signalled = chart.run.signalled
    dots = [(float(i), value) for i, value in known if value is not None]
    plot.hollow([(x, y) for x, y in dots if x not in signalled], "var(--subject)", size)
    plot.dots([(x, y) for x, y in dots if x in signalled], "var(--subject)", size * 1.3)


def _numbers(plot: Plot, chart: RunChart) -> None:
    """Mean and limits of the latest baseline at the right end, kept apart."""
    names = {"upper": chart.run.upper, "mean": chart.run.mean, "lower": chart.run.lower}
    least, high = 1.15 * plot.form.font, float("-inf")
    for name, value in names.items():
        if value != plot.y.within(value):
            continue
        x, y = plot.pixel(plot.x.domain[1], value)
        high = max(y, high + least)
        words = figure(round(value) if abs(value) >= _WHOLE else value, chart.unit)
        bold = {"fontWeight": "bold"} if name == "mean" else {}
        said = words if plot.form.narrow else f"{name} {words}"
        plot.text((x + 6, high), said, "var(--ink)" if bold else "var(--ink-2)", align="left", **bold)


@dataclass(frozen=True, slots=True)
class _Lane:
    """A bracket over the months from ``start`` to ``end``, its words from ``at`` pixels on, in a row above the plot."""

    start: float
    end: float
    words: str
    at: float
    row: int


def _lanes(chart: RunChart, form: Format, width: int) -> list[_Lane]:
    """Baselines nearest to the plot, then one lane for each signal, in as few rows as hold them apart."""
    across = width / (max(len(chart.periods) - 1, 0) + 2 * _EDGE)
    taken: list[list[Point]] = []
    lanes: list[_Lane] = []

    def place(start: int, end: int, words: str) -> None:
        left, right = (start + _EDGE - 0.4) * across, (end + _EDGE + 0.4) * across
        long = len(words) * _LETTER * form.font
        after = right + 5 + long <= width + _RIGHT[form.narrow]
        at = right + 5 if after else left - 5 - long
        span = (left - 4, at + long + 8) if after else (at - 4, right + 8)
        row = next((i for i, spans in enumerate(taken) if not _clash(spans, span)), len(taken))
        if row == len(taken):
            taken.append([])
        taken[row].append(span)
        lanes.append(_Lane(start - 0.4, end + 0.4, words, at, row))

    for phase in chart.run.phases:
        place(phase.start, phase.baseline_end, "baseline")
    for signal in chart.run.signals:
        place(signal.start, signal.end, _said(signal, chart.periods[signal.start], form))
    return lanes


def _clash(spans: Iterable[Point], span: Point) -> bool:
    return any(left < span[1] and span[0] < right for left, right in spans)


def _said(signal: Signal, month: str, form: Format) -> str:
    """The rule and the start of a signal; never a cause."""
    length = signal.end - signal.start + 1
    rule = "outside" if signal.rule is Rule.OUTSIDE else f"{length} {signal.direction}"
    return rule if form.narrow else f"{rule}, from {month}" if length > 1 else f"{rule}, {month}"


def _draw_lane(plot: Plot, lane: _Lane) -> None:
    size = plot.form.font
    y = -8 - (lane.row + 0.5) * _LANE * size
    height = _at_pixel(plot, y)
    tip = _at_pixel(plot, y + 4)
    colour = "var(--ink-2)" if lane.words == "baseline" else "var(--subject)"
    plot.line([(lane.start, tip), (lane.start, height), (lane.end, height), (lane.end, tip)], colour, 1.4)
    plot.text((lane.at, y), lane.words, colour, align="left")


def _at_pixel(plot: Plot, y: float) -> float:
    """The value that lies so many pixels below the top of the plot."""
    low, high = plot.y.domain
    return high - y / plot.inner_height * (high - low)
