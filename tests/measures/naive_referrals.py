"""The published constructions of measures that rest on referrals, as plain Python over the columns of the national warehouse.

Written from the national measure metadata (July 2026), and without the declarations that they are there to check: codes and
days are typed in once more.
"""

from __future__ import annotations

from dataclasses import dataclass
from statistics import fmean, median
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date

    from caseness.vocabulary.period import Period


@dataclass(frozen=True, slots=True)
class Row:
    """A referral row that speaks for its pathway in a period; national columns are its attributes."""

    columns: dict[str, Any]
    period: Period
    complaint: str = ""
    ethnicity: str | None = None
    minutes: int | None = None

    def __getattr__(self, name: str) -> Any:
        return self.columns[name]

    def falls(self, day: date | None) -> bool:
        return day is not None and self.period.start <= day <= self.period.end

    def days(self, begin: str, end: str) -> int | None:
        first, last = self.columns[begin], self.columns[end]
        return None if first is None or last is None else (last - first).days

    @property
    def received(self) -> bool:
        return self.falls(self.ReferralRequestReceivedDate)

    @property
    def assessed(self) -> bool:
        return self.falls(self.Assessment_FirstDate)

    @property
    def entered(self) -> bool:
        return self.falls(self.TherapySession_FirstDate)

    @property
    def again(self) -> bool:
        return self.falls(self.TherapySession_SecondDate)

    @property
    def ended(self) -> bool:
        return self.falls(self.ServDischDate)

    @property
    def finished(self) -> bool:
        return self.ended and self.CompletedTreatment_Flag

    @property
    def open(self) -> bool:
        return self.ServDischDate is None

    @property
    def unassessed(self) -> bool:
        return self.open and self.Assessment_FirstDate is None

    @property
    def untreated(self) -> bool:
        return self.open and self.TherapySession_FirstDate is None

    @property
    def wait(self) -> int | None:
        return self.days("ReferralRequestReceivedDate", "TherapySession_FirstDate")

    @property
    def to_assessment(self) -> int | None:
        return self.days("ReferralRequestReceivedDate", "Assessment_FirstDate")

    @property
    def to_second(self) -> int | None:
        return self.days("TherapySession_FirstDate", "TherapySession_SecondDate")

    @property
    def idle(self) -> int | None:
        return None if self.TherapySession_LastDate is None else (self.period.end - self.TherapySession_LastDate).days

    @property
    def age(self) -> int:
        return (self.period.end - self.ReferralRequestReceivedDate).days

    @property
    def own(self) -> str | None:
        """The prefix of the columns of the measure that belongs to the problem."""
        return next((prefix for code, prefix in OWN.items() if self.complaint.startswith(code)), None)

    @property
    def judged_by_own(self) -> bool:
        """Whether ADSM names the measure of the problem.

        The synthetic warehouse leaves GAD there where no threshold is public: then what the scores would have made of it.
        """
        if self.own not in NO_THRESHOLD:
            return self.own is not None and self.own == self.ADSM
        first, last = (self.columns.get(f"{self.own}_{end}Score") for end in ("First", "Last"))
        return last is not None or (first is not None and self.GAD_LastScore is None)

    def anxiety(self, end: str) -> bool:
        """Whether there is a score of GAD-7 or of the problem's own measure."""
        return any(self.columns.get(f"{prefix}_{end}Score") is not None for prefix in ("GAD", self.own) if prefix)

    @property
    def integrated(self) -> bool:
        return self.IntegratedContact_FirstDate is not None

    def sessions(self, *names: str) -> int:
        return sum(self.columns[f"{name}_Count"] for name in names)


OWN = {
    "F400": "AgoraAlone",
    "F401": "SocialPhobia",
    "F410": "PanicDisorder",
    "F42": "OCD",
    "F431": "PTSD",
    "F452": "AnxietyInventory",
    "83482000": "BIQ",
    "G933": "CFS",
    "K58": "IBS",
    "723916001": "PHQ15",
}
NO_THRESHOLD = ("BIQ", "CFS", "IBS", "PHQ15")
HIGH = (
    "AppliedRelaxation",
    "CouplesTherapyDepression",
    "CollaborativeCare",
    "CounsellingDepression",
    "BriefPsychodynamicPsychotherapy",
    "EyeMovementDesensitisationReprocessing",
    "Mindfulness",
    "OtherHighIntensity",
    "CognitiveBehaviourTherapy",
    "InterpersonalPsychotherapy",
)
LOW = (
    "GuidedSelfHelp_Book",
    "GuidedSelfHelp_Computer",
    "NonGuidedSelfHelp_Book",
    "NonGuidedSelfHelp_Computer",
    "StructuredPhysicalActivity",
    "PsychoeducationalPeerSupport",
    "OtherLowIntensity",
    "CommunitySignPosting",
)
WSAS = ("Work", "HomeManagement", "SocialLeisureActivities", "PrivateLeisureActivities", "Relationships")


def within(days: int | None, low: int | None, high: int | None) -> bool:
    return days is not None and (low is None or low <= days) and (high is None or days <= high)


def from_source(*codes: str) -> Callable[[Row], bool]:
    return lambda r: r.received and r.SourceOfReferralIAPT in codes


def ended_for(code: str) -> Callable[[Row], bool]:
    return lambda r: r.ended and r.EndCode == code


def band(event: str, days: str, low: int | None, high: int | None) -> Callable[[Row], bool]:
    return lambda r: getattr(r, event) and within(getattr(r, days), low, high)


REASONS = ("10", "11", "12", "13", "14", "16", "17", "95", "46", "47", "48", "49", "50", "96")
COUNTS: dict[str, Callable[[Row], bool]] = {
    "M001": lambda r: r.received,
    "M002": from_source("B1"),
    "M003": from_source("A1"),
    "M004": from_source("A2"),
    "M005": from_source("A3"),
    "M006": from_source("B2"),
    "M007": from_source("C1", "C2", "C3"),
    "M008": from_source("D1", "D2"),
    "M009": from_source("E1", "E2", "E3", "E4", "E5", "E6"),
    "M010": from_source("F1", "F2", "F3"),
    "M011": from_source("G1", "G2", "G3", "G4"),
    "M012": from_source("H1", "H2"),
    "M013": from_source("I1", "I2"),
    "M014": from_source("P1"),
    "M017": from_source("M1", "M2", "M3", "M4", "M5", "M6", "M7", "M8"),
    "M018": from_source("N1", "N2", "N4"),
    "M287": from_source("Q1"),
    "M345": from_source("A4"),
    "M019": band("open", "idle", None, 60),
    "M020": band("open", "idle", 61, 90),
    "M021": band("open", "idle", 91, 120),
    "M022": band("open", "idle", 121, None),
    "M023": lambda r: r.assessed,
    "M024": band("assessed", "to_assessment", None, 28),
    "M025": band("assessed", "to_assessment", 29, 56),
    "M026": band("assessed", "to_assessment", 57, 90),
    "M027": band("assessed", "to_assessment", 91, None),
    "M028": lambda r: r.ended and r.Assessment_FirstDate is None,
    "M029": lambda r: r.unassessed,
    "M030": band("unassessed", "age", 91, None),
    "M031": lambda r: r.entered,
    "M032": band("entered", "wait", None, 28),
    "M033": band("entered", "wait", 29, 56),
    "M034": band("entered", "wait", 57, 90),
    "M035": band("entered", "wait", 91, None),
    "M036": band("entered", "wait", None, 42),
    "M037": band("entered", "wait", None, 126),
    "M038": lambda r: r.untreated,
    "M039": band("untreated", "age", None, 14),
    "M040": band("untreated", "age", None, 28),
    "M041": band("untreated", "age", None, 42),
    "M042": band("untreated", "age", None, 84),
    "M043": band("untreated", "age", None, 126),
    "M044": band("untreated", "age", 127, None),
    "M045": band("untreated", "age", 91, None),
    "M046": band("again", "to_second", 29, None),
    "M047": band("again", "to_second", 91, None),
    "M121": band("again", "to_second", None, 28),
    "M122": band("again", "to_second", 29, 90),
    "M184": lambda r: r.again,
    "M052": band("finished", "wait", None, 42),
    "M054": band("finished", "wait", None, 126),
    "M056": lambda r: r.ended,
    "M057": ended_for("10"),
    "M058": ended_for("11"),
    "M059": ended_for("12"),
    "M060": ended_for("13"),
    "M061": ended_for("14"),
    "M062": ended_for("17"),
    "M063": ended_for("95"),
    "M066": ended_for("46"),
    "M069": ended_for("49"),
    "M070": ended_for("96"),
    "M340": ended_for("16"),
    "M341": ended_for("48"),
    "M342": ended_for("50"),
    "M344": ended_for("47"),
    "M071": lambda r: r.ended and r.EndCode is not None and r.EndCode not in REASONS,
    "M072": lambda r: r.ended and r.EndCode is None,
    "M073": lambda r: r.ended and r.CareContact_Count == 0,
    "M074": lambda r: r.ended and r.TreatmentCareContact_Count == 0 and r.CareContact_Count > 0,
    "M075": lambda r: r.ended and r.TreatmentCareContact_Count == 1,
    "M076": lambda r: r.finished,
    "M153": lambda r: r.ended and r.TherapySession_FirstDate is None,
    "M179": lambda r: r.ended and r.NotCaseness_Flag,
    "M185": lambda r: r.ended and r.ReliableImprovement_Flag,
    "M187": lambda r: r.ended and r.NoChange_Flag,
    "M189": lambda r: r.ended and r.ReliableDeterioration_Flag,
    "M191": lambda r: r.ended and r.Recovery_Flag,
    "M193": lambda r: r.ended and r.Recovery_Flag and r.ReliableImprovement_Flag,
    "M196": lambda r: r.finished and r.anxiety("First") and not r.anxiety("Last"),
    "M197": lambda r: r.finished and not r.anxiety("First"),
    "M198": lambda r: r.finished and r.anxiety("Last"),
    "M199": lambda r: r.finished and r.PHQ9_FirstScore is not None and r.PHQ9_LastScore is None,
    "M200": lambda r: r.finished and r.PHQ9_FirstScore is None,
    "M201": lambda r: r.finished and r.PHQ9_LastScore is not None,
    "M202": lambda r: r.finished and r.PHQ9_LastScore is not None and r.ADSM_LastScore is not None,
    "M203": lambda r: r.finished and r.own is not None,
    "M204": lambda r: r.finished and r.judged_by_own,
    **{
        f"M{212 + 5 * place}": lambda r, item=item: r.finished and r.columns[f"WASAS_{item}_LastScore"] is not None
        for place, item in enumerate(WSAS)
    },
    "M271": lambda r: r.falls(r.IntegratedContact_FirstDate),
    "M272": lambda r: r.falls(r.IntegratedTreatment_FirstDate),
    "M273": lambda r: r.finished and r.integrated,
    "M274": lambda r: r.finished and not r.integrated,
    "M275": lambda r: r.finished and r.integrated and r.Caseness_Flag,
    "M276": lambda r: r.finished and r.integrated and r.NotCaseness_Flag,
    "M277": lambda r: r.finished and r.integrated and r.Recovery_Flag,
    "M283": lambda r: r.finished and not r.integrated and r.Caseness_Flag,
    "M284": lambda r: r.finished and not r.integrated and r.NotCaseness_Flag,
    "M285": lambda r: r.finished and not r.integrated and r.Recovery_Flag,
}

SHARES: dict[str, tuple[Callable[[dict[str, int]], int], Callable[[dict[str, int]], int]]] = {
    "M053": (lambda n: n["M052"], lambda n: n["M076"]),
    "M055": (lambda n: n["M054"], lambda n: n["M076"]),
    "M077": (lambda n: n["M153"], lambda n: n["M056"]),
    "M078": (lambda n: n["M075"], lambda n: n["M056"]),
    "M079": (lambda n: n["M076"], lambda n: n["M056"]),
    "M080": (lambda n: n["M076"] + n["M075"], lambda n: n["M056"]),
    "M081": (lambda n: n["M076"], lambda n: n["M056"] - n["M153"]),
    "M123": (lambda n: n["M121"], lambda n: n["M184"]),
    "M124": (lambda n: n["M046"], lambda n: n["M184"]),
    "M125": (lambda n: n["M122"], lambda n: n["M184"]),
    "M126": (lambda n: n["M047"], lambda n: n["M184"]),
    "M180": (lambda n: n["M179"], lambda n: n["M076"]),
    "M186": (lambda n: n["M185"], lambda n: n["M076"]),
    "M1010": (lambda n: n["M189"], lambda n: n["M076"]),
    "M192": (lambda n: n["M191"], lambda n: n["M076"] - n["M179"]),
    "M195": (lambda n: n["M193"], lambda n: n["M076"] - n["M179"]),
    "M205": (lambda n: n["M204"], lambda n: n["M203"]),
    "M278": (lambda n: n["M277"], lambda n: n["M273"] - n["M276"]),
    "M286": (lambda n: n["M285"], lambda n: n["M274"] - n["M284"]),
    "M288": (lambda n: n["M075"], lambda n: n["M056"] - n["M153"]),
    "M1012": (lambda n: n["M273"], lambda n: n["M076"]),
}

ETHNIC_GROUPS = {"M206": "ABC", "M207": "HJKL", "M208": "MNP", "M209": "DEFG", "M210": "RS"}


def treated(*names: str) -> tuple[Callable[[Row], Any], Callable[[Row], bool]]:
    return (lambda r: r.sessions(*names)), (lambda r: r.finished and r.sessions(*names) > 0)


def wsas(item: str, end: str) -> tuple[Callable[[Row], Any], Callable[[Row], bool]]:
    return (
        lambda r: r.columns[f"WASAS_{item}_{end}Score"],
        lambda r: r.finished and r.columns[f"WASAS_{item}_LastScore"] is not None,
    )


OF_VALUES: dict[str, tuple[Callable[[list[int]], float], Callable[[Row], Any], Callable[[Row], bool]]] = {
    "M048": (fmean, lambda r: r.wait, lambda r: r.entered),
    "M049": (median, lambda r: r.wait, lambda r: r.entered),
    "M050": (fmean, lambda r: r.wait, lambda r: r.finished),
    "M051": (median, lambda r: r.wait, lambda r: r.finished),
    "M089": (sum, lambda r: r.TreatmentCareContact_Count, lambda r: r.finished),
    "M141": (fmean, lambda r: r.TreatmentCareContact_Count, lambda r: r.finished),
    "M142": (median, lambda r: r.TreatmentCareContact_Count, lambda r: r.finished),
    "M143": (max, lambda r: r.TreatmentCareContact_Count, lambda r: r.finished),
    "M144": (min, lambda r: r.TreatmentCareContact_Count, lambda r: r.finished),
    "M112": (fmean, *treated(*HIGH)),
    "M113": (fmean, *treated("CognitiveBehaviourTherapy")),
    "M114": (fmean, *treated("BriefPsychodynamicPsychotherapy")),
    "M115": (fmean, *treated("CounsellingDepression")),
    "M116": (fmean, *treated("InterpersonalPsychotherapy")),
    "M117": (fmean, *treated("CouplesTherapyDepression")),
    "M119": (fmean, *treated("OtherHighIntensity")),
    "M120": (fmean, *treated(*LOW)),
    "M1013": (fmean, lambda r: r.minutes, lambda r: r.finished),
    **{
        f"M{213 + 5 * place + 2 * later + mid}": ((fmean, median)[mid], *wsas(item, ("First", "Last")[later]))
        for place, item in enumerate(WSAS)
        for later in (0, 1)
        for mid in (0, 1)
    },
}


def computed(rows: list[Row]) -> dict[str, float | None]:
    """Every measure over the rows of one organisation and period; None where there is nothing to compute it from."""
    counts = {official: sum(map(where, rows)) for official, where in COUNTS.items()}
    shares = {official: _over(part(counts), whole(counts)) for official, (part, whole) in SHARES.items()}
    for official, group in ETHNIC_GROUPS.items():
        of_group = {
            one: sum(COUNTS[one](r) for r in rows if r.ethnicity and r.ethnicity in group)
            for one in ("M076", "M179", "M193")
        }
        shares[official] = _over(of_group["M193"], of_group["M076"] - of_group["M179"])
    values = {}
    for official, (statistic, value, where) in OF_VALUES.items():
        told = [value(r) for r in rows if where(r) and value(r) is not None]
        values[official] = statistic(told) if told or statistic is sum else None
    repeated = [r for r in rows if r.finished and r.TreatmentCareContact_Count > 1]
    between = sum(r.days("TherapySession_FirstDate", "TherapySession_LastDate") or 0 for r in repeated)
    return counts | shares | values | {"M351": _over(between, sum(r.TreatmentCareContact_Count - 1 for r in repeated))}


def _over(part: float, whole: float) -> float | None:
    return part / whole if whole else None
