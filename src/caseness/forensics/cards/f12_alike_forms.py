"""F12: are the last forms of different people alike, answer by answer, at one therapist?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from caseness.forensics.evidence import Courses
from caseness.forensics.evidence.forms import AlikeForms
from caseness.forensics.fellows import signals_against_fellows
from caseness.forensics.registry import Family, Need, forensic_test

if TYPE_CHECKING:
    from caseness.forensics.signals import Signals

_MINIMUM = 30


@forensic_test(
    "F12",
    title="Forms alike at one therapist",
    catches="forms of many people by one author",
    family=Family.INVENTED,
    needs=[Need.ITEMS, Need.THERAPISTS],
    evidence=[AlikeForms, Courses],
    minimum=_MINIMUM,
    counted="pairs of forms with one total",
    effect_unit="share of pairs of forms of different people with all answers the same, beyond the share at the same provider",
    size=0.01,
    flag="z over 3.1 and more than twice what is expected",
    innocent=["a caseload of like complaints, as after birth", "treatment in groups", "forms read aloud"],
    settles="the forms as people sent them in",
    source="after George and Buyse 2015, Clinical Investigation 5: 161-173; Simonsohn 2013, Psychological Science 24: 1875-1888",
)
def alike_forms(forms: AlikeForms, courses: Courses) -> Signals:
    """Are last forms of different people the same in every answer more often at one therapist than at the same provider?

    Pairs of forms of the same total within one caseload are held against all other such pairs of the provider. That is
    what shuffling the names of the therapists among its forms would give on average, exactly; the spread is not shuffled but
    that of a Poisson count, widened by how far therapists differ for ordinary reasons, because a caseload that is merely
    like in kind would fall to a shuffle. Problems are not matched, as few pairs would remain.
    """
    return signals_against_fellows(
        forms.alike,
        forms.pairs,
        fellows=(forms.elsewhere_alike, forms.elsewhere),
        minimum=_MINIMUM,
        counted="pairs of forms with one total",
        steep=3.1,
        times=2.0,
    )
