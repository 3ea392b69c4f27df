"""F17: do recovery rates lie outside what chance and ordinary differences allow?"""

from __future__ import annotations

import numpy as np
from scipy.stats import norm

from caseness.forensics.evidence import Courses
from caseness.forensics.fellows import ALONE
from caseness.forensics.registry import Family, Need, forensic_test
from caseness.forensics.signals import Signals, too_few
from caseness.statistics.funnel import funnel

_MINIMUM = 100
_FEWEST = 10
_STEEP = 3.0


@forensic_test(
    "F17",
    title="Outlying recovery rates",
    catches="providers whose rate is far from all others",
    family=Family.OUTLYING,
    needs=[Need.AGGREGATES],
    evidence=[Courses],
    minimum=_MINIMUM,
    counted="cases",
    effect_unit="recovery rate less that of all providers",
    size=0.01,
    flag="more than 3 standard errors from all others, ordinary differences allowed for",
    innocent=[
        "other people: deprivation, severity, problems and steps of care differ, and nothing is adjusted for them",
        "a special clientele, or another way of recording",
    ],
    settles="the rate among like people, and how scores come to be recorded there",
    source="Spiegelhalter 2005, Statistics in Medicine 24: 1185-1202",
)
def outlying_rates(courses: Courses) -> Signals:
    """Do recovery rates lie outside what chance and ordinary differences between providers allow?

    A funnel on the arcsine scale, over-dispersion from providers whose outer tenths are pulled in, made good for that; far
    below counts as well as far above, so p has both sides.
    """
    n, r = courses.cases.astype(float), courses.recovered.astype(float)
    enough = n >= _MINIMUM
    z, error, excess = (np.full(len(n), np.nan) for _ in range(3))
    reason = too_few(n, _MINIMUM, "cases")
    if enough.sum() < _FEWEST:
        reason = np.where(reason == "", ALONE, reason)
    else:
        fit = funnel(r[enough], n[enough], consistent=True)
        z[enough] = fit.z_adjusted
        excess[enough] = r[enough] / n[enough] - fit.centre
        error[enough] = 2 * np.sqrt(fit.centre * (1 - fit.centre) * (1 / (4 * n[enough]) + fit.tau2))
    both_sides = norm.isf(np.clip(2 * norm.sf(np.abs(z)), 1e-300, 1))
    return Signals.of(
        n=n,
        effect=excess,
        error=error,
        statistic=both_sides,
        flagged=np.abs(z) > _STEEP,
        reason=reason,
        per_unit_of_effect=n,
        cases=n,
    )
