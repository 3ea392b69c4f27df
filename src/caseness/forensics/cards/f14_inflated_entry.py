"""F14: are first scores just at the line too many, and followed by a drop too large?"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from caseness.forensics.cards.f02_altered_scores import DEGREE, REACH, SHAMS
from caseness.forensics.densities import averaged, together
from caseness.forensics.evidence import SCALES, SCORES, Courses, FirstScores
from caseness.forensics.registry import Family, Need, forensic_test
from caseness.forensics.signals import Signals, too_few
from caseness.statistics import weighted_jump
from caseness.statistics.quasi_poisson_jump import allowing_for_misfit, as_normal, jump, over_others

if TYPE_CHECKING:
    from caseness.statistics.quasi_poisson_jump import Jump
    from caseness.statistics.weighted_jump import MeanJump

_MINIMUM = 2000
_CORRELATION = 0.0  # of the statistics put together, in honest worlds
_EXCESS = 0.05
_STEEP = 3.0


@forensic_test(
    "F14",
    title="First scores moved up to the line",
    catches="people who were no cases entered as cases, who then recover",
    family=Family.ALTERED,
    needs=[Need.TOTALS],
    evidence=[FirstScores, Courses],
    minimum=_MINIMUM,
    counted="cases",
    effect_unit="log ratio of first scores at the line or just above to what a smooth curve has; of a provider, over that of all "
    "others",
    size=0.01,
    over_others=True,
    flag="z over 3 and at least 5 % more than the curve has",
    innocent=[
        "people who know that a score at the line opens the door",
        "referrers who send those who reach the line",
        "declining people below the line, which cuts the density but adds nothing above it",
    ],
    settles="the forms as people sent them in before assessment",
    source="McCrary 2008, J Econometrics 142: 698-714; for the drop, Davis 1976, Am J Epidemiol 104: 493-498",
)
def inflated_entry(first: FirstScores, courses: Courses) -> Signals:
    """Are first scores just at the line too many, and followed by a drop too large?

    Two signs put together on each scale: the count of first scores from the line to two above it, against a smooth curve
    that may step down below the line (people below it may be declined), and the mean second score of the same people,
    against a smooth curve in the first score: whoever was moved up comes back lower. Totals that come of one answer to all
    questions are left out. A provider is held against all others, who have the same questionnaire and the same referrers’ rules.
    """
    statistics, effects, errors, excess = [], [], [], []
    for place in range(len(SCALES)):
        if first.units > 1:
            (bump, drop), others = _signs(first, place), _signs(first.others(), place)
            bump, drop = over_others(bump, others[0]), weighted_jump.over_others(drop, others[1])
        else:
            bump, drop = _signs(first, place, degree=DEGREE)
            bump = allowing_for_misfit(bump, [_signs(first, place, shift, degree=DEGREE)[0] for shift in SHAMS])
        statistics += [bump.statistic, as_normal(-drop.jump / drop.error, drop.freedom)]
        effects.append(bump.log_excess)
        errors.append(bump.error)
        excess.append(bump.excess)
    effect, error = averaged(np.stack(effects), np.stack(errors), _CORRELATION)
    statistic = together(np.stack(statistics), _CORRELATION)
    with np.errstate(divide="ignore", invalid="ignore"):
        each = np.where(effect != 0, np.nansum(excess, axis=0) / effect, np.nan)
    return Signals.of(
        n=courses.cases,
        effect=effect,
        error=error,
        statistic=statistic,
        per_unit_of_effect=each,
        cases=courses.cases,
        flagged=(statistic > _STEEP) & (np.expm1(effect) >= _EXCESS),
        reason=too_few(courses.cases, _MINIMUM, "cases"),
    )


def _signs(first: FirstScores, place: int, shift: int = 0, *, degree: int = 4) -> tuple[Jump, MeanJump]:
    """On one scale how many first scores are just at the line, and how far the same people fall; or at a sham line."""
    scale = SCALES[place]
    values = np.array([score for score in range(2, scale.highest) if score % scale.ones])
    real = np.arange(scale.line, scale.line + REACH)
    cells = first.counts[:, place, values]
    bump = jump(
        cells.sum(axis=-1),
        values,
        real + shift,
        elsewhere=(real, ()) if shift else None,
        degree=degree,
        steps=(scale.line,),
    )
    return bump, weighted_jump.weighted_jump(cells[..., :SCORES], np.arange(SCORES), values, real, degree=degree - 1)
