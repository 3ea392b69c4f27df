"""The least and the most a hidden count can be, given published totals it has a part in."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from scipy.optimize import linprog

from caseness.statistics.intervals import Limits

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence


def bounds_of(part: Collection[str], totals: Sequence[tuple[Collection[str], float]]) -> Limits | None:
    """Sharp bounds on the sum of the cells ``part`` of a table whose other sums are known.

    Cells are named; each of ``totals`` is a set of cells and what they add up to. All cells are at least zero. The bounds
    are the ends of a linear programme, so no narrower ones follow from the totals (as with Fréchet bounds for two
    margins; Dobra and Fienberg 2000, PNAS 97: 11885-11892). None where no table has these totals.
    """
    names = sorted({name for cells, _sum in totals for name in cells} | set(part))
    place = {name: at for at, name in enumerate(names)}
    sums = np.array([_row(cells, place) for cells, _sum in totals])
    wanted = _row(part, place)
    ends = []
    for sign in (1, -1):
        solved = linprog(sign * wanted, A_eq=sums, b_eq=[total for _cells, total in totals], bounds=(0, None))
        if not solved.success:
            return None
        ends.append(sign * float(solved.fun))
    return Limits(ends[0], ends[1])


def _row(cells: Collection[str], place: Mapping[str, int]) -> np.ndarray:
    row = np.zeros(len(place))
    row[[place[name] for name in cells]] = 1
    return row
