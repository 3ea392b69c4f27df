"""What calibration counts in an extract: referrals, courses and appointments, by what they are broken down by.

Every tally comes from the written national extract, as a user's would, through `sources.records`; only counts and sums
leave the engine. A referral stands as in the last month in which it was sent.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

import ibis
from ibis import _
from ibis import selectors as s
from ibis.util import gen_name

from caseness.sources.records.coercion import whole_number
from caseness.vocabulary.data_set import codes_for, concepts
from caseness.vocabulary.problems import problems
from caseness.vocabulary.questionnaires import questionnaire
from caseness.vocabulary.therapies import Step, therapies

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    import ibis.expr.types as ir

    from caseness.sources.records import Records
    from caseness.vocabulary.therapies import Therapy

TOTAL = "total"  # the breakdown that is none
ALL = ""  # the category of a total
NOT_KNOWN = "not known"
TWO_CONTACTS = 2  # of a therapy make a course of it (annual metadata 2024-25)
_ABOVE_ANY_SCORE = (
    1_000  # scores are packed below days, so that the first and last of a course are a smallest and a greatest
)
_WSAS_ITEMS, _WSAS_ENOUGH = 5, 4  # items, and how many of them make a total (annual metadata 2024-25)
_AGE_GROUPS = ((17, "Under 18"), (25, "18 to 25"), (64, "26 to 64"), (74, "65 to 74"), (89, "75 to 89"))
_OLDEST = "90 and over"
COUNTS = (
    "received",
    "entered",
    "ended",
    "not_seen",
    "seen_not_treated",
    "treated_once",
    "finished",
    "eligible",
    "not_case",
    "recovered",
    "reliably_recovered",
    "improved",
    "deteriorated",
    "unpaired",
    "no_score",
    "own_measure",
    "own_measure_paired",
    "waited_28",
    "waited_42",
    "waited_126",
    "second_28",
    "second_over_90",
)
QUANTITIES = {  # each with those it is taken of
    "wait": "finished",
    "sessions": "finished",
    "low": "had_low",
    "high": "had_high",
    "wsas_first": "finished",
    "wsas_last": "finished",
}
SCORES = {f"{name}_{which}": "finished" for name in ("phq9", "gad7", "wsas") for which in ("first", "last")}
_KEPT = (
    "PathwayID",
    *COUNTS,
    *QUANTITIES,
    "had_low",
    "had_high",
    *(t.count_column for t in therapies() if t.count_column),
)


@dataclass(frozen=True, slots=True)
class Moments:
    """How many values, their sum and the sum of their squares."""

    number: int
    total: float
    squares: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """Counts and moments by name, of one category of one breakdown."""

    breakdown: str
    category: str
    counts: Mapping[str, int]
    moments: Mapping[str, Moments]


def tallies(records: Records, deprivation: ir.Table, *, start: date, end: date) -> list[Tally]:
    """The tallies of what happened from ``start`` up to but without ``end``; ``deprivation`` is the
    warehouse's table of areas.
    """
    kept = _pathways(records, deprivation, start, end).select(*_KEPT, **_breakdowns())
    pathways = records.backend.create_table(gen_name("calibration"), kept, temp=True)
    longer = pathways.pivot_longer(s.cols(*_breakdowns()), names_to="breakdown", values_to="category")
    contacts = _contacts(records, start, end)
    return [
        *_tallied(records, longer, COUNTS, QUANTITIES),
        *_tallied(records, _by_therapy(records, pathways), ("finished",), SCORES),
        *_tallied(records, _by_code(contacts, "attendance", "AttendOrDNACode")),
        *_tallied(records, _by_code(_first_of_each(records, pathways), "first attendance", "AttendOrDNACode")),
        *_tallied(records, _by_code(_attended(contacts), "medium", "ConsMechanism")),
    ]


def _tallied(
    records: Records, rows: ir.Table, counts: Sequence[str] = (), quantities: Mapping[str, str] = MappingProxyType({})
) -> list[Tally]:
    """The tallies of rows that have a ``breakdown`` and a ``category``."""
    columns: dict[str, Any] = {"rows": rows.count()} | {name: rows[name].sum() for name in counts}
    for name, among in quantities.items():
        value = rows[name].cast("float64")
        columns[f"{name} number"] = value.count(where=rows[among])
        columns[f"{name} total"] = value.sum(where=rows[among])
        columns[f"{name} squares"] = (value * value).sum(where=rows[among])
    grouped = rows.group_by("breakdown", "category").aggregate(**columns)
    return [
        Tally(
            breakdown=row["breakdown"],
            category=row["category"],
            counts={name: int(row[name] or 0) for name in ("rows", *counts)},
            moments={
                name: Moments(row[f"{name} number"], row[f"{name} total"] or 0.0, row[f"{name} squares"] or 0.0)
                for name in quantities
            },
        )
        for row in records.backend.to_pyarrow(grouped).to_pylist()
    ]


def _pathways(records: Records, deprivation: ir.Table, start: date, end: date) -> ir.Table:
    """Every referral once, as it was last sent, with what happened to it in the period as flags."""
    referrals = records.counting("IDS101Referral").filter(_.UsePathway_Flag)
    latest = referrals.group_by("PathwayID").aggregate(Unique_MonthID=_.Unique_MonthID.max())
    last = referrals.semi_join(latest, ["PathwayID", "Unique_MonthID"])
    people = records.counting("IDS001MPI").select("RecordNumber", "LSOA").distinct(on="RecordNumber")
    deciles = deprivation.select(LSOA="LSOA_Code", decile="IMD_Decile").distinct()
    placed = last.left_join(people, "RecordNumber").left_join(deciles, "LSOA")
    return _measured(_described(placed, start, end))


def _described(rows: ir.Table, start: date, end: date) -> ir.Table:
    """What became of each referral in the period."""

    def within(day: ir.DateColumn) -> ir.BooleanValue:
        return ((day >= ibis.literal(start)) & (day < ibis.literal(end))).fill_null(False)

    began = rows.mutate(
        received=within(rows.ReferralRequestReceivedDate),
        entered=within(rows.TherapySession_FirstDate),
        ended=within(rows.ServDischDate),
    )
    treated, seen = began.TreatmentCareContact_Count.fill_null(0), began.CareContact_Count.fill_null(0)
    finished = began.mutate(
        finished=began.ended & began.CompletedTreatment_Flag,
        treated_once=began.ended & (treated == 1),
        seen_not_treated=began.ended & (treated == 0) & (seen > 0),
        not_seen=began.ended & (seen == 0),
    )
    done = finished.finished
    paired = finished.ReliableImprovement_Flag | finished.NoChange_Flag | finished.ReliableDeterioration_Flag
    return finished.mutate(
        eligible=done & ~finished.NotCaseness_Flag,
        not_case=done & finished.NotCaseness_Flag,
        recovered=done & finished.Recovery_Flag,
        reliably_recovered=done & finished.Recovery_Flag & finished.ReliableImprovement_Flag,
        improved=done & finished.ReliableImprovement_Flag,
        deteriorated=done & finished.ReliableDeterioration_Flag,
        unpaired=done & ~paired,
        no_score=done & finished.PHQ9_FirstScore.isnull(),
        own_measure=done & finished.PresentingComplaintLowerCategory.isin(_with_own_measure()).fill_null(False),
        own_measure_paired=done
        & finished.PresentingComplaintLowerCategory.isin(_with_own_measure()).fill_null(False)
        & (finished.ADSM != "GAD").fill_null(False)
        & finished.ADSM_LastScore.notnull(),
    )


def _measured(rows: ir.Table) -> ir.Table:
    """Waits in days, numbers of sessions and scores of each referral."""
    wait = rows.TherapySession_FirstDate.delta(rows.ReferralRequestReceivedDate, unit="day")
    second = rows.TherapySession_SecondDate.delta(rows.TherapySession_FirstDate, unit="day")
    low, high = (_sessions(rows, step) for step in (Step.LOW, Step.HIGH))
    return rows.mutate(
        wait=wait,
        waited_28=rows.entered & (wait <= 28),
        waited_42=rows.finished & (wait <= 42),
        waited_126=rows.finished & (wait <= 126),
        second_28=rows.finished & (second <= 28),
        second_over_90=rows.finished & (second > 90),
        sessions=rows.TreatmentCareContact_Count,
        low=low,
        high=high,
        had_low=rows.finished & (low > 0),
        had_high=rows.finished & (high > 0),
        wsas_first=_wsas(rows, "First"),
        wsas_last=_wsas(rows, "Last"),
    )


def _sessions(rows: ir.Table, step: Step) -> ir.IntegerValue:
    """How many were of low or of high intensity; logs of internet therapy stand among other high intensity (M112)."""
    counted = [t.count_column for t in therapies() if t.step is step and t.count_column and t.concept]
    counts = [rows[column].fill_null(0) for column in counted]
    return sum(counts[1:], counts[0])


def _wsas(rows: ir.Table, which: str) -> ir.FloatingValue:
    return _in_proportion([rows[n] for n in rows.columns if n.startswith("WASAS_") and n.endswith(f"_{which}Score")])


def _in_proportion(items: Sequence[ir.Value]) -> ir.FloatingValue:
    """The total of the items of the WSAS, in proportion where one was not answered."""
    answered = sum((item.notnull().cast("int64") for item in items[1:]), items[0].notnull().cast("int64"))
    total = sum((item.fill_null(0) for item in items[1:]), items[0].fill_null(0))
    whole = total.cast("float64") * _WSAS_ITEMS / answered.nullif(0)
    return ibis.ifelse(answered >= _WSAS_ENOUGH, whole, ibis.null())


def _breakdowns() -> dict[str, Any]:
    """What pathways are broken down by, as expressions for the category."""
    low, high = _.low > 0, _.high > 0
    return {
        TOTAL: ibis.literal(ALL),
        "problem": _.PresentingComplaintLowerCategory.coalesce(_.PresentingComplaintHigherCategory),
        "decile": _.decile.cast("string").fill_null(NOT_KNOWN),
        "age": _age_group(_.Age_ReferralRequest_ReceivedDate),
        "source": _.SourceOfReferralIAPT.fill_null(NOT_KNOWN),
        "end": _.EndCode.fill_null(NOT_KNOWN),
        "provider": _.OrgID_Provider,
        "step": ibis.cases((low & high, "both"), (low, "low"), (high, "high"), else_=NOT_KNOWN),
    }


def _age_group(age: Any) -> Any:
    return ibis.cases(*((age <= last, group) for last, group in _AGE_GROUPS), else_=_OLDEST)


def _by_therapy(records: Records, pathways: ir.Table) -> ir.Table:
    """Finished courses once for each therapy of which they had two contacts or more, with the scores at those contacts.

    That scores are those at contacts of the therapy is read from the published figures: recovery after any one therapy
    lies below recovery overall.
    """
    courses = ibis.union(
        *(
            pathways.filter(pathways.finished & (pathways[t.count_column] >= TWO_CONTACTS)).select(
                "PathwayID", "finished", category=ibis.literal(t.therapy), concept=ibis.literal(t.concept)
            )
            for t in _with_contacts()
        )
    )
    return courses.left_join(_scores(records), ["PathwayID", "concept"]).mutate(breakdown=ibis.literal("therapy"))


def _scores(records: Records) -> ir.Table:
    """First and last scores of each referral at the contacts of each therapy."""
    contacts = records.counting("IDS201CareContact").select("PathwayID", "CareContactId", "CareContDate")
    activities = records.counting("IDS202CareActivity").select(
        "PathwayID", "CareActId", "CareContactId", concept="CodeProcAndProcStatus"
    )
    scores = records.counting("IDS607CodedScoreAssessmentAct").select(
        "PathwayID", "CareActId", tool="CodedAssToolType", score=whole_number(_.PersScore)
    )
    dated = scores.join(activities, ["PathwayID", "CareActId"]).join(contacts, ["PathwayID", "CareContactId"])
    packed = dated.CareContDate.epoch_days() * _ABOVE_ANY_SCORE + dated.score
    wanted = {"phq9": questionnaire("PHQ-9").concept, "gad7": questionnaire("GAD-7").concept}
    wanted |= {f"wsas {item.concept}": item.concept for item in concepts("questionnaire_item")}
    columns = {
        f"{name}_{which}": getattr(packed, smallest)(where=dated.tool == concept) % _ABOVE_ANY_SCORE
        for name, concept in wanted.items()
        for which, smallest in (("first", "min"), ("last", "max"))
    }
    found = dated.group_by("PathwayID", "concept").aggregate(**columns)
    wsas = {
        f"wsas_{which}": _in_proportion([found[f"{name}_{which}"] for name in wanted if name.startswith("wsas")])
        for which in ("first", "last")
    }
    return found.mutate(**wsas)


def _with_contacts() -> list[Therapy]:
    """Therapies given at appointments."""
    return [t for t in therapies() if t.count_column and t.concept and t.step is not Step.NEITHER]


@cache
def _with_own_measure() -> tuple[str, ...]:
    """The warehouse's names of the problems with an anxiety measure of their own."""
    return tuple(sorted({p.warehouse_lower for p in problems() if p.adsm and p.warehouse_lower}))


def _contacts(records: Records, start: date, end: date) -> ir.Table:
    contacts = records.counting("IDS201CareContact")
    day = contacts.CareContDate
    return contacts.filter((day >= ibis.literal(start)) & (day < ibis.literal(end)))


def _attended(contacts: ir.Table) -> ir.Table:
    kept = contacts.AttendOrDNACode.isin(codes_for("AttendOrDNACode", "attended"))
    unplanned = contacts.PlannedCareContIndicator.isin(codes_for("PlannedCareContIndicator", "attended"))
    return contacts.filter((kept | unplanned).fill_null(False))


def _first_of_each(records: Records, pathways: ir.Table) -> ir.Table:
    """The earliest appointment of each referral received in the period."""
    contacts = records.counting("IDS201CareContact")
    mine = contacts.semi_join(pathways.filter(pathways.received), "PathwayID")
    order = ibis.window(group_by="PathwayID", order_by=["CareContDate", "CareContTime", "CareContactId"])
    return mine.mutate(place=ibis.row_number().over(order)).filter(_.place == 0)


def _by_code(contacts: ir.Table, breakdown: str, field: str) -> ir.Table:
    return contacts.select(breakdown=ibis.literal(breakdown), category=contacts[field].fill_null(NOT_KNOWN))
