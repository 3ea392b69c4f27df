"""Which drawer draws which chart."""

from __future__ import annotations

from functools import singledispatch
from typing import TYPE_CHECKING

from markupsafe import Markup

from caseness.checks import chart
from caseness.report.charts import fluid
from caseness.report.charts.by_price import by_price
from caseness.report.charts.caterpillar import caterpillar
from caseness.report.charts.funnel import funnel
from caseness.report.charts.gradient import gradient
from caseness.report.charts.over_time import over_time
from caseness.report.charts.run_chart import run_chart
from caseness.report.charts.scores import ending_by_score, score_density
from caseness.report.charts.specification_curve import specification_curve
from caseness.report.charts.vega import NARROW, WIDE, svg
from caseness.report.charts.waits import waits

if TYPE_CHECKING:
    from collections.abc import Callable

    from caseness.report.charts.vega import Format, Plot


@singledispatch
def draw(drawn: chart.Chart, prefix: str) -> Markup:
    """The drawing of a chart as HTML; ids inside it begin with ``prefix``."""
    raise TypeError(f"no drawer for {type(drawn).__name__}")


@draw.register
def _(drawn: chart.Ladder, prefix: str) -> Markup:
    return fluid.ladder(drawn)


@draw.register
def _(drawn: chart.Steps, prefix: str) -> Markup:
    return fluid.steps(drawn)


@draw.register
def _(drawn: chart.Dots, prefix: str) -> Markup:
    return fluid.dots(drawn)


@draw.register
def _(drawn: chart.Stages, prefix: str) -> Markup:
    return fluid.stages(drawn)


@draw.register
def _(drawn: chart.Totals, prefix: str) -> Markup:
    return fluid.totals(drawn)


@draw.register
def _(drawn: chart.Tiles, prefix: str) -> Markup:
    return fluid.tiles(drawn)


@draw.register
def _(drawn: chart.SpecificationCurve, prefix: str) -> Markup:
    return specification_curve(drawn)


@draw.register
def _(drawn: chart.HeatMap, prefix: str) -> Markup:
    return fluid.heat_map(drawn)


@draw.register
def _(drawn: chart.ByPrice, prefix: str) -> Markup:
    return _both(lambda form: by_price(drawn, form), prefix)


@draw.register
def _(drawn: chart.OverTime, prefix: str) -> Markup:
    return _both(lambda form: over_time(drawn, form), prefix)


@draw.register
def _(drawn: chart.Waits, prefix: str) -> Markup:
    return _both(lambda form: waits(drawn, form), prefix)


@draw.register
def _(drawn: chart.FunnelPlot, prefix: str) -> Markup:
    return _both(lambda form: funnel(drawn, form), prefix)


@draw.register
def _(drawn: chart.Caterpillar, prefix: str) -> Markup:
    return _both(lambda form: caterpillar(drawn, form), prefix)


@draw.register
def _(drawn: chart.Gradient, prefix: str) -> Markup:
    return _both(lambda form: gradient(drawn, form), prefix)


@draw.register
def _(drawn: chart.RunChart, prefix: str) -> Markup:
    return _both(lambda form: run_chart(drawn, form), prefix)


@draw.register
def _(drawn: chart.ScoreDensity, prefix: str) -> Markup:
    return _both(lambda form: score_density(drawn, form), prefix)


@draw.register
def _(drawn: chart.EndingByScore, prefix: str) -> Markup:
    return _both(lambda form: ending_by_score(drawn, form), prefix)


def _both(plot: Callable[[Format], Plot], prefix: str) -> Markup:
    """The wide and the narrow drawing; the style sheet shows the one that fits its column."""
    return Markup('<div class="wide">{}</div><div class="narrow">{}</div>').format(
        svg(plot(WIDE), f"{prefix}-wide"), svg(plot(NARROW), f"{prefix}-narrow")
    )
