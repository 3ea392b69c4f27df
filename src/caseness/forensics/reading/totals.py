"""What is read of total scores: courses, scores, changes, first scores, last contacts."""

from __future__ import annotations

from typing import TYPE_CHECKING

import ibis
from ibis import _

from caseness.forensics.evidence import (
    SCALES,
    SCORES,
    SESSIONS,
    Beside,
    Courses,
    Ending,
    FirstScores,
    LastContacts,
    ScoreChanges,
    Scores,
)
from caseness.forensics.reading.cells import array
from caseness.forensics.reading.forms import all_ones
from caseness.forensics.reading.occasions import finished, occasions

if TYPE_CHECKING:
    import ibis.expr.types as ir

    from caseness.forensics.reading.units import Units
    from caseness.pathways import Pathways

_A_DAY = 24 * 60  # minutes


def read_courses(pathways: Pathways, units: Units) -> Courses | None:
    """Cases and recoveries among all finished courses, those whose beginning the extract lacks among them."""
    rows = pathways.facet(finished)
    if rows is None:
        return None
    cases = rows.filter(rows.at_caseness).select("pathway", recovered=_.recovered.ifelse(1, 0))
    counts = array(pathways, units, cases, ["recovered"], [2])
    return Courses(cases=counts.sum(axis=1), recovered=counts[:, 1])


def read_scores(pathways: Pathways, units: Units) -> Scores | None:
    """Scores after the first, with what stood beside them."""
    rows = _of_cases(pathways)
    if rows is None:
        return None
    axes = {"scale": len(SCALES), "standing": len(Beside), "session": SESSIONS, "score": SCORES, "ending": len(Ending)}
    told = rows.select("pathway", *axes)
    ones = ibis.cases(*((rows.scale == n, other.ones) for n, other in enumerate(reversed(SCALES))))
    beside = rows.filter((rows.beside == ones).fill_null(False))
    few = {name: axes[name] for name in ("scale", "score", "ending")}
    straight = pathways.facet(all_ones)
    single = None
    if straight is not None:
        kept = rows.semi_join(straight, ["pathway", "scale", "moment"])
        places = {name: axes[name] for name in ("scale", "standing", "ending")}
        single = array(pathways, units, kept.select("pathway", *places), list(places), list(places.values()))
    return Scores(
        counts=array(pathways, units, told, list(axes), list(axes.values())),
        beside_ones=array(pathways, units, beside.select("pathway", *few), list(few), list(few.values())),
        ones=single,
    )


def read_changes(pathways: Pathways, units: Units) -> ScoreChanges | None:
    """The same scores, each with the one before."""
    rows = _of_cases(pathways)
    if rows is None:
        return None
    axes = {"scale": len(SCALES), "session": SESSIONS, "previous": SCORES, "score": SCORES, "ending": len(Ending)}
    return ScoreChanges(array(pathways, units, rows.select("pathway", *axes), list(axes), list(axes.values())))


def _of_cases(pathways: Pathways) -> ir.Table | None:
    """Scores after the first of courses that are cases on the scale at the first, with the places of their cells."""
    rows = pathways.facet(occasions)
    if rows is None:
        return None
    lines = [scale.line for scale in SCALES]
    line = ibis.cases(*((rows.scale == n, value) for n, value in enumerate(lines)))
    other = ibis.cases(*((rows.scale == n, value) for n, value in enumerate(reversed(lines))))
    mine = rows.filter((rows.place > 0) & (rows["first"] >= line))
    return mine.mutate(
        session=mine.place - 1,
        standing=ibis.cases(
            (mine.beside.isnull(), Beside.UNKNOWN.value),
            (mine.beside >= other, Beside.CASE.value),
            else_=Beside.BELOW.value,
        ).cast("int64"),
        ending=ibis.cases(
            (~mine["last"], Ending.GOES_ON.value), (mine.planned, Ending.PLANNED.value), else_=Ending.OTHER.value
        ).cast("int64"),
    )


def read_first_scores(pathways: Pathways, units: Units) -> FirstScores | None:
    """First scores of all courses that the extract has whole, each with the second."""
    rows = pathways.facet(occasions)
    if rows is None:
        return None
    window = ibis.window(group_by=["pathway", "scale"], order_by="moment")
    second = rows.mutate(second=rows.score.lead().over(window).fill_null(SCORES))
    told = second.filter(_.place == 0).select("pathway", "scale", "score", "second")
    return FirstScores(array(pathways, units, told, ["scale", "score", "second"], [len(SCALES), SCORES, SCORES + 1]))


def read_last_contacts(pathways: Pathways, units: Units) -> LastContacts | None:
    """Whether a scale was filled in on the day of the last treatment or later, by first and latest score before."""
    rows, courses = pathways.facet(occasions), pathways.facet(finished)
    if rows is None or courses is None:
        return None
    ends = courses.filter(_.treatment_last_date.notnull())
    ends = ends.select("pathway", end=_.treatment_last_date.delta(ibis.date("1970-01-01"), unit="day") * _A_DAY)
    placed = rows.inner_join(ends, "pathway")
    before = placed.moment < placed.end
    packed = placed.moment * SCORES + placed.score
    told = placed.group_by("pathway", "scale").aggregate(
        first=placed["first"].max(),
        packed=packed.max(where=before & (placed.place > 0)),
        later=(~before).ifelse(1, 0).max(),
    )
    line = ibis.cases(*((told.scale == n, scale.line) for n, scale in enumerate(SCALES)))
    cases = told.filter(told.packed.notnull() & (told["first"] >= line))
    cells = cases.select("pathway", "scale", "first", latest=cases.packed % SCORES, missing=1 - cases.later)
    return LastContacts(
        array(pathways, units, cells, ["scale", "first", "latest", "missing"], [len(SCALES), SCORES, SCORES, 2])
    )
