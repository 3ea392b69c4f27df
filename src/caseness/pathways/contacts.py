"""Appointments and internet therapy logs: what each was, and which make a course of treatment.

Attended is code 5 or 6, or an unplanned contact; treatment is an attended contact of type 02, 03 or 05, assessment one of
type 01 or 03 (monthly metadata 2026, M090 and M023). A completed internet therapy log is a session (guide 2021, 6.1).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import ibis
from ibis import _

from caseness.pathways.choices import TreatmentCounted
from caseness.vocabulary.data_set import codes_for
from caseness.vocabulary.therapies import Step, therapies

if TYPE_CHECKING:
    import ibis.expr.types as ir

    from caseness.pathways.choices import Choices
    from caseness.pathways.months import Months

_HOUR = 60  # minutes
_EPOCH = ibis.date("1970-01-01")
_TOLD = (  # decides between rows of one appointment in one file, so that every engine takes the same
    "CareContDate",
    "CareContTime",
    "AttendOrDNACode",
    "PlannedCareContIndicator",
    "AppType",
    "ConsMechanism",
    "ClinContDurOfCareCont",
    "IAPTLTCServiceInd",
)
_OF_CONTACTS = (
    "PathwayID",
    "CareContactId",
    "CareContDate",
    "CareContTime",
    "AttendOrDNACode",
    "PlannedCareContIndicator",
    "AppType",
    "ConsMechanism",
    "ClinContDurOfCareCont",
    "IAPTLTCServiceInd",
)
_OF_ACTIVITIES = ("CareActId", "CareContactId", "CarePersLocalId", "CodeProcAndProcStatus")
_OF_LOGS = (
    "PathwayID",
    "StartDateIntEnabledTherLog",
    "EndDateIntEnabledTherLog",
    "IntEnabledTherProg",
    "DurationIntEnabledTher",
    "IntegratedSoftwareInd",
)
CONTACTS, ACTIVITIES, LOGS = "IDS201CareContact", "IDS202CareActivity", "IDS205InternetTherLog"


def attended(contacts: ir.Table) -> ir.BooleanValue:
    """Kept by the person, or unplanned. Source: monthly metadata 2026, M090."""
    kept = contacts.AttendOrDNACode.isin(codes_for("AttendOrDNACode", "attended")).fill_null(False)
    unplanned = contacts.PlannedCareContIndicator.isin(codes_for("PlannedCareContIndicator", "attended"))
    return kept | unplanned.fill_null(False)


def of_type(contacts: ir.Table, role: str) -> ir.BooleanValue:
    """Whether the appointment type counts as ``role``: assessment, treatment, follow_up or employment_support."""
    return contacts.AppType.isin(codes_for("AppType", role)).fill_null(False)


def within(day: ir.DateValue, begin: ir.DateValue, end: ir.DateValue) -> ir.BooleanValue:
    """From the day of referral to the day of discharge, or to no end while open; false for a day not given."""
    return (day >= begin).fill_null(False) & (end.isnull() | (day <= end).fill_null(False))


def moment(day: ir.DateValue, time: ir.StringValue) -> ir.IntegerValue:
    """Minutes since the beginning of 1970; a time of day that is not given is midnight."""
    minutes = time.substr(0, 2).cast("int64") * _HOUR + time.substr(3, 2).cast("int64")
    return day.delta(_EPOCH, unit="day").cast("int64") * (24 * _HOUR) + minutes.fill_null(0)


def contacts(months: Months, pathways: ir.Table) -> ir.Table | None:
    """One row per appointment and month in which it was sent, whatever became of it; ``newest`` marks the last sent.

    ``contact`` numbers the rows of a pathway; ``moment`` is the time in minutes since 1970 (midnight where no time is
    given); ``in_referral`` says whether it lies between referral and discharge.
    """
    rows = months.rows_if_there(CONTACTS, *_OF_CONTACTS)
    if rows is None:
        return None
    span = pathways.select("pathway", "pathway_id", "referral_date", "discharge_date")
    rows = rows.filter(_.CareContDate.notnull() & _.CareContactId.notnull())
    joined = rows.inner_join(span, rows.PathwayID == span.pathway_id)
    last_first = [ibis.desc(name, nulls_first=False) for name in ("month", "submission", *_TOLD)]
    window = ibis.window(group_by="pathway", order_by=["CareContactId", *last_first])
    placed = joined.mutate(
        contact=ibis.row_number().over(window),
        contact_above=joined.CareContactId.lag().over(window),
        month_above=joined.month.lag().over(window),
    )
    placed = placed.mutate(newest=placed.contact_above.isnull() | (placed.contact_above != placed.CareContactId))
    sent = placed.filter(placed.newest | (placed.month_above != placed.month))
    here = attended(sent)
    return sent.select(
        "pathway",
        "submission",
        "month",
        "newest",
        contact=sent.contact.cast("int64"),
        contact_id=sent.CareContactId,
        day=sent.CareContDate,
        moment=moment(sent.CareContDate, sent.CareContTime),
        attendance=sent.AttendOrDNACode,
        medium=sent.ConsMechanism,
        appointment_type=sent.AppType,
        minutes=sent.ClinContDurOfCareCont,
        integrated=(sent.IAPTLTCServiceInd == "Y").fill_null(False),
        in_referral=within(sent.CareContDate, sent.referral_date, sent.discharge_date),
        from_referral=(sent.CareContDate >= sent.referral_date).fill_null(False),
        attended=here,
        assessment=here & of_type(sent, "assessment"),
        treatment=here & of_type(sent, "treatment"),
        follow_up=here & of_type(sent, "follow_up"),
        employment_support=here & of_type(sent, "employment_support"),
    )


def logs(months: Months, pathways: ir.Table) -> ir.Table | None:
    """One row per internet therapy log as it was sent, on the day it ended.

    ``newest`` marks the one that was sent last of those of a pathway with the same programme and start, or with the same
    end where no start is given.
    """
    rows = months.rows_if_there(LOGS, *_OF_LOGS)
    if rows is None:
        return None
    span = pathways.select("pathway", "pathway_id", "referral_date", "discharge_date")
    rows = rows.filter(_.EndDateIntEnabledTherLog.notnull())
    joined = rows.inner_join(span, rows.PathwayID == span.pathway_id)
    joined = joined.mutate(began=ibis.coalesce(joined.StartDateIntEnabledTherLog, joined.EndDateIntEnabledTherLog))
    told = ("EndDateIntEnabledTherLog", "DurationIntEnabledTher", "IntegratedSoftwareInd")
    window = ibis.window(
        group_by=["pathway", "began", "IntEnabledTherProg"],
        order_by=[ibis.desc(name, nulls_first=False) for name in ("month", "submission", *told)],
    )
    sent = joined.mutate(newest=ibis.row_number().over(window) == 0)
    return sent.select(
        "pathway",
        "month",
        "newest",
        day=sent.EndDateIntEnabledTherLog,
        start=sent.StartDateIntEnabledTherLog,
        programme=sent.IntEnabledTherProg,
        minutes=sent.DurationIntEnabledTher,
        integrated_software=(sent.IntegratedSoftwareInd == "Y").fill_null(False),
        in_referral=within(sent.EndDateIntEnabledTherLog, sent.referral_date, sent.discharge_date),
    )


def activities(months: Months, contacts: ir.Table) -> ir.Table | None:
    """One row per activity of an appointment, and month in which it was sent.

    ``therapy`` is the place of the therapy in `therapies`, NULL for none; ``staff`` the provider's number of who gave it.
    """
    rows = months.rows_if_there(ACTIVITIES, *_OF_ACTIVITIES)
    if rows is None:
        return None
    known = {concept: place for place, therapy in enumerate(therapies()) for concept in therapy.concepts}
    concept = rows.CodeProcAndProcStatus.re_extract("^[0-9]+", 0)
    rows = rows.select(
        "submission",
        activity_id=rows.CareActId,
        contact_id=rows.CareContactId,
        staff=rows.CarePersLocalId,
        therapy=ibis.cases(*((concept == code, place) for code, place in known.items())).cast("int64"),
    )
    return rows.inner_join(contacts, ["submission", "contact_id"]).select(
        "submission",
        "activity_id",
        "staff",
        "therapy",
        "contact",
        "newest",
        "pathway",
        "day",
        "moment",
        "attended",
        "treatment",
        "in_referral",
        "from_referral",
    )


def course(contacts: ir.Table, choices: Choices) -> ir.BooleanValue:
    """Whether an attended treatment contact counts towards the course (guide 2021, 6.15)."""
    if choices.treatment_counted is TreatmentCounted.WITHIN_REFERRAL:
        return contacts.treatment & contacts.in_referral
    return contacts.treatment


def sessions(contacts: ir.Table | None, logs: ir.Table | None, choices: Choices) -> ir.Table:
    """Attended appointments and internet therapy logs in one list.

    ``treatment`` says whether it counts towards the course, ``assessment`` whether it is one within the referral.
    """
    parts = []
    if contacts is not None:
        kept = contacts.filter(contacts.attended)
        parts.append(
            kept.select(
                "pathway",
                "day",
                treatment=course(kept, choices),
                assessment=kept.assessment & kept.in_referral,
                employment_support=kept.employment_support,
                integrated=kept.integrated,
                log=ibis.literal(False),
            )
        )
    if logs is not None:
        everywhere = choices.treatment_counted is TreatmentCounted.ANY
        parts.append(
            logs.select(
                "pathway",
                "day",
                treatment=ibis.literal(True) if everywhere else logs.in_referral,
                assessment=ibis.literal(False),
                employment_support=ibis.literal(False),
                integrated=ibis.literal(False),
                log=ibis.literal(True),
            )
        )
    return ibis.union(*parts) if len(parts) > 1 else parts[0]


STEPS = {step: [place for place, t in enumerate(therapies()) if t.step is step] for step in Step}
