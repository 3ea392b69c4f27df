"""Small extracts at random, most of it care as it happens, the rest dirt.

Rows sent twice or again in later months with other values, missing and malformed dates, contacts before referral, scores out of
range or of unknown forms, pathways with several rows in a month, discharges that move or are taken back, files that do not count.
"""

from __future__ import annotations

from datetime import date, timedelta
from random import Random

from tests.pathways.naive import GIVEN

from caseness.pathways.instruments import instrument
from caseness.sources.records import month_numbered

MONTHS = ("2024-04", "2024-05", "2024-06")
_BEGIN = date(2024, 3, 1)
_PROBLEMS = (
    "F401",
    "F400",
    "F41.0",
    "f42",
    "F431",
    "F452",
    "K58",
    "83482000",
    "834820001",
    "F32.1",
    "F411",
    "ZZ",
    "-3",
)
_TOOLS = (
    "phq9",
    "phq9",
    "phq9",
    "gad7",
    "gad7",
    "gad7",
    "spin",
    "mi",
    "pdss",
    "oci",
    "pcl5",
    "hai",
    "ibs_sss",
    "wsas_work",
)
_SCORES = {
    "phq9": ("9", "10", "4", "3", "15", "16", "22", "28", "12.0", "NA", "-1", "9.5"),
    "gad7": ("7", "8", "4", "3", "11", "12", "21", "22", "07"),
    "spin": ("18", "19", "29", "8", "9", "69"),
    "mi": ("2.3", "2.31", "1.58", "1.57", "3", "5.0", "5.01", "2.310"),
    "pdss": ("7", "8", "13", "12", "2"),
    "oci": ("40", "39", "72", "8"),
    "pcl5": ("32", "31", "42", "22"),
    "hai": ("18", "17", "22", "14"),
}


class Extract:
    """``rows`` has the tables of so many pathways."""

    def __init__(self, seed: int, number: int) -> None:
        self.at = Random(seed)
        self.rows = {
            "IsLatest_SubmissionID": [self._file(month) for month in MONTHS] + [self._file("2024-05", latest=False)],
            **{table: [] for table in _TABLES},
        }
        self.serial = 0
        for place in range(number):
            self._pathway(f"P{place}")

    def _file(self, month: str, *, latest: bool = True) -> dict:
        number = str(month_numbered(month))
        return {
            "UniqueSubmissionID": f"{'S' if latest else 'OLD'}{number}",
            "AuditId": number if latest else f"9{number}",
            "Unique_MonthID": number,
            "OrgID_Provider": "SYNPA",
            "IsLatest": "1" if latest else "0",
        }

    def chance(self, share: float) -> bool:
        return self.at.random() < share

    def _next(self) -> str:
        self.serial += 1
        return str(self.serial)

    def _pathway(self, name: str) -> None:
        received = _BEGIN + timedelta(days=self.at.randrange(0, 110))
        if received.month == 3 and self.chance(0.6):
            received += timedelta(days=31)
        ended = received + timedelta(days=self.at.randrange(0, 90)) if self.chance(0.8) else None
        self._referral(name, received, ended)
        key = {"PathwayID": name, "ServiceRequestId": name}
        for place in range(self.at.choice((0, 1, 2, 3, 4, 5, 6))):
            self._contact(key, received, f"{name}-c{place}", f"{name}-a{place}")
        for _ in range(self.at.choice((0, 0, 1, 2))):
            when = received + timedelta(days=self.at.randrange(-10, 80))
            row = key | {"AssToolCompDate": self._written(when), "AssToolCompTime": self._time()}
            self._scores("IDS606CodedScoreAssessmentRefer", row, self._month(when))
        for _ in range(self.at.choice((0, 0, 0, 0, 1, 3))):
            self._log(key, received)
        for _ in range(self.at.choice((0, 1, 1, 2, 3))):
            row = key | {
                "PresComp": self.at.choice((*_PROBLEMS, None)),
                "PresCompCodSig": self.at.choice(("1", "1", "2", None)),
                "PresCompDate": self._written(received + timedelta(days=self.at.randrange(0, 4))),
                "UniqueID_IDS603": self._next(),
            }
            self._add("IDS603PresentingComplaints", self._month(received), row)

    def _referral(self, name: str, received: date, ended: date | None) -> None:
        own = {"PathwayID": name, "Person_ID": name, "LocalPatientId": name, "OrgIDComm": "SYNC1"}
        last = max(self._month(ended), self._month(received)) if ended else MONTHS[-1]
        months = [month for month in MONTHS if self._month(received) <= month <= last]
        if self.chance(0.15):
            months = sorted(self.at.sample(MONTHS, self.at.randrange(1, 4)))
        for month in months:
            end = ended if month == months[-1] else None
            if self.chance(0.1):
                end = received + timedelta(days=self.at.randrange(0, 90))
            row = own | {
                "RecordNumber": f"{name}-{month}",
                "ServiceRequestId": name,
                "UniqueID_IDS101": self._next(),
                "UsePathway_Flag": "1" if self.chance(0.97) else "0",
                "ReferralRequestReceivedDate": self._written(received),
                "ServDischDate": end.isoformat() if end else None,
                **self._given(received),
            }
            self._add("IDS101Referral", month, row)
            self._add("IDS001MPI", month, own | {"RecordNumber": f"{name}-{month}"})
            if self.chance(0.05):
                other = row | {
                    "ServiceRequestId": f"{name}-2",
                    "UniqueID_IDS101": self._next(),
                    "ReferralRequestReceivedDate": (received + timedelta(days=self.at.randrange(-5, 6))).isoformat(),
                    "ServDischDate": None,
                }
                self._add("IDS101Referral", month, other)

    def _given(self, received: date) -> dict:
        """What the warehouse says of a pathway, from nobody knows what."""
        if self.chance(0.3):
            return dict.fromkeys(GIVEN.values())
        return {
            "TherapySession_FirstDate": (received + timedelta(days=self.at.randrange(0, 60))).isoformat(),
            "CareContact_Count": str(self.at.randrange(0, 9)),
            "TreatmentCareContact_Count": str(self.at.randrange(0, 5)),
            "CompletedTreatment_Flag": self.at.choice("01"),
            "ReliableImprovement_Flag": self.at.choice("01"),
            "PHQ9_LastScore": self.at.choice(("3", "12", None)),
        }

    def _contact(self, key: dict, received: date, name: str, activity: str) -> None:
        when = received + timedelta(days=self.at.randrange(-8, 80))
        month = self._month(when)
        later = [one for one in MONTHS if one > month]
        for sent in [month, *([self.at.choice(later)] if later and self.chance(0.15) else [])]:
            if sent != month and self.chance(0.5):
                when += timedelta(days=self.at.randrange(-3, 4))
            for _ in range(2 if self.chance(0.05) else 1):
                row = {
                    "CareContactId": name,
                    "CareContDate": self._written(when),
                    "CareContTime": self._time(),
                    "AttendOrDNACode": self.at.choice(("5", "5", "5", "5", "6", "3", "2", None)),
                    "PlannedCareContIndicator": self.at.choice(("Y", "Y", "Y", "N", None)),
                    "AppType": self.at.choice(("02", "02", "02", "03", "05", "01", "06", "10", None)),
                }
                self._add("IDS201CareContact", sent, key | row)
            if self.chance(0.9):
                self._add("IDS202CareActivity", sent, key | {"CareContactId": name, "CareActId": activity})
                if self.chance(0.9):
                    self._scores("IDS607CodedScoreAssessmentAct", key | {"CareActId": activity}, sent)

    def _scores(self, table: str, row: dict, sent: str) -> None:
        usual = ["phq9", "gad7"] if self.chance(0.7) else []
        for tool in [*usual, self.at.choice(_TOOLS)]:
            known = {"CodedAssToolType": instrument(tool).concept if self.chance(0.97) else "999"}
            self._add(table, sent, row | known | {"PersScore": self.at.choice(_SCORES.get(tool, ("1", "80", None)))})

    def _log(self, key: dict, received: date) -> None:
        begun = received + timedelta(days=self.at.randrange(-10, 60))
        ended = begun + timedelta(days=6)
        row = key | {
            "StartDateIntEnabledTherLog": self._written(begun),
            "EndDateIntEnabledTherLog": self._written(ended),
            "IntEnabledTherProg": self.at.choice(("A", "A", "B", None)),
        }
        self._add("IDS205InternetTherLog", self._month(ended), row)
        if self.chance(0.3):
            again = row | {"EndDateIntEnabledTherLog": self._written(ended + timedelta(days=1))}
            self._add("IDS205InternetTherLog", MONTHS[-1], again)

    def _add(self, table: str, month: str, row: dict) -> None:
        file = {name: value for name, value in self._file(month).items() if name != "IsLatest"}
        self.rows[table].append(file | row)
        if self.chance(0.02):
            self.rows[table].append(file | row)
        if self.chance(0.05):
            old = {name: value for name, value in self._file("2024-05", latest=False).items() if name != "IsLatest"}
            self.rows[table].append(old | row)

    def _month(self, when: date) -> str:
        return min(max(f"{when:%Y-%m}", MONTHS[0]), MONTHS[-1])

    def _written(self, when: date) -> str | None:
        return when.isoformat() if self.chance(0.96) else self.at.choice((None, "2024-02-31", "soon"))

    def _time(self) -> str | None:
        return self.at.choice((None, "09:00", "14:30"))


_TABLES = (
    "IDS001MPI",
    "IDS101Referral",
    "IDS201CareContact",
    "IDS202CareActivity",
    "IDS205InternetTherLog",
    "IDS603PresentingComplaints",
    "IDS606CodedScoreAssessmentRefer",
    "IDS607CodedScoreAssessmentAct",
)
