"""What became of the referrals that ended: before treatment, after one session, finished, recovered."""

from __future__ import annotations

from typing import TYPE_CHECKING

from caseness.checks.chart import Dot, Dots
from caseness.checks.estimating import ENGLAND_CHANCE, monthly_source, value_of
from caseness.checks.finding import Answer, Chapter, Column, FigureBlock, Table, Unit, Verdict
from caseness.checks.flow import latest_twelve_months
from caseness.checks.performance.endings import CAVEATS, SHARES, Endings
from caseness.checks.registry import check
from caseness.errors import CannotRun
from caseness.sources.published import Published
from caseness.vocabulary import label, title
from caseness.wording import count, percent

if TYPE_CHECKING:
    from caseness.checks.chart import Steps
    from caseness.vocabulary.period import Period

_FLOW = (
    "ended_referrals",
    "ended_not_seen",
    "ended_seen_not_treated",
    "ended_before_treatment",
    "ended_treated_once",
    "finished_course_treatment",
    "not_at_caseness",
    "recovery",
)
_REASONS = (
    "ended_completed",
    "ended_mutual_agreement",
    "ended_declined",
    "ended_before_patient_requested",
    "ended_before_care_professional_planned",
    "ended_not_suitable",
    "ended_signposted",
    "ended_referred_elsewhere",
    "ended_not_assessed",
    "ended_incomplete_assessment",
    "ended_deceased_assessed_only",
    "ended_deceased_treated",
    "ended_unknown_assessed_only",
    "ended_unknown_treated",
    "ended_invalid",
    "ended_no_reason_recorded",
)


@check(chapter=Chapter.PERFORMANCE, needs=[Published], order=10)
def ended_referrals(published: Published) -> Answer:
    """Of the referrals that end, how many end before treatment, after one session, or finished?"""
    period, flow = latest_twelve_months(published, *_FLOW)
    endings = Endings(
        ended=flow["ended_referrals"],
        not_seen=flow["ended_not_seen"],
        before=flow["ended_before_treatment"],
        once=flow["ended_treated_once"],
        finished=flow["finished_course_treatment"],
        not_cases=flow["not_at_caseness"],
        recovered=flow["recovery"],
    )
    ended, shares = endings.ended, endings.shares(period)
    reasons = _reasons(published, period)
    return Answer(
        short="Who leaves, and when",
        answer=(
            f"Of {count(ended)} referrals that ended, {percent(value_of(shares['before treatment']))} ended before "
            f"treatment, {percent(value_of(shares['treated once']))} after one session, and "
            f"{percent(value_of(shares['finished']))} had two or more, which counts as finished."
        ),
        verdict=Verdict.DESCRIBED,
        condition=f"monthly statistics, {period.in_months}",
        estimates=(*endings.estimates(period), *shares.values()),
        figures=tuple(
            FigureBlock(label=words, estimate=shares[key], of_whom=f"of {count(ended)} that ended, {period.in_months}")
            for key, words in SHARES.items()
        ),
        charts=(_steps(period, endings), *([_dots(period, reasons, ended)] if reasons else [])),
        caveats=CAVEATS,
        method=(
            "Sums of twelve months of England counts (M056, M153, M075, M076, M179, M191). Reasons for ending are "
            "published apart (M057 to M072, M340 to M344). " + ENGLAND_CHANCE
        ),
        sources=(monthly_source(period),),
        tables=(_flow_table(flow), *([_reason_table(reasons, ended)] if reasons else [])),
        settles=("C16", "C19", "C21"),
    )


def _reasons(published: Published, period: Period) -> dict[str, float]:
    """Counts by printed reason over the same twelve months, largest first; empty where the months lack them."""
    try:
        same, reasons = latest_twelve_months(published, *_REASONS)
    except CannotRun:
        return {}
    return dict(sorted(reasons.items(), key=lambda item: -item[1])) if same == period else {}


def _steps(period: Period, endings: Endings) -> Steps:
    return endings.steps(
        lambda number, whole: str(_whole(number / whole)),
        title=f"Of every 100 referrals that end, {_whole(endings.finished / endings.ended)} are finished courses",
        subtitle=f"Of every 100 referrals that ended, England, {period.in_months}",
        note=f"Filled: went on. Outlined: stopped here. {count(endings.ended)} referrals; cross-sections, not a cohort.",
    )


def _whole(share_: float) -> int:
    return round(share_ * 100)


def _dots(period: Period, reasons: dict[str, float], ended: float) -> Dots:
    top = next(iter(reasons))
    return Dots(
        title=f"The reason recorded most often: {label(top).lower()}, {percent(reasons[top] / ended)}",
        subtitle=f"Reasons recorded for ending, share of {count(ended)} referrals that ended, England, {period.in_months}",
        alt="Dot plot of reasons. "
        + "; ".join(f"{label(m)} {percent(n / ended)}" for m, n in list(reasons.items())[:4]),
        note="Reasons as recorded by the service at discharge.",
        rows=tuple(Dot(label=label(m), value=n / ended, text=percent(n / ended)) for m, n in reasons.items()),
        domain=(0.0, max(0.1, round(max(reasons.values()) / ended + 0.05, 1))),
    )


def _flow_table(flow: dict[str, float]) -> Table:
    return Table(
        name="ended-referrals",
        caption="Referrals that ended, England, sum of twelve months",
        columns=(
            Column(key="measure", title="Referrals"),
            Column(key="count", title="Count", unit=Unit.COUNT),
            Column(key="of_ended", title="of ended", unit=Unit.PROPORTION),
        ),
        rows=tuple((title(measure), number, number / flow["ended_referrals"]) for measure, number in flow.items()),
    )


def _reason_table(reasons: dict[str, float], ended: float) -> Table:
    total = sum(reasons.values())
    return Table(
        name="reasons-for-ending",
        caption="Reasons recorded for ending, England, sum of twelve months",
        columns=(
            Column(key="reason", title="Reason"),
            Column(key="count", title="Count", unit=Unit.COUNT),
            Column(key="of_ended", title="of ended", unit=Unit.PROPORTION),
        ),
        rows=(
            ("All reasons", total, total / ended),
            *((label(measure), number, number / ended) for measure, number in reasons.items()),
        ),
        note="The reasons add up to the figure in the first row, which need not equal all that ended.",
    )
