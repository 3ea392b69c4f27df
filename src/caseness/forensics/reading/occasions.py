"""The finished courses of an extract and the occasions on which their two scales were filled in."""

from __future__ import annotations

from typing import TYPE_CHECKING

import ibis
from ibis import _

from caseness.forensics.evidence import SCALES
from caseness.pathways.choices import SameDay
from caseness.pathways.instruments import HUNDREDTHS, column_of, instruments
from caseness.pathways.scores import counted
from caseness.vocabulary.data_set import codes_for
from caseness.vocabulary.questionnaires import questionnaire

if TYPE_CHECKING:
    import ibis.expr.types as ir

    from caseness.pathways import Pathways

PLACES = tuple([one.column for one in instruments()].index(column_of(questionnaire(scale.id))) for scale in SCALES)
"""The places in `instruments` of the scales of evidence, depression then anxiety."""


def finished(pathways: Pathways) -> ir.Table:
    """One row per course finished in the months of the extract, as for the recovery rate.

    ``whole`` says whether the referral came within the extract too, so that every score can be there; ``planned`` whether the
    course ended by agreement; ``on_gad7`` whether GAD-7 is the anxiety measure that decides, or none was recorded.
    """
    p = pathways.pathways
    ended = p.completed_treatment & (p.discharge_date >= pathways.months.begin).fill_null(False)
    rows = p.filter(ended)
    return rows.select(
        "pathway",
        "discharge_date",
        "treatment_last_date",
        "at_caseness",
        "recovered",
        whole=~rows.began_before,
        planned=rows.end_code.isin(codes_for("EndCode", "planned_end")).fill_null(False),
        on_gad7=(rows.anxiety_measure == PLACES[1]).fill_null(True),
    )


def occasions(pathways: Pathways) -> ir.Table | None:
    """One row per occasion and scale: each different moment at which a course that the extract has whole was scored.

    ``scale`` is 0 or 1, ``score`` in points, ``beside`` the other scale's score of the same moment (NULL for none), ``first``
    the course's first score on the scale, ``place`` 0 for it and then 1, 2, …, ``previous`` the score before (NULL at first),
    ``last`` whether no later one follows. Of several forms at one moment the one that the pathway's rule takes counts. GAD-7 of
    courses that another anxiety measure decides is left out.
    """
    if pathways.scores is None:
        return None
    forms = counted(pathways.scores, pathways.choices).filter(_.instrument.isin(list(PLACES)))
    courses = pathways.facet(finished)
    if courses is None:
        return None
    mine = forms.inner_join(courses.filter(_.whole).select("pathway", "on_gad7", "planned"), "pathway")
    mine = mine.filter((mine.instrument == PLACES[0]) | mine.on_gad7)
    highest = pathways.choices.same_day is SameDay.HIGHEST
    points = mine.score // HUNDREDTHS

    def of(place: int) -> ir.IntegerValue:
        here = mine.instrument == place
        return points.max(where=here) if highest else points.min(where=here)

    both = mine.group_by("pathway", "moment", "planned").aggregate(
        **{f"score_{n}": of(p) for n, p in enumerate(PLACES)}
    )
    scales = [
        both.filter(both[f"score_{n}"].notnull()).select(
            "pathway",
            "moment",
            "planned",
            scale=ibis.literal(n).cast("int64"),
            score=_[f"score_{n}"].cast("int64"),
            beside=_[f"score_{1 - n}"].cast("int64"),
        )
        for n in range(len(PLACES))
    ]
    rows = ibis.union(*scales)
    order = ibis.window(group_by=["pathway", "scale"], order_by="moment")
    return rows.mutate(
        place=ibis.row_number().over(order).cast("int64"),
        first=rows.score.first().over(order),
        previous=rows.score.lag().over(order),
        last=rows.moment.lead().over(order).isnull(),
    )
