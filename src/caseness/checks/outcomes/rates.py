"""Recovery of every organisation by year: who recovered, of how many cases."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from ibis import _

from caseness.vocabulary import Frequency, Level, Statistic
from caseness.vocabulary.organisations import present_code
from caseness.vocabulary.period import Period

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from caseness.sources.published import Published

FEWEST = 100  # cases; below this a rate is mostly chance, and rounding to 5 moves it by more than two points


@dataclass(frozen=True, slots=True)
class Rates:
    """The organisations of one level and year: codes (present ones), recovered and cases at caseness, as printed."""

    period: Period
    codes: tuple[str, ...]
    recovered: NDArray[np.float64]
    cases: NDArray[np.float64]

    def of(self, codes: Sequence[str]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Recovered and cases of these organisations, in their order."""
        at = [self.codes.index(code) for code in codes]
        return self.recovered[at], self.cases[at]


def rates_by_year(published: Published, level: Level) -> list[Rates]:
    """Each year of the annual statistics at one level, organisations with `FEWEST` cases or more; empty without any.

    Organisations recoded under one name are one. Where a code and its successor are in one year, their counts are added.
    """
    cells = published.cells(
        {name: (name, Statistic.COUNT) for name in ("recovery", "at_caseness")}, frequency=Frequency.YEAR, level=level
    ).filter(_.recovery.notnull(), _.at_caseness.notnull(), _.at_caseness > 0)
    counts: dict[Period, dict[str, tuple[float, float]]] = {}
    for row in published.fetch(cells.select("period_start", "period_end", "org_code", "recovery", "at_caseness")):
        year = counts.setdefault(Period(row["period_start"], row["period_end"]), {})
        code = present_code(row["org_code"])
        recovered, cases = year.get(code, (0.0, 0.0))
        year[code] = recovered + row["recovery"], cases + row["at_caseness"]
    return [_rates(period, year) for period, year in sorted(counts.items())]


def _rates(period: Period, year: dict[str, tuple[float, float]]) -> Rates:
    kept = {code: counts for code, counts in sorted(year.items()) if counts[1] >= FEWEST}
    recovered, cases = (np.array([counts[at] for counts in kept.values()], float) for at in (0, 1))
    return Rates(period, tuple(kept), np.minimum(recovered, cases), cases)
