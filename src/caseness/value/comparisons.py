"""Who gets better with and without the service, counted alike: pairs of shares under one outcome definition.

A share of the service under one definition and a share without it under another make no difference that means anything. Such a
pair is refused.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from caseness.errors import InputRefused

if TYPE_CHECKING:
    from caseness.value.assumptions import Assumptions
    from caseness.vocabulary.outcome_definitions import OutcomeDefinition


class MixedDefinitions(InputRefused):
    """Shares who get better, counted in two ways, were to be compared."""


@dataclass(frozen=True, slots=True)
class Comparison:
    """``treated`` and ``untreated`` name the assumptions whose shares are compared; both are counted by ``outcome``."""

    name: str
    treated: str
    untreated: str
    outcome: OutcomeDefinition


_PAIRS = (
    ("line of the trials", "recovery_phq9", "trial_below_line_controls"),
    ("official rule", "recovery_official", "untreated_official"),
    ("by interview", "recovery_by_interview", "untreated_remission_3_months"),
)


def comparisons(assumptions: Assumptions) -> tuple[Comparison, ...]:
    """The three pairs there are figures for: on the line of the trials first, which is the base case.

    Raises `MixedDefinitions` if a file of the user's put a share counted otherwise in the place of one of a pair.
    """
    return tuple(compare(assumptions, *pair) for pair in _PAIRS)


def compare(assumptions: Assumptions, name: str, treated: str, untreated: str) -> Comparison:
    """One pair. Raises `MixedDefinitions` where the two are not counted alike, or where how is not said."""
    one, other = assumptions[treated].outcome, assumptions[untreated].outcome
    if one is None or other is None or one is not other:
        counted = [f"{key}: {o.words if o else 'not said'}" for key, o in ((treated, one), (untreated, other))]
        raise MixedDefinitions(
            f"{treated} and {untreated} count “better” in two ways ({'; '.join(counted)}), so their difference is no effect",
            hint="Give both shares under the same outcome, or leave the outcome as it is.",
        )
    return Comparison(name, treated, untreated, one)
