"""Drawing with Vega-Lite: plots of fixed size with their layers, rendered to clean SVG.

A plot is wide or narrow. Text keeps 12 pixels as displayed: the wide drawing is shown down to 664 pixels, the narrow
one down to 296. Drawings go into the page without ids of their own making, without sizes, fonts or roles.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import vl_convert
from markupsafe import Markup

from caseness.checks.chart import Role

if TYPE_CHECKING:
    from collections.abc import Sequence

_VEGA_LITE = "6.4"
COLOURS = {Role.NATION: "var(--ink)", Role.SUBJECT: "var(--subject)", Role.OTHER: "var(--other)"}

_LEFT = 44  # pixels left of a plot
_DIGIT = 0.5  # average width of a digit or comma, of its size

Point = tuple[float, float]
Layer = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Format:
    """How wide a drawing is and how large its text."""

    width: int
    font: float
    narrow: bool


WIDE = Format(720, 13, narrow=False)
NARROW = Format(350, 14.3, narrow=True)


@dataclass(frozen=True, slots=True, kw_only=True)
class Axis:
    """The ends of an axis, its ticks and their labels."""

    domain: Point
    ticks: Sequence[float]
    labels: Sequence[str]
    log: bool = False

    def share(self, value: float) -> float:
        """Where a value lies between the ends, 0 to 1."""
        low, high = (math.log(end) for end in self.domain) if self.log else self.domain
        return ((math.log(value) if self.log else value) - low) / (high - low)

    def within(self, value: float) -> float:
        """The value, kept on the axis."""
        return min(max(value, self.domain[0]), self.domain[1])


def left_margin(labels: Sequence[str], font: float) -> int:
    """Room left of the plot for the longest label of the upright axis, never less than the usual."""
    longest = max((len(label) for label in labels), default=0)
    return max(_LEFT, math.ceil(longest * font * _DIGIT) + 8)


@dataclass(slots=True, kw_only=True)
class Plot:
    """One drawing: its format, height, margins, axes and layers, bottom layer first."""

    form: Format
    height: int
    x: Axis
    y: Axis
    left: int = _LEFT
    right: int = 14
    top: int = 16
    bottom: int = 24
    layers: list[Layer] = field(default_factory=list)

    @property
    def inner_width(self) -> int:
        """Of the area between the axes, in pixels."""
        return self.form.width - self.left - self.right

    @property
    def inner_height(self) -> int:
        """Of the area between the axes, in pixels."""
        return self.height - self.top - self.bottom

    def pixel(self, x: float, y: float) -> Point:
        """Where a point of the data lies, in pixels from the top left of the area between the axes."""
        return self.x.share(x) * self.inner_width, (1 - self.y.share(y)) * self.inner_height

    def line(self, points: Sequence[Point], colour: str, width: float = 2, dash: str = "") -> None:
        """A line through points."""
        self._add({"type": "line", "color": colour, "strokeWidth": width, **_dashed(dash)}, points)

    def dots(self, points: Sequence[Point], colour: str, size: float = 40, **mark: Any) -> None:
        """Marks at points: filled circles unless ``mark`` says otherwise."""
        self._add({"type": "point", "filled": True, "opacity": 1, "color": colour, "size": size, **mark}, points)

    def hollow(self, points: Sequence[Point], colour: str, size: float, shape: str = "circle") -> None:
        """Open marks, filled with paper."""
        mark = {"filled": False, "fill": "var(--paper)", "stroke": colour, "strokeWidth": 1.6, "shape": shape}
        self.dots(points, colour, size, **mark)

    def rules(self, spans: Sequence[tuple[Point, Point]], colour: str, width: float = 1, dash: str = "") -> None:
        """Straight lines from point to point."""
        rows = [{"x": a[0], "y": a[1], "x2": b[0], "y2": b[1]} for a, b in spans]
        mark = {"type": "rule", "color": colour, "strokeWidth": width, **_dashed(dash)}
        self._add_rows(mark, rows, {"x2": {"field": "x2"}, "y2": {"field": "y2"}})

    def band(self, rows: Sequence[tuple[float, float, float]], colour: str) -> None:
        """The area between a lower and an upper edge: rows of x, low, high."""
        data = [{"x": x, "y": low, "y2": high} for x, low, high in rows]
        self._add_rows({"type": "area", "color": colour, "opacity": 1}, data, {"y2": {"field": "y2"}})

    def text(self, at: Point, words: str, colour: str = "var(--ink-2)", **mark: Any) -> None:
        """Words centred at a place in pixels."""
        style = {"type": "text", "color": colour, "baseline": "middle", "fontSize": self.form.font, **mark}
        place = {"x": {"value": round(at[0], 2)}, "y": {"value": round(at[1], 2)}}
        self.layers.append({"data": {"values": [{}]}, "mark": style, "encoding": {**place, "text": {"value": words}}})

    def _add(self, mark: dict[str, Any], points: Sequence[Point]) -> None:
        self._add_rows(mark, [{"x": x, "y": y} for x, y in points], {})

    def _add_rows(self, mark: dict[str, Any], rows: list[dict[str, float]], more: dict[str, Any]) -> None:
        if rows:
            encoding = {"x": _position("x", self.x), "y": _position("y", self.y), **more}
            self.layers.append({"data": {"values": rows}, "mark": mark, "encoding": encoding})


def _dashed(dash: str) -> dict[str, Any]:
    return {"strokeDash": [float(part) for part in dash.split()]} if dash else {}


def _position(name: str, axis: Axis) -> dict[str, Any]:
    scale = {"domain": list(axis.domain), "nice": False, "zero": False, "type": "log" if axis.log else "linear"}
    return {"field": name, "type": "quantitative", "scale": scale, "axis": _axis(axis, grid=name == "y")}


def _axis(axis: Axis, *, grid: bool) -> dict[str, Any]:
    """Horizontal grid only; ticks and line below only."""
    values = list(axis.ticks)
    labels = f"{list(axis.labels)!r}[indexof({values!r}, datum.value)]"
    look = {"grid": grid, "domain": not grid, "ticks": not grid}
    return {"title": None, "values": values, "labelExpr": labels, **look}


def specification(plot: Plot) -> dict[str, Any]:
    """The Vega-Lite specification of a plot."""
    axis = {
        "labelFontSize": plot.form.font,
        "labelColor": "var(--ink-2)",
        "gridColor": "var(--rule)",
        "domainColor": "var(--edge)",
        "tickColor": "var(--edge)",
        "labelOverlap": False,
        "labelBound": False,
        "labelFlush": False,
        "labelPadding": 5,
        "tickSize": 4,
    }
    return {
        "width": plot.inner_width,
        "height": plot.inner_height,
        "autosize": "none",
        "padding": {"left": plot.left, "right": plot.right, "top": plot.top, "bottom": plot.bottom},
        "background": None,
        "config": {"aria": False, "view": {"stroke": None}, "axis": axis},
        "layer": plot.layers,
    }


def svg(plot: Plot, prefix: str) -> Markup:
    """The plot as SVG for the page; ids begin with ``prefix``."""
    return Markup(clean(vl_convert.vegalite_to_svg(specification(plot), vl_version=_VEGA_LITE), prefix))


_TAKEN_OUT = re.compile(
    r' (?:role|class|aria-[a-z]+|xmlns(?::\w+)?|version|pointer-events|font-family|font-size|stroke-miterlimit)="[^"]*"'
    r'|<path(?: [a-z-]+="[^"]*")* d="(?:M0,0h0v0h0Z|)"(?: [a-z-]+="[^"]*")*/>'
    r'|<path class="(?:back|fore)ground"[^>]*/>'
    r'| opacity="1"| transform="translate\(0,0\)"'
)
_LONG_DECIMAL = re.compile(r"-?\d+\.\d{3,}(?:e-?\d+)?")
_ID = re.compile(r'\b(id="|url\(#)(clip|gradient)')
_CIRCLE = re.compile(
    r'<path transform="translate\(([^,]+),([^)]+)\)" d="M([\d.]+),0A\3,\3,0,1,1,-\3,0A\3,\3,0,1,1,\3,0"((?: [a-z-]+="[^"]*")*)/>'
)
_CIRCLES = re.compile(r'<g>(<circle cx="[^"]+" cy="[^"]+" r="[^"]+"(( [a-z-]+="[^"]*")*)/>(?:<circle[^>]+/>)*)</g>')
_EMPTY_GROUP = re.compile(r"<g[^>]*></g>")


def clean(drawing: str, prefix: str) -> str:
    """A rendered drawing without what the page does not need.

    Fonts come from the style sheet, the size from the column, the words from the caption: so no fonts, no width and
    height, no roles. Decimals are cut to two, ids made unique, empty groups taken out; dots become circles that share their
    style, as a run chart has a hundred of them.
    """
    head, rest = drawing.split(">", 1)
    head = re.sub(r' (?:width|height)="[^"]*"', "", head)
    text = _TAKEN_OUT.sub("", f'{head} focusable="false">{rest}')
    text = _LONG_DECIMAL.sub(lambda number: f"{round(float(number.group()), 2):g}", text)
    text = _ID.sub(rf"\g<1>{prefix}-\2", text)
    text = _CIRCLES.sub(_styled_once, _CIRCLE.sub(r'<circle cx="\1" cy="\2" r="\3"\4/>', text))
    while (shorter := _EMPTY_GROUP.sub("", text)) != text:
        text = shorter
    return text


def _styled_once(group: re.Match[str]) -> str:
    """A group of circles with their common style on the group; as it was, where they differ."""
    circles, style = group.group(1), group.group(2)
    alike = circles.count(f"{style}/>") == circles.count("<circle")
    return f"<g{style}>{circles.replace(f'{style}/>', '/>')}</g>" if alike else group.group()
