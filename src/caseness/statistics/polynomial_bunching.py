"""Bunching: how many more lie on one side of a line than a smooth curve has, and how many are missing on the other.

Source: Chetty, Friedman, Olsen and Pistaferri 2011, Quarterly Journal of Economics 126: 749-804; Kleven 2016, Annual Review of
Economics 8: 435-464.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.random import Generator
    from numpy.typing import ArrayLike, NDArray

    Numbers = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Bunching:
    """For each unit, with bootstrap standard errors.

    ``excess`` counts above the curve in the excess window and ``error`` of it, under the constraint that as many are missing
    in the other; ``relative`` is excess ÷ mean height of the curve in the window. ``imbalance`` is excess less missing where
    the constraint is dropped, with ``imbalance_error``: about zero if what is too many on one side came from the
    other, positive if it came from elsewhere.
    """

    excess: Numbers
    error: Numbers
    relative: Numbers
    imbalance: Numbers
    imbalance_error: Numbers


def bunching(
    counts: ArrayLike,
    values: ArrayLike,
    excess: ArrayLike,
    missing: ArrayLike,
    random: Generator,
    *,
    degree: int = 4,
    draws: int = 1000,
) -> Bunching:
    """Excess in one window, for each row of ``counts`` (units × values).

    The curve is a polynomial fitted by least squares to the values outside both windows; under the integration constraint it
    has as many in both windows together as were counted. As it is linear in the counts, so are the answers, and the
    residual bootstrap (residuals outside the windows, scaled for their degrees of freedom, drawn anew for every value) needs no
    refitting.
    """
    y, s = np.atleast_2d(np.asarray(counts, float)), np.asarray(values, float)
    inside, lacking = np.isin(s, np.asarray(excess)), np.isin(s, np.asarray(missing))
    outside = ~(inside | lacking)
    powers = np.polynomial.legendre.legvander(2 * (s - s.min()) / (s.max() - s.min()) - 1, degree)
    free = powers @ np.linalg.pinv(powers[outside]) @ np.eye(len(s))[outside]
    bound = powers @ _constrained(powers, outside)
    identity = np.eye(len(s))
    over = (identity - bound)[inside].sum(axis=0)
    unbalanced = (identity - free)[inside | lacking].sum(axis=0)
    residuals = (y - y @ free.T)[:, outside]
    residuals = residuals * np.sqrt(outside.sum() / max(outside.sum() - degree - 1, 1))
    again = residuals[:, random.integers(0, residuals.shape[1], (draws, len(s)))]
    height = (y @ bound.T)[:, inside].mean(axis=1)
    with np.errstate(divide="ignore", invalid="ignore"):
        relative = y @ over / height
    return Bunching(y @ over, (again @ over).std(axis=1), relative, y @ unbalanced, (again @ unbalanced).std(axis=1))


def _constrained(powers: Numbers, outside: NDArray[np.bool_]) -> Numbers:
    """Coefficients by counts of the least squares outside the windows, given that the curve adds up to the counts within."""
    terms = powers.shape[1]
    total = powers[~outside].sum(axis=0)
    system = np.block([[powers[outside].T @ powers[outside], total[:, None]], [total[None, :], np.zeros((1, 1))]])
    right = np.vstack([np.where(outside, powers.T, 0.0), (~outside).astype(float)[None, :]])
    return np.asarray(np.linalg.solve(system, right)[:terms])
