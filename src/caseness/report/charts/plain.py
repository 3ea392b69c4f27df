"""The charts that the page draws in HTML, as plain SVG of fixed width for use elsewhere.

Each drawing is the inside of an SVG and its height. Labels stand left, axes run in the middle, figures stand right.
"""

from __future__ import annotations

import textwrap
from functools import singledispatch
from typing import TYPE_CHECKING, TypeVar

from markupsafe import Markup, escape

from caseness.checks import chart
from caseness.report.charts.scales import axis_labels, ticks
from caseness.report.charts.vega import COLOURS
from caseness.wording import count, percent, pounds

if TYPE_CHECKING:
    from collections.abc import Sequence

WIDTH = 720
_LEFT, _RIGHT = 230, 590  # of the axis
_ROW = 30
_LETTERS = 34  # of a label in one line
_LETTER, _LINE = 6.6, 16  # average width of a letter, and from line to line
_FIGURE = 70  # room for a figure beside its strip
_CURVE, _LOW_ROW = 200, 16  # height of a curve, and of a row of its choices
SHADES = ("var(--subject-band)", "var(--other-band)", "var(--bench-band)", "var(--paper)")
Drawing = tuple[Markup, int]
T = TypeVar("T")


@singledispatch
def plain(drawn: chart.Chart) -> Drawing:
    """The inside of an SVG, and its height in pixels."""
    raise TypeError(f"no plain drawing for {type(drawn).__name__}")


@plain.register
def _(drawn: chart.Ladder) -> Drawing:
    rows = [
        _label(y, bar.label, bar.sublabel)
        + _bar(y, 0, bar.share, "var(--subject)" if bar.official else "var(--subject-band)", "var(--subject)")
        + _right(y, bar.text)
        for y, bar in _placed(drawn.bars)
    ]
    return _with_axis(rows, (0, 1), "%")


@plain.register
def _(drawn: chart.Steps) -> Drawing:
    rows, before = [], 1.0
    for y, step in _placed(drawn.steps):
        went = _bar(y, 0, step.share, "var(--subject)" if step.final else "var(--subject-band)", "var(--subject)")
        stopped = _bar(y, step.share, max(before, step.share), "none", "var(--edge)")
        rows.append(
            _label(y, step.label, count(step.count)) + stopped + went + _right(y, percent(step.share, decimals=0))
        )
        before = step.share
    return _with_axis(rows, (0, 1), "%")


@plain.register
def _(drawn: chart.Dots) -> Drawing:
    rows = [
        _label(y, row.label, row.group)
        + _span(y, row.spread, drawn.domain, "var(--other-band)", 9)
        + _span(y, row.limits, drawn.domain, COLOURS[row.role], 1.6)
        + _span(y, _both(row.low, row.high), drawn.domain, COLOURS[row.role], 3)
        + _dot(y, row.value, drawn.domain, COLOURS[row.role])
        + _right(y, row.text)
        for y, row in _placed(drawn.rows)
    ]
    body, height = _with_axis(rows, drawn.domain, drawn.unit)
    if drawn.reference:
        x = _x(drawn.reference[0], drawn.domain)
        body += _line(x, 0, x, height - 26, "var(--bench)", 2)
        body += _text(x, height + 8, drawn.reference[1], "var(--bench)", "middle")
        height += 16
    return body, height


@plain.register
def _(drawn: chart.Stages) -> Drawing:
    wide = (WIDTH - _LEFT) / max(len(drawn.stages), 1)
    titles = [textwrap.wrap(stage, max(int((wide - 10) / _LETTER), 1)) for stage in drawn.stages]
    top = 8 + _LINE * max(map(len, titles), default=0)
    body = Markup()
    for n, (lines, england) in enumerate(zip(titles, drawn.england, strict=True)):
        left = _LEFT + n * wide
        for place, line in enumerate(lines):
            body += _text(left, 12 + _LINE * place, line, "var(--ink-2)", "start")
        if england is not None:
            x = left + england * (wide - _FIGURE)
            body += _line(x, top, x, top + _ROW * len(drawn.rows), "var(--ink)", 2)
    for y, row in _placed(drawn.rows, top):
        body += _label(y, row.label, row.sublabel)
        for n, cell in enumerate(row.cells):
            left, right = _LEFT + n * wide, _LEFT + (n + 1) * wide - _FIGURE
            body += _line(left, y, right, y, "var(--rule)", 1)
            colour = COLOURS[row.role]
            body += _span(y, _both(cell.low, cell.high), (0, 1), colour, 3, (left, right))
            body += _dot(y, cell.value, (0, 1), colour, (left, right), hollow=cell.hollow)
            body += _text(right + 8, y + 4, cell.text, "var(--ink)", "start")
    return body, round(top) + 4 + _ROW * len(drawn.rows)


@plain.register
def _(drawn: chart.Tiles) -> Drawing:
    wide = (WIDTH - _LEFT) / max(len(drawn.columns), 1)
    body = Markup()
    for n, column in enumerate(drawn.columns):
        body += _text(_LEFT + n * wide, 12, column, "var(--ink-2)", "start")
    for y, row in _placed(drawn.rows, 26):
        body += _label(y, row.label)
        for n, share in enumerate(row.shares):
            left = _LEFT + n * wide
            body += _text(left, y, "[x]" if share is None else percent(share), "var(--ink)", "start")
            if share is not None:
                body += _rect(left, y + 5, share * (wide - 10), 4, "var(--subject)", "none")
    return body, 32 + _ROW * len(drawn.rows)


@plain.register
def _(drawn: chart.HeatMap) -> Drawing:
    wide = (WIDTH - _LEFT) / max(len(drawn.columns), 1)
    body = _text(0, 12, f"{drawn.down}; across: {drawn.across[0].lower()}{drawn.across[1:]}", "var(--ink-2)", "start")
    for n, column in enumerate(drawn.columns):
        body += _text(_LEFT + (n + 0.5) * wide, 38, column, "var(--ink-2)", "middle")
    rows = list(zip(drawn.rows, drawn.cells, strict=True))
    for y, (label, cells) in _placed(rows, 46):
        body += _label(y, label)
        for n, cell in enumerate(cells):
            body += _rect(_LEFT + n * wide, y - _ROW / 2, wide - 2, _ROW - 2, SHADES[cell.level], "none")
            body += _text(_LEFT + (n + 0.5) * wide, y + 4, cell.text, "var(--ink)", "middle")
    bottom = 46 + _ROW * len(rows)
    for n, words in enumerate(drawn.levels):
        body += _rect(n * WIDTH / 4, bottom + 12, 14, 14, SHADES[n], "var(--edge)")
        body += _text(n * WIDTH / 4 + 20, bottom + 24, words, "var(--ink-2)", "start")
    return body, bottom + 32


@plain.register
def _(drawn: chart.Totals) -> Drawing:
    wide, tall = WIDTH / max(len(drawn.areas), 1), 150
    most = max((area.people for area in drawn.areas), default=1) or 1
    dearest = max((area.pounds for area in drawn.areas), default=1) or 1
    body = Markup()
    for n, area in enumerate(drawn.areas):
        left, width, height = n * wide, area.people / most * (wide - 24), area.pounds / dearest * tall
        for line, words in enumerate((area.label, pounds(area.total), area.formula)):
            body += _text(left, 14 + 18 * line, words, "var(--ink)" if line == 1 else "var(--ink-2)", "start")
        body += _rect(left, 66 + tall - height, width, height, "var(--subject-band)", "var(--subject)")
        body += _line(left, 66 + tall, left + wide - 24, 66 + tall, "var(--edge)", 1)
    return body + _text(
        0, 66 + tall + 18, "Wide: people counted. High: pounds per person.", "var(--ink-2)", "start"
    ), 310


@plain.register
def _(drawn: chart.SpecificationCurve) -> Drawing:
    wide = (WIDTH - _LEFT) / max(len(drawn.values), 1)
    body = Markup()
    for place, value in enumerate(drawn.values):
        if value is not None:
            y = _CURVE * (1 - _share(value, drawn.domain))
            body += _line(_LEFT + place * wide, y, _LEFT + (place + 1) * wide, y, "var(--subject)", 2)
    for mark, label in zip(ticks(*drawn.domain), axis_labels(ticks(*drawn.domain), "%"), strict=True):
        body += _text(_LEFT - 12, _CURVE * (1 - _share(mark, drawn.domain)) + 4, label, "var(--ink-2)", "end")
    top = _CURVE + 24
    for n, row in enumerate(drawn.rows):
        y, most = top + _LOW_ROW * n, max(row.values, default=0) or 1
        body += _text(_LEFT - 12, y + 4, _short(f"{row.label}{' (official)' * row.official}"), "var(--ink)", "end", 11)
        for place, share in enumerate(row.values):
            if share > 0:
                body += _rect(
                    _LEFT + place * wide, y - 4 * share / most, wide, 8 * share / most, "var(--subject)", "none"
                )
    bottom = top + _LOW_ROW * len(drawn.rows)
    at = _LEFT + drawn.at * (WIDTH - _LEFT)
    body += _line(at, 0, at, bottom, "var(--bench)", 2)
    return body + _text(
        at, bottom + 8, f"official: {percent(drawn.official, decimals=0)}", "var(--bench)", "middle"
    ), bottom + 16


def _placed(rows: Sequence[T], top: float = 0) -> list[tuple[float, T]]:
    """Each row with the middle of its height."""
    return [(top + _ROW * n + _ROW / 2, row) for n, row in enumerate(rows)]


def _with_axis(rows: list[Markup], domain: tuple[float, float], unit: str) -> Drawing:
    bottom = _ROW * len(rows)
    values = ticks(*domain)
    axis = Markup()
    for value, label in zip(values, axis_labels(values, unit), strict=True):
        x = _x(value, domain)
        axis += _line(x, 0, x, bottom, "var(--rule)", 1) + _text(x, bottom + 16, label, "var(--ink-2)", "middle")
    return axis + Markup().join(rows), bottom + 26


def _x(value: float, domain: tuple[float, float], ends: tuple[float, float] = (_LEFT, _RIGHT)) -> float:
    return ends[0] + _share(value, domain) * (ends[1] - ends[0])


def _share(value: float, domain: tuple[float, float]) -> float:
    """Where on an axis a value lies, 0 to 1; one off the axis at its end."""
    return min(max((value - domain[0]) / (domain[1] - domain[0]), 0), 1)


def _both(low: float | None, high: float | None) -> tuple[float, float] | None:
    return None if low is None or high is None else (low, high)


def _span(
    y: float,
    pair: tuple[float, float] | None,
    domain: tuple[float, float],
    colour: str,
    width: float,
    ends: tuple[float, float] = (_LEFT, _RIGHT),
) -> Markup:
    if pair is None:
        return Markup()
    return _line(_x(pair[0], domain, ends), y, _x(pair[1], domain, ends), y, colour, width)


def _dot(
    y: float,
    value: float | None,
    domain: tuple[float, float],
    colour: str,
    ends: tuple[float, float] = (_LEFT, _RIGHT),
    *,
    hollow: bool = False,
) -> Markup:
    """A dot; one off the axis is a triangle at the edge, as on the page."""
    if value is None:
        return Markup()
    x = _x(value, domain, ends)
    if not domain[0] <= value <= domain[1]:
        tip = 9 if value > domain[1] else -9
        points = f"{x:.2f},{y:.2f} {x - tip:.2f},{y - 5:.2f} {x - tip:.2f},{y + 5:.2f}"
        return Markup('<polygon points="{}" fill="var(--paper)" stroke="var(--ink)" stroke-width="1.4"/>').format(
            points
        )
    look = 'fill="var(--paper)" stroke="{}" stroke-width="2"' if hollow else 'fill="{}"'
    return Markup(f'<circle cx="{x:.2f}" cy="{y:.2f}" r="5" {look}/>').format(colour)


def _bar(y: float, start: float, end: float, fill: str, stroke: str) -> Markup:
    left, right = _x(start, (0, 1)), _x(end, (0, 1))
    return _rect(left, y - 10, right - left, 20, fill, stroke) if right > left else Markup()


def _rect(x: float, y: float, width: float, height: float, fill: str, stroke: str) -> Markup:
    place = f'x="{x:.2f}" y="{y:.2f}" width="{max(width, 0):.2f}" height="{max(height, 0):.2f}"'
    return Markup(f'<rect {place} fill="{fill}" stroke="{stroke}"/>')


def _line(x1: float, y1: float, x2: float, y2: float, stroke: str, width: float) -> Markup:
    ends = f'x1="{x1:.2f}" y1="{y1:.2f}" x2="{x2:.2f}" y2="{y2:.2f}"'
    return Markup(f'<line {ends} stroke="{stroke}" stroke-width="{width}"/>')


def _label(y: float, words: str, under: str = "") -> Markup:
    """A label left of the axis, what it is of below it in second text."""
    first = y + 4 if not under else y - 2
    return _text(_LEFT - 12, first, _short(words), "var(--ink)", "end") + (
        _text(_LEFT - 12, y + 11, _short(under), "var(--ink-2)", "end", 12) if under else Markup()
    )


def _short(words: str) -> str:
    return words if len(words) <= _LETTERS else f"{words[: _LETTERS - 1].rstrip()}…"


def _right(y: float, words: str) -> Markup:
    return _text(_RIGHT + 12, y + 4, words, "var(--ink)", "start")


def _text(x: float, y: float, words: str, colour: str, anchor: str, size: int = 13) -> Markup:
    return Markup('<text x="{:.2f}" y="{:.2f}" fill="{}" text-anchor="{}" font-size="{}">{}</text>').format(
        x, y, colour, anchor, size, escape(words)
    )
