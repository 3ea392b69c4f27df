"""Referrals that ended because the person died: what the published counts say, and what they cannot."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ibis import _

from caseness.checks.estimating import monthly_source, months_between, tally
from caseness.checks.finding import Answer, Cell, Chapter, Column, Estimate, FigureBlock, Interval, Table, Unit, Verdict
from caseness.checks.flow import financial_years
from caseness.checks.registry import check
from caseness.checks.running import CHANCE_ALONE, histories
from caseness.sources.published import Published, lacking
from caseness.statistics.intervals import wilson
from caseness.vocabulary import Frequency, Level, Mark
from caseness.wording import count, decimal

if TYPE_CHECKING:
    from caseness.checks.chart import RunChart
    from caseness.sources.published.relation import Row
    from caseness.vocabulary.period import Period

_ASSESSED, _TREATED, _ENDED = "ended_deceased_assessed_only", "ended_deceased_treated", "ended_referrals"
_MEASURES = (_ASSESSED, _TREATED, _ENDED)
_BASE = 100_000


@check(chapter=Chapter.PERFORMANCE, needs=[Published], order=95)
def ended_by_death(published: Published) -> Answer:
    """How many referrals end because the person died, and is that more than expected?"""
    years = financial_years(published, *_MEASURES)
    if not years:
        raise lacking(_MEASURES, Frequency.MONTH, Level.ENGLAND)
    (first, then), (last, now) = next(iter(years.items())), list(years.items())[-1]
    rate, before = _rate(now, last), _rate(then, first)
    cells = _provider_cells(published)
    return Answer(
        short="Ended by death",
        answer=(
            f"In {last} {count(_deaths(now))} referrals ended because the person died, {count(now[_TREATED])} of them taken "
            f"on for treatment. That is {decimal(rate.value or 0, 1)} of every 100,000 that ended"
            + (f", {decimal(before.value or 0, 1)} in {first}." if first != last else ".")
            + " Whether it is more than expected cannot be told."
        ),
        verdict=Verdict.CANNOT_BE_TOLD,
        condition="counts without age, cause, or deaths after discharge",
        estimates=(
            tally("referrals that ended by death", _deaths(now), last),
            tally("referrals that ended by death, taken on for treatment", now[_TREATED], last),
            tally("referrals that ended by death, assessed only", now[_ASSESSED], last),
            tally("referrals that ended", now[_ENDED], last),
            tally("base of the rate", _BASE, last),
            rate,
            *((before,) if first != last else ()),
            *_cell_estimates(cells),
        ),
        figures=(
            FigureBlock(
                label="Of every 100,000 that ended",
                estimate=rate,
                of_whom=f"{count(_deaths(now))} deaths of {count(now[_ENDED])} referrals that ended, {last}",
            ),
        ),
        charts=_charts(published),
        caveats=(
            "People of every age and with long physical illness are referred; some die, of any cause, and would have anyway.",
            "A service records a death only if it hears of it while the referral is open; deaths after discharge are not in it.",
            "Better recording raises the count, and so do more older people among those referred.",
            CHANCE_ALONE,
        ),
        method=(
            "England’s monthly counts M062 (seen, not taken on) and M069 (taken on) ÷ referrals that ended (M056), twelve "
            "months summed; interval: Wilson, 95%, as if each referral could have ended so. No comparison is made: an "
            "expected number needs ages, sexes and days at risk. The smallest data that would answer: referrals linked to "
            "death registrations, as deaths by age, sex, cause and days since first contact. " + _cells_said(cells)
        ),
        sources=(monthly_source(*years),),
        tables=(
            Table(
                name="ended-by-death",
                caption="Referrals that ended because the person died, England by year",
                columns=(
                    Column(key="year", title="Year"),
                    Column(key="assessed_only", title="Seen, not taken on", unit=Unit.COUNT),
                    Column(key="treated", title="Taken on for treatment", unit=Unit.COUNT),
                    Column(key="ended", title="All that ended", unit=Unit.COUNT),
                    Column(key="per_100000", title="per 100,000 that ended", unit=Unit.SCORE),
                    Column(key="low", title="from", unit=Unit.SCORE),
                    Column(key="high", title="to", unit=Unit.SCORE),
                ),
                rows=tuple(_row(year, row) for year, row in years.items()),
                note="From and to: 95% interval for what chance alone would move.",
            ),
        ),
    )


def _deaths(row: dict[str, float]) -> float:
    return row[_ASSESSED] + row[_TREATED]


def _rate(row: dict[str, float], year: Period) -> Estimate:
    """Deaths of every 100,000 referrals that ended, with a Wilson interval."""
    low, high = (round(end * _BASE, 2) for end in wilson(_deaths(row), row[_ENDED]))
    return Estimate(
        name="referrals that ended by death, of every 100,000 that ended",
        value=round(_deaths(row) / row[_ENDED] * _BASE, 2),
        low=low,
        high=high,
        interval=Interval.SAMPLING,
        confidence=0.95,
        unit=Unit.SCORE,
        period_start=year.start,
        period_end=year.end,
        level=Level.ENGLAND,
    )


def _provider_cells(published: Published) -> Row | None:
    """How many provider months there are of both counts, and how many print a number; None without provider rows."""
    cells = published.select(
        _ASSESSED, _TREATED, frequency=Frequency.MONTH, level=Level.PROVIDER, publication="monthly"
    ).filter(_.mark != Mark.MISSING.value)
    (row,) = published.fetch(cells.aggregate(cells=_.count(), printed=(_.value > 0).sum()))
    return row if row["cells"] else None


def _cell_estimates(cells: Row | None) -> list[Estimate]:
    if cells is None:
        return []
    return [
        tally("counts of deaths by provider and month", cells["cells"], level=Level.PROVIDER),
        tally("counts of deaths by provider and month that are printed", cells["printed"] or 0, level=Level.PROVIDER),
    ]


def _cells_said(cells: Row | None) -> str:
    if cells is None:
        return "No provider counts were read."
    return (
        f"By provider nothing can be told: {count(cells['printed'] or 0)} of {count(cells['cells'])} counts by provider and "
        "month are printed, the others lie between 0 and 4."
    )


def _charts(published: Published) -> tuple[RunChart, ...]:
    rows = published.england(*_MEASURES, frequency=Frequency.MONTH, publication="monthly")
    months = months_between(next(iter(rows)), list(rows)[-1])
    found = [rows.get(month, {}) for month in months]
    values = [_per_base(row.get(_ASSESSED), row.get(_TREATED), row.get(_ENDED)) for row in found]
    return histories("Ended by death, of every 100,000 that ended", "England", months, values, unit="")


def _per_base(assessed: float | None, treated: float | None, ended: float | None) -> float | None:
    return None if assessed is None or treated is None or not ended else (assessed + treated) / ended * _BASE


def _row(year: Period, row: dict[str, float]) -> tuple[Cell, ...]:
    rate = _rate(row, year)
    return (str(year), row[_ASSESSED], row[_TREATED], row[_ENDED], rate.value, rate.low, rate.high)
