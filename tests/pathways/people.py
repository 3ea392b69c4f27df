"""People made by hand, each with what happened, written as an extract of the warehouse or as a provider submits it.

::

    ANNE = person("anne", "04-02", treatment("04-10", phq9=15, gad7=12), treatment("04-17", phq9=8, gad7=5), ended="04-30")

Days are of 2024. A row goes with the file of the month of its day, or of the month ``sent``; a referral goes with every file
from the month it was received to the month it ended, or with the months of ``as_sent``, each with the discharge that it had.
"""

from __future__ import annotations

import csv
from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from caseness.pathways.instruments import instrument
from caseness.sources.records import month_numbered
from caseness.vocabulary.period import month_of

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    Row = dict[str, object]

YEAR, PROVIDER = "2024", "SYNPA"
MONTHS = ("2024-04", "2024-05", "2024-06")


@dataclass(frozen=True)
class Event:
    """A row of ``table`` on a day, with the scores taken then."""

    table: str
    day: str
    row: Row
    scores: dict[str, object] = field(default_factory=dict)
    sent: str | None = None
    therapy: str | None = None


@dataclass(frozen=True)
class Person:
    name: str
    referred: str | None
    ended: str | None
    as_sent: dict[str, str | None]
    events: tuple[Event, ...]
    record: Row


def person(
    name: str,
    referred: str | None,
    *events: Event,
    ended: str | None = None,
    as_sent: dict[str, str | None] | None = None,
    **record: object,
) -> Person:
    """``record`` has fields of the person's own row or the referral's."""
    return Person(name, referred, ended, as_sent or {}, events, record)


def treatment(
    day: str,
    *,
    kind: str = "02",
    attended: str = "5",
    planned: str = "Y",
    time: str | None = None,
    sent: str | None = None,
    therapy: str | None = None,
    key: str | None = None,
    **scores: object,
) -> Event:
    """An appointment, kept and of treatment unless it says otherwise."""
    row = {
        "CareContactId": key,
        "CareContDate": in_full(day),
        "CareContTime": time,
        "AttendOrDNACode": attended,
        "PlannedCareContIndicator": planned,
        "AppType": kind,
    }
    return Event("IDS201CareContact", day, row, scores, sent, therapy)


def form(day: str, *, time: str | None = None, sent: str | None = None, **scores: object) -> Event:
    """Questionnaires filled in outside an appointment."""
    return Event("IDS606", day, {"AssToolCompDate": in_full(day), "AssToolCompTime": time}, scores, sent)


def log(start: str, end: str) -> Event:
    """A week of internet therapy."""
    row = {
        "StartDateIntEnabledTherLog": in_full(start),
        "EndDateIntEnabledTherLog": in_full(end),
        "IntEnabledTherProg": "Programme",
        "DurationIntEnabledTher": "20",
    }
    return Event("IDS205InternetTherLog", end, row)


def problem(code: str, *, day: str = "04-03", rank: str = "1") -> Event:
    """A problem descriptor."""
    return Event(
        "IDS603PresentingComplaints",
        day,
        {"PresComp": code, "PresCompCodSig": rank, "PresCompDate": in_full(day), "FindSchemeInUse": "02"},
    )


def condition(code: str, *, day: str = "04-03") -> Event:
    """A long-term physical condition."""
    return Event("IDS602LongTermCondition", day, {"LongTermCondition": code, "FindSchemeInUse": "04"})


def in_full(day: str | None) -> str | None:
    """``04-10`` as ``2024-04-10``; a day with its year as it is."""
    return f"{YEAR}-{day}" if day and len(day) == len("04-10") else day


def tables(people: Iterable[Person], months: tuple[str, ...] = MONTHS) -> dict[str, list[Row]]:
    """The rows of every table, with the identities of the warehouse."""
    made: dict[str, list[Row]] = defaultdict(list)
    for month in months:
        made["IsLatest_SubmissionID"].append(
            _file(month)
            | {
                "ReportingPeriodStartDate": f"{month}-01",
                "ReportingPeriodEndDate": str(month_of(*map(int, month.split("-"))).end),
                "IsLatest": "1",
            }
        )
    for one in people:
        for month, ended in _sent(one, months).items():
            _referral(made, one, month, ended)
        for number, event in enumerate(one.events):
            _event(made, one, number, event, months)
    return made


def _file(month: str) -> Row:
    number = str(month_numbered(month))
    return {"UniqueSubmissionID": f"{PROVIDER}{number}", "AuditId": number, "Unique_MonthID": number} | {
        "OrgID_Provider": PROVIDER
    }


def _sent(one: Person, months: tuple[str, ...]) -> dict[str, str | None]:
    if one.as_sent:
        return {month: in_full(day) for month, day in one.as_sent.items()}
    begun, ended = (in_full(one.referred) or months[0])[:7], in_full(one.ended)
    inside = [month for month in months if begun <= month and (ended is None or month <= ended[:7])]
    return dict.fromkeys(inside or [months[0]], None) | {
        (inside or [months[0]])[-1]: ended,
    }


def _referral(made: dict[str, list[Row]], one: Person, month: str, ended: str | None) -> None:
    record = f"{one.name}-{month}"
    own = {"LocalPatientId": one.name, "RecordNumber": record, "Person_ID": one.name}
    made["IDS001MPI"].append({**_file(month), **own, **one.record})
    made["IDS101Referral"].append(
        {
            **_file(month),
            **own,
            "ServiceRequestId": one.name,
            "PathwayID": one.name,
            "UsePathway_Flag": "1",
            "OrgIDComm": "SYNC1",
            "ReferralRequestReceivedDate": in_full(one.referred),
            "ServDischDate": ended,
            "EndCode": "46" if ended else None,
            **one.record,
        }
    )


def _event(made: dict[str, list[Row]], one: Person, number: int, event: Event, months: tuple[str, ...]) -> None:
    month = event.sent or min(max((in_full(event.day) or "")[:7], months[0]), months[-1])
    keys = _file(month) | {"ServiceRequestId": one.name, "PathwayID": one.name, "RecordNumber": f"{one.name}-{month}"}
    forms = [{"CodedAssToolType": instrument(tool).concept, "PersScore": score} for tool, score in event.scores.items()]
    if event.table == "IDS606":
        made["IDS606CodedScoreAssessmentRefer"] += [keys | event.row | scored for scored in forms]
        return
    if event.table != "IDS201CareContact":
        made[event.table].append(keys | event.row | {"UniqueID_IDS603": str(number)})
        return
    contact = event.row["CareContactId"] or f"{one.name}-c{number}"
    activity = {"CareActId": f"{one.name}-a{number}"}
    made["IDS201CareContact"].append(keys | event.row | {"CareContactId": contact})
    made["IDS202CareActivity"].append(
        keys | activity | {"CareContactId": contact, "CodeProcAndProcStatus": event.therapy}
    )
    made["IDS607CodedScoreAssessmentAct"] += [keys | activity | scored for scored in forms]


def national(folder: Path, rows: dict[str, list[Row]]) -> Path:
    """The tables as the warehouse keeps them."""
    folder.mkdir(parents=True, exist_ok=True)
    for table, of_table in rows.items():
        if of_table:
            _write(folder / f"{table}.csv", of_table)
    return folder


_WAREHOUSE = {"UniqueSubmissionID", "AuditId", "Unique_MonthID", "OrgID_Provider"} | {
    "PathwayID",
    "RecordNumber",
    "Person_ID",
    "UsePathway_Flag",
    "UniqueID_IDS603",
}


def submitted(folder: Path, rows: dict[str, list[Row]]) -> Path:
    """The tables as a provider submits them: a folder for each month, without what the warehouse adds."""
    for file in rows["IsLatest_SubmissionID"]:
        place = folder / str(file["UniqueSubmissionID"])
        place.mkdir(parents=True)
        header = {
            "DatSetVer": "2.1",
            "OrgIDProv": PROVIDER,
            "OrgIDSubmit": PROVIDER,
            "PrimSystemInUse": "made",
            "ReportingPeriodStartDate": file["ReportingPeriodStartDate"],
            "ReportingPeriodEndDate": file["ReportingPeriodEndDate"],
            "DateTimeDatSetCreate": f"{file['ReportingPeriodEndDate']} 10:00:00",
        }
        _write(place / "IDS000Header.csv", [header])
        for table, of_table in rows.items():
            here = [row for row in of_table if row["AuditId"] == file["AuditId"]]
            if table != "IsLatest_SubmissionID" and here:
                bare = [{name: value for name, value in row.items() if name not in _WAREHOUSE} for row in here]
                _write(place / f"{table}.csv", bare)
    return folder


def _write(path: Path, rows: list[Row]) -> None:
    names = list(dict.fromkeys(name for row in rows for name in row))
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, names)
        writer.writeheader()
        writer.writerows(rows)
