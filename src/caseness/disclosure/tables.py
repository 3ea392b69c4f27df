"""A table under the rule: counts, the shares beside them, and what could be worked out from the rest.

Secondary suppression: where a count is the sum of all others in its column, or in its row, and one of these is suppressed
alone, the smallest of the others is hidden too.
"""

from __future__ import annotations

from dataclasses import replace
from itertools import islice, permutations, product
from typing import TYPE_CHECKING

from caseness.checks.finding import Unit
from caseness.disclosure.rule import rounded, rounded_gap, rounded_share, without_counts
from caseness.vocabulary.disclosure import LEAST_SHOWN

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from caseness.checks.finding import Cell, Table

SUPPRESSED, HIDDEN = "[c]", "[s]"
_PARTS = 2  # at the least, for a count to be the sum of parts
_EQUAL = 1e-9

Place = tuple[int, int]  # row, column


def table_under_rule(table: Table) -> Table:
    """The table as it may be seen."""
    counts = _counts(table)
    hidden, beside = _hidden(counts), _by_row(counts)
    every = list(counts.values())
    rows = [
        tuple(_cell(table, beside.get(r, []), every, hidden, (r, c), cell) for c, cell in enumerate(row))
        for r, row in enumerate(table.rows)
    ]
    return replace(table, rows=tuple(rows))


def pairs(table: Table) -> Iterator[tuple[float, float]]:
    """Every count of a table with every other one of its row: what a share may be a share of."""
    for counts in _by_row(_counts(table)).values():
        yield from permutations(counts, 2)


def gaps(table: Table) -> Iterator[tuple[float, float | None]]:
    """Every difference of two shares of a row whose counts stand in it, as it is and as it is shown."""
    of_rows = _by_row(_counts(table))
    for r, row in enumerate(table.rows):
        beside = of_rows.get(r, [])
        for column, cell in zip(table.columns, row, strict=True):
            if column.unit is Unit.PERCENTAGE_POINT and isinstance(cell, int | float):
                yield from ((cell, rounded_gap(*two)) for two in _two_shares(cell, beside))


def _two_shares(points: float, beside: Sequence[float]) -> list[tuple[tuple[float, float], tuple[float, float]]]:
    """The two shares that a difference is of, each a numerator and a denominator; none where they are not in its row."""
    shares = [(above, below) for above, below in permutations(beside, 2) if above >= 0 and below > 0]
    found = ((a, b) for a, b in product(shares, repeat=2) if abs(a[0] / a[1] - b[0] / b[1] - points) < _EQUAL)
    return list(islice(found, 1))


def _counts(table: Table) -> dict[Place, float]:
    """The exact counts by their places."""
    return {
        (r, c): cell
        for r, row in enumerate(table.rows)
        for c, (column, cell) in enumerate(zip(table.columns, row, strict=True))
        if column.unit is Unit.COUNT and isinstance(cell, int | float)
    }


def _by_row(counts: dict[Place, float]) -> dict[int, list[float]]:
    """The exact counts of each row that has any."""
    rows: dict[int, list[float]] = {}
    for (row, _column), count in counts.items():
        rows.setdefault(row, []).append(count)
    return rows


def _hidden(counts: dict[Place, float]) -> set[Place]:
    """The counts that are hidden because another could be worked out from them."""
    lines: dict[tuple[int, int], list[Place]] = {}
    for place in counts:
        for axis in (0, 1):
            lines.setdefault((axis, place[axis]), []).append(place)
    return {place for line in lines.values() for place in _hidden_in(line, counts)}


def _hidden_in(line: Sequence[Place], counts: dict[Place, float]) -> Iterable[Place]:
    """The place to hide in one row or column, if it has a total and just one of the parts is suppressed."""
    total = max(line, key=lambda place: counts[place])
    parts = [place for place in line if place != total]
    if len(parts) < _PARTS or counts[total] != sum(counts[place] for place in parts):
        return ()
    suppressed = [place for place in parts if abs(counts[place]) < LEAST_SHOWN]
    if len(suppressed) != 1:
        return ()
    return (min((place for place in parts if place not in suppressed), key=lambda place: counts[place]),)


def _cell(
    table: Table, beside: Sequence[float], every: Sequence[float], hidden: set[Place], place: Place, cell: Cell
) -> Cell:
    """A cell as it may be seen; ``beside`` are the counts of its row, ``every`` those of the table."""
    unit = table.columns[place[1]].unit
    if place in hidden:
        return HIDDEN
    if not isinstance(cell, int | float) or unit is None:
        return cell
    if unit is Unit.COUNT:
        shown = rounded(cell)
        return SUPPRESSED if shown is None else shown
    if unit is Unit.PROPORTION and (pair := _pair(cell, beside, beside) or _pair(cell, beside, every)):
        share = rounded_share(*pair)
        return SUPPRESSED if share is None else share
    if unit is Unit.PERCENTAGE_POINT and (two := _two_shares(cell, beside)):
        points = rounded_gap(*two[0])
        return SUPPRESSED if points is None else points
    if any(abs(count) < LEAST_SHOWN for count in beside):
        return SUPPRESSED
    return without_counts(cell, min(beside, default=0)) if unit is Unit.PROPORTION else cell


def _pair(share: float, numerators: Sequence[float], denominators: Sequence[float]) -> tuple[float, float] | None:
    """The two counts that a share is the ratio of."""
    return next(
        ((n, d) for d in denominators for n in numerators if d and n <= d and abs(n / d - share) < _EQUAL), None
    )
