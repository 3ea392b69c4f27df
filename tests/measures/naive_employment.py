"""The measures of employment counted again in plain Python, row by row, from the published constructions.

What they share with other measures (who finished, who recovered, the first appointments, WSAS) is taken as derived, from the
rows of referrals; records of employment, appointments, activities and logs are the rows as sent.
"""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from itertools import product
from statistics import median

EMPLOYED, NOT_EMPLOYED, NOT_STATED = ("01",), ("02", "03", "04", "05", "06", "07", "08"), ("ZZ",)
STATUSES = (*EMPLOYED, *NOT_EMPLOYED, *NOT_STATED)
ABSENCES = ("Y", "N", "8", "Z", "X")
SUPPORT = "1098051000000103"
WSAS = ("wsas_work", "wsas_home_management", "wsas_social_leisure", "wsas_private_leisure", "wsas_relationships")
FILLED = {
    "EmployStatus": (2, (*EMPLOYED, *NOT_EMPLOYED), NOT_STATED),
    "WeekHoursWorked": (6, ("01", "02", "03", "04"), ("97", "98", "99")),
    "BenefitRecInd": (10, ("Y", "N"), ("U", "Z")),
    "ESAInd": (18, ("Y", "N"), ("U", "Z")),
    "UCInd": (22, ("Y", "N"), ("U", "Z")),
    "PIPInd": (26, ("Y", "N"), ("U", "Z")),
    "EmpSupportInd": (127, ("Y", "N"), ("NA",)),
}


def day(text):
    return date.fromisoformat(text) if text else None


def later(*days):
    """The latest of the days that are given."""
    return max((one for one in days if one), default=None)


def states(status, absence):
    """In work, off sick, not employed, unknown: whether each is true; a comparison with a blank is not."""
    employed, other = status in EMPLOYED, status in NOT_EMPLOYED
    unknown = (
        status in NOT_STATED
        or absence in ("Z", "X")
        or (employed and absence is not None and absence not in ("Y", "N"))
        or (other and absence is not None and absence != "8")
        or (status is None and absence is None)
    )
    return (employed and absence == "N", employed and absence == "Y", other, unknown)


class Recount:
    """``told[id]`` has (period, provider, commissioner, number) for each row that counts; a share has (part, whole)."""

    def __init__(self, rows, referrals):
        self.told = defaultdict(list)
        self.person = {row["RecordNumber"]: row["Person_ID"] for row in rows["IDS101Referral"]}
        self.records = [self._record(row) for row in rows["IDS004EmpStatus"]]
        self.by_person = defaultdict(list)
        for record in self.records:
            self.by_person[record["person"]].append(record)
        self.contacts = defaultdict(list)
        activities = defaultdict(list)
        for row in rows["IDS202CareActivity"]:
            activities[row["CareContactId"]].append(row["CodeProcAndProcStatus"])
        for row in rows["IDS201CareContact"]:
            if row["AttendOrDNACode"] in ("5", "6") or row["PlannedCareContIndicator"] == "N":
                contact = row | {"day": day(row["CareContDate"]), "done": activities[row["CareContactId"]]}
                self.contacts[row["PathwayID"]].append(contact)
        self.logs = defaultdict(list)
        for row in rows["IDS205InternetTherLog"]:
            self.logs[row["PathwayID"]].append(row)
        self.commissioner = {row["RecordNumber"]: row["OrgIDComm"] for row in rows["IDS101Referral"]}
        self._filled()
        for referral in referrals:
            self._outcomes(referral)
            self._support(referral)
            self._seen(referral)
            self._mislabelled(referral)
            self._appointments(referral)

    def _record(self, row):
        said = {"day": day(row["EmployStatusRecDate"]), "row": int(row["UniqueID_IDS004"])}
        return row | said | {"end": day(row["EmpSupportDischargeDate"]), "person": self.person.get(row["RecordNumber"])}

    def add(self, official, r, number=1):
        self.told[official].append((r["period"], r["provider"], r["commissioner"], number))

    def _filled(self):
        """EA002 to EA029 and EA127 to EA130: records of the month, as sent for it."""
        months = sorted({row["Unique_MonthID"] for row in self.records})
        for row in self.records:
            if f"{row['day']:%Y-%m}" not in row["RecordNumber"]:
                continue
            place = {
                "period": months.index(row["Unique_MonthID"]),
                "provider": row["OrgID_Provider"],
                "commissioner": self.commissioner.get(row["RecordNumber"], "Other"),
            }
            for field, (number, valid, default) in FILLED.items():
                value = row[field]
                kind = 3 if value is None else 0 if value in valid else 1 if value in default else 2
                self.add(f"EA{number + kind:03d}", place)

    def _within(self, r, end, counts, until=lambda _record: date.max):
        """The records from referral to ``end`` that count, first to last."""
        found = [
            one
            for one in self.by_person[r["person_id"]]
            if r["referral_date"] <= one["day"] <= min(end, until(one)) and counts(one)
        ]
        return sorted(found, key=lambda one: (one["day"], one["row"]))

    def _states(self, official, r, record):
        found = states(record["EmployStatus"], record["SickAbsenceInd"]) if record else states(None, None)
        for place, true in enumerate(found):
            if true:
                self.add(official(place), r)

    def _outcomes(self, r):
        """Courses finished in the period: M237, M296 to M331, EA058 to EA087, EA282 to EA285."""
        ended, first = r["discharge_date"], r["employment_support_first_date"]
        if not (r["completed_treatment"] and ended and r["period_start"] <= ended <= r["period_end"]):
            return
        stated = self._within(
            r, ended, lambda one: one["EmployStatus"] in STATUSES and one["SickAbsenceInd"] in ABSENCES
        )
        self._sick_pay(r, ended)
        if first is None or first > ended:
            number, status, wsas, totals = 296, 316, 83, (283, 285)
        elif r["referral_date"] <= first:
            number, status, wsas, totals = 306, 324, 58, (282, 284)
        else:
            return
        case = int(not r["not_at_caseness"])
        better, recovered = int(r["reliably_improved"]), int(r["recovered"])
        self.add(f"M{number}", r)
        for place, true in ((1, not case), (2, better), (4, r["no_reliable_change"]), (5, r["reliably_deteriorated"])):
            if true:
                self.add(f"M{number + place}", r)
        for place, true in ((6, recovered), (8, recovered and better)):
            if true:
                self.add(f"M{number + place}", r)
        self.add(f"M{number + 3}", r, (better, 1))
        self.add(f"M{number + 7}", r, (recovered, case))
        self.add(f"M{number + 9}", r, (recovered * better, case))
        self._states(lambda place: f"M{status + place}", r, stated[0] if stated else None)
        self._states(lambda place: f"M{status + 4 + place}", r, stated[-1] if stated else None)
        self._adjustment(r, wsas, totals)

    def _sick_pay(self, r, ended):
        """M237."""
        pay = self._within(r, ended, lambda one: one["SSPInd"] in ("Y", "N", "U", "Z"))
        if pay and (pay[0]["SSPInd"], pay[-1]["SSPInd"]) == ("Y", "N"):
            self.add("M237", r)

    def _adjustment(self, r, number, totals):
        """EA058 to EA087, EA282 to EA285."""
        if r["wsas_work_last"] is not None:
            self.add(f"EA{number:03d}", r)
            for place, end in ((1, "first"), (2, "first"), (3, "last"), (4, "last")):
                self.add(f"EA{number + place:03d}", r, r[f"wsas_work_{end}"])
        if all(r[f"{one}_last"] is not None for one in WSAS):
            for official, end in zip(totals, ("first", "last"), strict=True):
                self.add(f"EA{official}", r, sum(r[f"{one}_{end}"] for one in WSAS))

    def _support(self, r):
        """EA001, EA034, EA035, EA040, EA139, EA140, EA276 to EA279, EA281."""
        first = r["employment_support_first_date"]
        now = min(r["discharge_date"] or r["period_end"], r["period_end"])
        recorded = self._within(r, now, lambda _one: True)
        had = first is not None and first <= r["period_end"]
        self.add("EA034" if had else "EA035", r)
        if had:
            self.add("EA001", r, (int(not recorded), 1))
        if recorded and recorded[-1]["EmpSupportInd"] == "Y":
            self.add("EA139", r)
        if first is None or not r["period_start"] <= first <= r["period_end"]:
            return
        self.add("EA040", r)
        assessed = r["assessment_first_date"]
        if assessed is not None and assessed <= first:
            self.add("EA140", r, (first - assessed).days)
            self.add("EA281", r, (first - assessed).days)
        counted = self._within(
            r,
            r["period_end"],
            lambda one: one["EmployStatus"] in STATUSES and one["SickAbsenceInd"] in (*ABSENCES, None),
            lambda one: later(r["discharge_date"], one["end"]) or r["period_end"],
        )
        self._states(lambda place: f"EA{276 + place}", r, counted[-1] if counted else None)

    def _seen(self, r):
        """EA036 to EA039: what was sent for the month of the referral."""
        begin, end, ended = r["period_start"], r["period_end"], r["discharge_date"]
        ends = [one["end"] for one in self.records if one["RecordNumber"] == r["record_number"]]
        until = max(ends) if ends and all(ends) else end
        therapy = support = anything = False
        for one in self._in_month(r):
            if one["day"] < r["referral_date"]:
                continue
            inside, kind = ended is None or one["day"] <= ended, one["AppType"]
            in_its_time = (inside and kind is not None and kind != "06") or (not inside and kind == "06")
            other = any(code != SUPPORT for code in one["done"])
            typed = kind == "10" and one["day"] <= until
            anything |= in_its_time or typed
            therapy |= in_its_time and kind != "10" and other
            support |= (in_its_time and SUPPORT in one["done"]) or typed
        for one in self.logs[r["pathway_id"]]:
            start, stop = day(one["StartDateIntEnabledTherLog"]), day(one["EndDateIntEnabledTherLog"])
            within = r["referral_date"] <= start and stop <= (ended or end)
            if one["RecordNumber"] == r["record_number"] and within and begin <= stop <= end:
                therapy = anything = True
        if anything:
            self.add("EA036", r)
        if therapy or support:
            self.add({(True, False): "EA037", (False, True): "EA038", (True, True): "EA039"}[therapy, support], r)

    def _in_month(self, r):
        """Attended appointments of the month that its submission has."""
        return [
            one
            for one in self.contacts[r["pathway_id"]]
            if one["RecordNumber"] == r["record_number"] and r["period_start"] <= one["day"] <= r["period_end"]
        ]

    def _mislabelled(self, r):
        """EA108, EA110, EA280."""
        ended = r["discharge_date"]
        for one in self._in_month(r):
            after = ended is not None and one["day"] > ended
            if SUPPORT in one["done"] and one["AppType"] is not None:
                if not after and one["day"] >= r["referral_date"] and one["AppType"] == "06":
                    self.add("EA108", r)
                if after and one["AppType"] != "06":
                    self.add("EA110", r)
                if after and one["AppType"] != "10":
                    self.add("EA280", r)

    def _appointments(self, r):
        """EA041, EA050 to EA057, EA131 to EA136."""
        ended = r["discharge_date"]
        ends = [one["end"] for one in self.records if one["RecordNumber"] == r["record_number"] and one["end"]]
        ends = [one for one in ends if r["period_start"] <= one <= r["period_end"]]
        if not ends:
            return
        contacts = sum(self._counts(r, one, max(ends)) for one in self.contacts[r["pathway_id"]])
        self.add("EA131", r, contacts)
        if contacts:
            for official in ("EA132", "EA133", "EA134"):
                self.add(official, r, contacts)
        first = r["employment_support_first_date"]
        if first is None or first > r["period_end"]:
            return
        self.add("EA041", r)
        if r["treatment_contact_count"] == 0:
            self.add("EA136", r)
            return
        until = min(later(ended, r["employment_support_last_date"]), r["period_end"])
        stated = self._within(
            r, until, lambda one: one["EmployStatus"] in STATUSES and one["SickAbsenceInd"] in ABSENCES
        )
        self._states(lambda place: f"EA{50 + place:03d}", r, stated[0] if stated else None)
        self._states(lambda place: f"EA{54 + place:03d}", r, stated[-1] if stated else None)

    def _counts(self, r, contact, support_end):
        """Whether an appointment is one of those of EA131."""
        at, kind, coded = contact["day"], contact["AppType"], SUPPORT in contact["done"]
        if at < r["referral_date"] or at > r["period_end"]:
            return False
        ended = r["discharge_date"]
        inside, after = at <= (ended or r["period_end"]), ended is not None and at > ended
        by_code = coded and ((kind is not None and kind != "06" and inside) or (kind == "06" and after))
        by_type = kind == "10" or (coded and kind == "06")
        return by_code or (by_type and at <= support_end)

    def figures(self, statistics, periods):
        """By id, period, level and organisation the figure, for those with a row that counts."""
        found = defaultdict(list)
        for official, rows in self.told.items():
            for (period, provider, commissioner, number), level in product(rows, ("England", "Provider", "SubICB")):
                place = {"England": "ENG", "Provider": provider, "SubICB": commissioner}[level]
                found[official, periods[period].start, level, place].append(number)
        return {key: _figure(statistics[key[0]], numbers) for key, numbers in found.items()}


def _figure(statistic, numbers):
    if statistic == "percentage":
        parts, wholes = map(sum, zip(*numbers, strict=True))
        return parts / wholes if wholes else None
    return {"count": sum, "mean": lambda n: sum(n) / len(n), "median": median, "max": max}[statistic](numbers)
