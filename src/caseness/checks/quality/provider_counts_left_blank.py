"""How much of what is published for providers is blank."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ibis import _

from caseness.checks.chart import OverTime, Role, Series
from caseness.checks.estimating import monthly_source, months_between, share, value_of
from caseness.checks.finding import Answer, Chapter, Column, FigureBlock, Table, Unit, Verdict
from caseness.checks.registry import check
from caseness.sources.published import Published, lacking
from caseness.vocabulary import TOTAL, Frequency, Level, Mark, Statistic
from caseness.vocabulary.period import Period
from caseness.wording import count, percent

if TYPE_CHECKING:
    from caseness.sources.published.relation import Row


@check(chapter=Chapter.QUALITY, needs=[Published], order=10)
def provider_counts_left_blank(published: Published) -> Answer:
    """How many of the counts published for providers are left blank?"""
    months = published.fetch(
        published.figures.filter(
            _.publication == "monthly",
            _.frequency == Frequency.MONTH.value,
            _.level == Level.PROVIDER.value,
            _.breakdown == TOTAL,
            _.statistic == Statistic.COUNT.value,
        )
        .group_by("period_start", "period_end")
        .aggregate(cells=_.count(), blank=(_.mark == Mark.SUPPRESSED.value).sum())
        .order_by("period_start")
    )
    if not months:
        raise lacking(["any count"], Frequency.MONTH, Level.PROVIDER)
    cells, blank = sum(m["cells"] for m in months), sum(m["blank"] for m in months)
    span = Period(months[0]["period_start"], months[-1]["period_end"])
    left_blank = share("provider counts left blank", blank, cells, span, level=Level.PROVIDER, chance=False)
    return Answer(
        short="Provider counts left blank",
        answer=(
            f"Of {count(cells)} monthly provider counts, {percent(value_of(left_blank))} are blank: each stands for a number "
            "from 0 to 4. What is left out cannot be checked from outside."
        ),
        verdict=Verdict.DESCRIBED,
        condition="zero and 1 to 4 are not told apart",
        estimates=(left_blank,),
        figures=(
            FigureBlock(
                label="Provider counts left blank",
                estimate=left_blank,
                of_whom=f"of {count(cells)} provider counts, {span.in_months}; zero and 1 to 4 are not told apart",
            ),
        ),
        charts=(_chart(months),),
        caveats=(
            "Blanks protect people: a small count could identify someone. The rule is the usual one for health statistics.",
            "Many blanks are true zeros, for measures a provider has no part in.",
        ),
        method=(
            "Counts of 1 to 4 are suppressed and others rounded to 5 (guide 2021, 4.3); in the monthly files at hand zero and "
            "suppressed are both blank, 0 to 4. A complete count of printed cells, so there is no chance interval."
        ),
        sources=(monthly_source(span),),
        tables=(_table(months),),
    )


def _chart(months: list[Row]) -> OverTime:
    by_month = {Period(m["period_start"], m["period_end"]): m["blank"] / m["cells"] for m in months}
    every = months_between(min(by_month), max(by_month))
    shares = list(by_month.values())
    gap = " [x] the month is not at hand." if len(every) > len(by_month) else ""
    return OverTime(
        title=f"Between {percent(min(shares))} and {percent(max(shares))} of provider counts are blank each month",
        subtitle=f"Share of monthly provider counts left blank, {every[0]} to {every[-1]}",
        alt=f"Line by month from {percent(shares[0])} to {percent(shares[-1])}; lowest {percent(min(shares))}, highest "
        f"{percent(max(shares))}.{gap}",
        note=f"Blank: zero or 1 to 4, not told apart.{gap}",
        periods=tuple(str(month) for month in every),
        series=(Series(name="Left blank", role=Role.SUBJECT, values=tuple(by_month.get(month) for month in every)),),
    )


def _table(months: list[Row]) -> Table:
    return Table(
        name="blank-by-month",
        caption="Monthly provider counts left blank",
        columns=(
            Column(key="month", title="Month"),
            Column(key="cells", title="Counts", unit=Unit.COUNT),
            Column(key="blank", title="Blank", unit=Unit.COUNT),
            Column(key="share", title="share", unit=Unit.PROPORTION),
        ),
        rows=tuple((f"{m['period_start']:%Y-%m}", m["cells"], m["blank"], m["blank"] / m["cells"]) for m in months),
    )
