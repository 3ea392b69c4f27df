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
    Decided,
    DecisiveChanges,
    Ending,
    FirstScores,
    LastContacts,
    ScoreChanges,
    Scores,
)
from caseness.forensics.evidence.first_scores import NEAR
from caseness.forensics.reading.cells import array
from caseness.forensics.reading.forms import all_ones
from caseness.forensics.reading.occasions import finished, occasions

if TYPE_CHECKING:
    import ibis.expr.types as ir
    import numpy as np
    from numpy.typing import NDArray

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
    return Scores(
        counts=array(pathways, units, told, list(axes), list(axes.values())),
        beside_ones=array(pathways, units, beside.select("pathway", *few), list(few), list(few.values())),
        ones=_ones(pathways, units, rows, {name: axes[name] for name in ("scale", "standing", "ending")}),
    )


def _ones(pathways: Pathways, units: Units, rows: ir.Table, axes: dict[str, int]) -> NDArray[np.int64] | None:
    """Of some scores those of forms on which every answer was 1; None where only totals are known."""
    straight = pathways.facet(all_ones)
    if straight is None:
        return None
    kept = rows.semi_join(straight, ["pathway", "scale", "moment"])
    return array(pathways, units, kept.select("pathway", *axes), list(axes), list(axes.values()))


def read_changes(pathways: Pathways, units: Units) -> ScoreChanges | None:
    """The same scores, each with the one before."""
    rows = _of_cases(pathways)
    if rows is None:
        return None
    axes = {"scale": len(SCALES), "session": SESSIONS, "previous": SCORES, "score": SCORES, "ending": len(Ending)}
    return ScoreChanges(array(pathways, units, rows.select("pathway", *axes), list(axes), list(axes.values())))


def read_decisive_changes(pathways: Pathways, units: Units) -> DecisiveChanges | None:
    """Of these changes those to occasions on which the scale decided."""
    rows = _of_cases(pathways)
    if rows is None:
        return None
    mine = rows.filter(rows.standing != Beside.CASE.value)
    axes = {"scale": len(SCALES), "previous": SCORES, "score": SCORES, "ending": len(Ending)}
    return DecisiveChanges(
        counts=array(pathways, units, mine.select("pathway", *axes), list(axes), list(axes.values())),
        ones=_ones(pathways, units, mine, {name: axes[name] for name in ("scale", "previous", "ending")}),
    )


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
    began = second.filter(_.place == 0)
    near = ibis.cases(*((began.scale == n, other.line + NEAR) for n, other in enumerate(reversed(SCALES))))
    anyway = (began.beside >= near).fill_null(False)
    told = began.mutate(decided=anyway.ifelse(Decided.ANYWAY.value, Decided.OPEN.value).cast("int64"))
    axes = {"scale": len(SCALES), "decided": len(Decided), "score": SCORES, "second": SCORES + 1}
    return FirstScores(array(pathways, units, told.select("pathway", *axes), list(axes), list(axes.values())))


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
