"""F13: is the last contact left unmeasured the more often, the worse the course had gone?"""

from __future__ import annotations

import numpy as np

from caseness.forensics.densities import averaged, together
from caseness.forensics.evidence import SCALES, Courses, LastContacts
from caseness.forensics.registry import Family, Need, forensic_test
from caseness.forensics.signals import Signals, too_few
from caseness.statistics.batched_glm import binomial

_MINIMUM = 300
_CORRELATION = 0.75  # of the two scales' statistics in honest worlds
_ODDS_RATIO = 1.3
_STEEP = 3.0


@forensic_test(
    "F13",
    title="Last contacts without a score",
    catches="last forms left out when they would have been bad",
    family=Family.SELECTED,
    needs=[Need.TOTALS],
    evidence=[LastContacts, Courses],
    minimum=_MINIMUM,
    counted="cases",
    effect_unit="log odds ratio of no form at the last contact, per standard deviation of a worse score before it",
    size=0.01,
    flag="odds ratio at least 1.3 per standard deviation and z over 3",
    innocent=[
        "people who feel worse and do not want to fill in a form",
        "last contacts that were a crisis, or by telephone",
        "a form that is sent only when treatment ends as planned",
    ],
    settles="whether a form was offered, and the note of the last contact",
    source="Little 1993, JASA 88: 125-134; Carpenter and Kenward 2013, Multiple imputation and its application",
)
def unmeasured_ends(ends: LastContacts, courses: Courses) -> Signals:
    """Is the last contact left unmeasured the more often, the worse the course had gone?

    logit P(no form) = a + b·first + c·first² + β·latest: the latest score before the last contact, given the first. That
    forms are missing at random given these cannot be tested; that it depends on how the course went can.
    """
    effects, errors = np.empty((2, ends.units)), np.empty((2, ends.units))
    for place, scale in enumerate(SCALES):
        scores = np.arange(scale.highest + 1)
        cells = ends.counts[:, place, scale.line : scale.highest + 1, : scale.highest + 1]
        first, latest = np.meshgrid(scores[scale.line :], scores, indexing="ij")
        spread = _spread(cells.sum(axis=(0, -1)), latest)
        start = (first.ravel() - scale.line) / scale.highest
        design = np.column_stack([latest.ravel() / spread, np.ones(first.size), start, start**2])
        units = cells.reshape(ends.units, -1, 2)
        fit = binomial(units[..., 1], units.sum(axis=-1), design)
        effects[place], errors[place] = fit.coefficients[:, 0], fit.error(0)
    effect, error = averaged(effects, errors, _CORRELATION)
    statistic = together(effects / errors, _CORRELATION)
    return Signals.of(
        n=courses.cases,
        effect=effect,
        error=error,
        statistic=statistic,
        flagged=(statistic > _STEEP) & (np.exp(effect) >= _ODDS_RATIO),
        reason=too_few(courses.cases, _MINIMUM, "cases"),
    )


def _spread(counts: np.ndarray, latest: np.ndarray) -> float:
    """The standard deviation of the latest score, all units together."""
    total = max(counts.sum(), 1)
    mean = (counts * latest).sum() / total
    return float(np.sqrt(max((counts * (latest - mean) ** 2).sum() / total, 1.0)))
