"""Computes measures: one pass over the rows of each anchor for all that rest on it, rolled up to every level.

The engine sums the finest cells only, of period, provider and commissioner (and category); what is larger is added up here.
A median needs the histogram of its values, which adds up as well.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, TypeAlias

import numpy as np
import pyarrow as pa

from caseness.measures.geography import LEVELS, Geography, geography_of
from caseness.measures.measure import Count, Extreme, Mean, Median, Ratio, Share, Total, Variant
from caseness.measures.rows import rows_of
from caseness.vocabulary import TOTAL

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    import ibis.expr.types as ir
    from numpy.typing import NDArray

    from caseness.measures.breakdowns import Breakdown
    from caseness.measures.measure import Anchor, Definition, Expression, Measure
    from caseness.pathways import Pathways
    from caseness.vocabulary import Level
    from caseness.vocabulary.period import Period

_CELL = ("period", "provider", "commissioner")
_Key: TypeAlias = tuple[int, str, int]  # place of the period, code of the organisation, place of the category
_WHOLE = -1  # in place of a category, where nothing is broken down
FIGURES = pa.schema(
    {
        "period_start": pa.date32(),
        "period_end": pa.date32(),
        "level": pa.string(),
        "org_code": pa.string(),
        "breakdown": pa.string(),
        "category": pa.string(),
        "measure": pa.string(),
        "official_id": pa.string(),
        "variant": pa.string(),
        "statistic": pa.string(),
        "numerator": pa.float64(),
        "denominator": pa.float64(),
        "value": pa.float64(),
    }
)
"""One row per figure. ``value`` is a proportion from 0 to 1 for a percentage; NULL where the denominator is 0."""


@dataclass(frozen=True, slots=True)
class Asked:
    """One variant of one measure."""

    measure: Measure
    variant: Variant

    @property
    def definition(self) -> Definition:
        """How it is computed."""
        return self.measure.definition(self.variant)


def compute(
    pathways: Pathways,
    measures: Iterable[Measure],
    periods: Sequence[Period],
    *,
    variants: Sequence[Variant] = (Variant.AS_PUBLISHED,),
    levels: Sequence[Level] = LEVELS,
    geography: Geography | None = None,
    breakdown: Breakdown | None = None,
    progress: Callable[[str, int, int], None] = lambda *_: None,
) -> pa.Table:
    """Every figure of the measures, unrounded, as `FIGURES`. Measures whose tables the extract lacks are left out.

    With a ``breakdown``, a figure for each of its categories that has rows, and none of all together.

    A variant that is computed as the published one is left out, unless it is the published one itself.
    """
    geography = geography or geography_of(pathways.records)
    asked: dict[Anchor, list[Asked]] = defaultdict(list)
    for measure in measures:
        for variant in variants:
            if variant is Variant.AS_PUBLISHED or variant in measure.others:
                one = Asked(measure, variant)
                asked[one.definition.anchor].append(one)
    parts = []
    for done, (anchor, together) in enumerate(asked.items(), 1):
        parts.append(_of_anchor(pathways, anchor, together, periods, levels, geography, breakdown))
        progress(anchor.title, done, len(asked))
    return pa.concat_tables([part for part in parts if part is not None] or [FIGURES.empty_table()])


def cells_of(rows: ir.Table, definition: Definition) -> ir.Table:
    """The finest cells that figures of a definition are added up from, as a query over the rows of its kind."""
    (when,) = rows.bind(definition.anchor.when)
    rows, terms = rows.filter(when), _Terms(rows.filter(when))
    if isinstance(definition.computation, Median):
        return _histogram(terms, definition.computation)
    _columns_of(definition, terms)
    return terms.cells()


@dataclass(slots=True)
class _Terms:
    """The aggregates that a pass has to bring, each once however many measures rest on it."""

    rows: ir.Table
    sums: dict[Any, tuple[str, ir.Value]] = field(default_factory=dict)

    @property
    def keys(self) -> list[str]:
        """What the finest cells are of."""
        return [*_CELL, "category"] if "category" in self.rows.columns else [*_CELL]

    def cells(self) -> ir.Table:
        """The sums of every cell."""
        return self.rows.group_by(self.keys).aggregate(**dict(self.sums.values()))

    def bound(self, expression: Expression) -> ir.Value:
        (value,) = self.rows.bind(expression)
        return value

    def whole(self, value: ir.Value, where: ir.Value | None = None) -> str:
        """The name of the column that sums a whole number, or counts a condition."""
        number = value.ifelse(1, 0) if value.type().is_boolean() else value
        return self._named((number if where is None else where.ifelse(number, 0)).fill_null(0).cast("int64").sum())

    def greatest(self, value: ir.Value, where: ir.Value, *, greatest: bool) -> str:
        told = where.ifelse(value, None)
        return self._named(told.max() if greatest else told.min())

    def _named(self, aggregate: ir.Value) -> str:
        name, _ = self.sums.setdefault(aggregate.op(), (f"term_{len(self.sums)}", aggregate))
        return name


@dataclass(frozen=True, slots=True)
class _Needed:
    """The columns that a figure is made of: ``above`` over ``below``; ``kind`` says how cells go together.

    Of a greatest or least, ``below`` is how many rows it is of.
    """

    asked: Asked
    above: str
    below: str | None
    kind: str


def _of_anchor(
    pathways: Pathways,
    anchor: Anchor,
    asked: list[Asked],
    periods: Sequence[Period],
    levels: Sequence[Level],
    geography: Geography,
    breakdown: Breakdown | None,
) -> pa.Table | None:
    rows = rows_of(anchor.rows, pathways, periods)
    if rows is None:
        return None
    (when,) = rows.bind(anchor.when)
    rows = rows.filter(when)
    if breakdown is not None:
        broken = breakdown.broken(rows, pathways)
        if broken is None:
            return None
        rows = broken
    rows = pathways.records.view(f"measured_{anchor.name}", rows)
    terms = _Terms(rows)
    needed = [_needed(one, terms) for one in asked if not isinstance(one.definition.computation, Median)]
    cells = pathways.records.fetch(terms.cells()) if needed else []
    rolled = _Rolled(cells, levels, geography)
    figures = [figure for one in needed for figure in rolled.figures(one, periods)]
    for one in asked:
        if isinstance(one.definition.computation, Median):
            counted = pathways.records.fetch(_histogram(terms, one.definition.computation))
            figures += _medians(one, counted, periods, levels, geography)
    return pa.Table.from_pylist(_named(figures, breakdown), FIGURES)


def _named(figures: list[dict[str, Any]], breakdown: Breakdown | None) -> list[dict[str, Any]]:
    """Figures with the names of their breakdown and category in place of numbers."""
    name = TOTAL if breakdown is None else breakdown.name
    names = [] if breakdown is None else [category.name for category in breakdown.categories]
    for figure in figures:
        figure["breakdown"] = name
        figure["category"] = TOTAL if breakdown is None else names[figure["category"]]
    return figures


def _histogram(terms: _Terms, median: Median) -> ir.Table:
    value, where = terms.bound(median.of), terms.bound(median.where)
    told = terms.rows.filter(where & value.notnull()).select(*terms.keys, value=value)
    return told.group_by([*terms.keys, "value"]).aggregate(rows=told.count())


def _needed(one: Asked, terms: _Terms) -> _Needed:
    return _Needed(one, *_columns_of(one.definition, terms))


def _columns_of(definition: Definition, terms: _Terms) -> tuple[str, str | None, str]:
    """The names of the sums above and below, and how cells of the one above go together."""
    match definition.computation:
        case Count(where=where):
            return terms.whole(terms.bound(where)), None, "sum"
        case Total(of=of, where=where):
            return terms.whole(terms.bound(of), terms.bound(where)), None, "sum"
        case Share(part=part, whole=whole):
            return terms.whole(terms.bound(part)), terms.whole(terms.bound(whole)), "sum"
        case Ratio(above=above, below=below):
            return terms.whole(terms.bound(above)), terms.whole(terms.bound(below)), "sum"
        case Mean(of=of, where=where):
            value, rows = terms.bound(of), terms.bound(where)
            return terms.whole(value, rows), terms.whole(rows & value.notnull()), "sum"
        case Extreme(of=of, where=where, greatest=greatest):
            value, rows = terms.bound(of), terms.bound(where)
            column = terms.greatest(value, rows, greatest=greatest)
            return column, terms.whole(rows & value.notnull()), "max" if greatest else "min"
    raise TypeError("a median is not added up")


class _Rolled:
    """Cells gathered at each level."""

    def __init__(self, cells: list[dict[str, Any]], levels: Sequence[Level], geography: Geography) -> None:
        self._cells = cells
        self._groups = {level: _grouped(cells, level, geography) for level in levels}

    def figures(self, needed: _Needed, periods: Sequence[Period]) -> Iterable[dict[str, Any]]:
        above = self._column(needed.above)
        below = None if needed.below is None else self._column(needed.below)
        for level, (keys, group) in self._groups.items():
            tops = _gathered(above, group, len(keys), needed.kind)
            bottoms = None if below is None else _gathered(below, group, len(keys), "sum")
            for place, key in enumerate(keys):
                top = None if np.isnan(tops[place]) else float(tops[place])
                bottom = None if bottoms is None else float(bottoms[place])
                if needed.kind != "sum" or bottom is None:
                    value, top = top, (top if bottom is None else None)
                else:
                    value = top / bottom if bottom and top is not None else None
                yield _figure(needed.asked, periods, level, key, top, bottom, value)

    def _column(self, name: str) -> NDArray[np.float64]:
        return np.array([np.nan if cell[name] is None else cell[name] for cell in self._cells], np.float64)


def _grouped(cells: list[dict[str, Any]], level: Level, geography: Geography) -> tuple[list[_Key], NDArray[np.int64]]:
    """The organisations of a level by period and category, and which of them each cell belongs to."""
    of = [_key(cell, level, geography) for cell in cells]
    keys = sorted(set(of))
    places = {key: place for place, key in enumerate(keys)}
    return keys, np.array([places[key] for key in of], np.int64)


def _key(cell: dict[str, Any], level: Level, geography: Geography) -> _Key:
    org_code = geography.at(level, cell["provider"], cell["commissioner"])
    return cell["period"], org_code, cell.get("category", _WHOLE)


def _gathered(column: NDArray[np.float64], group: NDArray[np.int64], groups: int, kind: str) -> NDArray[np.float64]:
    if kind == "sum":
        return np.bincount(group, np.nan_to_num(column), groups).astype(np.float64)
    together = np.full(groups, np.nan)
    (np.fmax if kind == "max" else np.fmin).at(together, group, column)
    return together


def _medians(
    one: Asked, counted: list[dict[str, Any]], periods: Sequence[Period], levels: Sequence[Level], geography: Geography
) -> Iterable[dict[str, Any]]:
    for level in levels:
        histograms: dict[_Key, dict[int, int]] = defaultdict(lambda: defaultdict(int))
        for cell in counted:
            histograms[_key(cell, level, geography)][cell["value"]] += cell["rows"]
        for key, histogram in sorted(histograms.items()):
            rows = sum(histogram.values())
            yield _figure(one, periods, level, key, None, float(rows), median(histogram))


def median(histogram: dict[int, int]) -> float:
    """The median of values counted in a histogram that is not empty; the mean of the middle two of an even number."""
    values = np.array(sorted(histogram))
    reached = np.cumsum([histogram[value] for value in values])
    rows = int(reached[-1])
    low, high = (values[np.searchsorted(reached, place, side="right")] for place in ((rows - 1) // 2, rows // 2))
    return (float(low) + float(high)) / 2


def _figure(
    one: Asked,
    periods: Sequence[Period],
    level: Level,
    key: _Key,
    numerator: float | None,
    denominator: float | None,
    value: float | None,
) -> dict[str, Any]:
    period, org_code, category = key
    return {
        "period_start": periods[period].start,
        "period_end": periods[period].end,
        "level": level.value,
        "org_code": org_code,
        "category": category,
        "measure": one.measure.measure,
        "official_id": one.measure.official,
        "variant": one.variant.value,
        "statistic": one.measure.statistic.value,
        "numerator": numerator,
        "denominator": denominator,
        "value": value,
    }
