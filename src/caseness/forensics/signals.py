"""What a test says of each unit."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from typing import TYPE_CHECKING, Self

import numpy as np
from scipy.stats import norm

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

    Numbers = NDArray[np.float64]

_RECOVERIES = ("recoveries", "recoveries_low", "recoveries_high")
_POINTS = ("points", "points_low", "points_high")

CONFIDENCE = 0.95
"""Of all intervals of signals."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Signals:
    """One test's answer for each unit, as arrays of equal length in the order of the units.

    What could not be computed is NaN, and ``reason`` says why in words ("" where the test could be done).

    - ``n``: how many courses (or what the test counts) it rests on;
    - ``statistic``: standard normal under the null, positive towards what the test looks for;
    - ``p``: one-sided, small towards what the test looks for;
    - ``effect`` with ``low`` and ``high``: in the unit that the test declares, 95 % interval;
    - ``recoveries`` with its interval: how many recoveries the effect accounts for, at most; NaN where that has no meaning;
    - ``points`` with its interval: the same as a proportion of all cases, so that 0.01 is one point of the recovery rate;
    - ``flagged``: by the test's default flag, stricter than its nominal size.
    """

    n: Numbers
    statistic: Numbers
    p: Numbers
    effect: Numbers
    low: Numbers
    high: Numbers
    recoveries: Numbers
    recoveries_low: Numbers
    recoveries_high: Numbers
    points: Numbers
    points_low: Numbers
    points_high: Numbers
    flagged: NDArray[np.bool_]
    reason: NDArray[np.str_]

    def __post_init__(self) -> None:
        """Refuse arrays of unequal length: `ValueError`."""
        if len({len(getattr(self, field.name)) for field in fields(self)}) != 1:
            raise ValueError("signals speak of different numbers of units")

    @property
    def units(self) -> int:
        """How many units there are."""
        return len(self.n)

    @property
    def told(self) -> NDArray[np.bool_]:
        """Where the test could be done."""
        return ~np.isnan(self.p)

    def without(self, hidden: NDArray[np.bool_], why: str) -> Self:
        """The same with nothing told of the units that are ``hidden``."""
        numbers = {
            field.name: np.where(hidden, np.nan, getattr(self, field.name))
            for field in fields(self)
            if field.name not in ("n", "flagged", "reason")
        }
        reason = np.where(hidden & (self.reason == ""), why, self.reason).astype(np.str_)
        return replace(self, **numbers, flagged=self.flagged & ~hidden, reason=reason)

    def first(self, units: int) -> Self:
        """The first so many units."""
        return replace(self, **{field.name: getattr(self, field.name)[:units] for field in fields(self)})

    def worth(self, recoveries: ArrayLike, cases: ArrayLike) -> Self:
        """The same with what one unit of effect is worth in ``recoveries``, of so many ``cases``."""
        each = np.asarray(recoveries, float)
        numbers = {
            name: value * each for name, value in zip(_RECOVERIES, (self.effect, self.low, self.high), strict=True)
        }
        with np.errstate(all="ignore"):
            shares = {
                name: numbers[count] / np.asarray(cases, float)
                for name, count in zip(_POINTS, _RECOVERIES, strict=True)
            }
        return replace(self, **numbers, **shares)

    @classmethod
    def of(
        cls,
        *,
        n: ArrayLike,
        effect: ArrayLike,
        error: ArrayLike,
        flagged: ArrayLike,
        reason: ArrayLike,
        statistic: ArrayLike | None = None,
        per_unit_of_effect: ArrayLike | None = None,
        cases: ArrayLike | None = None,
    ) -> Self:
        """Signals of an effect with a normal standard error; the statistic is effect ÷ error unless given.

        ``per_unit_of_effect`` turns the effect into recoveries, ``cases`` these into points. Where ``reason`` is not empty, or
        the effect is not finite, nothing is told.
        """
        effect, error = np.asarray(effect, float), np.asarray(error, float)
        reasons = np.asarray(reason, dtype=np.str_)
        with np.errstate(all="ignore"):
            z = effect / error if statistic is None else np.asarray(statistic, float)
        failed = ~(np.isfinite(z) & np.isfinite(effect)) & (reasons == "")
        reasons = np.where(failed, "counts too few or too much alike to tell", reasons).astype(np.str_)
        told = reasons == ""
        half = norm.ppf(0.5 + CONFIDENCE / 2) * error
        ends = [np.where(told, value, np.nan) for value in (effect, effect - half, effect + half)]
        each = np.nan if per_unit_of_effect is None else np.asarray(per_unit_of_effect, float)
        recoveries = [value * each for value in ends]
        with np.errstate(all="ignore"):
            points = [value / (np.nan if cases is None else np.asarray(cases, float)) for value in recoveries]
        z = np.where(told, z, np.nan)
        return cls(
            n=np.asarray(n, float),
            statistic=z,
            p=norm.sf(z),
            effect=ends[0],
            low=ends[1],
            high=ends[2],
            recoveries=recoveries[0],
            recoveries_low=recoveries[1],
            recoveries_high=recoveries[2],
            points=points[0],
            points_low=points[1],
            points_high=points[2],
            flagged=np.asarray(flagged, bool) & told,
            reason=reasons,
        )


def too_few(n: ArrayLike, minimum: int, of_what: str) -> NDArray[np.str_]:
    """Why nothing is told of units with fewer than ``minimum``: a reason each, "" where there are enough."""
    return np.where(np.asarray(n) < minimum, f"fewer than {minimum} {of_what}", "").astype(np.str_)
