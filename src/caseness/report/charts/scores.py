"""Charts over a scale of scores: how many there are of each, and how often treatment ends with each."""

from __future__ import annotations

from typing import TYPE_CHECKING

from caseness.report.charts.room import Room
from caseness.report.charts.scales import axis_labels, ticks
from caseness.report.charts.vega import Axis, Plot, left_margin

if TYPE_CHECKING:
    from collections.abc import Sequence

    from caseness.checks.chart import EndingByScore, ScoreDensity
    from caseness.report.charts.vega import Format, Point

_HEIGHT = {False: 300, True: 280}  # wide, narrow
_BAR = 0.62  # of the room between two scores
_HALF = 0.6  # of a score, left and right of the first and the last


def score_density(chart: ScoreDensity, form: Format) -> Plot:
    """Bars for the counts, those just below the line set off, the smooth fit dashed, the line and the sham lines upright."""
    scores = [bar.score for bar in chart.bars] + [round(score) for score, _count in chart.fit]
    most = max([bar.count for bar in chart.bars] + [count for _score, count in chart.fit] + [1])
    plot, top = _plot(form, scores, most * 1.12, "")
    width = plot.inner_width / max(max(scores, default=1) - min(scores, default=0) + 1, 1) * _BAR
    for just_below, colour in ((False, "var(--other)"), (True, "var(--subject)")):
        bars = [((bar.score, 0.0), (bar.score, bar.count)) for bar in chart.bars if bar.just_below is just_below]
        plot.rules(bars, colour, width)
    room = Room(plot)
    plot.line(list(chart.fit), "var(--bench)", 2, "5 3")
    room.line(list(chart.fit))
    _uprights(plot, room, chart.line, chart.shams, top)
    if chart.fit:
        plot.text(room.beside("smooth curve", list(chart.fit)[-6:]), "smooth curve", "var(--bench)")
    _foot(plot, chart.scale)
    return plot


def ending_by_score(chart: EndingByScore, form: Format) -> Plot:
    """Dots with intervals for the shares, the fit broken at the line only."""
    scores = [point.score for point in chart.points]
    most = max([point.high for point in chart.points] + [0.05])
    plot, top = _plot(form, scores, min(most * 1.12, 1.0), "%")
    room = Room(plot)
    for piece in (chart.fit_below, chart.fit_above):
        plot.line(list(piece), "var(--bench)", 2, "5 3")
        room.line(list(piece))
    plot.rules([((p.score, p.low), (p.score, plot.y.within(p.high))) for p in chart.points], "var(--subject)", 1.6)
    plot.dots([(p.score, p.share) for p in chart.points], "var(--subject)", 44)
    room.dots((p.score, p.share) for p in chart.points)
    _uprights(plot, room, chart.line, chart.shams, top)
    _foot(plot, chart.scale)
    return plot


def _plot(form: Format, scores: Sequence[int], top: float, unit: str) -> tuple[Plot, float]:
    marks = ticks(0, top, 5)
    up = Axis(domain=(0, top), ticks=marks, labels=axis_labels(marks, unit))
    low, high = min(scores, default=0), max(scores, default=1)
    step = 1 if not form.narrow and high - low < 24 else 3
    shown = list(range(low, high + 1, step))
    across = Axis(domain=(low - _HALF, high + _HALF), ticks=shown, labels=[str(score) for score in shown])
    left = left_margin(up.labels, form.font)
    return Plot(form=form, height=_HEIGHT[form.narrow], x=across, y=up, left=left, top=24, bottom=44), top


def _uprights(plot: Plot, room: Room, line: float, shams: Sequence[float], top: float) -> None:
    plot.rules([((at, 0.0), (at, top)) for at in shams], "var(--edge)", 1.2, "2 3")
    plot.rules([((line, 0.0), (line, top))], "var(--ink)", 2)
    labels: list[tuple[float, str, str]] = [(line, "line", "var(--ink)")]
    labels += [(at, "sham", "var(--ink-2)") for at in shams]
    for at, words, colour in labels:
        place: Point = (plot.pixel(at, top)[0], -0.7 * plot.form.font)
        plot.text(room.find(words, [place]), words, colour)


def _foot(plot: Plot, scale: str) -> None:
    plot.text((0, plot.inner_height + 34), f"Score on {scale}", align="left")
