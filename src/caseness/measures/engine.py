"""Computes measures: one pass over the rows of each anchor for all that rest on it, rolled up to every level.

The engine sums the finest cells only, of period, provider and commissioner (and category); what is larger is added up here.
A median needs the histogram of its values, which adds up as well.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
from ibis import _

from caseness.measures.geography import LEVELS, Geography, geography_of
from caseness.measures.measure import Count, Extreme, Mean, Median, Ratio, Share, Total, Variant
from caseness.measures.rolling import Rolled, column, rolled
from caseness.measures.rows import rows_of
from caseness.vocabulary import TOTAL

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    import ibis.expr.types as ir
    from numpy.typing import NDArray

    from caseness.measures.breakdowns import Breakdown
    from caseness.measures.measure import Anchor, Definition, Expression, Measure
    from caseness.pathways import Pathways
    from caseness.vocabulary import Level
    from caseness.vocabulary.period import Period

_CELL = ("period", "provider", "commissioner")
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
    rows = rows.filter(when)
    if isinstance(definition.computation, Median):
        return _histogram(_valued(rows, [definition.computation]), 0)
    terms = _Terms(rows)
    _columns_of(definition, terms)
    return terms.cells()


@dataclass(slots=True)
class _Terms:
    """The aggregates that a pass has to bring, each once however many measures rest on it."""

    rows: ir.Table
    sums: dict[Any, tuple[str, ir.Value]] = field(default_factory=dict)

    def cells(self) -> ir.Table:
        """The sums of every cell."""
        return self.rows.group_by(_keys_of(self.rows)).aggregate(**dict(self.sums.values()))

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
    parts = []
    if needed:
        cells = pathways.records.fetch_table(terms.cells())
        for at in rolled(cells, levels, geography):
            places = _places(at, periods, breakdown)
            parts += [_figures(one.asked, places, *_added_up(one, at, cells)) for one in needed]
    for one, histogram in _histograms(pathways, anchor, rows, asked):
        counted = pathways.records.fetch_table(histogram)
        values, rows_of_value = column(counted, "value"), column(counted, "rows")
        for at in rolled(counted, levels, geography):
            found = at.median(values, rows_of_value)
            parts.append(_figures(one, _places(at, periods, breakdown), None, at.total(rows_of_value), found))
    return pa.concat_tables(parts)


def _histograms(
    pathways: Pathways, anchor: Anchor, rows: ir.Table, asked: list[Asked]
) -> Iterator[tuple[Asked, ir.Table]]:
    """Those that are medians; where they are several, their values are worked out once, as each is counted by itself."""
    medians = [(one, told) for one in asked if isinstance(told := one.definition.computation, Median)]
    valued = _valued(rows, [told for _one, told in medians])
    if len(medians) > 1:
        valued = pathways.records.kept(f"medians_{anchor.name}", valued)
    for place, (one, _told) in enumerate(medians):
        yield one, _histogram(valued, place)


def _keys_of(rows: ir.Table) -> list[str]:
    """What the finest cells are of."""
    return [*_CELL, "category"] if "category" in rows.columns else [*_CELL]


def _valued(rows: ir.Table, medians: Sequence[Median]) -> ir.Table:
    """The cell of each row, and the value that each of the medians takes of it, NULL for none, by its place."""
    values = {}
    for place, median in enumerate(medians):
        of, where = rows.bind(median.of, median.where)
        values[f"value_{place}"] = where.ifelse(of, None)
    return rows.select(*_keys_of(rows), **values)


def _histogram(valued: ir.Table, place: int) -> ir.Table:
    """How many rows of each cell have each of the values of a median."""
    keys = _keys_of(valued)
    told = valued.select(*keys, value=f"value_{place}").filter(_.value.notnull())
    return told.group_by([*keys, "value"]).aggregate(rows=told.count())


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


def _added_up(
    needed: _Needed, at: Rolled, cells: pa.Table
) -> tuple[NDArray[np.float64] | None, NDArray[np.float64] | None, NDArray[np.float64]]:
    """Numerator, denominator and value of each organisation; NaN where there is none."""
    above = column(cells, needed.above)
    bottom = None if needed.below is None else at.total(column(cells, needed.below))
    if needed.kind != "sum":
        return None, bottom, at.extreme(above, greatest=needed.kind == "max")
    top = at.total(above)
    if bottom is None:
        return top, None, top
    with np.errstate(divide="ignore", invalid="ignore"):
        return top, bottom, np.where(bottom == 0, np.nan, top / bottom)


def _places(at: Rolled, periods: Sequence[Period], breakdown: Breakdown | None) -> dict[str, pa.Array]:
    """Whose figures and of when they are, at one level: the same for every measure of its rows."""
    rows = len(at.org_codes)
    names = [TOTAL] if breakdown is None else [category.name for category in breakdown.categories]
    categories = np.zeros(rows, np.int64) if breakdown is None else at.categories
    return {
        "period_start": pa.array([period.start for period in periods], pa.date32()).take(pa.array(at.periods)),
        "period_end": pa.array([period.end for period in periods], pa.date32()).take(pa.array(at.periods)),
        "level": pa.repeat(at.level.value, rows),
        "org_code": pa.array(at.org_codes, pa.string()),
        "breakdown": pa.repeat(TOTAL if breakdown is None else breakdown.name, rows),
        "category": pa.array(names, pa.string()).take(pa.array(categories)),
    }


def _figures(
    one: Asked,
    places: Mapping[str, pa.Array],
    numerator: NDArray[np.float64] | None,
    denominator: NDArray[np.float64] | None,
    value: NDArray[np.float64],
) -> pa.Table:
    """The figures of one measure at one level, as `FIGURES`."""
    rows = len(value)
    columns = {
        **places,
        "measure": pa.repeat(one.measure.measure, rows),
        "official_id": pa.repeat(pa.scalar(one.measure.official, pa.string()), rows),
        "variant": pa.repeat(one.variant.value, rows),
        "statistic": pa.repeat(one.measure.statistic.value, rows),
        "numerator": _or_null(numerator, rows),
        "denominator": _or_null(denominator, rows),
        "value": _or_null(value, rows),
    }
    return pa.table(columns, FIGURES)


def _or_null(numbers: NDArray[np.float64] | None, rows: int) -> pa.Array:
    return pa.nulls(rows, pa.float64()) if numbers is None else pa.array(numbers, from_pandas=True)
