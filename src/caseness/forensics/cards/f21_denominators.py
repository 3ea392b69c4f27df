"""F21: does the rate depend on which courses are counted as finished?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from caseness.forensics.evidence.counting import Denominators
from caseness.forensics.fellows import shift_against_fellows
from caseness.forensics.registry import Family, Need, forensic_test

if TYPE_CHECKING:
    from caseness.forensics.signals import Signals

_MINIMUM = 100


@forensic_test(
    "F21",
    title="Who is counted as finished",
    catches="bad courses recorded so that they are not counted",
    family=Family.SELECTED,
    needs=[Need.TOTALS],
    evidence=[Denominators],
    minimum=_MINIMUM,
    counted="cases counted",
    effect_unit="points of the rate gained by leaving out those seen twice or more but not treated twice, beyond other providers",
    size=0.01,
    flag="3 points or more, and z over 3 against all other providers",
    innocent=[
        "services that assess in two appointments, or offer follow-up after advice",
        "people referred on to another service after assessment",
    ],
    settles="the notes of appointments recorded as follow-up or advice",
    source="NHS Digital, A guide to IAPT data and publications (2021), 6.15 (two treatment contacts make a course)",
)
def denominators(courses: Denominators) -> Signals:
    """Is the rate higher for leaving out people who were seen twice or more, but not treated twice?

    The neutral rule counts everyone who came as a case and was seen twice, whatever the appointments were called. Other
    neutral rules (three contacts or more, cohorts of referral, referrals that follow each other put together) are not tested
    here: the chapter on outcomes gives the rate under each of them, and the tests of several would not be independent.
    """
    counts = courses.counts
    return shift_against_fellows(
        counts[:, 1, 1],
        counts[:, 1].sum(axis=1),
        counts[:, 0, 1],
        counts[:, 0].sum(axis=1),
        minimum=_MINIMUM,
        counted="cases counted",
        steep=3.0,
        least=0.03,
    )
