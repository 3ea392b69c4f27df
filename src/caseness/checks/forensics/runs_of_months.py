"""In which months a flagged provider shows the sign of a test: the run of months in which it is strongest."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from itertools import combinations
from typing import TYPE_CHECKING

import numpy as np

from caseness.checks.finding import Column, Table
from caseness.forensics.fellows import ALONE
from caseness.forensics.reading import read_by_month
from caseness.vocabulary.period import month_after
from caseness.wording import decimal

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from datetime import date

    from numpy.typing import NDArray

    from caseness.checks.finding import Cell
    from caseness.forensics.evidence import Evidence
    from caseness.forensics.registry import ForensicTest
    from caseness.pathways import Pathways

THROUGHOUT = "throughout"
"""All months of an extract, in words."""


@dataclass(frozen=True, slots=True)
class Run:
    """The months of a ``provider`` in which the statistic of a ``test`` is greatest, of courses that ended in them.

    ``first`` and ``last`` of the ``months`` of the extract are counted from 0, both within; ``inside`` is the statistic there and
    ``elsewhere`` that of the other months, NaN where these are too few. ``confined`` says whether those months stand out by
    more than the choice among so many runs gives by chance.
    """

    test: str
    provider: str
    months: int
    first: int
    last: int
    inside: float
    elsewhere: float
    confined: bool

    def words(self, begin: date) -> str:
        """The months in words, of an extract that begins on a day: “Oct 2024 to Mar 2025”, or “throughout”."""
        if self.last - self.first + 1 == self.months:
            return THROUGHOUT
        first, last = month_after(begin, self.first), month_after(begin, self.last)
        return str(first) if first == last else f"{first} to {last}"


def runs_of_months(
    test: ForensicTest, pathways: Pathways, tables: Sequence[Evidence], names: Sequence[str], flagged: Iterable[int]
) -> tuple[tuple[Run, ...], tuple[str, ...]]:
    """The run of each provider that is ``flagged``, by its place in ``names`` and ``tables`` of providers; and the queries.

    Every run of months is put to the test as a provider of its own, beside all others.
    """
    places = list(flagged)
    if not places:
        return (), ()
    readings = [read_by_month(pathways, kind, [names[place] for place in places]) for kind in test.evidence]
    by_month = [reading.table for reading in readings if reading.table is not None]
    span = len(readings[0].units.names) // len(places)
    found = []
    for number, place in enumerate(places):
        months = [table.of(slice(number * span, (number + 1) * span)) for table in by_month]
        others = [table.of(np.arange(table.units) != place) for table in tables]
        if not _needs_fellows(test, tables):
            others = [table.pooled() for table in others]
        run = _strongest(test.id, names[place], span, partial(_statistic, test, months, others))
        found += [run] if run else []
    return tuple(found), tuple(query for reading in readings for query in reading.queries)


def _needs_fellows(test: ForensicTest, tables: Sequence[Evidence]) -> bool:
    """Whether the test asks how much providers differ, so that all others as one would not do."""
    return str(test.run(*(table.pooled() for table in tables)).reason[0]) == ALONE


def _statistic(test: ForensicTest, months: list[Evidence], others: list[Evidence], chosen: NDArray[np.bool_]) -> float:
    """The statistic of the months ``chosen`` of a provider, as one unit after all others."""
    own = [table.of(chosen).pooled() for table in months]
    return float(test.run(*(rest.followed_by(one) for rest, one in zip(others, own, strict=True))).statistic[-1])


def _strongest(test: str, provider: str, months: int, statistic: Callable[[NDArray[np.bool_]], float]) -> Run | None:
    """The run with the greatest statistic; None where nothing can be told of any.

    It stands out if two levels, within and without, fit better than one by more than so many runs to choose from would give:
    z² within + z² without − z² of all months over 2 ln (runs). The limit is ours; by simulation a sign that is the same in all of
    12 months passes it in 3 to 5 of 100 series.
    """
    every = np.ones(months, bool)
    whole = statistic(every)
    best, runs = (-np.inf, 0, months - 1), 0
    for first, end in combinations(range(months + 1), 2):
        inside = _within(months, first, end - 1)
        value = statistic(inside)
        runs += 1
        if value > best[0]:
            best = (value, first, end - 1)
    if not np.isfinite(best[0]):
        return None
    inside = _within(months, best[1], best[2])
    elsewhere = np.nan if inside.all() else statistic(~inside)
    gain = best[0] ** 2 + np.nan_to_num(elsewhere) ** 2 - np.nan_to_num(whole) ** 2
    confined = bool(not inside.all() and gain > 2 * np.log(runs))
    return Run(test, provider, months, best[1], best[2], best[0], elsewhere, confined)


def _within(months: int, first: int, last: int) -> NDArray[np.bool_]:
    month = np.arange(months)
    return np.asarray((month >= first) & (month <= last))


def months_table(runs: Sequence[Run], begin: date) -> tuple[Table, ...]:
    """The runs as a table; none without a flag."""
    rows: list[tuple[Cell, ...]] = [
        (
            run.provider,
            run.test,
            run.words(begin),
            decimal(run.inside, 1),
            decimal(run.elsewhere, 1) if np.isfinite(run.elsewhere) else "[z]",
            "yes" if run.confined else "no",
        )
        for run in runs
    ]
    if not rows:
        return ()
    return (
        Table(
            name="months",
            caption="When each flagged provider shows the sign: the run of months in which it is strongest",
            columns=(
                Column(key="unit", title="Provider"),
                Column(key="test", title="Test"),
                Column(key="months", title="Courses that ended in"),
                Column(key="inside", title="z in these months"),
                Column(key="elsewhere", title="z in its other months"),
                Column(key="confined", title="Beyond chance in its months"),
            ),
            rows=tuple(rows),
            note="Each run of months is put to the test as a provider of its own, beside all others. Beyond chance: two levels, "
            "within the run and without, fit better than one by more than the choice among so many runs gives where the sign is "
            "the same throughout. Where a run begins and ends is uncertain by some months either way. [z] too few to say.",
        ),
    )
