"""Acceptability: how often each option is best, by what a unit of effect is worth."""

from __future__ import annotations

from typing import TYPE_CHECKING

from caseness.checks.chart import Role
from caseness.report.charts.room import Room
from caseness.report.charts.scales import axis_labels, ticks
from caseness.report.charts.vega import COLOURS, Axis, Plot

if TYPE_CHECKING:
    from caseness.checks.chart import ByPrice
    from caseness.report.charts.vega import Format

_HEIGHT = {False: 330, True: 300}  # wide, narrow
_DASHES = ("", "5 3", "2 3")  # of options that share a colour


def by_price(chart: ByPrice, form: Format) -> Plot:
    """One line per option, those of one colour told apart by their dashes; prices in use as upright lines."""
    dearest = max(price for curve in chart.curves for price, _share in curve.points)
    money, shares = ticks(0, dearest, 4 if form.narrow else 6), ticks(0, 1)
    plot = Plot(
        form=form,
        height=_HEIGHT[form.narrow],
        x=Axis(domain=(0, dearest), ticks=money, labels=[f"£{value / 1000:g}k" if value else "£0" for value in money]),
        y=Axis(domain=(0, 1), ticks=shares, labels=axis_labels(shares, "%")),
        right=24,
        top=18,
        bottom=44,
    )
    room = Room(plot)
    plot.rules([((price, 0), (price, 1)) for price in chart.prices], "var(--bench)", 1.6)
    others = [curve.name for curve in chart.curves if curve.role is Role.OTHER]
    for curve in chart.curves:
        dash = _DASHES[others.index(curve.name) % len(_DASHES)] if curve.role is Role.OTHER else ""
        plot.line(curve.points, COLOURS[curve.role], 3 if curve.role is Role.SUBJECT else 2, dash)
        room.line(curve.points)
    for curve in chart.curves:
        plot.text(room.beside(curve.name, curve.points), curve.name, COLOURS[curve.role], fontWeight="bold")
    plot.text((0, plot.inner_height + 34), chart.across, align="left")
    return plot
