"""What the referrals of a year lead to, as a ratio of that year's flows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from caseness.checks.chart import OverTime, Role, Series
from caseness.checks.estimating import (
    BREAK_NOTE,
    ENGLAND_CHANCE,
    annual_source,
    series_breaks,
    share,
    tally,
    value_of,
    year_labels,
)
from caseness.checks.finding import Answer, Chapter, Column, FigureBlock, Reference, Table, Unit, Verdict
from caseness.checks.registry import check
from caseness.sources.published import Published
from caseness.vocabulary import Frequency
from caseness.wording import count, millions, percent

if TYPE_CHECKING:
    from caseness.vocabulary.period import Period

_MEASURES = ("referrals_received", "finished_course_treatment", "recovery")


@check(chapter=Chapter.PERFORMANCE, needs=[Published], order=40)
def referrals_received(published: Published) -> Answer:
    """How many are referred, and how many courses finish for each hundred referrals?"""
    years = published.require_england(*_MEASURES, frequency=Frequency.YEAR)
    (first, then), (last, now) = next(iter(years.items())), list(years.items())[-1]
    finished = share(
        "finished courses, per referral received", now["finished_course_treatment"], now["referrals_received"], last
    )
    earlier = then["finished_course_treatment"] / then["referrals_received"]
    return Answer(
        short="Referred and finished",
        answer=(
            f"{millions(now['referrals_received'])} referrals were received in {last} and "
            f"{count(now['finished_course_treatment'])} courses finished: {percent(value_of(finished))}."
            + (f" In {first} it was {percent(earlier)}." if first != last else "")
        ),
        verdict=Verdict.DESCRIBED,
        condition="a ratio of the same year’s flows, not one cohort",
        estimates=(
            tally("referrals received", now["referrals_received"], last),
            tally("finished courses", now["finished_course_treatment"], last),
            finished,
            share(
                "finished courses, per referral received",
                then["finished_course_treatment"],
                then["referrals_received"],
                first,
            ),
        ),
        figures=(
            FigureBlock(
                label="Finished courses per referral",
                estimate=finished,
                of_whom=f"of {count(now['referrals_received'])} referrals received, {last}; a ratio of flows",
                reference=Reference(value=earlier, label=str(first)),
            ),
        ),
        charts=(_chart(years),),
        caveats=(
            "Referrals of one year finish in the next: when referrals rise fast the ratio falls for that reason alone, "
            "as in 2021/22 after the fall of 2020/21.",
            "Some referrals are for another service, or come twice for one person.",
        ),
        method="Annual England counts: finished courses ÷ referrals received in the same year. " + ENGLAND_CHANCE,
        sources=(annual_source(*years),),
        tables=(_table(years),),
        settles=("C17", "C32"),
    )


def _chart(years: dict[Period, dict[str, float]]) -> OverTime:
    labels = year_labels(list(years))
    ratio = {str(y): f["finished_course_treatment"] / f["referrals_received"] for y, f in years.items()}
    values = tuple(ratio.get(label) for label in labels)
    known = [v for v in values if v is not None]
    return OverTime(
        title=f"For each hundred referrals, {round(known[0] * 100)} then {round(known[-1] * 100)} courses finish",
        subtitle="Finished courses per referral received, England by year",
        alt=f"Line by year from {percent(known[0])} to {percent(known[-1])}; highest {percent(max(known))}.",
        note=f"Finished: two or more treatment sessions. {BREAK_NOTE}"
        + (" [x] figures not at hand." if None in values else ""),
        periods=tuple(labels),
        series=(Series(name="Finished per referral", role=Role.SUBJECT, values=values),),
        breaks=series_breaks(labels),
    )


def _table(years: dict[Period, dict[str, float]]) -> Table:
    return Table(
        name="referrals",
        caption="Referrals received, courses finished and recoveries, England by year",
        columns=(
            Column(key="year", title="Year"),
            Column(key="referrals", title="Referrals", unit=Unit.COUNT),
            Column(key="finished", title="Finished", unit=Unit.COUNT),
            Column(key="recovered", title="Recovered", unit=Unit.COUNT),
            Column(key="finished_per_referral", title="finished per referral", unit=Unit.PROPORTION),
        ),
        rows=tuple(
            (
                str(year),
                f["referrals_received"],
                f["finished_course_treatment"],
                f["recovery"],
                f["finished_course_treatment"] / f["referrals_received"],
            )
            for year, f in years.items()
        ),
    )
