"""Courses counted by all that decides whether a definition takes them for recovered, packed into one whole number.

For one start score and one end score a cell says how far above its line the start lay, how far below the end, and what
each criterion makes of the two. A cell never has a score in it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import ibis
import numpy as np

from caseness.outcomes.comparing import NOT_KNOWN, SHIFTS, compared, fields, measured
from caseness.outcomes.facts import POPULATIONS, outcome_facts
from caseness.vocabulary.specifications import factors

if TYPE_CHECKING:
    from collections.abc import Sequence

    import ibis.expr.types as ir
    from numpy.typing import NDArray

    from caseness.pathways import Pathways

_FIELDS = {  # each with its size, least significant first
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
    "reached": len(POPULATIONS),
    "returned": len(factors()["durability"]),
    "followed": len(factors()["durability"]),
    "first": 2,
    "later": len(POPULATIONS) + 1,
}
_ONE_UNIT = ("returned", "followed", "first", "later")  # what only definitions of a person or of time after ask


@dataclass(frozen=True, slots=True)
class Cells:
    """Counts of courses by cell for one start and one end score.

    ``provider`` has the place of each cell's provider in ``providers``, or 0 where providers are not told apart; ``facts`` has
    the value of each field of the cell by its name, ``count`` how many courses there are.
    """

    start: str
    end: str
    provider: NDArray[np.int64]
    facts: dict[str, NDArray[np.int64]]
    count: NDArray[np.int64]


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
    facts = pathways.facet(outcome_facts)
    if facts is None:
        return None
    starts, ends = ([one.id for one in factors()[name]] for name in ("start", "end"))
    pairs = [(start, end) for start in starts for end in ends]
    with_persons = [(start, end) for start, end in pairs if start == starts[0]]
    by_provider = _counted(pathways, facts, pairs, persons=False)
    of_persons = _counted(pathways, facts, with_persons, persons=True)
    numbered = pathways.records.fetch(facts.select("number", "provider").distinct().order_by("number"))
    return CellTables(
        tuple(row["provider"] for row in numbered),
        by_provider,
        of_persons,
        persons_known=bool(of_persons and (of_persons[0].facts["later"] > 0).any()),
        longest_follow_up=int(max((one.facts["followed"].max(initial=0) for one in of_persons), default=0)),
    )


def _counted(
    pathways: Pathways, facts: ir.Table, pairs: Sequence[tuple[str, str]], *, persons: bool
) -> tuple[Cells, ...]:
    """The cells of each start and end score: of each provider, or of everybody with who and what came after."""
    records = pathways.records
    pairs_of_scores = ibis.union(*(compared(facts, place, *pair) for place, pair in enumerate(pairs)))
    rows = records.view("scores_compared", measured(records.view("pairs_of_scores", pairs_of_scores)))
    values = fields(rows, pathways.choices)
    if not persons:
        values |= dict.fromkeys(_ONE_UNIT, ibis.literal(0).cast("int64"))
    key, size = rows.pair, len(pairs)
    for name, room in _FIELDS.items():
        key, size = key + values[name].cast("int64") * size, size * room
    if not persons:
        key = key + rows.number * size
    keyed = rows.select(key=key)
    told = records.fetch_table(keyed.group_by("key").aggregate(n=keyed.count()))
    left, n = (told[name].to_numpy() for name in ("key", "n"))
    pair, left = left % len(pairs), left // len(pairs)
    return tuple(
        _cells(*names, left[here], n[here])
        for place, names in enumerate(pairs)
        for here in [np.flatnonzero(pair == place)]
    )


def _cells(start: str, end: str, key: NDArray[np.int64], count: NDArray[np.int64]) -> Cells:
    facts, left = {}, key
    for name, size in _FIELDS.items():
        facts[name], left = left % size, left // size
    return Cells(start, end, left, facts, count.astype(np.int64))
