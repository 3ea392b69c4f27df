"""A chart as an SVG file that stands alone: colours resolved, its words above and below, no style sheet needed."""

from __future__ import annotations

import re
import textwrap
from typing import TYPE_CHECKING

from markupsafe import Markup, escape

from caseness.report.charts.plain import WIDTH, plain
from caseness.report.palette import LIGHT_AND_DARK

if TYPE_CHECKING:
    from caseness.checks.chart import Chart

_WIDE = re.compile(r'<div class="wide"><svg([^>]*)>(.*?)</svg></div>', re.DOTALL)
_VIEW = re.compile(r'viewBox="0 0 (\d+(?:\.\d+)?) (\d+(?:\.\d+)?)"')
_COLOUR = re.compile(r"var\(--([a-z0-9-]+)\)")
_FACE = "Arial, 'Liberation Sans', Helvetica, sans-serif"
_MARGIN = 20
_TITLE, _SMALL = 17, 13  # letter sizes
_LINE = 1.35
_TITLE_LETTERS, _SMALL_LETTERS = 80, 108  # that fit a line


def standalone(chart: Chart, drawing: Markup) -> str:
    """The wide drawing of a chart as a file; ``drawing`` is what the page shows, so that none is drawn twice."""
    wide = _WIDE.search(drawing)
    body, height = (Markup(wide.group(2)), _height(wide.group(1))) if wide else plain(chart)
    title = textwrap.wrap(chart.title, _TITLE_LETTERS)
    above = [(line, _TITLE, "var(--ink)", "bold") for line in title]
    above += [(line, _SMALL, "var(--ink-2)", "normal") for line in textwrap.wrap(chart.subtitle, _SMALL_LETTERS)]
    below = [(line, _SMALL, "var(--ink-2)", "normal") for line in textwrap.wrap(chart.note, _SMALL_LETTERS)]
    head, top = _lines(above, _MARGIN)
    foot, bottom = _lines(below, top + 12 + height + 8)
    across, down = WIDTH + 2 * _MARGIN, round(bottom + _MARGIN)
    return _resolved(
        Markup(
            '<svg xmlns="http://www.w3.org/2000/svg" width="{0}" height="{1}" viewBox="0 0 {0} {1}" role="img" '
            'font-family="{2}" font-size="{3}"><title>{4}</title><desc>{5}</desc>'
            '<rect width="{0}" height="{1}" fill="var(--paper)"/>{6}'
            '<g transform="translate({7} {8})">{9}</g>{10}</svg>\n'
        ).format(across, down, _FACE, _SMALL, chart.title, chart.alt, head, _MARGIN, round(top + 12), body, foot)
    )


def _height(attributes: str) -> float:
    view = _VIEW.search(attributes)
    if view is None:
        raise ValueError("a drawing without a view box")
    return float(view.group(2))


def _lines(lines: list[tuple[str, int, str, str]], top: float) -> tuple[Markup, float]:
    """Words line by line from ``top`` on, and where the next would begin."""
    out, y = Markup(), top
    for words, size, colour, weight in lines:
        y += size * _LINE
        out += Markup('<text x="{}" y="{:.1f}" font-size="{}" font-weight="{}" fill="{}">{}</text>').format(
            _MARGIN, y, size, weight, colour, escape(words)
        )
    return out, y


def _resolved(drawing: str) -> str:
    """The light colours in place of the variables of the page."""
    return _COLOUR.sub(lambda name: LIGHT_AND_DARK[name.group(1)][0], drawing)
