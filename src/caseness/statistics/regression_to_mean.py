"""What scores taken twice do when nobody changes, and when everybody changes alike: normal scores with a line.

People are chosen because a first score lies at or above a line. If scores vary from one day to the next, the second
is on average nearer to the mean (Galton 1886; Davis 1976, Am J Epidemiol 104: 493-498; Barnett, van der Pols and
Dobson 2005, Int J Epidemiol 34: 215-220). All functions take whole-number scores as normal with a correction of half a point: a
score of ``line`` or more is a normal value above ``line`` − ½.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import sqrt

import numpy as np
from scipy.optimize import brentq
from scipy.stats import multivariate_normal, norm

_HALF = 0.5  # a whole-number score stands for half a point either way
_DRAWS = 400_000  # at most so many points in an integral over four scores
_PRECISION = 1e-4
_MOST = 0.99  # the strongest correlation looked for


@dataclass(frozen=True, slots=True)
class Scale:
    """One questionnaire, scored twice: means and standard deviations in points, the lowest score of a case.

    ``again`` is the correlation between the two occasions: the reliability, where nobody changes.
    """

    mean: float
    sd: float
    line: float
    again: float
    mean_after: float
    sd_after: float

    def __post_init__(self) -> None:
        if self.sd <= 0 or self.sd_after <= 0 or not -1 < self.again < 1:
            raise ValueError("a scale needs positive standard deviations and a correlation between −1 and 1")

    @property
    def before(self) -> float:
        """The line at the first score, in standard deviations."""
        return (self.line - _HALF - self.mean) / self.sd

    @property
    def after(self) -> float:
        """The line at the second score, in standard deviations."""
        return (self.line - _HALF - self.mean_after) / self.sd_after


def stable(mean: float, sd: float, line: float, reliability: float) -> Scale:
    """A scale on which nobody changes: means and standard deviations the same on both occasions."""
    return Scale(mean, sd, line, reliability, mean, sd)


def expected_change(scale: Scale) -> float:
    """The mean change, in points, of those at or above the line at first.

    E[Y2 − Y1 | Y1 ≥ c] = μ2 − μ1 − (σ1 − rσ2)·φ(z) ÷ (1 − Φ(z)) with z = (c − ½ − μ1) ÷ σ1. Where nobody changes that is
    −(1 − r)·σ·φ(z) ÷ (1 − Φ(z)).
    """
    z = scale.before
    above = float(norm.pdf(z) / norm.sf(z))
    return scale.mean_after - scale.mean - (scale.sd - scale.again * scale.sd_after) * above


def share_below(scale: Scale) -> float:
    """The share of those at or above the line at first who are below it afterwards: [Φ(b) − Φ2(a, b; r)] ÷ (1 − Φ(a))."""
    both = float(multivariate_normal.cdf([scale.before, scale.after], cov=[[1, scale.again], [scale.again, 1]]))
    return float((norm.cdf(scale.after) - both) / norm.sf(scale.before))


def share_below_both(one: Scale, other: Scale, together: float, across: float) -> float:
    """The share of cases on either scale at first who are below the line on both afterwards.

    ``together`` is the correlation of the two scales on one occasion, ``across`` that of one scale at first with the
    other afterwards. With S both below at first and E both below afterwards: [P(E) − P(S and E)] ÷ (1 − P(S)), the last from
    a normal distribution of four scores. Raises `ValueError` where no four scores have these correlations.
    """
    pair = np.array([[1, together], [together, 1]])
    four = np.array(
        [
            [1, together, one.again, across],
            [together, 1, across, other.again],
            [one.again, across, 1, together],
            [across, other.again, together, 1],
        ]
    )
    if np.linalg.eigvalsh(four).min() <= 0:
        raise ValueError("no four scores can have these correlations")
    first, last = [one.before, other.before], [one.after, other.after]
    below_first = float(multivariate_normal.cdf(first, cov=pair))
    below_last = float(multivariate_normal.cdf(last, cov=pair))
    throughout = _orthant([*first, *last], four)
    return (below_last - throughout) / (1 - below_first)


def _orthant(upper: list[float], covariance: np.ndarray) -> float:
    """The probability that all four lie below ``upper``; the same on every run."""
    law = multivariate_normal(cov=covariance, maxpts=_DRAWS, abseps=_PRECISION, releps=_PRECISION, seed=1)
    return float(law.cdf(upper))


def correlation_together(below_one: float, below_other: float, below_both: float) -> float:
    """The correlation of two normal scores, from the shares below a line on each and on both (tetrachoric, Pearson 1900).

    ``below_one`` and ``below_other`` are lines in standard deviations, ``below_both`` a share. Raises `ValueError` where no
    correlation between −0.99 and 0.99 gives that share.
    """

    def short(correlation: float) -> float:
        law = multivariate_normal(cov=[[1, correlation], [correlation, 1]])
        return float(law.cdf([below_one, below_other])) - below_both

    if short(-_MOST) > 0 or short(_MOST) < 0:
        raise ValueError(f"no correlation puts {below_both:g} below both lines")
    return float(brentq(short, -_MOST, _MOST, xtol=1e-6))


def share_halved(scale: Scale) -> float:
    """The share whose second score is at most half the mean of the first: response, as trials without counts are read.

    Furukawa and others 2005, J Psychosom Res 58: 17-22: P(Y2 ≤ μ1 ÷ 2) for normal Y2.
    """
    return float(norm.cdf((scale.mean / 2 - scale.mean_after) / scale.sd_after))


def across_occasions(together: float, one: float, other: float) -> float:
    """The correlation of one scale at first with the other afterwards, if the wobble of the two is shared.

    ``together`` on one occasion, attenuated by both reliabilities: ρ·√(r1·r2). If the wobble of the two scales were
    unrelated it would be ``together`` itself.
    """
    return together * sqrt(one * other)
