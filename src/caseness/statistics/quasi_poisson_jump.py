"""Whether counts on neighbouring values jump in a window, against a smooth curve through all the others."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
from scipy.stats import norm, t

from caseness.statistics.batched_glm import poisson

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import ArrayLike, NDArray

    Numbers = NDArray[np.float64]


_NOTHING = 1e-12  # what is expected of a unit with nobody


@dataclass(frozen=True, slots=True)
class Jump:
    """For each unit the ``log_excess`` δ of a window with its standard ``error``, and its standard normal ``statistic``.

    ``excess`` is how many there are in the window more than the curve has: Σ n·(1 − e^−δ). ``dispersion`` is Pearson's
    χ² over its degrees of ``freedom``, not less than 1 in the error. NaN where the counts do not determine δ.
    """

    log_excess: Numbers
    error: Numbers
    statistic: Numbers
    excess: Numbers
    dispersion: Numbers
    freedom: Numbers


def jump(
    counts: ArrayLike,
    values: ArrayLike,
    window: ArrayLike,
    *,
    lacking: ArrayLike = (),
    elsewhere: tuple[ArrayLike, ArrayLike] | None = None,
    expected: ArrayLike = 1.0,
    degree: int = 4,
    steps: tuple[float, ...] = (),
) -> Jump:
    """log E[nₛ] = P(s) + δ·(1[s in window] − 1[s lacking]) by quasi-Poisson, for each row of ``counts`` (units × values).

    P is a polynomial of ``degree``; each of ``steps`` adds a term 1[s < step]. What is over in the window may be looked for
    where it would be ``lacking``. Another window, and where it lacks, may jump ``elsewhere`` by an amount of its own. The curve
    multiplies what is ``expected`` (units × values, over 0), where that is no smooth curve. The error takes
    over-dispersion, where there is any, from the residuals; the statistic is the normal value of as small a probability in
    Student's law with their degrees of freedom. Source: McCrary 2008, J Econometrics 142: 698-714, for the question;
    McCullagh and Nelder 1989, 6.2, for the law.
    """
    y, s = np.atleast_2d(np.asarray(counts, float)), np.asarray(values, float)
    inside = np.isin(s, np.asarray(window, float))
    columns = design(s, _contrast(s, window, lacking), degree, steps)
    if elsewhere is not None:
        columns = np.column_stack([columns, _contrast(s, *elsewhere)])
    fit = poisson(y, columns, np.log(np.maximum(np.asarray(expected, float), _NOTHING)))
    error = fit.error(0) * np.sqrt(np.maximum(fit.dispersion, 1))
    delta = np.where(np.isfinite(error), fit.coefficients[:, 0], np.nan)
    with np.errstate(divide="ignore", invalid="ignore"):
        statistic = as_normal(delta / error, fit.freedom)
    excess = y[:, inside].sum(axis=1) * -np.expm1(-delta)
    return Jump(
        delta, error, statistic, excess, fit.dispersion, np.broadcast_to(fit.freedom, delta.shape).astype(float)
    )


def _contrast(values: Numbers, window: ArrayLike, lacking: ArrayLike) -> Numbers:
    """1 in the window, −1 where it lacks, 0 elsewhere."""
    return np.isin(values, np.asarray(window, float)).astype(float) - np.isin(values, np.asarray(lacking, float))


def allowing_for_misfit(found: Jump, shams: Sequence[Jump]) -> Jump:
    """Jumps with errors that allow for a density that no polynomial follows: by how far one unit's jumps at ``shams``.

    At a sham nothing is decided, so that what jumps there beyond its own error is misfit: its variance is the mean of δ² − e²,
    not less than 0 (the method of moments). It is added to the variance of each jump, and the degrees of freedom are put
    together by Satterthwaite 1946, Biometrics Bulletin 2: 110-114. Shams that could not be computed are left out.
    """
    beyond = np.array([float(sham.log_excess[0] ** 2 - sham.error[0] ** 2) for sham in shams])
    beyond = beyond[np.isfinite(beyond)]
    if not len(beyond):
        return found
    misfit = max(float(beyond.mean()), 0.0)
    own = found.error**2
    freedom = (own + misfit) ** 2 / (own**2 / np.maximum(found.freedom, 1) + misfit**2 / len(beyond))
    error = np.sqrt(own + misfit)
    with np.errstate(divide="ignore", invalid="ignore"):
        statistic = as_normal(found.log_excess / error, freedom)
    return replace(found, error=error, statistic=statistic, freedom=freedom)


def over_others(found: Jump, noise: Numbers) -> Jump:
    """Jumps over what was expected of others, whose counts are uncertain too.

    ``noise`` is how many a unit has for each one of the others, by which the variance of a difference is larger than that of its
    own counts; the residuals have it in them too, so that the greater of the two counts. With residuals of few values the
    dispersion is hardly known, but as it is never less than this, the normal law holds the size.
    """
    dispersion = np.nan_to_num(found.dispersion)
    error = found.error * np.sqrt(np.maximum(dispersion, 1 + noise) / np.maximum(dispersion, 1))
    with np.errstate(divide="ignore", invalid="ignore"):
        statistic = found.log_excess / error
    return replace(found, error=error, statistic=statistic, freedom=np.full_like(found.freedom, np.inf))


def smooth(counts: ArrayLike, values: ArrayLike, *, degree: int = 4) -> Numbers:
    """The smooth curve through the counts of one unit, without a jump: what a chart sets them against."""
    y, s = np.atleast_2d(np.asarray(counts, float)), np.asarray(values, float)
    columns = design(s, np.zeros(len(s)), degree)[:, 1:]
    return np.asarray(poisson(y, columns).fitted[0])


def design(values: Numbers, window: Numbers | NDArray[np.bool_], degree: int, steps: tuple[float, ...] = ()) -> Numbers:
    """Columns of a design: the window first, then the powers of the values on −1 to 1, then the steps."""
    middle, half = (values.min() + values.max()) / 2, (values.max() - values.min()) / 2
    powers = np.polynomial.legendre.legvander((values - middle) / half, degree)
    return np.column_stack([window, powers, *(values < step for step in steps)]).astype(float)


def as_normal(ratio: Numbers, freedom: ArrayLike) -> Numbers:
    """The standard normal value with the same upper tail as ``ratio`` has in Student's law."""
    size = np.abs(ratio)
    return np.asarray(np.sign(ratio) * norm.isf(t.sf(size, np.maximum(freedom, 1))))
