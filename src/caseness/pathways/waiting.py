"""What a score does between assessment and first treatment, while people wait."""

from __future__ import annotations

from typing import TYPE_CHECKING

import ibis

from caseness.pathways.instruments import instruments

if TYPE_CHECKING:
    import ibis.expr.types as ir

    from caseness.pathways.building import Pathways

_PHQ9 = "phq9"
_A_DAY = 24 * 60  # minutes
_SCORE = 2**16  # more than the greatest score in hundredths
_EPOCH = ibis.date("1970-01-01")


def while_waiting(pathways: Pathways) -> ir.Table | None:
    """One row per pathway with a PHQ-9 on the day of the first assessment and on that of a later first treatment.

    ``waited`` is the days between, ``before`` and ``after`` the last score of each day, in hundredths. None where the extract
    lacks scores.
    """
    if pathways.scores is None:
        return None
    place = [one.column for one in instruments()].index(_PHQ9)
    spans = pathways.pathways.filter(
        (pathways.pathways.treatment_first_date > pathways.pathways.assessment_first_date).fill_null(False)
    )
    ends = spans.select(
        "pathway",
        begin=spans.assessment_first_date.delta(_EPOCH, unit="day").cast("int64"),
        end=spans.treatment_first_date.delta(_EPOCH, unit="day").cast("int64"),
    )
    phq9 = pathways.scores.filter(pathways.scores.instrument == place, pathways.scores.attended)
    scored = phq9.inner_join(ends, "pathway")
    day = scored.moment // _A_DAY
    packed = scored.moment * _SCORE + scored.score
    found = scored.group_by("pathway", "begin", "end").aggregate(
        first=packed.max(where=day == scored.begin), last=packed.max(where=day == scored.end)
    )
    both = found.filter(found["first"].notnull() & found["last"].notnull())
    return both.select(
        "pathway", waited=both.end - both.begin, before=both["first"] % _SCORE, after=both["last"] % _SCORE
    )
