"""The scores that decide outcomes, at the points of a course that a definition may take.

A score is kept with its time in one whole number: minutes since 1970 times 2¹⁶, and the score in hundredths. The greatest of
them is the latest, and of several at one time the highest, as in official figures (`pathways.choices.SameDay`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import ibis

from caseness.pathways.contacts import sessions
from caseness.pathways.instruments import column_of, instruments
from caseness.pathways.outcomes import GAD7, PHQ9, decides
from caseness.pathways.scores import counted
from caseness.vocabulary.specifications import factors

if TYPE_CHECKING:
    from collections.abc import Mapping

    import ibis.expr.types as ir

    from caseness.pathways import Pathways
    from caseness.vocabulary.specifications import Choice

SCORE = 2**16  # more than the greatest score in hundredths
A_DAY = 24 * 60  # minutes
_TIMED = 2**42  # more than the greatest score with its time
_FAR = 1000  # days, more than the widest margin
_EPOCH = ibis.date("1970-01-01")

_PLACES = [one.column for one in instruments()]
PHQ9_PLACE, GAD7_PLACE = _PLACES.index(column_of(PHQ9)), _PLACES.index(column_of(GAD7))
_DECIDING = [place for place, one in enumerate(instruments()) if one.questionnaire and decides(one.questionnaire)]

WEEKS = tuple(one for one in factors()["end"] if one.margin is not None)
SESSIONS = tuple(one for one in factors()["end"] if one.margin is None and one.value is not None)


def cohort(pathways: Pathways) -> ir.Table:
    """The pathways that began and ended in the months of the extract: all of their scores were sent within it."""
    calendar = pathways.months.calendar
    last = calendar.aggregate(last=calendar.period_end.max()).as_scalar()
    rows = pathways.pathways
    ended = rows.discharge_date.between(pathways.months.begin, last).fill_null(False)
    return rows.filter(ended & (rows.referral_date >= pathways.months.begin).fill_null(False))


def deciding_scores(pathways: Pathways) -> ir.Table | None:
    """One row per score that counts of a questionnaire that may decide: ``pathway``, ``instrument``, ``timed``.

    ``timed`` has the score and its time (see above). None where the extract has no scores.
    """
    if pathways.scores is None:
        return None
    rows = pathways.scores.filter(pathways.scores.instrument.isin(_DECIDING))
    rows = counted(rows, pathways.choices)
    return rows.select("pathway", "instrument", timed=rows.moment * SCORE + rows.score)


def epoch_day(day: ir.DateValue) -> ir.IntegerValue:
    """Days since the beginning of 1970."""
    return day.delta(_EPOCH, unit="day").cast("int64")


def scored_points(pathways: Pathways) -> ir.Table | None:
    """One row per pathway of the cohort with scores: of PHQ-9 (``p``), anxiety measure (``a``) and GAD-7 (``g``) what each
    point has.

    ``_first``, ``_assessment``, ``_first_treatment``, ``_last``, ``_before`` (the one before the last), ``_week_…`` (nearest,
    within the margin), and ``_until_…`` (the latest up to the last treatment contact, a session or a week), each with its time.
    """
    scores = pathways.facet(deciding_scores)
    if scores is None:
        return None
    rows = scores.inner_join(_points(pathways), "pathway")
    own = (rows.instrument == PHQ9_PLACE) | (rows.instrument == GAD7_PLACE) | (rows.instrument == rows.anxiety_measure)
    rows = rows.filter(own.fill_null(False))
    latest = rows.group_by("pathway", "instrument").aggregate(last=rows.timed.max())
    rows = rows.inner_join(latest, ["pathway", "instrument"])
    timed, moment = rows.timed, rows.timed // SCORE
    day = moment // A_DAY
    early = moment * SCORE + (SCORE - 1 - timed % SCORE)
    by_measure = rows.group_by("pathway", "instrument").aggregate(
        anxiety_measure=rows.anxiety_measure.max(),
        early=early.min(),
        last=rows.last.max(),
        before=timed.max(where=moment < rows.last // SCORE),
        assessment=timed.max(where=day == rows.assessed),
        first_treatment=timed.max(where=day == rows.begun),
        until_last_treatment=timed.max(where=day <= rows.ended),
        **{f"until_{one.id}": timed.max(where=day <= rows[one.id]) for one in SESSIONS},
        **{f"until_{one.id}": timed.max(where=day <= rows.begun + one.value) for one in WEEKS},
        **{one.id: _nearness(rows, timed, day, one).max() for one in WEEKS},
    )
    kept = pathways.records.kept("points_by_measure", by_measure)
    return _spread(kept)


def _nearness(rows: ir.Table, timed: ir.IntegerValue, day: ir.IntegerValue, week: Choice) -> ir.IntegerValue:
    """The nearer to the day, the greater; of two as near the later; NULL beyond the margin."""
    target = rows.begun + (week.value or 0)
    distance = (day - target).abs()
    rank = (_FAR - distance) * 2 + (day > target).ifelse(1, 0)
    within = (distance <= (week.margin or 0)).fill_null(False)
    return ibis.ifelse(within, rank * _TIMED + timed, ibis.null().cast("int64"))


def _spread(by_measure: ir.Table) -> ir.Table:
    """One row per pathway, the measures side by side."""
    first = by_measure.early - by_measure.early % SCORE + (SCORE - 1 - by_measure.early % SCORE)
    rows = by_measure.mutate(first=first, **{one.id: by_measure[one.id] % _TIMED for one in WEEKS}).drop("early")
    roles = {
        "p": rows.instrument == PHQ9_PLACE,
        "a": (rows.instrument == rows.anxiety_measure).fill_null(False),
        "g": rows.instrument == GAD7_PLACE,
    }
    points = [name for name in rows.columns if name not in ("pathway", "instrument", "anxiety_measure")]
    told = rows.select("pathway").distinct()
    for role, here in roles.items():
        of_role = rows.filter(here).select("pathway", **{f"{role}_{point}": rows[point] for point in points})
        told = told.left_join(of_role, "pathway").drop("pathway_right")
    return told


def _points(pathways: Pathways) -> ir.Table:
    """The days from which a definition may take a score, one row per pathway of the cohort."""
    own = cohort(pathways)
    days = own.select(
        "pathway",
        "anxiety_measure",
        assessed=epoch_day(own.assessment_first_date),
        begun=epoch_day(own.treatment_first_date),
        ended=epoch_day(own.treatment_last_date),
    )
    held = pathways.facet(days_of_sessions)
    nothing = {one.id: ibis.null().cast("int64") for one in SESSIONS}
    return days.mutate(**nothing) if held is None else days.left_join(held, "pathway").drop("pathway_right")


def days_of_sessions(pathways: Pathways) -> ir.Table | None:
    """The days of the sessions that definitions name, `SESSIONS`, one row per pathway."""
    return session_days(pathways, {one.id: one.value or 0 for one in SESSIONS})


def session_days(pathways: Pathways, places: Mapping[str, int]) -> ir.Table | None:
    """One row per pathway: the day, since 1970, of the treatment contact at each of ``places`` (from 1), under its name."""
    if pathways.contacts is None and pathways.logs is None:
        return None
    rows = sessions(pathways.contacts, pathways.logs, pathways.choices)
    treated = rows.filter(rows.treatment)
    placed = treated.mutate(place=ibis.row_number().over(ibis.window(group_by="pathway", order_by="day")) + 1)
    day = epoch_day(placed.day)
    return placed.group_by("pathway").aggregate(
        **{name: day.max(where=placed.place == place) for name, place in places.items()}
    )
