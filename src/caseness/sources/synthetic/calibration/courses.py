"""Courses of single therapies, with the scores at their contacts."""

from __future__ import annotations

from typing import TYPE_CHECKING

import ibis
from ibis import _

from caseness.sources.records.coercion import whole_number
from caseness.sources.synthetic.calibration.impairment import wsas_total
from caseness.vocabulary.data_set import concepts
from caseness.vocabulary.questionnaires import questionnaire
from caseness.vocabulary.therapies import Step, therapies

if TYPE_CHECKING:
    import ibis.expr.types as ir

    from caseness.sources.records import Records
    from caseness.vocabulary.therapies import Therapy

SCORES = {f"{name}_{which}": "finished" for name in ("phq9", "gad7", "wsas") for which in ("first", "last")}
_TWO_CONTACTS = 2  # of a therapy make a course of it (annual metadata 2024-25)
_ABOVE_ANY_SCORE = (
    1_000  # so that, packed below its day, the first score of a course is the smallest and the last the greatest
)


def courses_by_therapy(records: Records, pathways: ir.Table) -> ir.Table:
    """Finished courses once for each therapy of which they had two contacts or more, with the scores at those contacts.

    That scores are those at contacts of the therapy is read from the published figures: recovery after any one therapy
    lies below recovery overall.
    """
    courses = ibis.union(
        *(
            pathways.filter(pathways.finished & (pathways[t.count_column] >= _TWO_CONTACTS)).select(
                "PathwayID", "finished", category=ibis.literal(t.therapy), concept=ibis.literal(t.concept)
            )
            for t in _with_contacts()
        )
    )
    return courses.left_join(_scores(records), ["PathwayID", "concept"]).mutate(breakdown=ibis.literal("therapy"))


def _scores(records: Records) -> ir.Table:
    """First and last scores of each referral at the contacts of each therapy."""
    contacts = records.counting("IDS201CareContact").select("PathwayID", "CareContactId", "CareContDate")
    activities = records.counting("IDS202CareActivity").select(
        "PathwayID", "CareActId", "CareContactId", concept="CodeProcAndProcStatus"
    )
    scores = records.counting("IDS607CodedScoreAssessmentAct").select(
        "PathwayID", "CareActId", tool="CodedAssToolType", score=whole_number(_.PersScore)
    )
    dated = scores.join(activities, ["PathwayID", "CareActId"]).join(contacts, ["PathwayID", "CareContactId"])
    packed = dated.CareContDate.epoch_days() * _ABOVE_ANY_SCORE + dated.score
    wanted = {"phq9": questionnaire("PHQ-9").concept, "gad7": questionnaire("GAD-7").concept}
    wanted |= {f"wsas {item.concept}": item.concept for item in concepts("questionnaire_item")}
    columns = {
        f"{name}_{which}": getattr(packed, smallest)(where=dated.tool == concept) % _ABOVE_ANY_SCORE
        for name, concept in wanted.items()
        for which, smallest in (("first", "min"), ("last", "max"))
    }
    found = dated.group_by("PathwayID", "concept").aggregate(**columns)
    wsas = {
        f"wsas_{which}": wsas_total([found[f"{name}_{which}"] for name in wanted if name.startswith("wsas")])
        for which in ("first", "last")
    }
    return found.mutate(**wsas)


def _with_contacts() -> list[Therapy]:
    """Therapies given at appointments."""
    return [t for t in therapies() if t.count_column and t.concept and t.step is not Step.NEITHER]
