"""Whether being seen and being treated can be told apart: how many of those seen count as treated, and how soon."""

from __future__ import annotations

from typing import TYPE_CHECKING

from caseness.checks.chart import Dot, Dots, Role
from caseness.checks.estimating import ENGLAND_CHANCE, monthly_source, share, tally, value_of
from caseness.checks.finding import Answer, Cell, Chapter, Column, FigureBlock, Reference, Table, Unit, Verdict
from caseness.checks.flow import financial_years
from caseness.checks.registry import check
from caseness.sources.published import Published, lacking
from caseness.vocabulary import Frequency, Level
from caseness.wording import count, percent

if TYPE_CHECKING:
    from caseness.checks.finding import Estimate
    from caseness.vocabulary.period import Period

_ENDED, _NOT_SEEN, _NOT_TREATED = "ended_referrals", "ended_not_seen", "ended_seen_not_treated"
_NOT_ASSESSED, _BEFORE = "ended_before_assessment", "ended_before_treatment"
_ASSESSED, _ENTERED = "first_assessment", "accessing_services"
_CLASSES = ("28days", "29to56days", "57to90days")
_BY_DAYS = (28, 56, 90)
_WAITS = tuple(f"{first}{by}" for first in (_ASSESSED, _ENTERED) for by in _CLASSES)
_MEASURES = (_ENDED, _NOT_SEEN, _NOT_TREATED, _NOT_ASSESSED, _BEFORE, _ASSESSED, _ENTERED, *_WAITS)
_WORDS = {_ASSESSED: "first assessments", _ENTERED: "all who entered treatment"}

Flow = dict[str, float]


@check(chapter=Chapter.PERFORMANCE, needs=[Published], order=35)
def seen_and_treated(published: Published) -> Answer:
    """Of the referrals that are seen, how many count as treated, and can assessment and treatment be told apart?"""
    years = financial_years(published, *_MEASURES)
    if not years:
        raise lacking(_MEASURES, Frequency.MONTH, Level.ENGLAND)
    (first, then), (last, now) = next(iter(years.items())), list(years.items())[-1]
    treated, before = _treated(now, last), _treated(then, first)
    within = {(what, days): _within(now, what, days, last) for what in _WORDS for days in _BY_DAYS}
    return Answer(
        short="Seen and treated",
        answer=(
            f"Of {count(_seen(now))} referrals that ended in {last} and were seen at all, {percent(value_of(treated))} count "
            f"as treated. {count(now[_ASSESSED])} had a first assessment in the year, {count(now[_ENTERED])} a first treatment."
        ),
        verdict=Verdict.DESCRIBED,
        condition="counts cannot show what was done in a session",
        estimates=(
            treated,
            *((before,) if first != last else ()),
            tally("seen, of referrals that ended", _seen(now), last),
            tally("first assessments", now[_ASSESSED], last),
            tally("entered treatment, first sessions", now[_ENTERED], last),
            tally("ended without an assessment", now[_NOT_ASSESSED], last),
            tally("ended before treatment", now[_BEFORE], last),
            *within.values(),
        ),
        figures=(
            FigureBlock(
                label="Treated, of those seen",
                estimate=treated,
                of_whom=f"of {count(_seen(now))} seen, of referrals that ended, {last}"
                + (f"; {percent(value_of(before))} in {first}" if first != last else ""),
                reference=Reference(value=value_of(before), label=str(first)) if first != last else None,
            ),
            *(
                FigureBlock(
                    label=f"{label}, within 28 days",
                    estimate=within[what, 28],
                    of_whom=f"of {count(now[what])} {_WORDS[what]}, {last}",
                )
                for what, label in ((_ASSESSED, "Assessed"), (_ENTERED, "Treated"))
            ),
        ),
        charts=(_chart(within, last),),
        caveats=(
            "One contact may rightly be both: appointment type 03, assessment and treatment, counts as either.",
            "A call to sort referrals may not be recorded as a contact, so that only those taken on count as seen.",
            "Someone may be assessed in another service first, or begin with a group or a programme.",
        ),
        method=(
            "England’s monthly counts, twelve months summed. Seen: M056 − M153 referrals that ended; treated: those less M074, "
            "seen but without a treatment session. Waits from referral: to the first assessment M024 to M026 ÷ M023, to the "
            "first treatment session M032 to M034 ÷ M031. The record that would settle it: type, length and content of first "
            f"contacts. {ENGLAND_CHANCE}"
        ),
        sources=(monthly_source(*years),),
        tables=(_table(years),),
        settles=("C29",),
    )


def _seen(flow: Flow) -> float:
    return flow[_ENDED] - flow[_NOT_SEEN]


def _treated(flow: Flow, year: Period) -> Estimate:
    return share("treated at least once, of those seen", _seen(flow) - flow[_NOT_TREATED], _seen(flow), year)


def _within(flow: Flow, what: str, days: int, year: Period) -> Estimate:
    classes = _CLASSES[: _BY_DAYS.index(days) + 1]
    counted = sum(flow[f"{what}{by}"] for by in classes)
    return share(f"within {days} days of referral, of {_WORDS[what]}", counted, flow[what], year, chance=False)


def _chart(within: dict[tuple[str, int], Estimate], year: Period) -> Dots:
    labels = {_ASSESSED: "First assessment", _ENTERED: "First treatment"}
    rows = [
        (f"Within {days} days", labels[what], within[what, days], Role.SUBJECT if what == _ENTERED else Role.NATION)
        for days in _BY_DAYS
        for what in _WORDS
    ]
    return Dots(
        title=f"Within 28 days: {percent(value_of(within[_ASSESSED, 28]))} of first assessments, "
        f"{percent(value_of(within[_ENTERED, 28]))} of first treatments",
        subtitle=f"Share within so many days of referral, England {year}",
        alt="; ".join(f"{days}, {label} {percent(value_of(e))}" for days, label, e, _role in rows) + ".",
        note="Each of its own group: all first assessments, all first treatment sessions of the year.",
        rows=tuple(
            Dot(label=label, value=e.value, text=percent(value_of(e)), role=role, group=days)
            for days, label, e, role in rows
        ),
    )


def _table(years: dict[Period, Flow]) -> Table:
    def row(year: Period, flow: Flow) -> tuple[Cell, ...]:
        counts = (flow[m] for m in (_ENDED, _NOT_SEEN, _NOT_TREATED, _NOT_ASSESSED, _BEFORE, _ASSESSED, _ENTERED))
        waits = (value_of(_within(flow, what, 28, year)) for what in _WORDS)
        return (str(year), *counts, value_of(_treated(flow, year)), *waits)

    return Table(
        name="seen-and-treated",
        caption="Seen, assessed and treated, England by year",
        columns=(
            Column(key="year", title="Year"),
            Column(key="ended", title="Ended", unit=Unit.COUNT),
            Column(key="not_seen", title="not seen", unit=Unit.COUNT),
            Column(key="seen_not_treated", title="seen, not treated", unit=Unit.COUNT),
            Column(key="not_assessed", title="without an assessment", unit=Unit.COUNT),
            Column(key="before_treatment", title="before treatment", unit=Unit.COUNT),
            Column(key="first_assessments", title="First assessments", unit=Unit.COUNT),
            Column(key="entered", title="Entered treatment", unit=Unit.COUNT),
            Column(key="treated_of_seen", title="Treated, of seen", unit=Unit.PROPORTION),
            Column(key="assessed_28_days", title="Assessed within 28 days", unit=Unit.PROPORTION),
            Column(key="entered_28_days", title="Entered within 28 days", unit=Unit.PROPORTION),
        ),
        rows=tuple(row(year, flow) for year, flow in years.items()),
    )
