"""How long things take from a day of care on: counts by week, by how it ended, and by who it was."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import ibis
import numpy as np

from caseness.outcomes.facts import anxiety_line, high_intensity
from caseness.outcomes.scored import A_DAY, PHQ9_PLACE, SCORE, deciding_scores, epoch_day
from caseness.pathways.episodes import episodes
from caseness.pathways.instruments import HUNDREDTHS
from caseness.pathways.outcomes import PHQ9, case_line
from caseness.pathways.problems import OTHER_RECORDED
from caseness.vocabulary.problems import OTHER_PROBLEMS, problems

if TYPE_CHECKING:
    import ibis.expr.types as ir
    from numpy.typing import NDArray

    from caseness.pathways import Pathways

_PROBLEMS = (
    *(one.problem for one in problems()),
    OTHER_PROBLEMS,
    "No problem descriptor",
)  # by the number in a pathway
PROBLEMS = tuple(dict.fromkeys(_PROBLEMS))  # several descriptors are one problem
_NOT_SENT = OTHER_RECORDED + 1
_WEEK = 7
_EVENT, _OTHER_END, _LOST = 0, 1, 2


@dataclass(frozen=True, slots=True)
class Durations:
    """``counts[recovered, high, problem, kind, week]`` of courses.

    ``recovered`` is 1 for a recorded recovery, ``high`` for a treatment contact of high intensity, ``problem`` is a place in
    `PROBLEMS`. ``kind`` is 0 for what is waited for, 1 for another end before it, 2 for those lost to sight as the extract ends;
    ``week`` is the whole weeks that had passed.
    """

    counts: NDArray[np.int64]


def until_below(pathways: Pathways) -> Durations | None:
    """From the first treatment contact to the first day on which both questionnaires were filled in and lay below the line.

    Of cases whose referral and first treatment contact lie within the extract. Another end is that care ended before. None
    where the extract has no scores.
    """
    scores = pathways.facet(deciding_scores)
    if scores is None:
        return None
    rows = pathways.pathways
    line = anxiety_line(rows, pathways.choices)
    points = (case_line(PHQ9) or 0) / HUNDREDTHS
    case = (rows.phq9_first >= points).fill_null(False) | (rows.anxiety_first * HUNDREDTHS >= line).fill_null(False)
    last = _last(pathways)
    begun = rows.treatment_first_date.between(pathways.months.begin, last).fill_null(False)
    rows = rows.mutate(line=line).filter(case & begun & (rows.referral_date >= pathways.months.begin).fill_null(False))
    ended = (rows.discharge_date <= last).fill_null(False)
    told = rows.select(
        "pathway",
        "anxiety_measure",
        "line",
        **_who(rows),
        begun=epoch_day(rows.treatment_first_date),
        ended=ended,
        end=ibis.ifelse(ended, epoch_day(rows.discharge_date), epoch_day(last)),
    )
    below = _days_below(scores, told)
    told = told.left_join(below, "pathway").drop("pathway_right")
    seen = told.day.notnull()
    kind = ibis.cases((seen, _EVENT), (told.ended, _OTHER_END), else_=_LOST)
    return _counted(pathways, told, kind, ibis.coalesce(told.day, told.end) - told.begun)


def until_referred_again(pathways: Pathways) -> Durations | None:
    """From the end of a finished course to the next referral of the same person, wherever; None where persons are not known.

    Of courses that ended within the extract. There is no other end: deaths and moves away are not known.
    """
    order = pathways.facet(episodes)
    if order is None:
        return None
    rows, last = pathways.pathways, _last(pathways)
    ended = rows.discharge_date.between(pathways.months.begin, last).fill_null(False)
    rows = rows.filter(ended & rows.completed_treatment)
    told = rows.select("pathway", **_who(rows), followed=epoch_day(last) - epoch_day(rows.discharge_date))
    again = order.filter(order.previous.notnull() & (order.days_since_previous >= 0).fill_null(False))
    again = again.select(before="previous", days="days_since_previous")
    told = told.left_join(again, told.pathway == again.before)
    back = (told.days <= told.followed).fill_null(False)
    return _counted(pathways, told, ibis.ifelse(back, _EVENT, _LOST), ibis.ifelse(back, told.days, told.followed))


def _last(pathways: Pathways) -> ir.DateScalar:
    calendar = pathways.months.calendar
    return calendar.aggregate(last=calendar.period_end.max()).as_scalar()


def _who(rows: ir.Table) -> dict[str, ir.IntegerValue]:
    return {
        "recovered": rows.recovered.ifelse(1, 0).cast("int64"),
        "high": high_intensity(rows).ifelse(1, 0).cast("int64"),
        "problem": rows.problem.fill_null(_NOT_SENT).cast("int64"),
    }


def _days_below(scores: ir.Table, told: ir.Table) -> ir.Table:
    """``pathway``, ``day``: the first day from the first treatment contact to the end of care with both scores below."""
    points = told.select("pathway", "anxiety_measure", "line", "begun", "end")
    rows = scores.inner_join(points, "pathway")
    day, score = rows.timed // SCORE // A_DAY, rows.timed % SCORE
    rows = rows.mutate(day=day, score=score).filter((day >= rows.begun) & (day <= rows.end))
    by_day = rows.group_by("pathway", "day").aggregate(
        p=rows.score.max(where=rows.instrument == PHQ9_PLACE),
        a=rows.score.max(where=(rows.instrument == rows.anxiety_measure).fill_null(False)),
        line=rows.line.max(),
    )
    both = (by_day.p < (case_line(PHQ9) or 0)).fill_null(False) & (by_day.a < by_day.line).fill_null(False)
    below = by_day.filter(both)
    return below.group_by("pathway").aggregate(day=below.day.min())


def _counted(pathways: Pathways, rows: ir.Table, kind: ir.IntegerValue, days: ir.IntegerValue) -> Durations:
    keys = ("recovered", "high", "problem", "kind", "week")
    weeks = (days.clip(lower=0) // _WEEK).cast("int64")
    told = rows.select("recovered", "high", "problem", kind=kind.cast("int64"), week=weeks)
    counts = pathways.records.fetch(told.group_by(*keys).aggregate(n=told.count()).order_by(*keys))
    found = np.zeros((2, 2, len(PROBLEMS), 3, max((row["week"] for row in counts), default=0) + 1), np.int64)
    for row in counts:
        place = PROBLEMS.index(_PROBLEMS[row["problem"]])
        found[row["recovered"], row["high"], place, row["kind"], row["week"]] += row["n"]
    return Durations(found)
