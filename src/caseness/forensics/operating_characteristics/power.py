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


def power_at(
    test: str,
    world: str,
    cases: float,
    table: tuple[Rate, ...] | None = None,
    *,
    flags: bool = True,
    alone: bool = False,
) -> float:
    """The chance that a test raises its default flag in a unit of that size of a world; that it rejects, if not ``flags``.

    ``cases`` are what the test counts. Linear in their logarithm between the sizes that were simulated; beyond the largest it
    speaks itself, which understates the power of larger units. NaN for units smaller than any of which the test said something,
    as power falls with size. ``alone`` asks of a unit by itself, as England is. Raises `LookupError` for a test or world that
    was not simulated.
    """
    asked = (test, world, alone)
    rows = [row for row in table or shipped_table() if (row.test, row.world, row.alone) == asked]
    if not rows:
        raise LookupError(f"{test} was not simulated in the world “{world}”")
    shares = [(row.cases, row.flagged if flags else row.rejected) for row in rows]
    known = sorted((n, share) for n, share in shares if share is not None)
    if not known or cases < known[0][0]:
        return float("nan")
    return float(np.interp(log(cases), [log(n) for n, _power in known], [power for _n, power in known]))


def visible_at(
    test: str, cases: float, table: tuple[Rate, ...] | None = None, *, flags: bool = True, alone: bool = False
) -> tuple[Visible, ...]:
    """Every stopping rule and wrong with the power of a test to see it in a unit of that size, the best seen first.

    Empty where the test was not simulated, or not in units so small. ``flags`` and ``alone`` as in `power_at`.
    """
    rows = table or shipped_table()
    shown = (Nature.STOPPED.value, Nature.WRONGED.value)
    mine = [row for row in rows if row.test == test and row.alone == alone and row.nature in shown]
    names = dict.fromkeys(row.world for row in mine)
    seen = [Visible(name, power_at(test, name, cases, rows, flags=flags, alone=alone)) for name in names]
    return tuple(sorted((one for one in seen if not np.isnan(one.power)), key=lambda one: -one.power))
