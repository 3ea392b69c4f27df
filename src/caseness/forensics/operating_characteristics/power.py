"""What a test that found nothing could have found, in a unit of that size."""

from __future__ import annotations

from dataclasses import dataclass
from math import log
from typing import TYPE_CHECKING

import numpy as np

from caseness.forensics.operating_characteristics.table import shipped_table
from caseness.forensics.worlds import Nature

if TYPE_CHECKING:
    from caseness.forensics.operating_characteristics.table import Rate


@dataclass(frozen=True, slots=True)
class Visible:
    """A wrong (or a stopping rule) as ``world``, at a rate, and the ``power`` of the test to see it at this size."""

    world: str
    power: float


def power_at(test: str, world: str, cases: float, table: tuple[Rate, ...] | None = None) -> float:
    """The chance that a test rejects in a unit with so many cases of a world, at its nominal size.

    Linear in the logarithm of the cases between the sizes that were simulated; beyond them the nearest speaks, which
    understates the power of larger units. NaN where the test says nothing of units so small. Raises `LookupError` for
    a test or world that was not simulated.
    """
    rows = [row for row in table or shipped_table() if row.test == test and row.world == world]
    if not rows:
        raise LookupError(f"{test} was not simulated in the world “{world}”")
    known = sorted((row.cases, row.rejected) for row in rows if row.rejected is not None)
    if not known or cases <= 0:
        return float("nan")
    return float(np.interp(log(cases), [log(n) for n, _power in known], [power for _n, power in known]))


def visible_at(test: str, cases: float, table: tuple[Rate, ...] | None = None) -> tuple[Visible, ...]:
    """Every stopping rule and wrong with the power of a test to see it in a unit with so many cases, the best seen first."""
    rows = table or shipped_table()
    shown = (Nature.STOPPED.value, Nature.WRONGED.value)
    names = dict.fromkeys(row.world for row in rows if row.test == test and row.nature in shown)
    seen = [Visible(name, power_at(test, name, cases, rows)) for name in names]
    return tuple(sorted((one for one in seen if not np.isnan(one.power)), key=lambda one: -one.power))
