"""In which months a flagged recovery rate departed from its own course, and England’s run chart."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from caseness.checks.finding import Column, Table
from caseness.checks.running import histories
from caseness.forensics.evidence.counting import MonthlyCourses
from caseness.statistics.cusum import cusum, cusum_limit, onset
from caseness.vocabulary.period import month_after

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from caseness.checks.chart import Chart
    from caseness.checks.forensics.testing import Said

_MONTHS = 12
_FALSE_ALARM = 120  # months from one to the next where nothing changes
_ODDS = 1.25  # multiplied by which, or divided, the odds are looked for
_DRAWS = 2000


def onsets(said: Said) -> tuple[Table, ...]:
    """The run of months of each unit flagged for a change in which its rate departed most; none without a flag."""
    months = said.evidence.get(MonthlyCourses)
    if MonthlyCourses not in said.test.evidence or not isinstance(months, MonthlyCourses):
        return ()
    rows = []
    for level, counts in ((said.england, months.pooled().counts), (said.providers, months.counts)):
        if level is None:
            continue
        for place in np.flatnonzero(level.flagged):
            found = onset(counts[[place], :, 1], counts[[place]].sum(axis=2), np.random.default_rng(0), draws=1)
            begin, end = (month_after(said.begin, int(at[0])) for at in (found.start, found.end))
            direction = "rose" if found.up[0] else "fell"
            alarm = _alarm(counts[place], slice(int(found.start[0]), int(found.end[0]) + 1), up=bool(found.up[0]))
            noticed = "not" if alarm is None else str(month_after(said.begin, alarm))
            rows.append((level.names[place], str(begin), str(end), direction, noticed))
    if not rows:
        return ()
    return (
        Table(
            name="onsets",
            caption="The months in which the recovery rate of each flagged unit departed most from that of its other months",
            columns=(
                Column(key="unit", title="Unit"),
                Column(key="from", title="From"),
                Column(key="to", title="To"),
                Column(key="direction", title="The rate"),
                Column(key="noticed", title="Watched month by month, noticed in"),
            ),
            rows=tuple(rows),
            note="The month in which a run begins is uncertain by some months either way. Noticed: when a cumulative sum of the "
            "rate, against that of the other months, first passes a limit that it passes once in "
            f"{_FALSE_ALARM // _MONTHS} years where nothing changes (Steiner, Cook, Farewell and Treasure 2000).",
        ),
    )


def _alarm(counts: NDArray[np.integer], run: slice, *, up: bool) -> int | None:
    """The month, counted from 0, in which watching from month to month would have noticed the run of a unit."""
    cases, recovered = counts.sum(axis=1), counts[:, 1]
    others = np.ones(len(cases), bool)
    others[run] = False
    before, well = cases[others].sum(), recovered[others].sum()
    if not 0 < well < before:
        return None
    odds = _ODDS if up else 1 / _ODDS
    size = -np.expm1(-len(cases) / _FALSE_ALARM)
    limit = cusum_limit(cases, well / before, size, np.random.default_rng(0), odds, _DRAWS)[0]
    over = np.flatnonzero(cusum(recovered, cases, well / before, odds)[0] > limit)
    return int(over[0]) if len(over) else None


def run_of_england(said: Said) -> tuple[Chart, ...]:
    """England’s recovery rate month by month; none where the extract has too few months."""
    months = said.evidence.get(MonthlyCourses)
    if not isinstance(months, MonthlyCourses) or not months.units:
        return ()
    recovered, cases = months.pooled().counts[0, :, 1], months.pooled().counts[0].sum(axis=1)
    rates = [float(r / n) if n else None for r, n in zip(recovered, cases, strict=True)]
    named = [month_after(said.begin, place) for place in range(len(rates))]
    return histories("Recovered, of cases who finished", "England, by the records", named, rates)
