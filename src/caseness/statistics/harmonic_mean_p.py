"""Several p-values of one unit as one, also where the tests share data."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray


def harmonic_mean_p(p: ArrayLike, weights: ArrayLike | None = None) -> NDArray[np.float64]:
    """A p-value for "nothing in any of them", from the last axis of ``p``; NaN are left out, a unit of NaN alone is NaN.

    The weighted harmonic mean, multiplied by e·ln k for k tests, is valid under any dependence (Vovk and Wang 2020,
    Biometrika 107: 791-808, proposition 6; for k = 2 the factor is 2); Wilson 2019, PNAS 116: 1195-1200, uses the mean itself,
    which is only approximately valid and only where small.
    """
    values = np.asarray(p, float)
    known = ~np.isnan(values)
    w = np.where(known, 1.0 if weights is None else np.asarray(weights, float), 0.0)
    k = known.sum(axis=-1)
    with np.errstate(divide="ignore", invalid="ignore"):
        mean = w.sum(axis=-1) / np.where(known, w / values, 0.0).sum(axis=-1)
        factor = np.where(k <= 2, np.maximum(k, 1), np.e * np.log(k))
    return np.where(k > 0, np.minimum(1, factor * mean), np.nan)
