"""Results of several studies taken together, with what the next study would show: random effects."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from scipy.special import expit, logit
from scipy.stats import norm, t

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

_PAIR = 3  # the fewest studies from which the spread of the next can be told


@dataclass(frozen=True, slots=True)
class Pooled:
    """The mean of ``studies`` with its 95% interval; ``next_low`` and ``next_high`` are where the next study would lie.

    ``between`` is the variance of true effects between studies (τ²) on the scale on which they were pooled. The limits of
    the next study are None with fewer than three.
    """

    studies: int
    mean: float
    low: float
    high: float
    next_low: float | None
    next_high: float | None
    between: float


def pool(effects: ArrayLike, variances: ArrayLike) -> Pooled:
    """Random effects: weights 1 ÷ (s² + τ²), τ² by moments (DerSimonian and Laird 1986, Controlled Clinical Trials 7: 177-188).

    ``effects`` and their sampling ``variances`` are arrays of one length. The interval is normal, that of the next study
    t with k − 2 degrees of freedom: μ ± t·√(τ² + se²) (Higgins, Thompson and Spiegelhalter 2009, J R Stat Soc A 172: 137-159).
    Raises `ValueError` with no study, or a variance that is not positive.
    """
    y, s2 = np.asarray(effects, float), np.asarray(variances, float)
    if y.size == 0 or y.shape != s2.shape or (s2 <= 0).any():
        raise ValueError("pooling needs at least one effect, each with a positive variance")
    fixed = 1 / s2
    excess = float(fixed @ (y - fixed @ y / fixed.sum()) ** 2) - (y.size - 1)
    scale = float(fixed.sum() - (fixed**2).sum() / fixed.sum())
    between = max(0.0, excess / scale) if y.size > 1 else 0.0
    weight = 1 / (s2 + between)
    mean, error = float(weight @ y / weight.sum()), float(weight.sum() ** -0.5)
    half = float(norm.ppf(0.975)) * error
    apart = float(t.ppf(0.975, y.size - 2) * np.sqrt(between + error**2)) if y.size >= _PAIR else None
    return Pooled(
        studies=y.size,
        mean=mean,
        low=mean - half,
        high=mean + half,
        next_low=None if apart is None else mean - apart,
        next_high=None if apart is None else mean + apart,
        between=between,
    )


def pool_shares(shares: ArrayLike, people: ArrayLike) -> Pooled:
    """`pool` of shares of ``people`` on the logit scale, s² = 1 ÷ np(1 − p), given back as shares.

    Raises `ValueError` for a share of 0 or 1, which has no logit.
    """
    p, n = np.asarray(shares, float), np.asarray(people, float)
    if ((p <= 0) | (p >= 1)).any():
        raise ValueError("a share of 0 or 1 has no logit")
    return as_shares(pool(logit(p), 1 / (n * p * (1 - p))))


def as_shares(pooled: Pooled) -> Pooled:
    """Logits turned into shares; ``between`` stays on the logit scale."""
    mean, low, high = (float(expit(x)) for x in (pooled.mean, pooled.low, pooled.high))
    next_low, next_high = (None if x is None else float(expit(x)) for x in (pooled.next_low, pooled.next_high))
    return Pooled(pooled.studies, mean, low, high, next_low, next_high, pooled.between)
