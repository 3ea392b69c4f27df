"""F24: are first treatments recorded so that the wait ends, while the second is long in coming?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from caseness.forensics.evidence.counting import FirstContacts
from caseness.forensics.fellows import signals_against_fellows
from caseness.forensics.registry import Family, Need, forensic_test

if TYPE_CHECKING:
    from caseness.forensics.signals import Signals

_MINIMUM = 200


@forensic_test(
    "F24",
    title="Contacts that end the wait",
    catches="a brief first contact that ends the wait on paper",
    family=Family.SELECTED,
    needs=[Need.TOTALS],
    evidence=[FirstContacts],
    minimum=_MINIMUM,
    counted="first treatments",
    effect_unit="share of first treatments that were assessment as well and had no second for 28 days, beyond other providers",
    size=0.01,
    flag="z over 3 against all other providers, and more than half as many again",
    innocent=[
        "services that assess and treat in one appointment",
        "people who did not want or need a second appointment",
    ],
    settles="the notes of the first contact, with its minutes",
    source="NHS Digital, A guide to IAPT data and publications (2021), 2.6 and 6.9",
)
def first_contacts(contacts: FirstContacts) -> Signals:
    """Are more first treatments than elsewhere recorded as assessment and treatment, with a long wait for the second?"""
    return signals_against_fellows(
        contacts.counts[:, 1, 1],
        contacts.counts.sum(axis=(1, 2)),
        minimum=_MINIMUM,
        counted="first treatments",
        steep=3.0,
        times=1.5,
    )
