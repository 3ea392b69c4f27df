"""Whether referrals that were open at the end of a month are there the next month."""

from __future__ import annotations

from typing import TYPE_CHECKING

from caseness.checks.finding import Answer, Chapter, FigureBlock, Verdict
from caseness.checks.registry import check
from caseness.checks.validating import REPRODUCE, rows_share, rules_table
from caseness.disclosure import people, share
from caseness.errors import CannotRun
from caseness.sources.records import Records
from caseness.validation import examine
from caseness.vocabulary.data_set import citations

if TYPE_CHECKING:
    from caseness.validation import Outcome

_PATHWAY, _ORGANISATION, _PERSON = "pathway-continues", "organisation-continues", "person-continues"


@check(chapter=Chapter.QUALITY, needs=[Records], order=5)
def records_between_months(records: Records) -> Answer:
    """Do records vanish between months?"""
    examined = examine(records)
    found = {outcome.rule.id: outcome for outcome in examined.validation.outcomes}
    pathway, organisation, person = (found[rule] for rule in (_PATHWAY, _ORGANISATION, _PERSON))
    if pathway.broken is None:
        raise CannotRun(pathway.reason or "", settled_by="referrals with their numbers and discharge dates")
    if not pathway.checked:
        raise CannotRun(
            "no open referral of a month whose provider sent the next month too",
            settled_by="two months of one provider, one after the other",
        )
    lost = rows_share("open referrals not sent again the next month", pathway.broken, pathway.checked)
    return Answer(
        short="Records between months",
        answer=_answer(pathway, organisation, person),
        verdict=Verdict.DESCRIBED if pathway.broken else Verdict.HOLDS,
        condition="counted once for each month it was open" if pathway.broken else "every open referral goes on",
        estimates=(
            lost,
            rows_share("open referrals sent by another provider", organisation.broken or 0, organisation.checked),
            rows_share("open referrals sent for another person", person.broken or 0, person.checked),
        ),
        figures=(
            FigureBlock(
                label="Open referrals not sent again",
                estimate=lost,
                of_whom=f"of {people(pathway.checked)} referrals open at the end of a month, its provider sent the next",
            ),
        ),
        caveats=tuple(outcome.rule.innocent for outcome in (pathway, organisation, person)),
        method=(
            "Pathway, organisation and person continuity: a referral without a discharge date has to be there the next "
            "month with the same provider, person and number. Only months whose provider also sent the next are counted; "
            f"months not sent at all are in the finding on submissions. {REPRODUCE}"
        ),
        sources=citations("DQM"),
        tables=(rules_table("continuity", "Referrals that do not go on", (pathway, organisation, person)),),
        sql=examined.sql((pathway, organisation, person)),
    )


def _answer(pathway: Outcome, organisation: Outcome, person: Outcome) -> str:
    asked = f"{people(pathway.checked)} times a referral was open at the end of a month whose provider sent the next one too"
    if not pathway.broken:
        return f"{asked}. Each time it was sent again."
    return (
        f"{asked}. Of these, {share(pathway.broken, pathway.checked)} were not sent again: "
        f"{people(organisation.broken or 0)} came from another provider, {people(person.broken or 0)} for another person, "
        "the rest not at all."
    )
