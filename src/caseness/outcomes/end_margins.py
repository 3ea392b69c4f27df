"""How far from the line cases started and ended, and who has no end score: counts by what care they had."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import ibis
import numpy as np

from caseness.outcomes.cells import facts_in_parts
from caseness.outcomes.facts import POPULATIONS, high_intensity
from caseness.outcomes.scored import SCORE, cohort
from caseness.pathways.instruments import HUNDREDTHS
from caseness.pathways.outcomes import PHQ9, case_line

if TYPE_CHECKING:
    import ibis.expr.types as ir
    from numpy.typing import NDArray

    from caseness.pathways import Pathways

FAR = 20  # points from a line; no scale whose points count reaches further
MARGINS = np.arange(-FAR, FAR + 1)
LOW, HIGH = 0, 1
_NOWHERE = 2 * FAR + 1  # of a margin that is not known


@dataclass(frozen=True, slots=True)
class EndMargins:
    """Cases of the official definition, those without a start score among them.

    ``known[population, high, start, end]`` are those with an end score, ``missing[population, high, start]`` those without. A
    population is the last of `POPULATIONS` that a course belongs to; ``high`` is 1 for any treatment contact of high intensity.
    ``start`` and ``end`` are places in `MARGINS`, points above the line (of the worse scale): below 0 at the end is recovery.
    The last place of ``start`` is for those without a start score.
    """

    known: NDArray[np.int64]
    missing: NDArray[np.int64]

    def since(self, population: str) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Both tables of everybody who belongs to a population, still by intensity."""
        place = POPULATIONS.index(population)
        return self.known[place:].sum(axis=0), self.missing[place:].sum(axis=0)

    def by_contacts(self, population: str) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """The same with a stratum for each start and each population reached, which tells how many treatment contacts there were.

        Strata × ends, and strata.
        """
        place = POPULATIONS.index(population)
        known, missing = self.known[place:].sum(axis=1), self.missing[place:].sum(axis=1)
        return known.reshape(-1, known.shape[-1]), missing.ravel()


def end_margins(pathways: Pathways) -> EndMargins | None:
    """The counts; None where the extract has no scores.

    Points of anxiety measures other than GAD-7 are of another size: a score of theirs above its line stays above, one below
    stays below, however far the others are moved.
    """
    facts = pathways.facet(facts_in_parts)
    if facts is None:
        return None
    own = cohort(pathways)
    rows = facts.inner_join(own.select("pathway", high=high_intensity(own).ifelse(1, 0)), "pathway")
    line = case_line(PHQ9) or 0
    p1, a1 = rows.p_first % SCORE, rows.a_first % SCORE
    case = (p1 >= line).fill_null(False) | (a1 >= rows.line).fill_null(False)
    unknown = ~case & (p1.isnull() | a1.isnull())
    valid = case & rows.p_before.notnull() & rows.a_before.notnull()
    start = _worse(_points(p1 - line), _anxiety(rows, a1), either=True)
    end = _worse(_points(rows.p_last % SCORE - line), _anxiety(rows, rows.a_last % SCORE), either=False)
    told = rows.filter(case | unknown).select(
        reached=rows.reached,
        high=rows.high.cast("int64"),
        start=ibis.ifelse(case, start, _NOWHERE).cast("int64"),
        end=ibis.ifelse(valid, end, _NOWHERE).cast("int64"),
    )
    keys = ("reached", "high", "start", "end")
    counts = pathways.records.fetch(told.group_by(*keys).aggregate(n=told.count()).order_by(*keys))
    known = np.zeros((len(POPULATIONS), 2, _NOWHERE + 1, len(MARGINS)), np.int64)
    missing = np.zeros((len(POPULATIONS), 2, _NOWHERE + 1), np.int64)
    for row in counts:
        at = row["reached"], row["high"], row["start"]
        if row["end"] == _NOWHERE:
            missing[at] += row["n"]
        else:
            known[(*at, row["end"])] += row["n"]
    return EndMargins(known, missing)


def _points(above: ir.IntegerValue) -> ir.IntegerValue:
    """Whole points above a line as a place in `MARGINS`, from hundredths."""
    far = FAR * HUNDREDTHS
    nothing = ibis.null().cast("int64")
    return ibis.ifelse(above.isnull(), nothing, (above.clip(-far, far) + far) // HUNDREDTHS)


def _anxiety(rows: ir.Table, score: ir.IntegerValue) -> ir.IntegerValue:
    beyond = ibis.ifelse(score >= rows.line, 2 * FAR, 0)
    return ibis.ifelse(
        score.isnull(), ibis.null().cast("int64"), ibis.ifelse(rows.gad7, _points(score - rows.line), beyond)
    )


def _worse(one: ir.IntegerValue, other: ir.IntegerValue, *, either: bool) -> ir.IntegerValue:
    """The further above its line; with ``either`` the one known where only one is."""
    both = ibis.ifelse(one > other, one, other)
    return ibis.coalesce(both, one, other) if either else both
