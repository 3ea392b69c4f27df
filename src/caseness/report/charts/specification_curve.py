"""The specification curve: rates in order, and below them which choices go with low ones and which with high ones."""

from __future__ import annotations

from typing import TYPE_CHECKING

from caseness.report.charts.scales import axis_labels, ticks
from caseness.report.templating import render
from caseness.wording import percent

if TYPE_CHECKING:
    from collections.abc import Iterator

    from markupsafe import Markup

    from caseness.checks.chart import ChoiceRow, SpecificationCurve

_STRENGTHS = (0.01, 0.25, 0.5, 0.75)  # of the most that any bin has: from here on a mark is so strong


def specification_curve(chart: SpecificationCurve) -> Markup:
    """Rates as a line, choices as rows of marks: the stronger a mark, the more definitions of its bin make the choice."""
    low, high = chart.domain
    marks = ticks(low, high)
    return render(
        "charts/specification_curve.html.jinja",
        bins=len(chart.values),
        curve=_line(chart.values, low, high),
        ticks=[
            (round((mark - low) / (high - low) * 100, 2), label)
            for mark, label in zip(marks, axis_labels(marks, "%"), strict=True)
        ],
        at=round(chart.at * 100, 2),
        words=f"official: {percent(chart.official, decimals=0)}",
        rows=[(row, list(_marks(row))) for row in chart.rows],
    )


def strengths(row: ChoiceRow) -> list[int]:
    """How strong the mark of each bin is, 0 for none to 4."""
    most = max(row.values, default=0) or 1
    return [sum(value / most >= strength for strength in _STRENGTHS) for value in row.values]


def _marks(row: ChoiceRow) -> Iterator[tuple[int, str]]:
    strong = strengths(row)
    for strength in range(1, len(_STRENGTHS) + 1):
        path = "".join(f"M{place}.5 1v8" for place, here in enumerate(strong) if here == strength)
        if path:
            yield strength, path


def _line(values: tuple[float | None, ...], low: float, high: float) -> str:
    path, drawing = "", False
    for place, value in enumerate(values):
        if value is not None:
            up = 100 - min(max((value - low) / (high - low), 0), 1) * 100
            path += f"{'L' if drawing else 'M'}{place}.5 {up:.1f}"
        drawing = value is not None
    return path
