"""What is read of how forms were taken, sent and dated."""

from __future__ import annotations

from typing import TYPE_CHECKING

import ibis
import numpy as np
from ibis import _

from caseness.forensics.evidence import SCALES
from caseness.forensics.evidence.handling import Attached, Breach, Breaches, Direction, Hours, LastForms, Repeats
from caseness.forensics.reading.cells import array
from caseness.forensics.reading.forms import forms
from caseness.forensics.reading.occasions import PLACES, finished, occasions
from caseness.pathways.instruments import HUNDREDTHS, instruments
from caseness.pathways.scores import WITH_ACTIVITY

if TYPE_CHECKING:
    import ibis.expr.types as ir

    from caseness.forensics.reading.units import Units
    from caseness.pathways import Pathways

_A_DAY = 24 * 60  # minutes
_OPEN, _CLOSED = 7 * 60, 20 * 60  # minutes of the day between which services answer
_THURSDAY = 3  # the first day of 1970, counted from Monday
_SATURDAY = 5


def scored(pathways: Pathways) -> ir.Table | None:
    """Every score of either scale, wherever it lies: ``scale`` and ``points`` beside what a score has."""
    if pathways.scores is None:
        return None
    rows = pathways.scores.filter(_.instrument.isin(list(PLACES)))
    scale = ibis.cases(*((rows.instrument == place, n) for n, place in enumerate(PLACES))).cast("int64")
    return rows.select(
        "pathway",
        "moment",
        "in_referral",
        "from_referral",
        scale=scale,
        points=rows.score // HUNDREDTHS,
        day=rows.moment // _A_DAY,
    )


def _line(rows: ir.Table) -> ir.IntegerValue:
    return ibis.cases(*((rows.scale == n, scale.line) for n, scale in enumerate(SCALES)))


def read_breaches(pathways: Pathways, units: Units) -> Breaches | None:
    """Scores that contradict another score, the dates of the referral, or their own answers."""
    rows = pathways.facet(scored)
    if rows is None:
        return None
    counts = np.zeros((len(units.names), len(Breach), 2), np.int64)
    moments = rows.group_by("pathway", "scale", "moment").aggregate(least=_.points.min(), most=_.points.max())
    told = {
        Breach.TWO_SCORES: moments.select("pathway", broken=(_.most > _.least).ifelse(1, 0)),
        Breach.BEFORE_REFERRAL: rows.select("pathway", broken=(~_.from_referral).ifelse(1, 0)),
        Breach.AFTER_DISCHARGE: rows.select("pathway", broken=(_.from_referral & ~_.in_referral).ifelse(1, 0)),
    }
    whole = pathways.facet(forms)
    if whole is not None:
        sums = whole.inner_join(rows.select("pathway", "scale", "moment", "points"), ["pathway", "scale", "moment"])
        told[Breach.NOT_THE_SUM] = sums.select("pathway", broken=(_.points != _.total).ifelse(1, 0))
    for rule, tested in told.items():
        counts[:, rule] = array(pathways, units, tested, ["broken"], [2])
    return Breaches(counts)


def read_repeats(pathways: Pathways, units: Units) -> Repeats | None:
    """Forms that were sent again with another score, or filled in twice in a day."""
    rows = pathways.facet(scored)
    if rows is None:
        return None
    axes = {"scale": len(SCALES), "again": 2, "case": 2, "direction": len(Direction), "below": 2}
    parts = [part for part in (_within_a_day(rows), sent_again(pathways)) if part is not None]
    tables = [_compared(part, again) for again, part in enumerate(parts)]
    counts = [array(pathways, units, table, list(axes), list(axes.values())) for table in tables]
    return Repeats(np.sum(counts, axis=0))


def _within_a_day(rows: ir.Table) -> ir.Table:
    """The first and the last form of a scale on one day, where there are several moments."""
    packed = rows.moment * 100 + rows.points
    days = rows.group_by("pathway", "scale", "day").aggregate(early=packed.min(), late=packed.max())
    return days.filter(days.early // 100 < days.late // 100).select(
        "pathway", "scale", earlier=_.early % 100, later=_.late % 100
    )


def sent_again(pathways: Pathways) -> ir.Table | None:
    """The score of one and the same form in the first and in the last file that has it, where several do.

    The files that were replaced count too: it is what they said that is compared.
    """
    records = pathways.records
    if WITH_ACTIVITY not in records.everything:
        return None
    files = records.submissions.select("UniqueSubmissionID", "AuditId", "IsLatest", month="Unique_MonthID")
    sent = records.everything[WITH_ACTIVITY].select(
        "UniqueSubmissionID", "AuditId", "PathwayID", "CareActId", "CodedAssToolType", "PersScore"
    )
    known = [(instruments()[place].concept, n) for n, place in enumerate(PLACES)]
    scale = ibis.cases(*((sent.CodedAssToolType == concept, n) for concept, n in known)).cast("int64")
    clean = sent.mutate(scale=scale).filter(sent.PersScore.re_search("^[0-9]{1,2}$") & scale.notnull())
    placed = clean.inner_join(files, ["UniqueSubmissionID", "AuditId"])
    points = placed.PersScore.cast("int64")
    order = placed.month * 2 + placed.IsLatest.ifelse(1, 0)
    packed = placed.mutate(packed=order * 100 + points)
    both = packed.group_by("PathwayID", "CareActId", "scale").aggregate(
        early=packed.packed.min(), late=packed.packed.max()
    )
    own = pathways.pathways.select("pathway", "pathway_id")
    again = both.filter(both.early // 100 < both.late // 100).inner_join(own, both.PathwayID == own.pathway_id)
    return again.select("pathway", "scale", earlier=_.early % 100, later=_.late % 100)


def _compared(rows: ir.Table, again: int) -> ir.Table:
    lower, higher = Direction.LOWER.value, Direction.HIGHER.value
    return rows.select(
        "pathway",
        "scale",
        again=ibis.literal(again).cast("int64"),
        case=(_.earlier >= _line(rows)).ifelse(1, 0),
        direction=ibis.cases(
            (rows.later < rows.earlier, lower), (rows.later > rows.earlier, higher), else_=Direction.SAME.value
        ).cast("int64"),
        below=(_.later < _line(rows)).ifelse(1, 0),
    )


def read_last_forms(pathways: Pathways, units: Units) -> LastForms | None:
    """The last form of each course that the extract has whole, on or after its referral, and what its day hangs on."""
    rows, courses = pathways.facet(scored), pathways.facet(finished)
    if rows is None or courses is None:
        return None
    whole = courses.filter(_.whole).select("pathway", "discharge_date")
    mine = rows.filter(_.from_referral).inner_join(whole, "pathway")
    last = mine.group_by("pathway", "discharge_date").aggregate(day=mine.day.max())
    scores = mine.inner_join(last.select("pathway", last_day="day"), "pathway").filter(_.day == _.last_day)
    below = scores.group_by("pathway").aggregate(above=(scores.points >= _line(scores)).ifelse(1, 0).max())
    told = last.inner_join(below, "pathway").left_join(_appointments(pathways), ["pathway", "day"])
    told = told.select("pathway", "day", "discharge_date", "above", attended=_.attended.fill_null(-1))
    after = told.day > told.discharge_date.delta(ibis.date("1970-01-01"), unit="day")
    attached = ibis.cases(
        (told.attended == 1, Attached.ATTENDED.value),
        (after, Attached.AFTERWARDS.value),
        (told.attended == 0, Attached.MISSED.value),
        else_=Attached.NOTHING.value,
    )
    logged = pathways.pathways.select("pathway", internet=(_.internet_enabled_therapy_count > 0).ifelse(1, 0))
    cells = told.mutate(attached=attached.cast("int64"), below=1 - told.above).inner_join(logged, "pathway")
    cells = cells.select("pathway", "internet", "attached", "below")
    return LastForms(array(pathways, units, cells, ["internet", "attached", "below"], [2, len(Attached), 2]))


def _appointments(pathways: Pathways) -> ir.Table:
    """By pathway and day since 1970 whether an appointment of that day was ``attended`` (1) or none was (0)."""
    if pathways.contacts is None:
        nothing = {name: ibis.literal(0).cast("int64") for name in ("day", "attended")}
        return pathways.pathways.select("pathway", **nothing).limit(0)
    c = pathways.contacts.mutate(number=_.moment // _A_DAY)
    days = c.group_by("pathway", day=c.number).aggregate(attended=c.attended.ifelse(1, 0).max())
    return days.select("pathway", "day", "attended")


def read_hours(pathways: Pathways, units: Units) -> Hours | None:
    """When last and other forms are dated."""
    rows = pathways.facet(occasions)
    if rows is None:
        return None
    weekday = (rows.moment // _A_DAY + _THURSDAY) % 7
    minute = rows.moment % _A_DAY
    odd = (weekday >= _SATURDAY) | ((minute > 0) & ((minute < _OPEN) | (minute >= _CLOSED)))
    told = rows.select("pathway", last=rows["last"].ifelse(1, 0), odd=odd.ifelse(1, 0))
    return Hours(array(pathways, units, told, ["last", "odd"], [2, 2]))
