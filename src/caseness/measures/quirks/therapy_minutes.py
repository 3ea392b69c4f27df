"""Minutes of internet therapy and of appointments: in the Programme Development Tool (PDT 2.15 and 2.16) and on the Internet
Enabled Therapies dashboard (IET, step 2).

All of it is of finished courses. Each figure is held against the same with the one quirk put right and nothing else changed.
Source of what the scripts do: NHS England's public dashboard scripts; script and lines as in the register.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ibis import _

from caseness.measures.families import EVERY
from caseness.measures.quirks.internet_therapy import NO_LOGS, one_name
from caseness.measures.quirks.quirk import Both, CannotCompute, Kind, Value, quirk
from caseness.measures.quirks.sums import finished_courses, sums
from caseness.pathways.contacts import LOGS

if TYPE_CHECKING:
    from collections.abc import Sequence

    import ibis.expr.types as ir

    from caseness.pathways import Pathways
    from caseness.vocabulary.period import Period

_OF_LOGS = (
    "PathwayID",
    "StartDateIntEnabledTherLog",
    "EndDateIntEnabledTherLog",
    "IntEnabledTherProg",
    "DurationIntEnabledTher",
)


@quirk("P215-1")
def logs_of_superseded_files(pathways: Pathways, periods: Sequence[Period]) -> tuple[Both, ...]:
    """Internet therapy logs are read from every file, those that a later one replaced included: a log whose dates or minutes
    were put right counts as it was and as it is.

    Correct: logs of the files that count (PDT 2.15:36-42). Logs that are the same in all of it are one on both sides.
    """
    if LOGS not in pathways.records.everything:
        raise CannotCompute(NO_LOGS)
    finished = finished_courses(pathways, periods).select("pathway_id").distinct()

    def minutes(rows: ir.Table) -> int:
        ours = rows.select(*_OF_LOGS).semi_join(finished, rows.PathwayID == finished.pathway_id).distinct()
        return sums(pathways, ours, minutes=_.DurationIntEnabledTher)["minutes"]

    return (
        Both.counts(
            "Minutes of internet therapy of finished courses",
            minutes(pathways.records.everything[LOGS]),
            minutes(pathways.months.rows(LOGS, *_OF_LOGS)),
            of="minutes",
            affected="organisations that put logs right in a later file",
        ),
    )


@quirk("P216-4")
def appointments_times_logs(pathways: Pathways, periods: Sequence[Period]) -> tuple[Both, ...]:
    """Appointments are joined with the internet therapy logs of the same referral, so that each counts once for every one of
    the others; logs of a course without an appointment are lost.

    Correct: each appointment and each log once, of courses that have both on the one side, of all logs on the other (PDT
    2.16:441-454). Of the file of the month of discharge, where minutes are given; that the language of the script may cut the
    mean to whole minutes is not measured.
    """
    sent_contacts, sent_logs = pathways.sent_contacts, pathways.sent_logs
    if sent_logs is None:
        raise CannotCompute(NO_LOGS)
    if sent_contacts is None:
        raise CannotCompute("the extract has no appointments")
    courses = finished_courses(pathways, periods).select("pathway", "month")
    appointments, logged = (_timed(rows) for rows in (sent_contacts, sent_logs))
    both = courses.inner_join(logged, ["pathway", "month"]).left_join(appointments, ["pathway", "month"])
    told = both.select(
        logs="rows",
        log_minutes="minutes",
        appointments=both.rows_right.fill_null(0),
        appointment_minutes=both.minutes_right.fill_null(0),
    )
    of = sums(
        pathways,
        told,
        logs=_.logs,
        log_minutes=_.log_minutes,
        appointments=_.appointments,
        appointment_minutes=_.appointment_minutes,
        pairs=_.logs * _.appointments,
        log_minutes_of_pairs=_.log_minutes * _.appointments,
        appointment_minutes_of_pairs=_.appointment_minutes * _.logs,
    )
    affected = "organisations whose courses mix appointments with internet therapy"
    return tuple(
        Both(
            name=f"Mean minutes of {called}",
            kind=Kind.MEAN,
            scripted=Value.quotient(of[f"{one}_minutes_of_pairs"], of["pairs"]),
            correct=Value.quotient(of[f"{one}_minutes"], of[f"{one}s"]),
            people=None,
            of=f"{one.replace('log', 'internet therapy log')}s",
            affected=affected,
        )
        for one, called in (
            ("appointment", "an appointment, of finished courses with internet therapy"),
            ("log", "an internet therapy log, of finished courses"),
        )
    )


@quirk("IET-8")
def minutes_of_every_programme(pathways: Pathways, periods: Sequence[Period]) -> tuple[Both, ...]:
    """Appointments are joined on the pathway alone: each programme of a course has the minutes of all its appointments. Those
    of one day and length are one, and those that were not held count too.

    Correct: the appointments of a course once, each of them, where it was held (IET2:731-735, 1069-1084 and 1120-1123). An
    appointment does not say which programme it belongs to.
    """
    if pathways.logs is None:
        raise CannotCompute(NO_LOGS)
    if pathways.contacts is None:
        raise CannotCompute("the extract has no appointments")
    named = pathways.logs.mutate(programme=one_name(pathways.logs.programme))
    programmes = named.group_by("pathway").aggregate(programmes=_.programme.nunique())
    given = pathways.contacts.filter(_.minutes.notnull())
    held = given.group_by("pathway").aggregate(held=_.attended.ifelse(_.minutes, 0).sum())
    merged = given.select("pathway", "day", "minutes").distinct().group_by("pathway").aggregate(merged=_.minutes.sum())
    courses = finished_courses(pathways, periods).select("pathway").inner_join(programmes, "pathway")
    courses = (
        courses.left_join(held, "pathway").drop("pathway_right").left_join(merged, "pathway").drop("pathway_right")
    )
    of = sums(
        pathways,
        courses,
        courses=EVERY,
        programmes=_.programmes,
        minutes=_.held,
        minutes_of_programmes=_.programmes * _.merged,
    )
    return (
        Both(
            name="Mean minutes of appointments, of finished courses with internet therapy",
            kind=Kind.MEAN,
            scripted=Value.quotient(of["minutes_of_programmes"], of["programmes"]),
            correct=Value.quotient(of["minutes"], of["courses"]),
            people=None,
            of="finished courses",
            affected="courses with two programmes, and with appointments that were not held",
        ),
    )


def _timed(sent: ir.Table) -> ir.Table:
    """By pathway and file how many rows give their minutes, and these added up."""
    given = sent.filter(_.minutes.notnull())
    return given.group_by("pathway", "month").aggregate(rows=_.count(), minutes=_.minutes.sum())
