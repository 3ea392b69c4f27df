"""F20: are last forms dated at odd hours more often than other forms?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from caseness.forensics.evidence.handling import Hours
from caseness.forensics.fellows import own_and_fellows
from caseness.forensics.registry import Family, Need, forensic_test

if TYPE_CHECKING:
    from caseness.forensics.signals import Signals

_MINIMUM = 200


@forensic_test(
    "F20",
    title="Last forms at odd hours",
    catches="forms filled in afterwards",
    family=Family.INVENTED,
    needs=[Need.TOTALS],
    evidence=[Hours],
    minimum=_MINIMUM,
    counted="last forms",
    effect_unit="share of last forms at odd hours (at weekends, where no times are recorded) less that of the same provider’s "
    "other forms",
    size=0.01,
    flag="z over 3 against all other providers, and 5 points or more",
    innocent=[
        "people answer links in their free time",
        "clinics in the evening and on Saturdays",
        "clerks who catch up",
    ],
    settles="the time and the user of every entry, which the national data set does not carry",
    source="after Bolton and Hand 2002, Statistical Science 17: 235-255; digits of a scale of 28 scores follow no law of Benford",
)
def odd_hours(hours: Hours) -> Signals:
    """Are last forms dated on weekends, at night or in the early morning more often than other forms of the same provider?

    This stands in for entry in batches (several people's forms within minutes by one user), which cannot be seen: the
    national data set has the time at which a form is said to have been filled in, but no time and no user of entry.
    Month-ends are not counted as odd, because discharges, and so last forms, honestly gather there.
    """
    counts = hours.counts
    return own_and_fellows(
        counts[:, 1, 1],
        counts[:, 1].sum(axis=1),
        counts[:, 0, 1],
        counts[:, 0].sum(axis=1),
        minimum=_MINIMUM,
        counted="last forms",
        steep=3.0,
        least=0.05,
    )
