"""Short ways from published figures to estimates."""

from __future__ import annotations

from typing import TYPE_CHECKING

from caseness.checks.finding import Estimate, Interval, Unit
from caseness.errors import CannotRun
from caseness.statistics.intervals import wilson
from caseness.vocabulary import Level
from caseness.vocabulary.period import financial_year, month_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    import ibis.expr.types as ir

    from caseness.vocabulary.period import Period

ENGLAND_CHANCE = (
    "England totals are complete counts: the interval (Wilson, 95%) says how far chance alone would move the share if "
    "as many again went through the same process; it covers no miscoding and no missing scores."
)


# From January 2021 the data set is version 2 (guide to the data and publications, 2021): the year 2020/21 has both.
_VERSION_2 = 2021
_APRIL = 4
BREAK_NOTE = "[b] data set version 2 began in January 2021: years on either side are not fully comparable."


def tally(
    name: str,
    value: float | None,
    period: Period | None = None,
    *,
    level: Level | None = Level.ENGLAND,
    org_code: str | None = None,
    unit: Unit = Unit.COUNT,
    breakdown: str | None = None,
    category: str | None = None,
) -> Estimate:
    """An exact count (or another figure without an interval)."""
    return Estimate(
        name=name,
        value=value,
        unit=unit,
        period_start=period.start if period else None,
        period_end=period.end if period else None,
        level=level,
        org_code=org_code,
        breakdown=breakdown,
        category=category,
    )


def share(
    name: str,
    numerator: float,
    denominator: float,
    period: Period | None = None,
    *,
    level: Level | None = Level.ENGLAND,
    org_code: str | None = None,
    chance: bool = True,
    breakdown: str | None = None,
    category: str | None = None,
) -> Estimate:
    """A proportion; with ``chance`` it carries a Wilson interval, as a process that could have come out otherwise.

    Raises `CannotRun` where nobody was counted.
    """
    if denominator <= 0:
        raise CannotRun(
            f"nobody counted to be a share of ({name})", settled_by="figures for a group with someone in it"
        )
    low, high = wilson(numerator, denominator) if chance else (None, None)
    return Estimate(
        name=name,
        value=numerator / denominator,
        unit=Unit.PROPORTION,
        low=low,
        high=high,
        interval=Interval.SAMPLING if chance else None,
        confidence=0.95 if chance else None,
        numerator=numerator,
        denominator=denominator,
        period_start=period.start if period else None,
        period_end=period.end if period else None,
        level=level,
        org_code=org_code,
        breakdown=breakdown,
        category=category,
    )


def annual_source(*periods: Period) -> str:
    """Where annual figures come from."""
    years = f"{periods[0]} to {periods[-1]}" if len(periods) > 1 else str(periods[0])
    return f"NHS England (NHS Digital to 2021/22), annual statistics {years}, Open Government Licence v3.0"


def monthly_source(*periods: Period) -> str:
    """Where monthly figures come from."""
    span = f"{periods[0]} to {periods[-1]}" if len(periods) > 1 else str(periods[0])
    return f"NHS England, NHS Talking Therapies monthly statistics, {span}, Open Government Licence v3.0"


def value_of(estimate: Estimate) -> float:
    """The value of an estimate that is known to have one."""
    if estimate.value is None:
        raise ValueError(f"{estimate.name} has no value")
    return estimate.value


def year_labels(periods: Sequence[Period]) -> list[str]:
    """Every financial year from the first to the last period, so that a year not at hand shows as a gap."""
    return [financial_year(year) for year in range(periods[0].start.year, periods[-1].start.year + 1)]


def series_breaks(years: Sequence[str]) -> tuple[str, ...]:
    """The years in a series before which a break is to be marked: the first under version 2 of the data set."""
    before, after = financial_year(_VERSION_2 - 1), financial_year(_VERSION_2)
    return (after,) if {before, after} <= set(years) else ()


def months_between(first: Period, last: Period) -> list[Period]:
    """Every month from the first to the last, so that a month not at hand shows as a gap."""
    months = range(first.start.year * 12 + first.start.month - 1, last.start.year * 12 + last.start.month)
    return [month_of(number // 12, number % 12 + 1) for number in months]


def year_begun(day: ir.Value) -> ir.Value:
    """The calendar year in which the financial year of each day began, as an expression."""
    return day.year() - (day.month() < _APRIL).cast("int")
