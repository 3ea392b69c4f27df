"""F08: where a form was given twice, was the lower one kept?"""

from __future__ import annotations

import numpy as np
from scipy.stats import binom, norm

from caseness.forensics.evidence import Courses
from caseness.forensics.evidence.handling import Direction, Repeats
from caseness.forensics.registry import Family, Need, forensic_test
from caseness.forensics.signals import Signals, too_few

_MINIMUM = 50
_KEPT_LOWER = 0.65


@forensic_test(
    "F08",
    title="Forms given twice",
    catches="forms taken again until they lay lower, of which the last is kept",
    family=Family.ALTERED,
    needs=[Need.TOTALS],
    evidence=[Repeats, Courses],
    minimum=_MINIMUM,
    counted="forms given twice with another score",
    effect_unit="share of repeats that are lower than the first, less a half",
    size=0.01,
    flag="more than 65 % lower, and z over 3",
    innocent=[
        "a form done again because it was incomplete or mistyped",
        "an assessment and a treatment on one day, with relief in between",
        "who scores high on one form scores lower on the next by chance alone, if high scores are what is repeated",
    ],
    settles="the history of submissions with the time and the user of each, and the forms themselves",
    source="sign test: Conover 1999, Practical Nonparametric Statistics, 3.4",
)
def repeats(repeats: Repeats, courses: Courses) -> Signals:
    """Where a form was given twice in a day or sent again with another score, is the later one lower too often?

    Ties say nothing. The test is exact (mid-p). Recoveries are forms that crossed the line downwards less those that
    crossed it upwards, on the scale with more of them.
    """
    counts = repeats.counts
    lower, higher = (counts[..., way, :].sum(axis=(1, 2, 3, 4)) for way in (Direction.LOWER, Direction.HIGHER))
    n = lower + higher
    above = binom.sf(lower, n, 0.5) + binom.pmf(lower, n, 0.5) / 2
    share = lower / np.maximum(n, 1)
    statistic = norm.isf(np.clip(above, 1e-300, 1.0))
    down = counts[:, :, :, 1, Direction.LOWER, 1].sum(axis=2)
    up = counts[:, :, :, 0, Direction.HIGHER, 0].sum(axis=2)
    crossed = (down - up).max(axis=1)
    effect = share - 0.5
    with np.errstate(divide="ignore", invalid="ignore"):
        each = np.where(effect != 0, crossed / effect, np.nan)
    return Signals.of(
        n=n,
        effect=effect,
        error=np.sqrt(np.maximum(share * (1 - share), 0.25 / np.maximum(n, 1)) / np.maximum(n, 1)),
        statistic=statistic,
        flagged=(share > _KEPT_LOWER) & (statistic > 3),
        reason=too_few(n, _MINIMUM, "forms given twice with another score"),
        per_unit_of_effect=each,
        cases=courses.cases,
    )
