"""What became of the referrals that ended: before treatment, after one session, finished, recovered."""

from __future__ import annotations

from typing import TYPE_CHECKING

from caseness.checks.chart import Dot, Dots, Step, Steps
from caseness.checks.estimating import ENGLAND_CHANCE, monthly_source, share, tally, value_of
from caseness.checks.finding import Answer, Chapter, Column, FigureBlock, Table, Unit, Verdict
from caseness.checks.flow import latest_twelve_months
from caseness.checks.registry import check
from caseness.errors import CannotRun
from caseness.sources.published import Published
from caseness.vocabulary import title
from caseness.wording import MINUS, count, percent

if TYPE_CHECKING:
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
    ended, once = flow["ended_referrals"], flow["ended_treated_once"]
    before, finished = flow["ended_before_treatment"], flow["finished_course_treatment"]
    cases = finished - flow["not_at_caseness"]
    shares = {
        name: share(f"{name}, of referrals that ended", number, ended, period)
        for name, number in {"finished": finished, "treated once": once, "before treatment": before}.items()
    }
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
        estimates=(
            tally("ended", ended, period),
            tally("ended before treatment", before, period),
            tally("treated once", once, period),
            tally("finished and recovered", flow["recovery"], period),
            tally("finished, began as cases, not recovered", cases - flow["recovery"], period),
            tally("finished, not cases to begin with", flow["not_at_caseness"], period),
            tally("finished", finished, period),
            *shares.values(),
        ),
        figures=tuple(
            FigureBlock(label=label, estimate=shares[key], of_whom=f"of {count(ended)} that ended, {period.in_months}")
            for label, key in (
                ("Finished: two or more sessions", "finished"),
                ("Treated once", "treated once"),
                ("Ended before treatment", "before treatment"),
            )
        ),
        charts=(_steps(period, flow), *([_dots(period, reasons, ended)] if reasons else [])),
        caveats=(
            "Ending before treatment includes people who were not suitable, were signposted to better help, or felt "
            "better; it is not the same as dropping out.",
            "One session may be what was agreed: some services offer a single planned meeting.",
            "A referral is not a person: someone referred twice counts twice.",
        ),
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


def _steps(period: Period, flow: dict[str, float]) -> Steps:
    ended = flow["ended_referrals"]
    cases = flow["finished_course_treatment"] - flow["not_at_caseness"]
    seen = ended - flow["ended_not_seen"]
    treated = flow["ended_treated_once"] + flow["finished_course_treatment"]
    remaining = [
        ("Referrals that ended", ended, ""),
        ("Seen at least once", seen, "not seen"),
        ("Treated at least once", treated, "seen, not treated"),
        ("Finished: two or more", flow["finished_course_treatment"], "treated once"),
        ("Began as cases", cases, "not cases"),
        ("Recovered", flow["recovery"], "not recovered"),
    ]
    before = [number for _label, number, _why in remaining]
    steps = tuple(
        Step(
            label=label,
            count=number,
            share=number / ended,
            stopped=f"{MINUS}{_whole((before[i - 1] - number) / ended)} {why}" if i else "",
            final=i == len(remaining) - 1,
        )
        for i, (label, number, why) in enumerate(remaining)
    )
    said = ", ".join(f"{_whole(step.share)} {step.label.lower()}" for step in steps[1:])
    return Steps(
        title=f"Of every 100 referrals that end, {_whole(steps[3].share)} are finished courses",
        subtitle=f"Of every 100 referrals that ended, England, {period.in_months}",
        alt=f"Steps from a common zero. Of 100 referrals that ended: {said}.",
        note=f"Filled: went on. Outlined: stopped here. {count(ended)} referrals; cross-sections, not a cohort.",
        steps=steps,
    )


def _whole(share_: float) -> int:
    return round(share_ * 100)


def _dots(period: Period, reasons: dict[str, float], ended: float) -> Dots:
    top = next(iter(reasons))
    return Dots(
        title=f"The reason recorded most often: {title(top).lower()}, {percent(reasons[top] / ended)}",
        subtitle=f"Reasons recorded for ending, share of {count(ended)} referrals that ended, England, {period.in_months}",
        alt="Dot plot of reasons. "
        + "; ".join(f"{title(m)} {percent(n / ended)}" for m, n in list(reasons.items())[:4]),
        note="Reasons as recorded by the service at discharge.",
        rows=tuple(Dot(label=title(m), value=n / ended, text=percent(n / ended)) for m, n in reasons.items()),
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
            *((title(measure), number, number / ended) for measure, number in reasons.items()),
        ),
        note="The reasons add up to the figure in the first row, which need not equal all that ended.",
    )
