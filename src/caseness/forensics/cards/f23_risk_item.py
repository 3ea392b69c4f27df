"""F23: does the last question of PHQ-9, about being better off dead, fall to 0 more readily than the others?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from caseness.forensics.evidence.forms import ITEMS, AnswerDrops
from caseness.forensics.fellows import own_and_fellows
from caseness.forensics.registry import Family, Need, forensic_test

if TYPE_CHECKING:
    from caseness.forensics.signals import Signals

_MINIMUM = 100


@forensic_test(
    "F23",
    title="The question about risk",
    catches="answers about risk removed",
    family=Family.INVENTED,
    needs=[Need.ITEMS],
    evidence=[AnswerDrops],
    minimum=_MINIMUM,
    counted="answers about risk above 0",
    effect_unit="share of answers about risk that fall to 0 less that of other questions, beyond all other providers",
    size=0.01,
    flag="z over 3 against all other providers, and 10 points or more",
    innocent=["real relief", "planning for safety, after which the answer changes first"],
    settles="the forms as people sent them in, and the record of what was done about risk",
    source="the comparison of one answer with others of equal severity; Spiegelhalter 2005, Statistics in Medicine 24: 1185-1202",
)
def risk_item(drops: AnswerDrops) -> Signals:
    """Do answers about being better off dead fall to 0 by the next form more readily than other answers, beyond elsewhere?

    Each answer above 0 on the question about risk is held against answers of the same height to the other questions. The
    difference of shares is used and not an odds ratio, because it is then held against the same at all other providers:
    the answer about risk honestly falls to 0 more readily than others. Forms that lack this answer alone are not
    complete and not looked at.
    """
    risk, rest = drops.counts[:, ITEMS - 1, 1:], drops.counts[:, : ITEMS - 1, 1:].sum(axis=1)
    return own_and_fellows(
        risk[..., 1],
        risk.sum(axis=-1),
        rest[..., 1],
        rest.sum(axis=-1),
        minimum=_MINIMUM,
        counted="answers about risk above 0",
        steep=3.0,
        least=0.10,
    )
