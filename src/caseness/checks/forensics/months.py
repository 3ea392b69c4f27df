"""In which months a flagged recovery rate departed from its own course, and England’s run chart."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from caseness.checks.finding import Column, Table
from caseness.checks.running import histories
from caseness.forensics.evidence.counting import MonthlyCourses
from caseness.statistics.cusum import onset
from caseness.vocabulary.period import month_of

if TYPE_CHECKING:
    from datetime import date

    from caseness.checks.chart import Chart
    from caseness.checks.forensics.testing import Said
    from caseness.vocabulary.period import Period

_MONTHS = 12


def onsets(said: Said) -> tuple[Table, ...]:
    """The run of months of each flagged unit in which its rate departed most; none without a flag."""
    months = said.evidence.get(MonthlyCourses)
    if not isinstance(months, MonthlyCourses):
        return ()
    rows = []
    for level, counts in ((said.england, months.pooled().counts), (said.providers, months.counts)):
        if level is None:
            continue
        for place in np.flatnonzero(level.flagged):
            found = onset(counts[[place], :, 1], counts[[place]].sum(axis=2), np.random.default_rng(0), draws=1)
            begin, end = (month_after(said.begin, int(at[0])) for at in (found.start, found.end))
            rows.append((level.names[place], str(begin), str(end), "rose" if found.up[0] else "fell"))
    if not rows:
        return ()
    return (
        Table(
            name="months",
            caption="The months in which the recovery rate of each flagged unit departed most from that of its other months",
            columns=(
                Column(key="unit", title="Unit"),
                Column(key="from", title="From"),
                Column(key="to", title="To"),
                Column(key="direction", title="The rate"),
            ),
            rows=tuple(rows),
            note="The month in which a run begins is uncertain by some months either way.",
        ),
    )


def run_of_england(said: Said) -> tuple[Chart, ...]:
    """England’s recovery rate month by month; none where the extract has too few months."""
    months = said.evidence.get(MonthlyCourses)
    if not isinstance(months, MonthlyCourses) or not months.units:
        return ()
    recovered, cases = months.pooled().counts[0, :, 1], months.pooled().counts[0].sum(axis=1)
    rates = [float(r / n) if n else None for r, n in zip(recovered, cases, strict=True)]
    named = [month_after(said.begin, place) for place in range(len(rates))]
    return histories("Recovered, of cases who finished", "England, by the records", named, rates)


def month_after(begin: date, number: int) -> Period:
    """The month that comes so many after the one of ``begin``."""
    since = begin.year * _MONTHS + begin.month - 1 + number
    return month_of(since // _MONTHS, since % _MONTHS + 1)
