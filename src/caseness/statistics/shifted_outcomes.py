"""What share would succeed if those without an outcome were like the others of their stratum, but some points worse.

The outcome is a number that succeeds below 0. Within a stratum those missing are given the outcomes of those known (missing at
random), each raised by ``shift`` points: a pattern-mixture model with a delta adjustment. The tipping point is the shift at
which the share of all falls to a target. Source: Carpenter and Kenward 2013, Multiple Imputation and its Application,
chapter 10; Little 1993, Journal of the American Statistical Association 88: 125-134.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]


def shifted_shares(known: Floats, missing: Floats, outcomes: Floats, shifts: Floats) -> Floats:
    """The share of all that succeeds, one for each of ``shifts`` on the last axis.

    ``known[..., stratum, outcome]`` and ``missing[..., stratum]`` are counts, ``outcomes`` the value of each column. A stratum
    without anybody known takes the outcomes of all. Raises `ValueError` where nobody is known.
    """
    of_stratum = known.sum(axis=-1)
    if (of_stratum.sum(axis=-1) <= 0).any():
        raise ValueError("nobody's outcome is known")
    succeeds = (outcomes[None, :] + shifts[:, None] < 0).astype(float)
    among = known @ succeeds.T
    everybody = among.sum(axis=-2, keepdims=True) / of_stratum.sum(axis=-1)[..., None, None]
    alone = of_stratum[..., None] > 0
    share = np.where(alone, among / np.where(alone, of_stratum[..., None], 1), everybody)
    certain = (known @ (outcomes < 0).astype(float)).sum(axis=-1)
    expected = (missing[..., None] * share).sum(axis=-2)
    whole = of_stratum.sum(axis=-1) + missing.sum(axis=-1)
    return np.asarray((certain[..., None] + expected) / whole[..., None])


def tipping_shift(shares: Floats, shifts: Floats, target: float) -> float | None:
    """The shift from which on the share is below ``target``, between two shifts in a straight line; None where it never crosses.

    ``shares`` falls as ``shifts``, in ascending order, rise.
    """
    if not shares[0] >= target > shares[-1]:
        return None
    after = int(np.argmax(shares < target))
    before = after - 1
    part = (shares[before] - target) / (shares[before] - shares[after])
    return float(shifts[before] + part * (shifts[after] - shifts[before]))


def resampled(
    known: NDArray[np.int64], missing: NDArray[np.int64], *, draws: int = 400, seed: int = 1
) -> tuple[Floats, Floats]:
    """The two tables drawn anew from a multinomial with their counts, ``draws`` times, on a new leading axis."""
    counts = np.concatenate([known.ravel(), missing.ravel()])
    total = int(counts.sum())
    drawn = np.random.default_rng(seed).multinomial(total, counts / total, size=draws).astype(float)
    return drawn[:, : known.size].reshape(draws, *known.shape), drawn[:, known.size :].reshape(draws, *missing.shape)
