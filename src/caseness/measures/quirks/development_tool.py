"""The Programme Development Tool dashboard (scripts 1 to 4)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ibis import _

from caseness.measures.anchors import ENDED, RECEIVED
from caseness.measures.quirks.quirk import Both, quirk
from caseness.measures.quirks.sums import anchored, sums

if TYPE_CHECKING:
    from collections.abc import Sequence

    from caseness.pathways import Pathways
    from caseness.vocabulary.period import Period


@quirk("P3-1")
def attrition_over_referrals_received(pathways: Pathways, periods: Sequence[Period]) -> tuple[Both, ...]:
    """Ended before treatment is divided by referrals received, of which it is no part, and not by referrals that ended."""
    ended, received = (anchored(anchor, pathways, periods) for anchor in (ENDED, RECEIVED))
    of_ended = sums(pathways, ended, all=_.pathway.notnull(), untreated=_.treatment_first_date.isnull())
    of_received = sums(pathways, received, all=_.pathway.notnull())
    return (
        Both.shares(
            "Attrition: ended before treatment",
            (of_ended["untreated"], of_received["all"]),
            (of_ended["untreated"], of_ended["all"]),
            of="referrals in the denominator",
            affected="every organisation in whose months referrals received and referrals ended differ",
        ),
    )
