"""F05: do last scores lie just below the line more often than other scores of the same people?"""

from __future__ import annotations

import numpy as np

from caseness.forensics.cards.f02_altered_scores import REACH
from caseness.forensics.densities import DECISIVE, SUPPORT, averaged, together
from caseness.forensics.evidence import SCALES, Courses, Ending, Scores
from caseness.forensics.registry import Family, Need, forensic_test
from caseness.forensics.signals import Signals, too_few
from caseness.forensics.worlds.world import Nature
from caseness.statistics.batched_glm import binomial
from caseness.statistics.quasi_poisson_jump import as_normal, design

_MINIMUM = 1000
_CORRELATION = 0.1  # of the two scales' statistics in honest worlds
_LOG_RATIO = 0.2
_STEEP = 3.0


@forensic_test(
    "F05",
    title="Last scores against other scores",
    catches="the same as F04, freed of lumps that the questionnaire makes by itself",
    family=Family.STOPPED,
    needs=[Need.TOTALS],
    evidence=[Scores, Courses],
    minimum=_MINIMUM,
    counted="cases",
    effect_unit="log odds ratio of being the last score, just below the line against a smooth curve",
    size=0.01,
    sees=(Nature.STOPPED, Nature.ANSWERED, Nature.WRONGED),
    flag="log ratio at least 0.2 and z over 3",
    innocent=["courses that end when the line is crossed, as F03 asks", "everything that F02 names"],
    settles="the same in periods before and after a target came in, and what F02 and F03 say",
    source="Kleven 2016, Annual Review of Economics 8: 435-464, section 4",
)
def last_against_others(scores: Scores, courses: Courses) -> Signals:
    """Do last scores lie just below the line more often than the other scores of the same people?

    The odds that a form is the last, by score: a parabola and a jump on the `REACH` scores below the line.
    """
    fits = []
    for place, scale in enumerate(SCALES):
        values = SUPPORT[scale]
        cells = scores.counts[:, place, DECISIVE].sum(axis=(1, 2))[:, values]
        inside = (values >= scale.line - REACH) & (values < scale.line)
        fits.append(
            binomial(cells.sum(axis=2) - cells[..., Ending.GOES_ON], cells.sum(axis=2), design(values, inside, 2))
        )
    effects = np.stack([fit.coefficients[:, 0] for fit in fits])
    errors = np.stack([fit.error(0) * np.sqrt(np.maximum(fit.dispersion, 1)) for fit in fits])
    effect, error = averaged(effects, errors, _CORRELATION)
    ratios = [as_normal(effects[place] / errors[place], fit.freedom) for place, fit in enumerate(fits)]
    statistic = together(np.stack(ratios), _CORRELATION)
    return Signals.of(
        n=courses.cases,
        effect=effect,
        error=error,
        statistic=statistic,
        flagged=(statistic > _STEEP) & (effect >= _LOG_RATIO),
        reason=too_few(courses.cases, _MINIMUM, "cases"),
    )
