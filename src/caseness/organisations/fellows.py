"""All organisations of one kind on one funnel, so that a page can mark its own place among them.

The recipe is that of the check on the spread between providers (`statistics.funnel`): recovered, of finishers scored as
cases, organisations with 100 or more; limits at 3 standard errors, by chance alone and allowing for ordinary differences.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from caseness.organisations.lines import ENOUGH, SCORED
from caseness.statistics.funnel import funnel
from caseness.vocabulary.period import Period

if TYPE_CHECKING:
    from collections.abc import Mapping

    from caseness.checks.finding import Estimate
    from caseness.organisations.profile import Key, LineGroup
    from caseness.vocabulary import Level

_FEWEST = 10  # organisations; with fewer a funnel shows nothing
_STEPS = 24  # sizes at which the limits are worked out


@dataclass(frozen=True, slots=True)
class Fellows:
    """The organisations of one level and year: cases and rate of each, and the limits by size.

    ``limits`` holds (cases, low, high by chance alone, low, high allowing for ordinary differences); ``outside`` the keys
    beyond the latter, ``by_chance`` how many lie beyond the former.
    """

    period: Period
    centre: float
    points: tuple[tuple[float, float], ...]
    limits: tuple[tuple[float, float, float, float, float], ...]
    outside: frozenset[Key]
    by_chance: int


def fellows(lines: Mapping[Key, tuple[LineGroup, ...]]) -> dict[Key, Fellows]:
    """For every organisation with enough cases, the funnel of its level and year."""
    kinds: defaultdict[tuple[Level, Period], dict[Key, Estimate]] = defaultdict(dict)
    for key, groups in lines.items():
        for line in (line for group in groups for line in group.lines if line.label == SCORED):
            e = line.estimate
            if e.value is not None and (e.denominator or 0) >= ENOUGH and e.period_start and e.period_end:
                kinds[key[0], Period(e.period_start, e.period_end)][key] = e
    return {
        key: found
        for (_level, period), mine in kinds.items()
        if len(mine) >= _FEWEST
        for found in [_fitted(period, mine)]
        for key in mine
    }


def _fitted(period: Period, estimates: Mapping[Key, Estimate]) -> Fellows:
    cases = np.array([e.denominator for e in estimates.values()], float)
    fit = funnel([e.numerator or 0.0 for e in estimates.values()], cases)
    outside = fit.outside(adjusted=True)
    sizes = np.geomspace(cases.min(), cases.max(), _STEPS)
    return Fellows(
        period=period,
        centre=fit.centre,
        points=tuple((float(n), e.value or 0.0) for n, e in zip(cases, estimates.values(), strict=True)),
        limits=tuple((float(n), *fit.limits(n, adjusted=False), *fit.limits(n, adjusted=True)) for n in sizes),
        outside=frozenset(key for key, out in zip(estimates, outside, strict=True) if out),
        by_chance=int(fit.outside(adjusted=False).sum()),
    )
