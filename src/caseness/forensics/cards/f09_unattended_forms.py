"""F09: do last forms hang on days on which nobody came?"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from caseness.forensics.evidence import Courses
from caseness.forensics.evidence.handling import Attached, LastForms
from caseness.forensics.fellows import signals_against_fellows
from caseness.forensics.registry import Family, Need, forensic_test

if TYPE_CHECKING:
    from caseness.forensics.signals import Signals

_MINIMUM = 100


@forensic_test(
    "F09",
    title="Last forms where nobody came",
    catches="forms completed for people who were not there",
    family=Family.INVENTED,
    needs=[Need.TOTALS],
    evidence=[LastForms, Courses],
    minimum=_MINIMUM,
    counted="last forms",
    effect_unit="share of last forms on a day without an attended appointment, beyond the share at all other providers",
    size=0.01,
    flag="z over 3 against all other providers, and more than half as many again",
    innocent=[
        "links to forms are sent before appointments and answered at home, which is common since 2020",
        "follow-up forms after discharge that belong to research or to a review",
        "appointments that were not sent, or sent under another date",
    ],
    settles="how each form was completed, and by which user it was entered",
    source="NHS Digital, A guide to IAPT data and publications (2021), 8.5, on scores with and without appointments; "
    "Breslow and Day 1987, Statistical Methods in Cancer Research II, 2.3",
)
def unattended_forms(forms: LastForms, courses: Courses) -> Signals:
    """Do more last forms than elsewhere hang on a missed appointment, on none, or on a day after discharge?

    Courses with internet therapy, whose forms need no appointment, are compared among themselves. Recoveries: of the forms too
    many, those below the line beyond what forms at attended appointments have.
    """
    counts = forms.counts
    detached = counts[:, :, [Attached.NOTHING, Attached.MISSED, Attached.AFTERWARDS]].sum(axis=2)
    attached = counts[:, :, Attached.ATTENDED]
    with np.errstate(divide="ignore", invalid="ignore"):
        better = detached[..., 1].sum(axis=1) / detached.sum(axis=(1, 2)) - attached[..., 1].sum(axis=1) / attached.sum(
            axis=(1, 2)
        )
    return signals_against_fellows(
        detached.sum(axis=2),
        counts.sum(axis=(2, 3)),
        minimum=_MINIMUM,
        counted="last forms",
        steep=3.0,
        times=1.5,
        per_success=better,
        cases=courses.cases,
    )
