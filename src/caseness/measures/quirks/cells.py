"""Counting for quirks that concern organisations: sums of every month of each of them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeAlias

from caseness.measures.geography import geography_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    import ibis.expr.types as ir

    from caseness.measures.geography import Geography
    from caseness.measures.measure import Expression
    from caseness.pathways import Pathways
    from caseness.vocabulary import Level

Cells: TypeAlias = "dict[tuple[object, ...], dict[str, int]]"
"""Sums by place of the period, code of the organisation, and what else parts them."""


def cells_at(
    pathways: Pathways,
    rows: ir.Table,
    levels: Sequence[Level],
    *keys: str,
    geography: Geography | None = None,
    **terms: Expression,
) -> dict[Level, Cells]:
    """How many rows meet each condition, or the sum of each whole number, at each level; all in one pass.

    ``keys`` are whole numbers that part the cells further.
    """
    bound = {name: rows.bind(term)[0] for name, term in terms.items()}
    numbers = {name: term.ifelse(1, 0) if term.type().is_boolean() else term for name, term in bound.items()}
    summed = {name: number.fill_null(0).cast("int64").sum().cast("int64") for name, number in numbers.items()}
    found = pathways.records.fetch(rows.group_by("period", "provider", "commissioner", *keys).aggregate(**summed))
    geography = geography or geography_of(pathways.records)
    return {level: _rolled(found, level, geography, keys, terms) for level in levels}


def _rolled(
    found: Sequence[Mapping[str, Any]], level: Level, geography: Geography, keys: Sequence[str], names: Iterable[str]
) -> Cells:
    together: Cells = {}
    for cell in found:
        at = geography.at(level, cell["provider"], cell["commissioner"])
        added = together.setdefault((cell["period"], at, *(cell[key] for key in keys)), dict.fromkeys(names, 0))
        for name in names:
            added[name] += cell[name]
    return together
