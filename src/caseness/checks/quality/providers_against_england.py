"""Provider counts added up against England's, with the limits that rounding and suppression leave."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from ibis import _

from caseness.checks.chart import Dot, Dots, Role
from caseness.checks.estimating import annual_source, tally
from caseness.checks.finding import Answer, Cell, Chapter, Column, Estimate, FigureBlock, Interval, Table, Unit, Verdict
from caseness.checks.registry import check
from caseness.sources.published import Published, lacking
from caseness.statistics.intervals import Limits
from caseness.vocabulary import TOTAL, Frequency, Level, Statistic, title
from caseness.vocabulary.period import Period
from caseness.wording import count

if TYPE_CHECKING:
    from collections.abc import Sequence

_MEASURES = (
    "referrals_received",
    "finished_course_treatment",
    "at_caseness",
    "recovery",
    "reliable_recovery",
    "reliable_improvement",
    "reliable_deterioration",
)


@dataclass(frozen=True, slots=True)
class _Total:
    """One measure of one year: England's exact count, the providers' printed sum and its limits."""

    year: Period
    measure: str
    england: float
    printed: float
    limits: Limits

    @property
    def within(self) -> bool:
        return self.limits.low <= self.england <= self.limits.high


@check(chapter=Chapter.QUALITY, needs=[Published], order=60)
def providers_against_england(published: Published) -> Answer:
    """Do the providers add up to England?"""
    totals = _totals(published)
    year = max(t.year for t in totals)
    latest = [t for t in totals if t.year == year]
    within = sum(t.within for t in totals)
    finished = next((t for t in latest if t.measure == "finished_course_treatment"), latest[0])
    return Answer(
        short="Providers and England",
        answer=(
            f"In {year} the providers’ printed counts of {finished.measure.replace('_', ' ')} add up to "
            f"{count(finished.printed)}, England’s is {count(finished.england)}. Rounding and suppression allow "
            f"[{count(finished.limits.low)} to {count(finished.limits.high)}]. England lies inside for {within} of "
            f"{len(totals)} totals tested."
        ),
        verdict=_verdict(within, len(totals)),
        condition="England inside the limits that rounding leaves",
        estimates=(
            tally("totals compared, all years", len(totals)),
            tally("totals with England inside the limits, all years", within),
            tally("measures compared", len(latest), year),
            tally("measures with England inside the limits", sum(t.within for t in latest), year),
            *(e for t in latest for e in _estimates(t)),
        ),
        figures=(
            FigureBlock(
                label="Providers less England",
                estimate=_difference(finished),
                of_whom=f"of {count(finished.england)} finished courses in England, {year}",
                limits=(finished.limits.low - finished.england, finished.limits.high - finished.england),
            ),
        ),
        charts=(_chart(year, latest),),
        caveats=(
            "Providers’ figures are rounded to 5 and counts under 5 are blank, so their sum is a range, not a number.",
            "A referral that moves between providers, or whose provider is not known, can be in England’s count only.",
        ),
        method=(
            "Annual counts. Each printed provider count is an interval (10 is 8 to 12, blank 0 to 4); the intervals are "
            "added and compared with England’s exact count."
        ),
        sources=(annual_source(*sorted({t.year for t in totals})),),
        tables=(_table(totals),),
    )


def _verdict(within: int, tested: int) -> Verdict:
    if within == tested:
        return Verdict.HOLDS
    return Verdict.IN_PART if within else Verdict.DOES_NOT_HOLD


def _totals(published: Published) -> list[_Total]:
    sums = published.fetch(
        published.figures.filter(
            _.publication == "annual",
            _.frequency == Frequency.YEAR.value,
            _.level.isin([Level.ENGLAND.value, Level.PROVIDER.value]),
            _.breakdown == TOTAL,
            _.statistic == Statistic.COUNT.value,
            _.measure.isin(_MEASURES),
            _.lower.notnull(),
        )
        .group_by("period_start", "period_end", "measure", "level")
        .aggregate(printed=_.value.sum(), low=_.lower.sum(), high=_.upper.sum())
        .order_by("period_start", "measure", "level")
    )
    found = {(Period(r["period_start"], r["period_end"]), r["measure"], r["level"]): r for r in sums}
    totals = [
        _Total(
            year, measure, found[year, measure, "England"]["printed"], row["printed"], Limits(row["low"], row["high"])
        )
        for (year, measure, level), row in found.items()
        if level == Level.PROVIDER.value and (year, measure, "England") in found
    ]
    if not totals:
        raise lacking(_MEASURES, Frequency.YEAR, Level.PROVIDER)
    return totals


def _difference(total: _Total) -> Estimate:
    return Estimate(
        name=f"{total.measure.replace('_', ' ')}, providers less England",
        value=total.printed - total.england,
        low=total.limits.low - total.england,
        high=total.limits.high - total.england,
        interval=Interval.ROUNDING,
        unit=Unit.COUNT,
        period_start=total.year.start,
        period_end=total.year.end,
        level=Level.PROVIDER,
    )


def _estimates(total: _Total) -> Sequence[Estimate]:
    printed = Estimate(
        name=f"{total.measure.replace('_', ' ')}, sum of providers",
        value=total.printed,
        low=total.limits.low,
        high=total.limits.high,
        interval=Interval.ROUNDING,
        unit=Unit.COUNT,
        period_start=total.year.start,
        period_end=total.year.end,
        level=Level.PROVIDER,
    )
    england = Estimate(
        name=f"{total.measure.replace('_', ' ')}, England",
        value=total.england,
        unit=Unit.COUNT,
        period_start=total.year.start,
        period_end=total.year.end,
        level=Level.ENGLAND,
    )
    return printed, england, _difference(total)


def _chart(year: Period, latest: list[_Total]) -> Dots:
    rows = [_difference(t) for t in latest]
    reach = max(max(abs(e.low or 0), abs(e.high or 0)) for e in rows) * 1.1
    return Dots(
        title=f"England lies inside the providers’ limits for {sum(t.within for t in latest)} of {len(latest)} measures",
        subtitle=f"Sum of printed provider counts less England’s count, with the limits of rounding, {year}",
        alt="; ".join(f"{title(t.measure)} {count(t.printed - t.england)}" for t in latest) + ".",
        note="Counts. Zero: England’s exact count. The line’s ends are limits, not chance.",
        rows=tuple(
            Dot(
                label=title(t.measure),
                value=e.value,
                low=e.low,
                high=e.high,
                text=count(t.printed - t.england),
                role=Role.SUBJECT if not t.within else Role.OTHER,
            )
            for t, e in zip(latest, rows, strict=True)
        ),
        domain=(-reach, reach),
        unit="",
        reference=(0.0, "England"),
    )


def _table(totals: list[_Total]) -> Table:
    rows: list[tuple[Cell, ...]] = [
        (
            str(t.year),
            title(t.measure),
            t.england,
            t.printed,
            t.printed - t.england,
            t.limits.low,
            t.limits.high,
            "inside" if t.within else "outside",
        )
        for t in totals
    ]
    return Table(
        name="providers-against-england",
        caption="Sum of printed provider counts and England’s count, by year",
        columns=(
            Column(key="year", title="Year"),
            Column(key="measure", title="Measure"),
            Column(key="england", title="England", unit=Unit.COUNT),
            Column(key="providers", title="Providers", unit=Unit.COUNT),
            Column(key="difference", title="Difference", unit=Unit.COUNT),
            Column(key="low", title="from", unit=Unit.COUNT),
            Column(key="high", title="to", unit=Unit.COUNT),
            Column(key="england_is", title="England is"),
        ),
        rows=tuple(rows),
    )
