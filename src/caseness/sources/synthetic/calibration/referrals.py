"""What became of each referral, as expressions over the warehouse's table: what happened in a period, waits, sessions, scores."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

import ibis
from ibis import _

from caseness.sources.synthetic.calibration.impairment import wsas_total
from caseness.vocabulary.data_set import CodeKind, codes
from caseness.vocabulary.problems import FALLBACK_MEASURE, problems
from caseness.vocabulary.standards import EIGHTEEN_WEEKS, SIX_WEEKS
from caseness.vocabulary.therapies import Step, therapies

if TYPE_CHECKING:
    from datetime import date

    import ibis.expr.types as ir

    from caseness.sources.records import Records

TOTAL = "total"  # the breakdown that is none
ALL = ""  # the category of a total
NOT_KNOWN = "not known"
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
_FOUR_WEEKS, _LONG = 28, 90  # days by which waits are published: M032, M046, M047
_AGE_GROUPS = ((17, "Under 18"), (25, "18 to 25"), (64, "26 to 64"), (74, "65 to 74"), (89, "75 to 89"))
_OLDEST = "90 and over"


def pathways(records: Records, deprivation: ir.Table, start: date, end: date) -> ir.Table:
    """Every referral once, as it was last sent, with what happened to it in the period as flags."""
    referrals = records.counting("IDS101Referral").filter(_.UsePathway_Flag)
    latest = referrals.group_by("PathwayID").aggregate(Unique_MonthID=_.Unique_MonthID.max())
    last = referrals.semi_join(latest, ["PathwayID", "Unique_MonthID"])
    described = records.counting("IDS001MPI").select("RecordNumber", "LSOA", "Gender", "EthnicCategory")
    people = described.distinct(on="RecordNumber")
    deciles = deprivation.select(LSOA="LSOA_Code", decile="IMD_Decile").distinct()
    placed = last.left_join(people, "RecordNumber").left_join(deciles, "LSOA")
    kept = (
        "PathwayID",
        *COUNTS,
        *QUANTITIES,
        "had_low",
        "had_high",
        *(t.count_column for t in therapies() if t.count_column),
    )
    return _measured(_described(placed, start, end)).select(*kept, **breakdowns())


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
        & (finished.ADSM != FALLBACK_MEASURE).fill_null(False)
        & finished.ADSM_LastScore.notnull(),
    )


def _measured(rows: ir.Table) -> ir.Table:
    """Waits in days, numbers of sessions and scores of each referral."""
    wait = rows.TherapySession_FirstDate.delta(rows.ReferralRequestReceivedDate, unit="day")
    second = rows.TherapySession_SecondDate.delta(rows.TherapySession_FirstDate, unit="day")
    low, high = (_sessions(rows, step) for step in (Step.LOW, Step.HIGH))
    return rows.mutate(
        wait=wait,
        waited_28=rows.entered & (wait <= _FOUR_WEEKS),
        waited_42=rows.finished & (wait <= SIX_WEEKS.days),
        waited_126=rows.finished & (wait <= EIGHTEEN_WEEKS.days),
        second_28=rows.finished & (second <= _FOUR_WEEKS),
        second_over_90=rows.finished & (second > _LONG),
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
    return wsas_total([rows[n] for n in rows.columns if n.startswith("WASAS_") and n.endswith(f"_{which}Score")])


def breakdowns() -> dict[str, Any]:
    """What pathways are broken down by, as expressions for the category."""
    low, high = _.low > 0, _.high > 0
    return {
        TOTAL: ibis.literal(ALL),
        "problem": _.PresentingComplaintLowerCategory.coalesce(_.PresentingComplaintHigherCategory),
        "decile": _.decile.cast("string").fill_null(NOT_KNOWN),
        "gender": ibis.ifelse(_.Gender.isin(_known("Gender")), _.Gender, NOT_KNOWN).fill_null(NOT_KNOWN),
        "ethnicity": _ethnic_group(_.EthnicCategory),
        "age": _age_group(_.Age_ReferralRequest_ReceivedDate),
        "source": _.SourceOfReferralIAPT.fill_null(NOT_KNOWN),
        "end": _.EndCode.fill_null(NOT_KNOWN),
        "provider": _.OrgID_Provider,
        "step": ibis.cases((low & high, "both"), (low, "low"), (high, "high"), else_=NOT_KNOWN),
    }


def _ethnic_group(code: Any) -> Any:
    """White British, another category that is known, or none."""
    white_british = next(c.code for c in codes("EthnicCategory") if c.meaning == "British")
    others = [known for known in _known("EthnicCategory") if known != white_british]
    return ibis.cases((code == white_british, "White British"), (code.isin(others), "other"), else_=NOT_KNOWN)


def _known(code_list: str) -> list[str]:
    """The codes that say something."""
    return [code.code for code in codes(code_list) if code.kind is CodeKind.VALID]


def _age_group(age: Any) -> Any:
    return ibis.cases(*((age <= last, group) for last, group in _AGE_GROUPS), else_=_OLDEST)


@cache
def _with_own_measure() -> tuple[str, ...]:
    """The warehouse's names of the problems with an anxiety measure of their own."""
    return tuple(sorted({p.warehouse_lower for p in problems() if p.adsm and p.warehouse_lower}))
