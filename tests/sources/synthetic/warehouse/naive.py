"""The warehouse's derived columns worked out again, slowly and in plain Python, from the tables as they were sent.

For a referral in one file it takes what was sent of the pathway so far: of earlier months the refresh, of the month the file
itself. It knows nothing of pathways from before the first file.
"""

from __future__ import annotations

from collections import defaultdict
from decimal import Decimal

from caseness.vocabulary.problems import problem_of
from caseness.vocabulary.questionnaires import anxiety_measure, questionnaire, questionnaires
from caseness.vocabulary.therapies import therapies, therapy_of

_TABLES = (
    "IDS201CareContact",
    "IDS202CareActivity",
    "IDS205InternetTherLog",
    "IDS606CodedScoreAssessmentRefer",
    "IDS607CodedScoreAssessmentAct",
    "IDS603PresentingComplaints",
)
_WSAS = {
    "932621000000100": "Work",
    "932581000000100": "HomeManagement",
    "932611000000106": "SocialLeisureActivities",
    "932591000000103": "PrivateLeisureActivities",
    "932601000000109": "Relationships",
}


class Sent:
    """Rows of all tables by pathway and file."""

    def __init__(self, tables: dict[str, list[dict]]) -> None:
        self.files = {row["AuditId"]: row for row in tables["IsLatest_SubmissionID"]}
        self.rows: dict[tuple[str, str], list[dict]] = defaultdict(list)
        for table in _TABLES:
            for row in tables[table]:
                self.rows[table, row["PathwayID"]].append(row)

    def so_far(self, table: str, referral: dict) -> list[dict]:
        own, month = referral["AuditId"], referral["Unique_MonthID"]
        return [
            row
            for row in self.rows[table, referral["PathwayID"]]
            if row["AuditId"] == own
            or (row["Unique_MonthID"] < month and self.files[row["AuditId"]]["File_Type"] == "Refresh")
        ]


def derived(referral: dict, sent: Sent) -> dict:
    """What the warehouse should say of a row of IDS101Referral."""
    contacts = sorted(sent.so_far("IDS201CareContact", referral), key=lambda row: row["CareContDate"])
    logs = sent.so_far("IDS205InternetTherLog", referral)
    end = referral["ServDischDate"]
    kept = [c for c in contacts if c["AttendOrDNACode"] in ("5", "6") or c["PlannedCareContIndicator"] == "N"]
    within = [c for c in kept if end is None or c["CareContDate"] <= end]
    log_days = [log["EndDateIntEnabledTherLog"] for log in logs]
    log_days = [day for day in log_days if end is None or day <= end]
    treatment = [c for c in within if c["AppType"] in ("02", "03", "05")]
    days = sorted([c["CareContDate"] for c in treatment] + log_days)
    assessed = [c["CareContDate"] for c in within if c["AppType"] in ("01", "03")]
    supported = [c["CareContDate"] for c in kept if c["AppType"] == "10"]
    return {
        "Assessment_FirstDate": _first(assessed),
        "Assessment_LastDate": _last(assessed),
        "EmpSupport_FirstDate": _first(supported),
        "EmpSupport_LastDate": _last(supported),
        "IntegratedContact_FirstDate": _first([c["CareContDate"] for c in kept if c["IAPTLTCServiceInd"] == "Y"]),
        "IntegratedTreatment_FirstDate": _first(
            [c["CareContDate"] for c in treatment if c["IAPTLTCServiceInd"] == "Y"]
        ),
        **_first_of_each_intensity(referral, sent, treatment),
        "TherapySession_FirstDate": _first(days),
        "TherapySession_SecondDate": days[1] if len(days) > 1 else None,
        "TherapySession_LastDate": _last(days),
        "CareContact_Count": len(kept) + len(log_days),
        "TreatmentCareContact_Count": len(days),
        **_by_therapy(referral, sent, treatment, kept, len(log_days)),
        **_outcomes(referral, sent, contacts, end is not None and len(days) >= 2),
    }


def _first(days: list):
    return days[0] if days else None


def _last(days: list):
    return days[-1] if days else None


def _given(referral: dict, sent: Sent) -> dict:
    """The therapy at each contact where one is coded."""
    return {
        row["CareContactId"]: therapy_of(row["CodeProcAndProcStatus"])
        for row in sent.so_far("IDS202CareActivity", referral)
        if row["CodeProcAndProcStatus"]
    }


def _first_of_each_intensity(referral: dict, sent: Sent, treatment: list[dict]) -> dict:
    given = _given(referral, sent)
    days: dict[str, list] = {"low": [], "high": []}
    for contact in treatment:
        therapy = given.get(contact["CareContactId"])
        if therapy and therapy.step in days:
            days[therapy.step].append(contact["CareContDate"])
    return {
        "LowIntensityTherapy_FirstDate": _first(days["low"]),
        "HighIntensityTherapy_FirstDate": _first(days["high"]),
    }


def _by_therapy(referral: dict, sent: Sent, treatment: list[dict], kept: list[dict], logs: int) -> dict:
    given = _given(referral, sent)
    counts = {therapy.count_column: 0 for therapy in therapies() if therapy.count_column}
    for contact in treatment:
        therapy = given.get(contact["CareContactId"])
        if therapy and therapy.count_column and therapy.step != "neither":
            counts[therapy.count_column] += 1
    for contact in kept:
        therapy = given.get(contact["CareContactId"])
        if therapy and therapy.step == "neither":
            counts[therapy.count_column] += 1
    counts["InternetEnabledTherapy_Count"] = logs
    counts["OtherHighIntensity_Count"] += logs
    return counts


def _scores(referral: dict, sent: Sent, contacts: list[dict]) -> dict[str, list[Decimal]]:
    """Scores by concept in the order of time, from the referral to its end."""
    by_contact = {c["CareContactId"]: c for c in contacts}
    of_activity = {a["CareActId"]: a["CareContactId"] for a in sent.so_far("IDS202CareActivity", referral)}
    found = []
    for row in sent.so_far("IDS607CodedScoreAssessmentAct", referral):
        contact = by_contact[of_activity[row["CareActId"]]]
        found.append((contact["CareContDate"], contact["CareContTime"], 0, row["CodedAssToolType"], row["PersScore"]))
    for row in sent.so_far("IDS606CodedScoreAssessmentRefer", referral):
        found.append(
            (row["AssToolCompDate"], row["AssToolCompTime"] or "", 1, row["CodedAssToolType"], row["PersScore"])
        )
    scores = defaultdict(list)
    for day, _time, _outside, tool, score in sorted(found, key=lambda f: f[:3]):
        if (referral["ServDischDate"] is None or day <= referral["ServDischDate"]) and score != "NA":
            scores[tool].append(Decimal(score))
    return scores


def _outcomes(referral: dict, sent: Sent, contacts: list[dict], finished: bool) -> dict:
    scores = _scores(referral, sent, contacts)
    columns = {}
    for q in questionnaires():
        if q.concept:
            columns |= _first_and_last(q.column_prefix, scores[q.concept])
    for concept, name in _WSAS.items():
        columns |= _first_and_last(f"WASAS_{name}", scores[concept])
    phq9, gad7 = questionnaire("PHQ-9"), questionnaire("GAD-7")
    chosen = _anxiety_measure(referral, sent, scores)
    depression, anxiety = scores[phq9.concept], scores[chosen.concept] if chosen else []
    case = finished and bool(
        (depression and phq9.case_line.met_by(depression[0])) or (anxiety and chosen.case_line.met_by(anxiety[0]))
    )
    paired = finished and len(depression) > 1 and len(anxiety) > 1
    better = worse = below = False
    if paired:
        falls = [(phq9, depression[0] - depression[-1]), (chosen, anxiety[0] - anxiety[-1])]
        better = any(q.reliable_change.met_by(fall) for q, fall in falls)
        worse = any(q.reliable_change.met_by(-fall) for q, fall in falls)
        below = not phq9.case_line.met_by(depression[-1]) and not chosen.case_line.met_by(anxiety[-1])
    return {
        **columns,
        "GAD_FirstScore": _score(scores[gad7.concept][:1]),
        "ADSM": chosen.adsm if chosen else None,
        "ADSM_FirstScore": _score(anxiety[:1]),
        "ADSM_LastScore": _score(anxiety[-1:]) if len(anxiety) > 1 else None,
        "CompletedTreatment_Flag": finished,
        "Caseness_Flag": case,
        "NotCaseness_Flag": finished and bool(depression) and bool(anxiety) and not case,
        "Recovery_Flag": paired and case and below,
        "ReliableImprovement_Flag": paired and better and not worse,
        "NoChange_Flag": paired and better == worse,
        "ReliableDeterioration_Flag": paired and worse and not better,
    }


def _first_and_last(prefix: str, scores: list[Decimal]) -> dict:
    return {
        f"{prefix}_FirstScore": _score(scores[:1]),
        f"{prefix}_LastScore": _score(scores[-1:]) if len(scores) > 1 else None,
    }


def _score(scores: list[Decimal]):
    return float(scores[0]) if scores else None


def _anxiety_measure(referral: dict, sent: Sent, scores: dict[str, list[Decimal]]):
    """The measure of the problem if there are two scores of it, else GAD-7, else either with one; None without a score."""
    gad7 = questionnaire("GAD-7")
    own = gad7
    complaints = sent.so_far("IDS603PresentingComplaints", referral)
    current = [row for row in complaints if row["AuditId"] == referral["AuditId"]]
    problem = problem_of(current[0]["Validated_PresentingComplaint"]) if current else None
    if problem:
        named = anxiety_measure(problem.measure("2.1"), "2.1")
        own = named if named.case_line and named.reliable_change else gad7
    for wanted in (2, 1):
        for measure in (own, gad7):
            if len(scores[measure.concept]) >= wanted:
                return measure
    return None
