"""Pathways, referral months and core measures worked out again, slowly and in plain Python, from the published rules.

Nothing here is shared with the package but the vocabulary and the names of the choices. Rows are as written: texts, None for
a blank. Sources: NHS Digital, A guide to IAPT data and publications (2021), chapters 6 and 7; monthly metadata 2026.
"""

from __future__ import annotations

import re
from collections import defaultdict
from datetime import date
from decimal import Decimal
from statistics import median

from caseness.pathways.choices import (
    History,
    NoThreshold,
    ReliableChange,
    SameDay,
    ScoresCounted,
    TreatmentCounted,
    Unattended,
)
from caseness.pathways.instruments import column_of
from caseness.vocabulary.data_set import version_in
from caseness.vocabulary.problems import problem_of
from caseness.vocabulary.questionnaires import anxiety_measure, questionnaire, questionnaires

PHQ9, GAD7 = questionnaire("PHQ-9"), questionnaire("GAD-7")
TOLD = (
    "CareContDate",
    "CareContTime",
    "AttendOrDNACode",
    "PlannedCareContIndicator",
    "AppType",
)
GIVEN = {
    "treatment_first_date": "TherapySession_FirstDate",
    "care_contact_count": "CareContact_Count",
    "treatment_contact_count": "TreatmentCareContact_Count",
    "completed_treatment": "CompletedTreatment_Flag",
    "reliably_improved": "ReliableImprovement_Flag",
    "phq9_last": "PHQ9_LastScore",
}
"""What of the warehouse's columns the made extracts carry."""


def day(text):
    try:
        return date.fromisoformat(text)
    except (TypeError, ValueError):
        return None


def late(value):
    """Sorts what is not given before everything that is."""
    return (value is not None, value if value is not None else "")


class Extract:
    """The rows of the submissions that count, by table and pathway."""

    def __init__(self, tables):
        self.months = {}
        for row in tables["IsLatest_SubmissionID"]:
            if row["IsLatest"] == "1":
                self.months[row["UniqueSubmissionID"], row["AuditId"]] = int(row["Unique_MonthID"])
        self.begin = first_day(min(self.months.values()))
        self.rows = defaultdict(list)
        for table, rows in tables.items():
            for row in rows:
                month = self.months.get((row["UniqueSubmissionID"], row["AuditId"]))
                if table != "IsLatest_SubmissionID" and month is not None and row.get("PathwayID"):
                    self.rows[table, row["PathwayID"]].append(row | {"month": month})

    def speaking(self):
        """The row that speaks for each pathway and month."""
        best = {}
        for (table, pathway), rows in self.rows.items():
            if table == "IDS101Referral":
                for row in rows:
                    rank = [
                        late(day(row["ReferralRequestReceivedDate"])),
                        int(row["UniqueID_IDS101"]),
                        late(row["RecordNumber"]),
                    ]
                    known = best.get((pathway, row["month"]))
                    if row["UsePathway_Flag"] == "1" and (known is None or rank > known[0]):
                        best[pathway, row["month"]] = (rank, row)
        return {key: row for key, (_, row) in best.items()}


def first_day(month):
    years, place = divmod(month + 2, 12)
    return date(1900 + years, place + 1, 1)


def last_day(month):
    return date.fromordinal(first_day(month + 1).toordinal() - 1)


# What was done


def contacts(extract, pathway):
    """Appointments by their id, as they were sent last."""
    last = {}
    for row in extract.rows["IDS201CareContact", pathway]:
        if day(row["CareContDate"]) and row["CareContactId"]:
            rank = [row["month"], *(late(row[name]) for name in TOLD)]
            if row["CareContactId"] not in last or rank > last[row["CareContactId"]][0]:
                last[row["CareContactId"]] = (rank, row)
    return {key: row for key, (_, row) in last.items()}


def attended(contact):
    return contact["AttendOrDNACode"] in ("5", "6") or contact["PlannedCareContIndicator"] == "N"


def logs(extract, pathway):
    """The days on which weeks of internet therapy ended."""
    last = {}
    for row in extract.rows["IDS205InternetTherLog", pathway]:
        end = day(row["EndDateIntEnabledTherLog"])
        if end:
            key = (day(row["StartDateIntEnabledTherLog"]) or end, row["IntEnabledTherProg"])
            last[key] = max(last.get(key, (0, end)), (row["month"], end))
    return [end for _, end in last.values()]


def inside(when, span):
    begun, ended = span
    return begun is not None and when >= begun and (ended is None or when <= ended)


# Scores


def number(q, text):
    """A score that is one: in range, whole where the questionnaire has no decimals."""
    if text is None or not re.fullmatch(r"\d{1,3}([.]\d*)?", text):
        return None
    value = Decimal(text)
    if value != round(value, q.decimals):
        return None
    return value if q.accepted_from <= value <= q.highest else None


def minute(when, time):
    return when, time or "00:00"


def scores(extract, pathway, span, choices):
    """By questionnaire: (time, score) of all that count."""
    by_tool = {q.concept: q for q in questionnaires() if q.concept}
    found = []
    for row in extract.rows["IDS606CodedScoreAssessmentRefer", pathway]:
        when = day(row["AssToolCompDate"])
        if when:
            found.append((row, minute(when, row["AssToolCompTime"]), True))
    for contact in contacts(extract, pathway).values():
        when = minute(day(contact["CareContDate"]), contact["CareContTime"])
        for activity in extract.rows["IDS202CareActivity", pathway]:
            if (activity["AuditId"], activity["CareContactId"]) == (contact["AuditId"], contact["CareContactId"]):
                for row in extract.rows["IDS607CodedScoreAssessmentAct", pathway]:
                    if (row["AuditId"], row["CareActId"]) == (activity["AuditId"], activity["CareActId"]):
                        found.append((row, when, attended(contact)))
    counting = defaultdict(list)
    for row, when, kept in found:
        q = by_tool.get(row["CodedAssToolType"])
        value = number(q, row["PersScore"]) if q else None
        if value is not None and may_count(when[0], kept, span, choices):
            counting[q.id].append((when, value))
    return counting


def may_count(when, kept, span, choices):
    if choices.unattended is Unattended.IGNORE and not kept:
        return False
    if choices.scores_counted is ScoresCounted.ANY:
        return True
    if choices.scores_counted is ScoresCounted.FROM_REFERRAL:
        return span[0] is not None and when >= span[0]
    return inside(when, span)


def ends(of_one, choices):
    """First and last score; no last one where all are of one time."""
    if not of_one:
        return None, None
    speaks = max if choices.same_day is SameDay.HIGHEST else min
    times = sorted({when for when, _ in of_one})
    first, last = (speaks(value for when, value in of_one if when == end) for end in (times[0], times[-1]))
    return first, last if len(times) > 1 else None


# Outcomes


def problem(extract, pathway):
    """The descriptor that counts: primary before secondary, then the latest, then the greatest row number."""
    rows = [
        row | {"code": row["PresComp"].upper().replace(".", "")}
        for row in extract.rows["IDS603PresentingComplaints", pathway]
        if row["PresComp"]
    ]
    valid = [row for row in rows if re.fullmatch(r"[A-Z]\d\d[0-9A-Z]{0,3}|\d{6,18}", row["code"])]
    order = {"1": 3, "2": 2, None: 0}
    return max(
        valid,
        key=lambda row: (
            order.get(row["PresCompCodSig"], 1),
            max(day(row["PresCompDate"]) or date(1970, 1, 1), date(1970, 1, 1)),
            int(row["UniqueID_IDS603"]),
        ),
        default={"code": None},
    )["code"]


def measure_of(code, version, choices):
    """The anxiety measure that belongs to a problem; None where nothing can decide."""
    known = problem_of(code) if code else None
    if known and known.code.isdigit() and code != known.code:
        known = None
    if known is None or known.measure(version) == "GAD":
        return GAD7
    named = anxiety_measure(known.measure(version), version)
    if named.case_line and named.reliable_change and named.concept:
        return named
    return GAD7 if choices.no_threshold is NoThreshold.FALL_BACK else None


def moved(q, change, choices):
    if choices.reliable_change is ReliableChange.MORE_THAN:
        return change > q.reliable_change.value
    return q.reliable_change.met_by(change)


def outcome(p, chosen, a, choices):
    """Flags of a finished course from first and last scores."""
    (p1, p2), (a1, a2) = p, a
    case = (p1 is not None and PHQ9.case_line.met_by(p1)) or (a1 is not None and chosen.case_line.met_by(a1))
    pair = p2 is not None and a2 is not None
    well = pair and not PHQ9.case_line.met_by(p2) and not chosen.case_line.met_by(a2)
    better = pair and (moved(PHQ9, p1 - p2, choices) or moved(chosen, a1 - a2, choices))
    worse = pair and (moved(PHQ9, p2 - p1, choices) or moved(chosen, a2 - a1, choices))
    return {
        "paired": pair,
        "at_caseness": case,
        "not_at_caseness": p1 is not None and a1 is not None and not case,
        "recovered": case and well,
        "reliably_improved": better and not worse,
        "reliably_deteriorated": worse and not better,
        "no_reliable_change": pair and better == worse,
    }


def derived(extract, row, choices):
    """A pathway as a row of its referral has it."""
    pathway = row["PathwayID"]
    span = day(row["ReferralRequestReceivedDate"]), day(row["ServDischDate"])
    kept = [c for c in contacts(extract, pathway).values() if attended(c)]
    weeks = logs(extract, pathway)
    everywhere = choices.treatment_counted is TreatmentCounted.ANY
    treated = [day(c["CareContDate"]) for c in kept if c["AppType"] in ("02", "03", "05")]
    treated = sorted(when for when in [*treated, *weeks] if everywhere or inside(when, span))
    assessed = [day(c["CareContDate"]) for c in kept if c["AppType"] in ("01", "03")]
    assessed = [when for when in assessed if inside(when, span)]
    own = {
        "referral_date": span[0],
        "discharge_date": span[1],
        "assessment_first_date": min(assessed, default=None),
        "treatment_first_date": treated[0] if treated else None,
        "treatment_second_date": treated[1] if len(treated) > 1 else None,
        "treatment_last_date": treated[-1] if treated else None,
        "care_contact_count": len(kept) + len(weeks),
        "treatment_contact_count": len(treated),
        "completed_treatment": span[1] is not None and len(treated) >= 2,
    }
    taken = scores(extract, pathway, span, choices)
    by_id = {q.id: ends(taken[q.id], choices) for q in questionnaires() if q.concept}
    for q in questionnaires():
        if q.concept:
            own[f"{column_of(q)}_first"], own[f"{column_of(q)}_last"] = by_id[q.id]
    version = version_in(f"{first_day(row['month']):%Y-%m}").version
    chosen = measure_of(problem(extract, pathway), version, choices)
    chosen, a = decisive(chosen, by_id)
    own["anxiety_first"], own["anxiety_last"] = a
    finished = own["completed_treatment"]
    own |= {name: finished and bool(flag) for name, flag in outcome(by_id[PHQ9.id], chosen, a, choices).items()}
    return as_the_warehouse_knows(own, row, extract, choices, GIVEN)


def decisive(chosen, by_id):
    """The problem's measure if it has a pair, else GAD-7 if that has, else a first score of either."""
    if chosen is None:
        return None, (None, None)
    for complete in (1, 0):
        for q in (chosen, GAD7):
            if by_id[q.id][complete] is not None:
                return q, by_id[q.id]
    return None, (None, None)


def as_the_warehouse_knows(own, row, extract, choices, names):
    """Of a pathway from before the extract what the warehouse says, where it is given."""
    own["began_before"] = own["referral_date"] is not None and own["referral_date"] < extract.begin
    if own["began_before"] and choices.history is History.WAREHOUSE:
        for ours, national in names.items():
            if ours in own:
                own[ours] = converted(ours, row[national])
        if "paired" in own:
            changed = own["reliably_improved"] or own["reliably_deteriorated"] or own["no_reliable_change"]
            both = own["phq9_last"] is not None and own["anxiety_last"] is not None
            own["paired"] = own["completed_treatment"] and (both or changed)
    return own


def converted(ours, text):
    if ours.endswith("_date"):
        return day(text)
    if ours.endswith("_count"):
        return int(text or 0)
    return (Decimal(text) if text else None) if ours == "phq9_last" else text == "1"


# Pathways, months and measures


def pathways(extract, choices):
    """By pathway, as its newest row has it."""
    newest = {}
    for (pathway, _month), row in sorted(extract.speaking().items()):
        newest[pathway] = row
    return {pathway: derived(extract, row, choices) for pathway, row in newest.items()}


def referral_months(extract, choices):
    """By pathway and month: dates and counts known by the end of the month, outcomes as its own row has them."""
    speaking, whole, told = extract.speaking(), pathways(extract, choices), {}
    newest = {}
    for pathway, month in sorted(speaking):
        newest[pathway] = speaking[pathway, month]
    for (pathway, month), row in speaking.items():
        state = whole[pathway]
        last = newest[pathway]
        span = "ReferralRequestReceivedDate", "ServDischDate"
        if day(row["ServDischDate"]) and any(day(row[name]) != day(last[name]) for name in span):
            state = derived(extract, row, choices)
        told[pathway, month] = state | by_month_end(extract, row, last, whole[pathway], month, choices)
    return told


def by_month_end(extract, row, newest, whole, month, choices):
    until = last_day(month)
    pathway = row["PathwayID"]
    span = day(newest["ReferralRequestReceivedDate"]), day(newest["ServDischDate"])
    kept = [c for c in contacts(extract, pathway).values() if attended(c)]
    weeks = logs(extract, pathway)
    everywhere = choices.treatment_counted is TreatmentCounted.ANY
    treated = [day(c["CareContDate"]) for c in kept if c["AppType"] in ("02", "03", "05")] + weeks
    treated = [when for when in treated if when <= until and (everywhere or inside(when, span))]
    seen = [when for when in [*(day(c["CareContDate"]) for c in kept), *weeks] if when <= until]
    dates = {
        name: whole[name] if whole[name] is not None and whole[name] <= until else None
        for name in ("assessment_first_date", "treatment_first_date", "treatment_second_date")
    }
    own = {
        "referral_date": day(row["ReferralRequestReceivedDate"]),
        "discharge_date": day(row["ServDischDate"]),
        **dates,
        "treatment_last_date": max(treated, default=None),
        "care_contact_count": len(seen),
        "treatment_contact_count": len(treated),
    }
    return as_the_warehouse_knows(own, row, extract, choices, GIVEN)


def measures(rows, period_start, period_end):
    """Core measures of the rows that speak for a period, by official id: a number, or None for a share of nothing."""

    def within(row, name):
        return row[name] is not None and period_start <= row[name] <= period_end

    def days(row, begun, ended):
        return None if row[begun] is None or row[ended] is None else (row[ended] - row[begun]).days

    def since(row, name):
        return None if row[name] is None else (period_end - row[name]).days

    def at_most(value, limit):
        return value is not None and value <= limit

    ended = [r for r in rows if within(r, "discharge_date")]
    finished = [r for r in ended if r["completed_treatment"]]
    entered = [r for r in rows if within(r, "treatment_first_date")]
    second = [r for r in rows if within(r, "treatment_second_date")]
    still = [r for r in rows if r["discharge_date"] is None]
    cases = len(finished) - sum(r["not_at_caseness"] for r in ended)
    waits = [days(r, "referral_date", "treatment_first_date") for r in finished]
    waits = [wait for wait in waits if wait is not None]
    gaps = [days(r, "treatment_first_date", "treatment_second_date") for r in second]
    between = [gap for gap in gaps if gap is not None]
    idle = [since(r, "treatment_last_date") for r in still]
    idle = [one for one in idle if one is not None]
    appointments = [r["treatment_contact_count"] for r in finished]

    def flagged(*names):
        return sum(all(r[name] for name in names) for r in ended)

    def share(part, whole):
        return part / whole if whole else None

    def mean(values):
        return sum(values) / len(values) if values else None

    def middle(values):
        return median(values) if values else None

    def waiting(group, limit):
        return sum(at_most(days(r, "referral_date", "treatment_first_date"), limit) for r in group)

    untreated = [r for r in still if r["treatment_first_date"] is None]
    reliable = flagged("recovered", "reliably_improved")
    return {
        "M001": sum(within(r, "referral_date") for r in rows),
        "M019": sum(one <= 60 for one in idle),
        "M020": sum(61 <= one <= 90 for one in idle),
        "M021": sum(91 <= one <= 120 for one in idle),
        "M022": sum(one > 120 for one in idle),
        "M023": sum(within(r, "assessment_first_date") for r in rows),
        "M031": len(entered),
        "M036": waiting(entered, 42),
        "M037": waiting(entered, 126),
        "M038": len(untreated),
        "M045": sum((since(r, "referral_date") or 0) > 90 for r in untreated),
        "M050": mean(waits),
        "M051": middle(waits),
        "M052": waiting(finished, 42),
        "M053": share(waiting(finished, 42), len(finished)),
        "M054": waiting(finished, 126),
        "M055": share(waiting(finished, 126), len(finished)),
        "M056": len(ended),
        "M073": sum(r["care_contact_count"] == 0 for r in ended),
        "M074": sum(r["treatment_contact_count"] == 0 and r["care_contact_count"] > 0 for r in ended),
        "M075": sum(r["treatment_contact_count"] == 1 for r in ended),
        "M076": len(finished),
        "M121": sum(gap < 29 for gap in between),
        "M123": share(sum(gap < 29 for gap in between), len(second)),
        "M124": share(sum(gap > 28 for gap in between), len(second)),
        "M126": share(sum(gap > 90 for gap in between), len(second)),
        "M141": mean(appointments),
        "M142": middle(appointments),
        "M153": sum(r["treatment_first_date"] is None for r in ended),
        "M179": flagged("not_at_caseness"),
        "M180": share(flagged("not_at_caseness"), len(finished)),
        "M184": len(second),
        "M185": flagged("reliably_improved"),
        "M186": share(flagged("reliably_improved"), len(finished)),
        "M187": flagged("no_reliable_change"),
        "M189": flagged("reliably_deteriorated"),
        "M191": flagged("recovered"),
        "M192": share(flagged("recovered"), cases),
        "M193": reliable,
        "M195": share(reliable, cases),
        "M202": flagged("paired"),
    }
