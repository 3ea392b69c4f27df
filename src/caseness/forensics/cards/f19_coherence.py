"""F19: do the counted scales fall without impairment falling as it does elsewhere?"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from caseness.forensics.evidence.counting import ChangeMoments
from caseness.forensics.fellows import beyond_fellows
from caseness.forensics.registry import Family, Need, forensic_test

if TYPE_CHECKING:
    from caseness.forensics.signals import Signals

_MINIMUM = 100


@forensic_test(
    "F19",
    title="Coherence of the scales",
    catches="scales that count moved without those that do not",
    family=Family.ALTERED,
    needs=[Need.TOTALS],
    evidence=[ChangeMoments],
    minimum=_MINIMUM,
    counted="courses with all scales twice",
    effect_unit="points that PHQ-9 and GAD-7 fall together beyond what the fall of impairment gives elsewhere",
    size=0.01,
    flag="z over 3 against all other providers, and 1 point or more",
    innocent=[
        "impairment follows symptoms slowly, and depends on work and home",
        "other problems, whose impairment is not measured",
    ],
    settles="the forms of all scales of the same occasion",
    source="analysis of covariance with the slope within units: Cochran 1957, Biometrics 13: 261-281",
)
def coherence(changes: ChangeMoments) -> Signals:
    """Do PHQ-9 and GAD-7 fall further than the fall of impairment gives elsewhere?

    Impairment is the WSAS without the question about work. Its slope is the one within units, pooled.
    """
    n, x, y, xx, xy, yy = changes.sums.astype(float).T
    some = np.maximum(n, 1)
    within = [(product - a * b / some).sum() for product, a, b in ((xx, x, x), (xy, x, y), (yy, y, y))]
    freedom = (n - 1)[n > 1].sum()
    if within[2] <= 0 or freedom <= 1:
        nothing = np.full(len(n), np.nan)
        return beyond_fellows(
            nothing, nothing, n, minimum=_MINIMUM, counted="courses with all scales twice", steep=3, least=1
        )
    slope = within[1] / within[2]
    residual = (within[0] - slope * within[1]) / freedom
    value = x / some - slope * y / some
    return beyond_fellows(
        value, residual / some, n, minimum=_MINIMUM, counted="courses with all scales twice", steep=3.0, least=1.0
    )
