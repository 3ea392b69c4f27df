"""Histograms of scores on which much depended, freed of forms on which every answer was the same, and scales put together."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from caseness.forensics.evidence import SCALES, Beside
from caseness.statistics.quasi_poisson_jump import as_normal

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from caseness.forensics.evidence import Ending, Scores
    from caseness.statistics.quasi_poisson_jump import Jump

    Numbers = NDArray[np.float64]

DECISIVE = slice(Beside.BELOW, None)
"""Occasions on which the other scale was below its line, or not recorded: this scale decided."""

SUPPORT = {
    scale: np.array([score for score in range(scale.line - below, scale.line + above) if score != 2 * scale.ones])
    for scale, below, above in zip(SCALES, (8, 7), (11, 10), strict=True)
}
"""The scores to which smooth curves are fitted: 2 to 20 of PHQ-9, 1 to 17 of GAD-7, away from both ends of the scale.

Left out is the total of a form on which every answer is 2, another lump of straight lines.
"""


def decisive(scores: Scores, scale: int, endings: Sequence[Ending]) -> Numbers:
    """Units × scores: how many forms with these endings, on occasions when this scale decided, all ones taken out.

    "Several days" to every question comes to the highest score below the line on both scales. Where answers are known
    such forms are taken out. Where only totals are, forms at that score are left out if the other scale shows its own
    such total; what honest forms are lost thereby is made up at the rate at which the scores on either side stand beside
    that total.
    """
    chosen = list(endings)
    counts = scores.counts[:, scale, DECISIVE][..., chosen].sum(axis=(1, 2, 4)).astype(float)
    ones = SCALES[scale].ones
    if scores.ones is not None:
        counts[:, ones] -= scores.ones[:, scale, DECISIVE][..., chosen].sum(axis=(1, 2))
        return np.asarray(counts)
    by = scores.beside_ones[:, scale][..., chosen].sum(axis=2).astype(float)
    near = counts[:, [ones - 1, ones + 1]].sum(axis=1)
    share = by[:, [ones - 1, ones + 1]].sum(axis=1) / np.maximum(near, 1)
    counts[:, ones] = (counts[:, ones] - by[:, ones]) / (1 - np.minimum(share, 0.9))
    return np.asarray(counts)


def together(statistics: Numbers, correlation: float) -> Numbers:
    """One standard normal statistic of two scales (scales × units), which correlate so where nothing is wrong.

    A scale that could not be computed is left out (Stouffer's sum, divided by its standard deviation).
    """
    known = np.isfinite(statistics)
    k = known.sum(axis=0)
    total = np.where(known, statistics, 0).sum(axis=0)
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.asarray(np.where(k > 0, total / np.sqrt(k + k * (k - 1) * correlation), np.nan))


def as_one(jumps: Sequence[Jump], correlation: float) -> tuple[Numbers, Numbers, Numbers]:
    """One effect of the jumps on two scales, weighted by precision, its standard error and its standard normal statistic.

    The degrees of freedom are put together by Satterthwaite 1946, Biometrics Bulletin 2: 110-114; the error is the one with which
    a normal law gives the statistic, so that the interval and the statistic say the same.
    """
    errors = np.stack([one.error for one in jumps])
    effect, error = averaged(np.stack([one.log_excess for one in jumps]), errors, correlation)
    with np.errstate(divide="ignore", invalid="ignore"):
        parts = 1 / errors**2  # of the variance of a mean weighted by precision, up to a factor
        freedom = np.nansum(parts, axis=0) ** 2 / np.nansum(parts**2 / np.stack([one.freedom for one in jumps]), axis=0)
        statistic = as_normal(effect / error, freedom)
        return effect, np.where(statistic == 0, error, np.abs(effect / statistic)), statistic


def averaged(effects: Numbers, errors: Numbers, correlation: float) -> tuple[Numbers, Numbers]:
    """One effect of two scales (scales × units), weighted by precision, and its standard error under that correlation."""
    known = np.isfinite(effects) & (errors > 0)
    with np.errstate(divide="ignore", invalid="ignore"):
        weights = np.where(known, 1 / errors**2, 0)
        weights = weights / weights.sum(axis=0)
        parts = np.where(known, weights * errors, 0)
        effect = np.where(known, weights * effects, 0).sum(axis=0)
        variance = (parts**2).sum(axis=0) * (1 - correlation) + correlation * parts.sum(axis=0) ** 2
    nothing = ~known.any(axis=0)
    return np.where(nothing, np.nan, effect), np.where(nothing, np.nan, np.sqrt(variance))
