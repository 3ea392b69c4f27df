"""F14: are first scores just at the line too many, and followed by a drop too large?"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from caseness.forensics.cards.f02_altered_scores import each_unit_of_effect
from caseness.forensics.densities import averaged, together
from caseness.forensics.evidence import SCALES, SCORES, Courses, Decided, FirstScores
from caseness.forensics.evidence.first_scores import NEAR
from caseness.forensics.fellows import ALONE
from caseness.forensics.registry import Family, Need, forensic_test
from caseness.forensics.signals import Signals, too_few
from caseness.statistics.indirect_standardisation import expected
from caseness.statistics.quasi_poisson_jump import jump, over_others
from caseness.statistics.weighted_jump import means, weighted_jump

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from caseness.statistics.quasi_poisson_jump import Jump

    Numbers = NDArray[np.float64]

_MINIMUM = 2000
_CORRELATION = 0.0  # of the statistics put together, in honest worlds
_OVER_OTHERS = 3  # degree of the curve of a provider's first scores over those of others
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
    effect_unit="log ratio of first scores at the line or just above to a smooth curve over those of all others",
    size=0.01,
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
    against a smooth curve in the first score: whoever was moved up comes back lower. Looked at are people whom the other scale
    had not made a case anyway; totals that come of one answer to all questions are left out. Each is held against all others,
    who have the same questionnaire: the curves take up only what its first scores, and the means of the second, differ from
    theirs. Nothing is said of England by itself: where questions are of like severity, honest first scores and the second ones
    bend as much just above the line.
    """
    signs = [_signs(first, place) for place in range(len(SCALES))]
    bumps = [bump for bump, _drop in signs]
    statistic = together(np.stack([one for bump, drop in signs for one in (bump.statistic, drop)]), _CORRELATION)
    effect, error = averaged(
        np.stack([bump.log_excess for bump in bumps]), np.stack([bump.error for bump in bumps]), _CORRELATION
    )
    return Signals.of(
        n=courses.cases,
        effect=effect,
        error=error,
        statistic=statistic,
        per_unit_of_effect=each_unit_of_effect(bumps, effect),
        cases=courses.cases,
        flagged=(statistic > _STEEP) & (np.expm1(effect) >= _EXCESS),
        reason=_reason(courses.cases),
    )


def _reason(cases: NDArray[np.integer]) -> NDArray[np.str_]:
    """Why nothing is told: too few cases, at the unit or at all others."""
    others = cases.sum() - cases
    few = too_few(cases, _MINIMUM, "cases")
    return np.where((few == "") & (others < _MINIMUM), ALONE, few).astype(np.str_)


def _signs(first: FirstScores, place: int) -> tuple[Jump, Numbers]:
    """On one scale how many first scores are just at the line beyond those of others, and the statistic of the fall."""
    scale = SCALES[place]
    values = np.array([score for score in range(2, scale.highest) if score % scale.ones])
    window = np.arange(scale.line, scale.line + NEAR)
    own = first.counts[:, place, Decided.OPEN][:, values]
    others = own.sum(axis=0) - own
    people, theirs = own.sum(axis=2), others.sum(axis=2)
    noise = people.sum(axis=1) / np.maximum(theirs.sum(axis=1), 1)
    bump = jump(
        people,
        values,
        window,
        expected=expected(people[:, None], theirs[:, None]),
        degree=_OVER_OTHERS,
        steps=(scale.line,),
    )
    second = np.arange(SCORES)
    drop = weighted_jump(
        own[..., :SCORES],
        second,
        values,
        window,
        expected=means(others[..., :SCORES], second),
        noise=noise,
        degree=1,
        steps=(scale.line,),
    )
    return over_others(bump, noise), -drop.jump / drop.error
