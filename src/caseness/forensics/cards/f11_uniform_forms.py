"""F11: do forms have one answer throughout?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from caseness.forensics.evidence.forms import UniformForms
from caseness.forensics.fellows import signals_against_fellows
from caseness.forensics.registry import Family, Need, forensic_test

if TYPE_CHECKING:
    from caseness.forensics.signals import Signals

_MINIMUM = 200


@forensic_test(
    "F11",
    title="One answer throughout",
    catches="careless or invented forms; one answer of “several days” throughout comes just below both lines",
    family=Family.INVENTED,
    needs=[Need.ITEMS],
    evidence=[UniformForms],
    minimum=_MINIMUM,
    counted="forms",
    effect_unit="share of forms with the same answer to every question, beyond the share at all other providers",
    size=0.01,
    flag="z over 3 and more than twice what is expected",
    innocent=[
        "people who answer so",
        "forms read aloud",
        "a questionnaire on paper, copied in by a clerk",
    ],
    settles="the forms, and how they were taken",
    source="Meade and Craig 2012, Psychological Methods 17: 437-455; Curran 2016, J Experimental Social Psychology 66: 4-19",
)
def uniform_forms(forms: UniformForms) -> Signals:
    """Do more forms than elsewhere have the same answer to every question?

    Forms of lowest answers only are valid and healthy, those of highest only are severe: both are left out. One answer throughout
    is the longest string there can be and a spread of 0. Shorter strings, distances from the mean form and person-fit under a
    graded response model are not computed: on seven or nine questions of one kind, honest people at any level give long
    strings, and the fit of a model to each service's answers would be judged by the answers in question.
    """
    return signals_against_fellows(
        forms.counts[..., 1], forms.counts.sum(axis=-1), minimum=_MINIMUM, counted="forms", steep=3.0, times=2.0
    )
