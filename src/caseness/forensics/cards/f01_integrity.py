"""F01: do forms break rules that no form should?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from caseness.forensics.evidence.handling import Breaches
from caseness.forensics.fellows import signals_against_fellows
from caseness.forensics.registry import Family, Need, forensic_test

if TYPE_CHECKING:
    from caseness.forensics.signals import Signals

_MINIMUM = 200
_STEEP = 3.0


@forensic_test(
    "F01",
    title="Rules of integrity",
    catches="error, and careless invention",
    family=Family.INVENTED,
    needs=[Need.TOTALS],
    evidence=[Breaches],
    minimum=_MINIMUM,
    counted="forms tested",
    effect_unit="share of forms that break a rule, beyond the share at all other providers",
    size=0.01,
    flag="z over 3 against all other providers, ordinary differences allowed for",
    innocent=[
        "totals made up for one or two questions left out",
        "a move to another system, or an import",
        "forms completed before the referral was entered, or at a follow-up after discharge",
    ],
    settles="the log of the system in which the forms were entered",
    source="Breslow and Day 1987, Statistical Methods in Cancer Research II, 2.3 (indirect standardisation)",
)
def integrity(breaches: Breaches) -> Signals:
    """Do more forms break rules that no form should than elsewhere?

    Two different scores at one moment, a date before the referral or after discharge, a total that is not the sum of its
    answers (where they are known): each rule against all other providers.
    """
    counts = breaches.counts
    return signals_against_fellows(
        counts[..., 1], counts.sum(axis=-1), minimum=_MINIMUM, counted="forms tested", steep=_STEEP
    )
