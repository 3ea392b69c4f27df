"""F22: do provider-months gather just at the target?"""

from __future__ import annotations

import numpy as np
from scipy.stats import binom, norm

from caseness.forensics.evidence.counting import MARGINS, TargetMargins
from caseness.forensics.registry import Family, Need, forensic_test
from caseness.forensics.signals import Signals, too_few

_MINIMUM = 50
_REACH = 2  # recoveries on either side


@forensic_test(
    "F22",
    title="Gathering at the target",
    catches="months brought up to the target",
    family=Family.SELECTED,
    needs=[Need.AGGREGATES],
    evidence=[TargetMargins],
    minimum=_MINIMUM,
    counted="provider-months",
    effect_unit="log ratio of months that just meet the target to months that just miss it",
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
    one more, against months one or two short. If nothing gathers, either is as likely (exact, mid-p).
    """
    middle = MARGINS // 2
    met = margins.counts[:, middle : middle + _REACH].sum(axis=1)
    missed = margins.counts[:, middle - _REACH : middle].sum(axis=1)
    months, near = margins.counts.sum(axis=1), met + missed
    p = binom.sf(met, near, 0.5) + binom.pmf(met, near, 0.5) / 2
    z = norm.isf(np.clip(p, 1e-300, 1))
    return Signals.of(
        n=months,
        effect=np.log((met + 0.5) / (missed + 0.5)),
        error=np.sqrt(1 / (met + 0.5) + 1 / (missed + 0.5)),
        statistic=z,
        flagged=p < 0.01,
        reason=too_few(months, _MINIMUM, "provider-months"),
    )
