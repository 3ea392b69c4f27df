"""Courses counted by all that decides whether a definition takes them for recovered, packed into one whole number.

For one start score and one end score a cell says how far above its line the start lay, how far below the end, and what
each criterion makes of the two. A cell never has a score in it.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import accumulate
from math import prod
from operator import mul
from typing import TYPE_CHECKING

import ibis
import numpy as np

from caseness.outcomes.comparing import NOT_KNOWN, SHIFTS, compared, ending, measured, started, starting
from caseness.outcomes.facts import POPULATIONS, outcome_facts
from caseness.vocabulary.specifications import factors

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import ibis.expr.types as ir
    from numpy.typing import NDArray

    from caseness.pathways import Pathways

_DECIDING = {  # what criteria ask of the scores, each with its size, least significant first
    "start": len(SHIFTS) + 1,
    "both_at_start": 2,
    "phq9_start": 3,
    "end": NOT_KNOWN + 1,
    "phq9_end": 3,
    "remission": 2,
    "reliable": 2,
    "retest": 2,
    "halved": 2,
    "before": 2,
    "valid": 2,
    "valid_phq9": 2,
    "valid_remission": 2,
}
_FRAMING = {  # what populations, units and times after ask
    "reached": len(POPULATIONS),
    "returned": len(factors()["durability"]),
    "followed": len(factors()["durability"]),
    "first": 2,
    "later": len(POPULATIONS) + 1,
}
_FIELDS = _DECIDING | _FRAMING
_WEIGHTS = dict(zip(_FIELDS, accumulate([1, *_FIELDS.values()], mul), strict=False))
_SIZE = prod(_FIELDS.values())
_COURSES = "cells_of_courses"
_STARTS = [one.id for one in factors()["start"]]


@dataclass(frozen=True, slots=True)
class Cells:
    """Counts of courses by cell for one start and one end score.

    ``deciding`` has, by name, the value of each field that criteria ask for in every row of a table of counts, ``framing``
    those that say whom a definition is about in every column; a third axis is of providers, with one place where they are
    not told apart. ``row``, ``column``, ``provider`` and ``count`` are the cells of that table that are not empty.
    """

    start: str
    end: str
    deciding: dict[str, NDArray[np.int64]]
    framing: dict[str, NDArray[np.int64]]
    row: NDArray[np.int64]
    column: NDArray[np.int64]
    provider: NDArray[np.int64]
    count: NDArray[np.int64]

    def counts(self, providers: int) -> NDArray[np.float64]:
        """The whole table: row, column, provider."""
        shape = tuple(max(map(len, side.values())) for side in (self.deciding, self.framing))
        place = (self.row * shape[1] + self.column) * providers + self.provider
        counted = np.bincount(place, self.count, shape[0] * shape[1] * providers).astype(float)
        return counted.reshape(*shape, providers)


@dataclass(frozen=True, slots=True)
class CellTables:
    """All cells of an extract: ``by_provider`` for each start and end; ``of_persons`` with who and what came after."""

    providers: tuple[str, ...]
    by_provider: tuple[Cells, ...]
    of_persons: tuple[Cells, ...]
    persons_known: bool
    longest_follow_up: int


def cell_tables(pathways: Pathways) -> CellTables | None:
    """The cells of every start and end score; None where the extract has no scores."""
    facts = pathways.facet(facts_in_parts)
    if facts is None:
        return None
    pairs = [(start, one.id) for start in _STARTS for one in factors()["end"]]
    rows = _compared(pathways, facts, pairs)
    by_provider = _counted(pathways, rows.select("pair", cell=rows.cell + rows.number * _SIZE), pairs)
    of_persons = _counted(pathways, rows.select("pair", cell=rows.cell + rows.of_persons), pairs, _STARTS[0])
    pathways.records.let_go(_COURSES)
    numbered = pathways.records.fetch(facts.select("number", "provider").distinct().order_by("number"))
    return CellTables(
        tuple(row["provider"] for row in numbered),
        by_provider,
        of_persons,
        persons_known=bool(of_persons and (of_persons[0].framing["later"] > 0).any()),
        longest_follow_up=int(max((one.framing["followed"].max(initial=0) for one in of_persons), default=0)),
    )


def facts_in_parts(pathways: Pathways) -> ir.Table | None:
    """The facts (`facts.outcome_facts`) with what each start decides of a cell, ``part_…``, and what is ``of_persons``.

    That is who they are and what came after. None without scores.
    """
    facts = outcome_facts(pathways)
    if facts is None:
        return None
    beyond = {
        "returned": facts.returned,
        "followed": facts.followed,
        "first": facts["first"].ifelse(1, 0),
        "later": facts.later + 1,
    }
    parts = {
        f"part_{start}": _packed(starting(facts, start, pathways.choices) | {"reached": facts.reached})
        for start in _STARTS
    }
    return facts.mutate(**parts, of_persons=_packed(beyond))


def _packed(values: Mapping[str, ir.IntegerValue]) -> ir.IntegerValue:
    """Fields of a cell in their places of its number."""
    summed = ibis.literal(0).cast("int64")
    for name, value in values.items():
        summed = summed + value.cast("int64") * _WEIGHTS[name]
    return summed


def _compared(pathways: Pathways, facts: ir.Table, pairs: Sequence[tuple[str, str]]) -> ir.Table:
    """A row for each course and pair of a start and an end score: ``pair`` (its place) and the ``cell`` that the two make.

    ``number`` and ``of_persons`` are those of the facts. Courses without a start score are alike at every end; they are taken in
    once for each start, after all pairs.
    """
    records = pathways.records
    without = [(start, pairs[0][1]) for start in _STARTS]
    compare = [
        compared(
            facts.filter(started(facts, pair[0]) if place < len(pairs) else ~started(facts, pair[0])), place, *pair
        )
        for place, pair in enumerate([*pairs, *without])
    ]
    rows = records.view("scores_compared", measured(records.view("pairs_of_scores", ibis.union(*compare))))
    cell = rows.part + _packed(ending(rows, pathways.choices))
    return records.kept(_COURSES, rows.select("pair", "number", "of_persons", cell=cell))


def _counted(
    pathways: Pathways, rows: ir.Table, pairs: Sequence[tuple[str, str]], of_start: str | None = None
) -> tuple[Cells, ...]:
    """How many ``rows`` each cell of each pair has: of every pair, or of those of one start."""
    wanted = {place: pair for place, pair in enumerate(pairs) if of_start in (None, pair[0])}
    of_none = {start: len(pairs) + place for place, start in enumerate(_STARTS) if of_start in (None, start)}
    if of_start is not None:
        rows = rows.filter(rows.pair.isin([*wanted, *of_none.values()]))
    told = pathways.records.fetch_table(rows.group_by("pair", "cell").aggregate(n=rows.count()))
    pair, cells, n = (told[name].to_numpy() for name in ("pair", "cell", "n"))
    return tuple(
        _cells(*names, cells[here], n[here])
        for place, names in wanted.items()
        for here in [np.flatnonzero((pair == place) | (pair == of_none[names[0]]))]
    )


def _cells(start: str, end: str, key: NDArray[np.int64], count: NDArray[np.int64]) -> Cells:
    sides = []
    for fields_of_side in (_DECIDING, _FRAMING):
        size = prod(fields_of_side.values())
        distinct, place = np.unique(key % size, return_inverse=True)
        sides.append((_unpacked(distinct, fields_of_side), place))
        key = key // size
    (deciding, row), (framing, column) = sides
    return Cells(start, end, deciding, framing, row, column, key, count.astype(np.int64))


def _unpacked(packed: NDArray[np.int64], sizes: Mapping[str, int]) -> dict[str, NDArray[np.int64]]:
    facts = {}
    for name, size in sizes.items():
        facts[name], packed = packed % size, packed // size
    return facts
