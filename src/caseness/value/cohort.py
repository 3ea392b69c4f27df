"""Well, case or dead, month by month, for every draw at once.

The clock starts at the end of the course. A month is one cycle; people are counted as the mean of its start and its end.
Relapse falls with time (Weibull through the shares that relapsed within 6 and 12 months); remission of cases and death are even.
The same holds for everyone whatever they had, so what treatment added fades: it does not come back.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from caseness.value.drawing import Values

    Floats = NDArray[np.float64]

WELL, CASE, DEAD = range(3)
MONTHS_A_YEAR = 12
_FIRST_HALF = 6
_NEARLY = 1e-9
_BETWEEN = 9  # months between the two published shares of untreated remission


@dataclass(frozen=True, slots=True)
class Months:
    """Discounted months spent in each state up to a horizon: ``well`` and ``case``, one row per option, one column per draw."""

    well: Floats
    case: Floats


def relapses(values: Values, years: int) -> Floats:
    """Of those well at the start of each month, the share that relapses in it: one row per month, one column per draw."""
    shape, within_a_year = _weibull(values)
    months = np.arange(years * MONTHS_A_YEAR + 1)[:, None]
    hazard = within_a_year * (months / MONTHS_A_YEAR) ** shape
    return np.asarray(-np.expm1(hazard[:-1] - hazard[1:]))


def _weibull(values: Values) -> tuple[Floats, Floats]:
    """Shape, and cumulative hazard at 12 months, such that both published shares are met."""
    within_12, in_first = (_inside(values[key]) for key in ("relapse_12_months", "relapse_first_half"))
    hazard_12 = -np.log1p(-within_12)
    hazard_6 = -np.log1p(-within_12 * in_first)
    return np.log(hazard_12 / hazard_6) / np.log(MONTHS_A_YEAR / _FIRST_HALF), hazard_12


def _inside(share: Floats) -> Floats:
    """A share that is not quite 0 or 1, where none and all have no rate."""
    return np.asarray(np.clip(share, _NEARLY, 1 - _NEARLY))


def remission(values: Values) -> Floats:
    """Of cases, the share that gets well in a month without treatment: from those still ill at 3 and at 12 months."""
    left = (1 - values["untreated_remission_12_months"]) / (1 - _inside(values["untreated_remission_3_months"]))
    return np.asarray(np.maximum(1 - left ** (1 / _BETWEEN), 0))


def survival(values: Values) -> Floats:
    """Who lives through a month."""
    return np.asarray((1 - values["mortality"]) ** (1 / MONTHS_A_YEAR))


def transitions(values: Values, relapse: Floats) -> Floats:
    """The matrix of a month, from state (first axis) to state (second), for each draw (third). Rows sum to one."""
    lives, remits = survival(values), remission(values)
    nought = np.zeros_like(relapse)
    rows = (
        (lives * (1 - relapse), lives * relapse, 1 - lives),
        (lives * remits, lives * (1 - remits), 1 - lives),
        (nought, nought, nought + 1),
    )
    return np.stack([np.stack(np.broadcast_arrays(*row)) for row in rows])


def follow(values: Values, well: Floats, years: Sequence[int]) -> dict[int, Months]:
    """Discounted months well and as a case in so many ``years`` after the course, of people of whom ``well`` are so at its end.

    ``well`` has one row per option and one column per draw.
    """
    people = np.stack([well, 1 - well, np.zeros_like(well)])
    total = np.zeros_like(people)
    until = {}
    for month, relapse in enumerate(relapses(values, max(years))):
        later = np.einsum("sod,std->tod", people, transitions(values, relapse))
        total += discount(values, month) * (people + later) / 2
        people = later
        if (month + 1) % MONTHS_A_YEAR == 0:
            until[(month + 1) // MONTHS_A_YEAR] = Months(total[WELL].copy(), total[CASE].copy())
    return {year: until[year] for year in years}


def discount(values: Values, month: int) -> Floats:
    """What the middle of a month (from 0) counts for, against the end of the course."""
    return np.asarray((1 + values["discount_rate"]) ** (-(month + 0.5) / MONTHS_A_YEAR))


def lasting(values: Values, years: int) -> Floats:
    """Discounted months that one more person well at the end of the course stays so, over ``years``: how a difference fades.

    A difference d in the share well becomes d (1 − relapse − remission) (1 − death) a month later, whatever the shares were.
    """
    lives, remits = survival(values), remission(values)
    left, total = np.ones_like(lives), np.zeros_like(lives)
    for month, relapse in enumerate(relapses(values, years)):
        later = left * lives * (1 - relapse - remits)
        total = total + discount(values, month) * (left + later) / 2
        left = later
    return total


def alive(values: Values, years: int) -> Floats:
    """Discounted months that anybody lives, over ``years`` after the course."""
    lives = survival(values)
    return np.asarray(
        sum(discount(values, month) * lives**month * (1 + lives) / 2 for month in range(years * MONTHS_A_YEAR))
    )
