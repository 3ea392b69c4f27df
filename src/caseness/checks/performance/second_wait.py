"""The wait between the first and the second session, which no standard covers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from caseness.checks.chart import Curve, OverTime, Role, Series, Standard, Waits
from caseness.checks.estimating import (
    BREAK_NOTE,
    ENGLAND_CHANCE,
    annual_source,
    monthly_source,
    series_breaks,
    share,
    value_of,
    year_labels,
)
from caseness.checks.finding import Answer, Cell, Chapter, Column, FigureBlock, Reference, Table, Unit, Verdict
from caseness.checks.flow import latest_twelve_months
from caseness.checks.performance.waiting import BY_DAYS, FIRST, SECOND, cumulative, waits_by_year
from caseness.checks.registry import check
from caseness.errors import CannotRun
from caseness.sources.published import Published
from caseness.vocabulary.standards import SIX_WEEKS, STANDARDS
from caseness.wording import count, percent, points

if TYPE_CHECKING:
    from collections.abc import Callable

    from caseness.checks.finding import Estimate
    from caseness.checks.performance.waiting import YearOfWaits
    from caseness.vocabulary.period import Period


@check(chapter=Chapter.PERFORMANCE, needs=[Published], order=30)
def second_wait(published: Published) -> Answer:
    """How long is the wait between the first and the second session?"""
    years = waits_by_year(published)
    (first, then), (last, now) = next(iter(years.items())), list(years.items())[-1]
    over90 = share("second session after more than 90 days, of finished courses", now.over_90, now.finished, last)
    within28 = share("second session within 28 days, of finished courses", now.within(28), now.finished, last)
    first6 = share("first session within six weeks, of finished courses", now.first_within(42), now.finished, last)
    before = share("second session after more than 90 days, of finished courses", then.over_90, then.finished, first)
    within42 = share("second session within six weeks, of finished courses", now.within(42), now.finished, last)
    of_months = _monthly(published)
    return Answer(
        short="The second wait",
        answer=(
            f"Of those who finish, {percent(value_of(over90))} waited more than 90 days between first and second session"
            f"{_since(first, value_of(before), value_of(over90)) if first != last else ''}. The official standard covers the "
            "wait to the first session only."
        ),
        verdict=Verdict.DESCRIBED,
        condition=f"finished courses only, {first} to {last}",
        estimates=(over90, within28, within42, first6, before, *(e for _period, e in of_months)),
        figures=(
            FigureBlock(
                label="Over 90 days to second session",
                estimate=over90,
                of_whom=f"of {count(now.finished)} finished courses, {last}; {percent(value_of(before))} in {first}",
                reference=Reference(value=value_of(before), label=str(first)),
            ),
            FigureBlock(
                label="Second within 28 days",
                estimate=within28,
                of_whom=f"{count(now.within(28))} of {count(now.finished)}; it was "
                f"{percent(then.within(28) / then.finished)} in {first}",
                reference=Reference(value=then.within(28) / then.finished, label=str(first)),
            ),
            FigureBlock(
                label="First within six weeks",
                estimate=first6,
                of_whom=f"{count(now.first_within(42))} of {count(now.finished)}; the standard is "
                f"{percent(SIX_WEEKS.share, decimals=0)}",
                reference=Reference(value=SIX_WEEKS.share, label="standard"),
            ),
        ),
        charts=(_over_years(years), _by_days(last, now)),
        caveats=(
            "Some gaps are the patient’s choice: holidays, illness, a booked course that starts later.",
            "A first session may be a planned single meeting, with a later step to a different treatment.",
            "Those who left before a second session, perhaps for waiting, are not in the figure at all.",
        ),
        method=_method(of_months),
        sources=(annual_source(*years), *(monthly_source(period) for period, _e in of_months)),
        tables=(_table(years),),
        settles=("C28",),
    )


def _since(first: Period, before: float, now: float) -> str:
    change = now - before
    return f", {'up' if change > 0 else 'down'} {points(abs(change))} from {percent(before)} in {first}"


def _monthly(published: Published) -> list[tuple[Period, Estimate]]:
    """The same wait over all second sessions of twelve months (M047 ÷ M184), finished or not."""
    over, second = "first_to_second_treatment_over90days", "second_treatment"
    try:
        period, flow = latest_twelve_months(published, over, second)
    except CannotRun:
        return []
    name = "second session after more than 90 days, of all second sessions in the months"
    return [(period, share(name, flow[over], flow[second], period))]


def _method(of_months: list[tuple[Period, Estimate]]) -> str:
    months = "".join(
        f"The monthly files count all second sessions (M047 ÷ M184), finished or not: {percent(value_of(e))} in "
        f"{period.in_months}. "
        for period, e in of_months
    )
    return (
        "Finished courses whose second treatment session came more than 90 days after the first ÷ all finished courses; "
        f"both England totals from the annual files. {months}{ENGLAND_CHANCE}"
    )


def _over_years(years: dict[Period, YearOfWaits]) -> OverTime:
    labels = year_labels(list(years))
    by_label = {str(year): waits for year, waits in years.items()}

    def values(of: Callable[[YearOfWaits], float]) -> tuple[float | None, ...]:
        return tuple(of(by_label[x]) / by_label[x].finished if x in by_label else None for x in labels)

    lines = (
        Series(name="First session within 6 weeks", role=Role.NATION, values=values(lambda w: w.first_within(42))),
        Series(name="Second within 28 days of first", role=Role.OTHER, values=values(lambda w: w.within(28))),
        Series(name="Second more than 90 days after first", role=Role.SUBJECT, values=values(lambda w: w.over_90)),
    )
    ends = {line.name: [v for v in line.values if v is not None] for line in lines}
    first, late = ends[lines[0].name], ends[lines[2].name]
    return OverTime(
        title=f"Within six weeks to the first session: {percent(first[0])}, then {percent(first[-1])}; "
        f"over 90 days to the second: {percent(late[0])}, then {percent(late[-1])}",
        subtitle=f"Share of finished courses, England, {labels[0]} to {labels[-1]}",
        alt="Three lines by year. "
        + " ".join(f"{n}: {percent(v[0])}, then {percent(v[-1])}." for n, v in ends.items()),
        note=BREAK_NOTE
        + (" [x] the year’s file is not at hand." if any(None in line.values for line in lines) else ""),
        periods=tuple(labels),
        series=lines,
        breaks=series_breaks(labels),
    )


def _by_days(year: Period, waits: YearOfWaits) -> Waits:
    first, second = cumulative(waits, FIRST), cumulative(waits, SECOND)
    at42 = dict(second)[42]
    standard = percent(SIX_WEEKS.share, decimals=0)
    return Waits(
        title=f"The second session comes within six weeks for {percent(at42)}; the standard for the first is {standard}",
        subtitle=f"Share of finished courses seen by each day, England {year}",
        alt=f"Two rising lines. Within 42 days: first session {percent(dict(first)[42])}, second {percent(at42)}. Within "
        f"126 days: {percent(dict(first)[126])} and {percent(dict(second)[126])}.",
        note="Published points only; straight lines between them are drawn, not measured. The standards are for the wait "
        "to the first session.",
        curves=(
            Curve(name="Referral to first session", role=Role.NATION, points=tuple(first)),
            Curve(name="First session to second", role=Role.SUBJECT, points=tuple(second)),
        ),
        standards=tuple(Standard(days=s.days, share=s.share, words=s.words) for s in STANDARDS),
    )


def _table(years: dict[Period, YearOfWaits]) -> Table:
    def row(year: Period, w: YearOfWaits) -> tuple[Cell, ...]:
        return (
            str(year),
            w.finished,
            w.over_90,
            w.over_90 / w.finished,
            w.within(28) / w.finished,
            w.first_within(42) / w.finished,
            w.first_within(126) / w.finished,
        )

    return Table(
        name="waits",
        caption="Waits of finished courses, England by year",
        columns=(
            Column(key="year", title="Year"),
            Column(key="finished", title="Finished", unit=Unit.COUNT),
            Column(key="second_over_90_days", title="Second session after 90 days", unit=Unit.COUNT),
            Column(key="share_over_90_days", title="share", unit=Unit.PROPORTION),
            Column(key="second_within_28_days", title="Second within 28 days", unit=Unit.PROPORTION),
            Column(key="first_within_6_weeks", title="First within 6 weeks", unit=Unit.PROPORTION),
            Column(key="first_within_18_weeks", title="First within 18 weeks", unit=Unit.PROPORTION),
        ),
        rows=tuple(row(year, w) for year, w in years.items()),
        note=f"Published cut-offs: {', '.join(str(d) for d in BY_DAYS)} days.",
    )
