"""The data of a chart as a table: one row for each mark, rates as proportions, what is not at hand as ``[x]``."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields
from functools import singledispatch
from typing import Any

from caseness.checks import chart
from caseness.checks.finding import Column, Table, Unit

Mark = dict[str, Any]


def chart_table(drawn: chart.Chart) -> Table:
    """What a chart draws, a row to a mark; a column with numbers in it is one of numbers."""
    found = list(marks(drawn))
    keys = dict.fromkeys(key for mark in found for key in mark)
    return Table(
        name="data",
        caption=drawn.title,
        columns=tuple(Column(key=key, title=key.replace("_", " "), unit=_unit(key, found)) for key in keys),
        rows=tuple(tuple(_cell(mark[key]) for key in keys) for mark in found),
    )


def _unit(key: str, found: list[Mark]) -> Unit | None:
    """Any unit will do: a file has raw numbers, and only needs to know that they are."""
    values = [mark[key] for mark in found]
    return Unit.RATIO if any(isinstance(value, float) for value in values) else None


def _cell(value: Any) -> str | float:
    if value is None:
        return "[x]"
    return value if isinstance(value, float) else str(value).lower() if isinstance(value, bool) else str(value)


@singledispatch
def marks(drawn: chart.Chart) -> Iterator[Mark]:
    """The marks of a chart. Texts are texts, every number is a float."""
    raise TypeError(f"no data known for {type(drawn).__name__}")


def _number(value: float | None) -> float | None:
    return None if value is None else float(value)


@marks.register
def _(drawn: chart.Ladder) -> Iterator[Mark]:
    for bar in drawn.bars:
        yield {"group": bar.label, "of": bar.sublabel, "share": float(bar.share), "official": bar.official}


@marks.register
def _(drawn: chart.Steps) -> Iterator[Mark]:
    for step in drawn.steps:
        yield {"step": step.label, "count": float(step.count), "share": float(step.share), "stopped": step.stopped}


@marks.register
def _(drawn: chart.OverTime) -> Iterator[Mark]:
    for series in drawn.series:
        for period, value in zip(drawn.periods, series.values, strict=True):
            yield {"series": series.name, "period": period, "value": _number(value)}


@marks.register
def _(drawn: chart.Waits) -> Iterator[Mark]:
    for curve in drawn.curves:
        for days, share in curve.points:
            yield {"curve": curve.name, "days": float(days), "share": float(share)}
    for standard in drawn.standards:
        yield {"curve": standard.words, "days": float(standard.days), "share": float(standard.share)}


@marks.register
def _(drawn: chart.FunnelPlot) -> Iterator[Mark]:
    for point in drawn.points:
        rates = {"cases": float(point.cases), "rate": float(point.rate)}
        yield {"org_code": point.org_code, "name": point.name, **rates, "outside": point.outside}


@marks.register
def _(drawn: chart.Caterpillar) -> Iterator[Mark]:
    for place, (rate, low, high) in enumerate(drawn.rows, 1):
        yield {"place": float(place), "rate": float(rate), "low": float(low), "high": float(high)}


@marks.register
def _(drawn: chart.Dots) -> Iterator[Mark]:
    for row in drawn.rows:
        ends = {"chance": (row.low, row.high), "limits": row.limits, "spread": row.spread}
        spans = {
            f"{name}_{side}": _number(end)
            for name, pair in ends.items()
            for side, end in zip(("low", "high"), pair or (None, None), strict=True)
        }
        yield {"group": row.group, "row": row.label, "value": _number(row.value), **spans, "in_words": row.text}


@marks.register
def _(drawn: chart.Stages) -> Iterator[Mark]:
    for row in drawn.rows:
        for stage, cell in zip(drawn.stages, row.cells, strict=True):
            ends = {"value": _number(cell.value), "low": _number(cell.low), "high": _number(cell.high)}
            yield {"group": row.label, "of": row.sublabel, "stage": stage, **ends, "in_words": cell.text}


@marks.register
def _(drawn: chart.Gradient) -> Iterator[Mark]:
    for group in (*drawn.groups, *([drawn.unknown] if drawn.unknown else [])):
        yield {
            field.name: value if isinstance(value := getattr(group, field.name), str) else float(value)
            for field in fields(group)
        }


@marks.register
def _(drawn: chart.Totals) -> Iterator[Mark]:
    for area in drawn.areas:
        sums = {"people": float(area.people), "pounds": float(area.pounds), "total": float(area.total)}
        yield {"label": area.label, **sums, "formula": area.formula}


@marks.register
def _(drawn: chart.RunChart) -> Iterator[Mark]:
    signalled = drawn.run.signalled
    for place, (period, value) in enumerate(zip(drawn.periods, drawn.run.values, strict=True)):
        yield {"period": period, "value": _number(value), "in_a_signal": place in signalled}


@marks.register
def _(drawn: chart.ByPrice) -> Iterator[Mark]:
    for curve in drawn.curves:
        for price, share in curve.points:
            yield {"curve": curve.name, "price": float(price), "share": float(share)}


@marks.register
def _(drawn: chart.HeatMap) -> Iterator[Mark]:
    for row, cells in zip(drawn.rows, drawn.cells, strict=True):
        for column, cell in zip(drawn.columns, cells, strict=True):
            yield {"row": row, "column": column, "text": cell.text}


@marks.register
def _(drawn: chart.Tiles) -> Iterator[Mark]:
    for row in drawn.rows:
        for column, share in zip(drawn.columns, row.shares, strict=True):
            yield {"row": row.label, "column": column, "share": _number(share)}


@marks.register
def _(drawn: chart.SpecificationCurve) -> Iterator[Mark]:
    for place, value in enumerate(drawn.values):
        yield {"bin": float(place + 1), "mean_rate": _number(value)} | {
            f"{row.factor}: {row.label}": float(row.values[place]) for row in drawn.rows
        }


@marks.register
def _(drawn: chart.ScoreDensity) -> Iterator[Mark]:
    fitted = {round(score): count for score, count in drawn.fit if float(score).is_integer()}
    for bar in drawn.bars:
        count = {"count": float(bar.count), "fit": _number(fitted.get(bar.score))}
        yield {"scale": drawn.scale, "score": float(bar.score), **count, "just_below": bar.just_below}


@marks.register
def _(drawn: chart.EndingByScore) -> Iterator[Mark]:
    for point in drawn.points:
        ends = {"share": float(point.share), "low": float(point.low), "high": float(point.high)}
        yield {"scale": drawn.scale, "score": float(point.score), **ends}
