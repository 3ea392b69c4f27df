"""Signals of tests that hold each unit against all others."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from scipy.stats import norm

from caseness.forensics.signals import CONFIDENCE, Signals, too_few
from caseness.statistics.fellows import against_fellows, ordinary

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

ALONE = "each is compared with others, of whom too few have enough"
"""Why nothing is told of a unit without fellows: fewer than `FEWEST` others, or than the test asks for."""


def signals_against_fellows(
    successes: ArrayLike,
    trials: ArrayLike,
    *,
    minimum: int,
    counted: str,
    steep: float,
    times: float = 1.0,
    per_success: ArrayLike | None = None,
    cases: ArrayLike | None = None,
    fellows: tuple[ArrayLike, ArrayLike] | None = None,
) -> Signals:
    """The excess of ``successes`` among ``trials`` (units × strata) over what all others would have, as `Signals`.

    Each unit may be given ``fellows`` of its own instead, as their successes and trials of the same shape. Units with fewer than
    ``minimum`` trials are neither told of nor compared with. A flag needs z over ``steep`` and more
    than ``times`` what is expected. ``per_success`` is how many recoveries one success too many accounts for.
    """
    s, t = np.asarray(successes, float), np.asarray(trials, float)
    n = t.sum(axis=tuple(range(1, t.ndim)))
    enough = n >= minimum
    flat = (len(n), -1)
    mine, all_mine = (np.where(enough[:, None], values.reshape(flat), 0) for values in (s, t))
    theirs = None if fellows is None else (np.reshape(fellows[0], flat), np.reshape(fellows[1], flat))
    seen = against_fellows(mine, all_mine, theirs)
    reason = too_few(n, minimum, counted)
    reason = np.where((reason == "") & ~np.isfinite(seen.z), ALONE, reason)
    each = None if per_success is None else np.asarray(per_success, float) * seen.trials
    return Signals.of(
        n=n,
        effect=seen.excess,
        error=seen.error,
        statistic=seen.z,
        flagged=(seen.z > steep) & (seen.observed > times * seen.expected),
        reason=reason,
        per_unit_of_effect=each,
        cases=cases,
    )


def own_and_fellows(
    successes: ArrayLike,
    trials: ArrayLike,
    own_successes: ArrayLike,
    own_trials: ArrayLike,
    *,
    minimum: int,
    counted: str,
    steep: float,
    least: float,
) -> Signals:
    """How far the share of a unit lies above what it would be, were it another share of its own as many times as elsewhere.

    The first two arrays (units, or units × strata) are what is looked at, the next two the unit's own forms to compare
    with. Factors are compared, as differences of shares depend on how high both are; the effect is a difference of shares.
    A flag needs z over ``steep`` and an excess of ``least``.
    """
    given = (np.asarray(values, float) for values in (successes, trials, own_successes, own_trials))
    s, t, o, u = (values.reshape(len(values), -1) for values in given)
    n = t.sum(axis=1)
    with np.errstate(divide="ignore", invalid="ignore"):
        rate, used = np.where(u > 0, o / u, 0), np.where(u > 0, t, 0)
        seen, expected, of = np.where(u > 0, s, 0).sum(axis=1), (used * rate).sum(axis=1), used.sum(axis=1)
        factor = np.log((seen + 0.5) / (expected + 0.5))
        of_own = (rate * (1 - rate) * used**2 / np.where(u > 0, u, np.inf)).sum(axis=1) / expected**2
        variance = (1 - seen / (of + 1)) / (seen + 0.5) + of_own
        found = beyond_fellows(factor, variance, n, minimum=minimum, counted=counted, steep=steep, least=-np.inf)
        effect = (seen + 0.5) / of * -np.expm1(-found.effect)
    return Signals.of(
        n=n,
        effect=effect,
        error=seen / of * (found.high - found.low) / (2 * norm.ppf(0.5 + CONFIDENCE / 2)),
        statistic=found.statistic,
        flagged=(found.statistic > steep) & (effect >= least),
        reason=found.reason,
    )


def shift_against_fellows(
    recovered: ArrayLike,
    cases: ArrayLike,
    left_out_recovered: ArrayLike,
    left_out: ArrayLike,
    *,
    minimum: int,
    counted: str,
    steep: float,
    least: float,
) -> Signals:
    """How many points a rate gains by leaving some out, beyond what it gains so at all other units.

    R of N are counted, r of m left out: the gain is m ÷ (N + m) · (R ÷ N − r ÷ m).
    """
    r1, n1, r2, n2 = (np.asarray(values, float) for values in (recovered, cases, left_out_recovered, left_out))
    with np.errstate(divide="ignore", invalid="ignore"):
        weight = n2 / (n1 + n2)
        p, q = r1 / n1, np.where(n2 > 0, r2 / np.maximum(n2, 1), 0)
        shared = (r1 + r2) / (n1 + n2)
        variance = weight**2 * shared * (1 - shared) * (1 / n1 + 1 / np.maximum(n2, 1))
        gain = weight * (p - q)
    fitted = beyond_fellows(gain, variance, n1, minimum=minimum, counted=counted, steep=steep, least=least)
    return fitted.worth(n1, n1)


def beyond_fellows(
    value: NDArray[np.float64],
    variance: NDArray[np.float64],
    n: NDArray[np.float64],
    *,
    minimum: int,
    counted: str,
    steep: float,
    least: float,
) -> Signals:
    """Each unit’s value beyond the weighted mean of all others, ordinary differences allowed for; ``variance`` is by chance."""
    known = (n >= minimum) & np.isfinite(value) & np.isfinite(variance) & (variance > 0)
    weight = np.where(known, 1 / np.where(known, variance, 1), 0)
    held = np.where(known, value, 0)
    with np.errstate(divide="ignore", invalid="ignore"):
        others = ((weight * held).sum() - weight * held) / (weight.sum() - weight)
        excess = np.where(known, value - others, np.nan)
        own = variance + 1 / (weight.sum() - weight)
        error = np.sqrt(own + ordinary(np.where(known, excess / np.sqrt(own), np.nan), own))
        z = excess / error
    reason = too_few(n, minimum, counted)
    reason = np.where((reason == "") & ~np.isfinite(z), ALONE, reason)
    return Signals.of(n=n, effect=excess, error=error, flagged=(z > steep) & (excess >= least), reason=reason)
