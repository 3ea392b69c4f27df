"""One odds ratio out of many two-by-two tables: what an exposure does to the odds, stratum by stratum."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

    Numbers = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class CommonOdds:
    """For each unit the common odds ratio as ``log_odds`` with its standard ``error``; NaN where no stratum says anything."""

    log_odds: Numbers
    error: Numbers


def mantel_haenszel(
    exposed: ArrayLike, exposed_trials: ArrayLike, others: ArrayLike, others_trials: ArrayLike
) -> CommonOdds:
    """The odds of success of the exposed over those of the others, from successes and trials of each (units × strata).

    The estimator of Mantel and Haenszel 1959, J Natl Cancer Inst 22: 719-748, with the variance of Robins, Breslow and
    Greenland 1986, Biometrics 42: 311-323, which holds for few large strata and for many small ones.
    """
    a, n1, c, n0 = (np.asarray(values, float) for values in (exposed, exposed_trials, others, others_trials))
    total = np.maximum(n1 + n0, 1)
    b, d = n1 - a, n0 - c
    r, s = a * d / total, b * c / total
    p, q = (a + d) / total, (b + c) / total
    with np.errstate(divide="ignore", invalid="ignore"):
        for_it, against = r.sum(axis=-1), s.sum(axis=-1)
        variance = (
            (p * r).sum(axis=-1) / (2 * for_it**2)
            + (p * s + q * r).sum(axis=-1) / (2 * for_it * against)
            + (q * s).sum(axis=-1) / (2 * against**2)
        )
        log_odds = np.log(for_it / against)
    known = (for_it > 0) & (against > 0)
    return CommonOdds(np.where(known, log_odds, np.nan), np.where(known, np.sqrt(variance), np.nan))
