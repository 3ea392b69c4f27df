"""Twelve months of England's monthly statistics, added up."""

from __future__ import annotations

from typing import TYPE_CHECKING

from caseness.errors import CannotRun
from caseness.vocabulary import Frequency, Statistic
from caseness.vocabulary.period import Period, year_of

if TYPE_CHECKING:
    from caseness.sources.published import Published


def latest_twelve_months(published: Published, *measures: str) -> tuple[Period, dict[str, float]]:
    """England's latest full financial year (April to March) of months, each measure summed.

    Raises `CannotRun` when no financial year has all twelve months of every measure.
    """
    months = published.require_england(*measures, frequency=Frequency.MONTH)
    for start_year in sorted({period.start.year for period in months}, reverse=True):
        year = year_of(start_year)
        within = [row for period, row in months.items() if year.start <= period.start and period.end <= year.end]
        if len(within) == 12:
            return year, {measure: sum(row[measure] for row in within) for measure in measures}
    raise CannotRun(
        "no financial year with all twelve months of the monthly England figures",
        settled_by="twelve monthly files from April to March",
    )


def twelve_months(
    published: Published, start_year: int, *measures: str, statistic: Statistic = Statistic.COUNT
) -> tuple[Period, dict[str, float]]:
    """The months of the financial year that begins in April of ``start_year``, each measure summed.

    Raises `CannotRun` unless all twelve months have every measure.
    """
    months = published.require_england(*measures, frequency=Frequency.MONTH, publication="monthly", statistic=statistic)
    year = year_of(start_year)
    within = [row for period, row in months.items() if year.start <= period.start and period.end <= year.end]
    if len(within) < 12:
        raise CannotRun(
            f"{len(within)} of 12 months of the monthly England figures for {year}",
            settled_by=f"the twelve monthly files of {year}",
        )
    return year, {measure: sum(row[measure] for row in within) for measure in measures}


def financial_years(published: Published, *measures: str) -> dict[Period, dict[str, float]]:
    """Every financial year with all twelve months of every measure, each measure summed; empty where there is none."""
    rows = published.england(*measures, frequency=Frequency.MONTH, publication="monthly")
    years: dict[Period, dict[str, float]] = {}
    for start_year in sorted({month.start.year for month in rows}):
        year = year_of(start_year)
        within = [row for month, row in rows.items() if year.start <= month.start <= year.end]
        sums = {measure: _sum([row[measure] for row in within]) for measure in measures}
        known = {measure: value for measure, value in sums.items() if value is not None}
        if len(within) == 12 and len(known) == len(measures):
            years[year] = known
    return years


def _sum(values: list[float | None]) -> float | None:
    known = [value for value in values if value is not None]
    return sum(known) if len(known) == len(values) else None
