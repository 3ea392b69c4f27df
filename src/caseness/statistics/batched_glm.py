"""Regressions of counts on one design for many units at once: iteratively reweighted least squares on stacks of matrices.

Poisson with log link and binomial with logit link (McCullagh and Nelder 1989, Generalized Linear Models, 2.5). The units
share the design (cells × terms); their responses are rows. A unit whose counts do not determine the terms comes out as NaN.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import ArrayLike, NDArray

    Numbers = NDArray[np.float64]
    Law = Callable[[Numbers, NDArray[np.intp]], tuple[Numbers, Numbers]]  # of predictors and units: means, variances

_ROUNDS = 25
_CLOSE = 1e-5  # a last step after which the next would be its square
_FAR = 1e-2  # a last step so large means that there is no finite answer
_STEEP = 30.0  # the furthest a linear predictor goes
_ILL = 1e10  # the worst condition of information that still determines the terms
_RIDGE = 1e-10
_SEPARATED = 10.0  # an error on the log scale that only counts with no finite answer give


@dataclass(frozen=True, slots=True)
class Fit:
    """Coefficients (units × terms), their covariance (units × terms × terms), fitted means (units × cells).

    ``dispersion`` is Pearson's χ² over its degrees of ``freedom``; the covariance does not contain it.
    """

    coefficients: Numbers
    covariance: Numbers
    fitted: Numbers
    dispersion: Numbers
    freedom: Numbers

    def error(self, term: int) -> Numbers:
        """The standard error of a term in each unit, if the counts vary as their law says and no more.

        NaN where the counts are separated, so that the term runs off without end: Albert and Anderson 1984, Biometrika 71: 1-10.
        """
        error = np.sqrt(self.covariance[:, term, term])
        return np.asarray(np.where(error < _SEPARATED, error, np.nan))


def poisson(counts: ArrayLike, design: ArrayLike, offset: ArrayLike = 0.0) -> Fit:
    """log E[counts] = design · β + offset, for each row of ``counts`` (units × cells)."""
    y = np.atleast_2d(np.asarray(counts, float))

    def law(linear: Numbers, _units: NDArray[np.intp]) -> tuple[Numbers, Numbers]:
        mean = np.exp(linear)
        return mean, mean

    return _fit(y, np.asarray(design, float), np.asarray(offset, float), np.log(y + 0.5), law, np.ones_like(y))


def binomial(successes: ArrayLike, trials: ArrayLike, design: ArrayLike, offset: ArrayLike = 0.0) -> Fit:
    """logit P(success) = design · β + offset, for each row of ``successes`` out of ``trials`` (units × cells)."""
    y, n = np.atleast_2d(np.asarray(successes, float)), np.atleast_2d(np.asarray(trials, float))

    def law(linear: Numbers, units: NDArray[np.intp]) -> tuple[Numbers, Numbers]:
        share = 1 / (1 + np.exp(-linear))
        mean = n[units] * share
        return mean, mean * (1 - share)

    start = np.log((y + 0.5) / (n - y + 0.5))
    return _fit(y, np.asarray(design, float), np.asarray(offset, float), start, law, n > 0)


def _fit(y: Numbers, x: Numbers, offset: Numbers, linear: Numbers, law: Law, used: NDArray[np.generic]) -> Fit:
    units, terms = len(y), x.shape[1]
    squares = (x[:, :, None] * x[:, None, :]).reshape(len(x), -1)
    offset = np.broadcast_to(offset, y.shape)
    beta, moved = np.zeros((units, terms)), np.full(units, np.inf)
    going = np.arange(units)
    for _round in range(_ROUNDS):
        mean, variance = law(linear, going)
        target = (variance * (linear - offset[going]) + y[going] - mean) @ x
        fresh = np.linalg.solve(_information(variance, squares, terms), target[:, :, None])[:, :, 0]
        moved[going], beta[going] = np.abs(fresh - beta[going]).max(axis=1), fresh
        going = np.flatnonzero(moved > _CLOSE)
        if not len(going):
            break
        linear = _predictor(beta[going], x, offset[going])
    mean, variance = law(_predictor(beta, x, offset), np.arange(units))
    information = _information(variance, squares, terms)
    covariance = np.asarray(np.linalg.inv(information))
    lost = ~(moved < _FAR) | (np.linalg.cond(information) > _ILL) | (variance.sum(axis=1) == 0)
    covariance[lost], beta[lost] = np.nan, np.nan
    freedom = np.asarray(used, bool).sum(axis=1) - float(terms)
    with np.errstate(divide="ignore", invalid="ignore"):
        chi2 = np.where(variance > 0, (y - mean) ** 2 / variance, 0).sum(axis=1)
        dispersion = np.where(freedom > 0, chi2 / freedom, np.nan)
    return Fit(beta, covariance, mean, dispersion, freedom)


def _predictor(beta: Numbers, x: Numbers, offset: Numbers) -> Numbers:
    return np.asarray(np.clip(beta @ x.T + offset, -_STEEP, _STEEP))


def _information(variance: Numbers, squares: Numbers, terms: int) -> Numbers:
    """Information on the terms with a trace of a ridge, so that empty units do not stop the others."""
    information = (variance @ squares).reshape(-1, terms, terms)
    size = np.trace(information, axis1=1, axis2=2)[:, None, None]
    return np.asarray(information + (_RIDGE * size + (size == 0)) * np.eye(terms))
