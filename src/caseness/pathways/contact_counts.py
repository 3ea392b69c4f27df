"""How often each pathway was seen: its appointments by what became of them, by medium and by step, and how long they took."""

from __future__ import annotations

from functools import reduce
from operator import or_
from typing import TYPE_CHECKING

from ibis import _

from caseness.pathways.contacts import course
from caseness.pathways.intensities import intensities
from caseness.vocabulary.data_set import codes

if TYPE_CHECKING:
    import ibis.expr.types as ir

    from caseness.pathways.building import Pathways


def contact_counts(pathways: Pathways) -> ir.Table | None:
    """One row per pathway with an appointment, as it was sent last. Every column is a whole number.

    - ``appointment_count``: all, kept or not;
    - ``attendance_2_count`` and so on: those of each code of ``AttendOrDNACode``, ``attendance_unknown_count`` of none;
    - ``attended_contact_count``: attended or unplanned;
    - ``medium_01_count`` and so on: of these, those of each code of ``ConsMechanism``, ``medium_unknown_count`` of none;
    - ``treatment_appointment_count``: treatment contacts that count towards the course, without internet therapy;
    - ``timed_contact_count`` and ``contact_minutes``: attended ones whose clinical time is given, and how much it is;
    - ``timed_treatment_count`` and ``treatment_minutes``: the same of treatment contacts.
    """
    if pathways.contacts is None:
        return None
    c = pathways.contacts
    treated, timed = course(c, pathways.choices), c.minutes.notnull()
    attendance = {
        f"attendance_{code.code}": (c.attendance == code.code).fill_null(False) for code in codes("AttendOrDNACode")
    }
    medium = {f"medium_{code.code}": (c.medium == code.code).fill_null(False) for code in codes("ConsMechanism")}
    conditions = {
        **attendance,
        "attendance_unknown": ~_any(attendance),
        "attended_contact": c.attended,
        **{name: c.attended & held for name, held in medium.items()},
        "medium_unknown": c.attended & ~_any(medium),
        "treatment_appointment": treated,
        "timed_contact": c.attended & timed,
        "timed_treatment": treated & timed,
    }
    minutes = c.minutes.fill_null(0)
    return c.group_by("pathway").aggregate(
        appointment_count=c.count(),
        **{f"{name}_count": condition.ifelse(1, 0).sum().cast("int64") for name, condition in conditions.items()},
        contact_minutes=c.attended.ifelse(minutes, 0).sum().cast("int64"),
        treatment_minutes=treated.ifelse(minutes, 0).sum().cast("int64"),
    )


def step_counts(pathways: Pathways) -> ir.Table | None:
    """By pathway its treatment sessions of each step, in ``low_intensity_count`` and ``high_intensity_count``.

    A contact with therapies of both steps counts for each; an internet therapy log is of high intensity.
    """
    sessions = pathways.facet(intensities)
    if sessions is None:
        return None
    counted = sessions.filter(_.counts)
    return counted.group_by("pathway").aggregate(
        low_intensity_count=(1 - counted.high).sum().cast("int64"),
        high_intensity_count=counted.high.sum().cast("int64"),
    )


def _any(conditions: dict[str, ir.BooleanValue]) -> ir.BooleanValue:
    return reduce(or_, conditions.values())
