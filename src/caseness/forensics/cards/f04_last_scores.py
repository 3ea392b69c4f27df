"""F04: do last scores bunch just below the line?"""

from __future__ import annotations

import numpy as np

from caseness.forensics.cards.f02_altered_scores import (
    REACH,
    both_scales,
    each_unit_of_effect,
    jumps_at_the_line,
)
from caseness.forensics.densities import SUPPORT, decisive
from caseness.forensics.evidence import FINAL, SCALES, Courses, DecisiveChanges, Scores
from caseness.forensics.registry import Family, Need, forensic_test
from caseness.forensics.signals import Signals, too_few
from caseness.forensics.worlds.world import Nature
from caseness.statistics.polynomial_bunching import Bunching, bunching

_MINIMUM = 500
_DRAWS = 1000


@forensic_test(
    "F04",
    title="Last scores just below the line",
    catches="scores moved over the line and courses stopped there, without telling one from the other",
    family=Family.ALTERED,
    needs=[Need.TOTALS],
    evidence=[Scores, DecisiveChanges, Courses],
    minimum=_MINIMUM,
    counted="cases",
    effect_unit="log ratio of last scores just below the line to what a smooth curve has, and of the curve to those just above; "
    "of a provider, a curve over what others come to from the same scores",
    size=0.01,
    over_others=True,
    sees=(Nature.STOPPED, Nature.ANSWERED, Nature.WRONGED),
    screen=True,
    flag="none: a screen, to be read with F02 and F03",
    innocent=["courses that end when the line is crossed", "everything that F02 names"],
    settles="what F02 and F03 say of the same unit",
    source="Saez 2010, AEJ: Economic Policy 2: 180-212; Kleven 2016, Annual Review of Economics 8: 435-464",
)
def last_scores(scores: Scores, changes: DecisiveChanges, courses: Courses) -> Signals:
    """Do last scores bunch just below the line?

    The estimator of F02, on last scores alone. Never a flag by itself: it sees honest stopping and altered scores alike.
    """
    jumps = jumps_at_the_line(scores, changes, FINAL)
    effect, error, statistic = both_scales(jumps)
    return Signals.of(
        n=courses.cases,
        effect=effect,
        error=error,
        statistic=statistic,
        per_unit_of_effect=each_unit_of_effect(jumps, effect),
        cases=courses.cases,
        flagged=np.zeros(scores.units, bool),
        reason=too_few(courses.cases, _MINIMUM, "cases"),
    )


def last_score_bunching(scores: Scores, place: int, random: np.random.Generator) -> Bunching:
    """How many last scores of one scale bunch below its line, and whether as many are missing above."""
    scale = SCALES[place]
    values = SUPPORT[scale]
    below, above = np.arange(scale.line - REACH, scale.line), np.arange(scale.line, scale.line + REACH + 1)
    return bunching(decisive(scores, place, FINAL)[:, values], values, below, above, random, draws=_DRAWS)
