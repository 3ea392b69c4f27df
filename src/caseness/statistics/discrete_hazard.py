"""Whether the chance of ending jumps where a value falls below a line, against a smooth dependence on the value and on time."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from caseness.statistics.batched_glm import binomial

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

    Numbers = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class HazardJump:
    """For each unit the jump θ as a log odds ratio with its ``error``, and the hazards fitted.

    ``fitted`` and ``smooth`` are units × times × values: the hazard with the jump, and without it. θ and its error are NaN
    where the counts do not determine them.
    """

    log_odds: Numbers
    error: Numbers
    fitted: Numbers
    smooth: Numbers


def hazard_jump(
    ends: ArrayLike,
    at_risk: ArrayLike,
    values: ArrayLike,
    line: float,
    *,
    degree: int = 3,
    time_degree: int = 3,
    jumps: ArrayLike | None = None,
) -> HazardJump:
    """logit P(end at t | value s) = P(s) + Q(log(1 + t)) + θ·1[s < line], by cells (units × times × values).

    Discrete-time hazards are a logistic regression on those at risk (Singer and Willett 2003, Applied longitudinal data
    analysis, chapters 10 to 12). Times at which all or none of a unit end say nothing about θ and are left out. ``jumps``
    replaces 1[s < line] by a column of its own (times × values).
    """
    y, n = np.asarray(ends, float), np.asarray(at_risk, float)
    units, times, places = n.shape
    s = np.asarray(values, float)
    time = np.log1p(np.arange(times)) / np.log1p(max(times - 1, 1))
    below = np.broadcast_to(s < line, (times, places)) if jumps is None else np.asarray(jumps, float)
    powers = np.polynomial.legendre.legvander(2 * (s - s.min()) / (s.max() - s.min()) - 1, degree)
    course = np.polynomial.legendre.legvander(2 * time - 1, time_degree)[:, 1:]
    x = np.concatenate(
        (
            below.reshape(-1, 1),
            np.broadcast_to(powers, (times, places, degree + 1)).reshape(times * places, -1),
            np.repeat(course, places, axis=0),
        ),
        axis=1,
    )
    total, ended = n.sum(axis=2, keepdims=True), y.sum(axis=2, keepdims=True)
    telling = (ended > 0) & (ended < total)
    fit = binomial((y * telling).reshape(units, -1), (n * telling).reshape(units, -1), x)
    linear = np.clip(fit.coefficients @ x.T, -30, 30)
    smooth = linear - fit.coefficients[:, :1] * x[:, 0]
    shape = (units, times, places)
    error = fit.error(0)
    return HazardJump(
        np.where(np.isfinite(error), fit.coefficients[:, 0], np.nan),
        error,
        (1 / (1 + np.exp(-linear))).reshape(shape),
        (1 / (1 + np.exp(-smooth))).reshape(shape),
    )
