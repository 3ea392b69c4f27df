"""A small extract as the national warehouse keeps it, in which each rule of ours is broken where a test says so."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.sources.records.extracts import write

from caseness.sources.records import open_records
from caseness.validation.engine import judged
from caseness.validation.ours import our_rules
from caseness.validation.prepared import Prepared
from caseness.vocabulary.therapies import therapies

if TYPE_CHECKING:
    from pathlib import Path

    from caseness.sources.records import Records
    from caseness.validation import Outcome

SUBMISSIONS = """
    UniqueSubmissionID  AuditId  Unique_MonthID  OrgID_Provider  ReportingPeriodStartDate  ReportingPeriodEndDate  IsLatest
    S1                  1        1489            PRV             2024-04-01                2024-04-30              1
"""
PLACE = {"UniqueSubmissionID": "S1", "AuditId": "1", "Unique_MonthID": "1489", "OrgID_Provider": "PRV"}
_COUNTS = {t.count_column: "0" for t in therapies() if t.count_column}
REFERRAL = PLACE | {
    "LocalPatientId": "P1",
    "RecordNumber": "1",
    "Person_ID": "P1",
    "UsePathway_Flag": "1",
    "OrgIDComm": "16C",
    "ReferralRequestReceivedDate": "2024-01-10",
    "ServDischDate": "2024-04-20",
    "EndCode": "46",
    "Age_ReferralRequest_ReceivedDate": "44",
    "Assessment_FirstDate": "2024-01-20",
    "TherapySession_FirstDate": "2024-02-01",
    "TherapySession_SecondDate": "2024-02-08",
    "TherapySession_LastDate": "2024-04-18",
    "CareContact_Count": "8",
    "TreatmentCareContact_Count": "7",
    "CompletedTreatment_Flag": "1",
    "NotCaseness_Flag": "0",
    "Recovery_Flag": "1",
    "ReliableImprovement_Flag": "1",
    "NoChange_Flag": "0",
    "ReliableDeterioration_Flag": "0",
    "PHQ9_FirstScore": "16",
    "PHQ9_LastScore": "7",
    **_COUNTS,
}
PATIENT = PLACE | {
    "LocalPatientId": "P1",
    "RecordNumber": "1",
    "NHSNumber": "9990000018",
    "Gender": "1",
    "EthnicCategory": "A",
    "PersonBirthDate": "1980-01-31",
}
CONTACT = PLACE | {
    "CareContactId": "C1",
    "ServiceRequestId": "without-fault",
    "CareContDate": "2024-04-10",
    "AttendOrDNACode": "5",
    "PlannedCareContIndicator": "Y",
    "AppType": "02",
    "ClinContDurOfCareCont": "50",
}
ACTIVITY = PLACE | {"CareActId": "A1", "CareContactId": "C1", "ClinContactDurOfCareAct": "50"}


def drawn(*rows: dict[str, str]) -> str:
    """Rows as a table in text; a field that a row lacks is blank."""
    names = list(dict.fromkeys(name for row in rows for name in row))
    lines = [names, *([row.get(name) or "." for name in names] for row in rows)]
    return "\n".join("   ".join(line) for line in lines)


def extract(folder: Path, **tables: list[dict[str, str]] | str) -> Records:
    """An extract of these tables; those that every extract has are sound where none is given."""
    sound = {
        "IsLatest_SubmissionID": SUBMISSIONS,
        "IDS001MPI": [PATIENT],
        "IDS101Referral": [REFERRAL | {"ServiceRequestId": "without-fault", "PathwayID": "without-fault"}],
        "IDS201CareContact": [CONTACT],
        "IDS202CareActivity": [ACTIVITY],
    }
    texts = {name: rows if isinstance(rows, str) else drawn(*rows) for name, rows in (sound | tables).items()}
    return open_records(write(folder, **texts))


def outcomes(records: Records) -> dict[str, Outcome]:
    """What came of our rules."""
    return {outcome.rule.id: outcome for outcome in judged(our_rules(), Prepared(records))}
