"""F22: do provider-months gather just at the target?"""

from __future__ import annotations

import numpy as np
from scipy.stats import norm

from caseness.forensics.evidence.counting import MARGINS, TargetMargins
from caseness.forensics.registry import Family, Need, forensic_test
from caseness.forensics.signals import Signals, too_few
from caseness.statistics.quasi_poisson_jump import jump

_MINIMUM = 50
_REACH = 2  # recoveries on either side
_DEGREE = 4
_SMALL = 0.01


@forensic_test(
    "F22",
    title="Gathering at the target",
    catches="months brought up to the target",
    family=Family.SELECTED,
    needs=[Need.AGGREGATES],
    evidence=[TargetMargins],
    minimum=_MINIMUM,
    counted="provider-months",
    effect_unit="log ratio of months just at the target to a smooth curve, and of the curve to those just short of it",
    size=0.01,
    flag="p under 0.01",
    innocent=[
        "rates of months of one provider resemble each other",
        "a service that is managed towards a target may really meet it",
    ],
    settles="the dates on which last scores of the month were entered and changed",
    source="after McCrary 2008, J Econometrics 142: 698-714, on a lattice of exact counts; "
    "Ioannidis and Trikalinos 2007, Clinical Trials 4: 245-253",
)
def target(margins: TargetMargins) -> Signals:
    """Do more provider-months just meet the target of half recovered than just miss it?

    Counted in recoveries, so that no lattice of rates comes in: months that have the least number which meets the target, or
    one more, are taken to be lacking one or two short of it, against a smooth curve through all of up to nine either way.
    How many months met the target against how many a model of each month would expect to is not tested besides: the model
    could only rest on the same months.
    """
    values = np.arange(1, MARGINS - 1)
    middle = MARGINS // 2
    seen = jump(
        margins.counts[:, values],
        values,
        np.arange(middle, middle + _REACH),
        lacking=np.arange(middle - _REACH, middle),
        degree=_DEGREE,
    )
    months = margins.counts.sum(axis=1)
    return Signals.of(
        n=months,
        effect=seen.log_excess,
        error=seen.error,
        statistic=seen.statistic,
        flagged=seen.statistic > norm.isf(_SMALL),
        reason=too_few(months, _MINIMUM, "provider-months"),
    )
