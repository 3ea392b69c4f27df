"""Short ways from draws to estimates and tables, for the findings on spending."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from caseness.checks.chart import Dot, Dots
from caseness.checks.finding import Column, Estimate, Interval, Table, Unit
from caseness.wording import count, percent

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

    from caseness.checks.finding import Cell
    from caseness.statistics.sensitivity import Influence
    from caseness.value.assumptions import Assumption, Assumptions

    Floats = NDArray[np.float64]

ONE, OTHER = 1, 2  # seeds of two independent sets of draws


def simulated(name: str, draws: Floats, unit: Unit, *, centre: float | None = None) -> Estimate:
    """The median of draws, or what comes of the inputs' centres, with the ends of 95% of draws."""
    low, middle, high = (float(end) for end in np.quantile(draws, [0.025, 0.5, 0.975]))
    value = middle if centre is None else centre
    return Estimate(
        name=name,
        value=value,
        low=min(low, value),
        high=max(high, value),
        interval=Interval.SIMULATION,
        confidence=0.95,
        unit=unit,
    )


def influences(of: str, shares: Mapping[str, Influence], assumptions: Assumptions) -> tuple[Dots, tuple[Estimate, ...]]:
    """The share of the variance of ``of`` that each input explains alone, the largest first: a chart and its estimates."""
    order = sorted(shares, key=lambda key: -shares[key].alone)
    drawn = [key for key in order if assumptions[key].low is not None]
    values = {key: min(max(shares[key].alone, 0.0), 1.0) for key in drawn}
    rows = tuple(
        Dot(label=assumptions[key].title, value=values[key], text=percent(values[key], decimals=0)) for key in drawn
    )
    chart = Dots(
        title=f"{rows[0].text} of the variance comes from one input: {rows[0].label[0].lower()}{rows[0].label[1:]}",
        subtitle=f"Share of the variance of {of}, by input",
        alt="Dot plot. " + "; ".join(f"{row.label} {row.text}" for row in rows) + ".",
        note="Share explained alone (first-order Sobol index). What is missing to 100% is explained by inputs together.",
        rows=rows,
    )
    return chart, tuple(
        Estimate(name=f"share of variance: {assumptions[key].title}", value=values[key], unit=Unit.PROPORTION)
        for key in drawn
    )


def inputs_table(name: str, keys: Sequence[str], assumptions: Assumptions) -> Table:
    """Every input of a simulation with its range and source."""
    rows: list[tuple[Cell, ...]] = [_row(assumptions[key]) for key in keys]
    return Table(
        name=name,
        caption="What it rests on",
        columns=(
            Column(key="input", title="Input"),
            Column(key="value", title="Centre"),
            Column(key="range", title="Range, 95%"),
            Column(key="drawn", title="Drawn as"),
            Column(key="prices", title="Prices of"),
            Column(key="seen", title="Source seen"),
            Column(key="source", title="Source"),
        ),
        rows=tuple(rows),
        note="Anyone can put other figures in their place.",
    )


def _row(given: Assumption) -> tuple[Cell, ...]:
    low, high = given.range
    fixed = low == high
    return (
        given.title,
        _figure(given.value),
        "[z]" if fixed else f"{_figure(low)} to {_figure(high)}",
        str(given.distribution).replace("_", "-"),
        given.price_year or "[z]",
        "yes" if given.verified else "no",
        given.source,
    )


def _figure(value: float) -> str:
    return count(value) if float(value).is_integer() else f"{value:g}"
