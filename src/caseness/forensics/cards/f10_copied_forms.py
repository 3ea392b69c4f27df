"""F10: are forms the same as the one before, answer by answer?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from caseness.forensics.evidence.forms import FormPairs
from caseness.forensics.fellows import signals_against_fellows
from caseness.forensics.registry import Family, Need, forensic_test

if TYPE_CHECKING:
    from caseness.forensics.signals import Signals

_MINIMUM = 200


@forensic_test(
    "F10",
    title="Forms copied forward",
    catches="answers copied from the form before",
    family=Family.INVENTED,
    needs=[Need.ITEMS],
    evidence=[FormPairs],
    minimum=_MINIMUM,
    counted="pairs of forms",
    effect_unit="share of forms that repeat every answer of the one before, beyond the share at all other providers",
    size=0.01,
    flag="z over 3 and more than three times what is expected",
    innocent=[
        "people whose complaints are stable",
        "forms at the floor or the ceiling of the scale",
        "a form entered twice",
    ],
    settles="the forms as people sent them in",
    source="Breslow and Day 1987, Statistical Methods in Cancer Research II, 2.3 (indirect standardisation by total)",
)
def copied_forms(pairs: FormPairs) -> Signals:
    """Do more forms than elsewhere repeat every answer of the form before?

    What is expected is the share at all other providers among pairs of the same scale whose earlier form has the same total, so
    that forms near the floor are compared with such forms. Shuffling later forms among people of equal totals, the other
    way to an expectation, asks whether people resemble themselves more than they resemble others, which honest people do
    in every service; the excess over that is itself what other providers show, so they are asked at once.
    """
    return signals_against_fellows(
        pairs.counts[..., 1],
        pairs.counts.sum(axis=-1),
        minimum=_MINIMUM,
        counted="pairs of forms",
        steep=3.0,
        times=3.0,
    )
