"""Care integrated with that for a long-term condition: who began it, and what became of those who finished.

A course is integrated if an attended appointment of its pathway was.
"""

from ibis import _

from caseness.measures.anchors import ENDED, INTEGRATED, TREATED_INTEGRATED
from caseness.measures.families import EVERY
from caseness.measures.measure import Count, Share, declare

_finished = _.completed_treatment
_integrated = _.integrated_first_date.notnull()
_SHARE = "as a share of all of them but those whose first scores were both below caseness"

declare(
    "M271", INTEGRATED, Count(where=EVERY), in_words="Referrals with their first integrated appointment in the period."
)
declare(
    "M272",
    TREATED_INTEGRATED,
    Count(where=EVERY),
    in_words="Referrals with their first integrated treatment session in the period.",
)
for course, words, finished, cases, not_cases, recovered, share in (
    (_integrated, "with", "M273", "M275", "M276", "M277", "M278"),
    (_.integrated_first_date.isnull(), "without", "M274", "M283", "M284", "M285", "M286"),
):
    said = f"Courses finished in the period {words} an integrated appointment"
    whole = _finished & course
    declare(finished, ENDED, Count(where=whole), in_words=f"{said}.")
    declare(cases, ENDED, Count(where=whole & _.at_caseness), in_words=f"{said}, a case at the start.")
    declare(
        not_cases, ENDED, Count(where=whole & _.not_at_caseness), in_words=f"{said}, both first scores below caseness."
    )
    declare(recovered, ENDED, Count(where=whole & _.recovered), in_words=f"{said}, recovered.")
    declare(
        share,
        ENDED,
        Share(part=whole & _.recovered, whole=whole & ~_.not_at_caseness),
        in_words=f"{said}, recovered, {_SHARE}.",
    )
declare(
    "M1012",
    ENDED,
    Share(part=_finished & _integrated, whole=_finished),
    in_words="Courses finished in the period with an integrated appointment, as a share of all finished.",
)
