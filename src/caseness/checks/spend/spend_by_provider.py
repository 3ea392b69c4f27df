"""What a course and a recovery cost at each provider, where a table says what they spent."""

from __future__ import annotations

from dataclasses import dataclass
from statistics import median
from typing import TYPE_CHECKING

import numpy as np
from ibis import _

from caseness.checks.assumed import Assumed
from caseness.checks.chart import Dot, Dots
from caseness.checks.estimating import annual_source, monthly_source, tally
from caseness.checks.finding import Answer, Cell, Chapter, Column, Estimate, FigureBlock, Table, Unit, Verdict
from caseness.checks.registry import check
from caseness.errors import CannotRun
from caseness.sources.published import Published
from caseness.sources.spend_table import SpendTable
from caseness.value.prices import PRICES, UnknownPriceYear
from caseness.vocabulary import Frequency, Level, Statistic
from caseness.vocabulary.organisations import name_of, present_code
from caseness.vocabulary.period import Period
from caseness.wording import count, pounds

if TYPE_CHECKING:
    from collections.abc import Sequence

    from caseness.sources.spend_table import Spent
    from caseness.value.prices import PriceIndex

_FEW = 25  # providers that are drawn one by one


@dataclass(frozen=True, slots=True)
class _Costed:
    """One provider and year: what it spent, and how many finished and recovered."""

    spent: Spent
    name: str
    finished: float
    recovered: float
    index: PriceIndex

    @property
    def course(self) -> float:
        return self.spent.amount / self.finished

    @property
    def recovery(self) -> float | None:
        return self.spent.amount / self.recovered if self.recovered else None

    @property
    def constant(self) -> float | None:
        """The cost of a course in the prices results are told in; None for a year the index lacks."""
        try:
            return self.course * self.index.level(PRICES) / self.index.level_over(self.spent.period)
        except UnknownPriceYear:
            return None


@check(chapter=Chapter.SPEND, needs=[Published, SpendTable, Assumed], order=22)
def spend_by_provider(published: Published, table: SpendTable, assumed: Assumed) -> Answer:
    """What did a course cost at each provider?"""
    costed, without = _matched(published, table, assumed.england.prices)
    if not costed:
        raise CannotRun(
            "no row of the table of spending meets the published counts of its provider and time",
            settled_by="annual or monthly counts of its providers",
        )
    latest = max(c.spent.period for c in costed)
    now = [c for c in costed if c.spent.period == latest]
    together = sum(c.spent.amount for c in now) / sum(c.finished for c in now)
    costs = [c.course for c in now]
    low, high = (float(q) for q in np.quantile(costs, [0.05, 0.95]))
    middle = median(costs)
    return Answer(
        short="Cost by provider",
        answer=(
            f"In {latest} {count(len(now))} {'provider' if len(now) == 1 else 'providers'} spent {pounds(together)} on a "
            f"finished course, all together. The middle one spent {pounds(middle)}. {count(without)} of "
            f"{count(len(table.rows))} rows of the table have no published count beside them."
        ),
        verdict=Verdict.DESCRIBED,
        condition="as the table gives it; scope in its words",
        estimates=(
            tally("providers", len(now), latest),
            tally("cost of a finished course, all together", together, latest, unit=Unit.GBP),
            tally("cost of a finished course, middle provider", middle, latest, unit=Unit.GBP),
            tally("cost of a finished course, fifth centile of providers", low, latest, unit=Unit.GBP),
            tally("cost of a finished course, 95th centile of providers", high, latest, unit=Unit.GBP),
            tally("rows of the table", len(table.rows), level=None),
            tally("rows without a published count", without, level=None),
            *(_estimate(c) for c in costed),
        ),
        figures=(
            FigureBlock(
                label="Cost of a finished course, all together",
                estimate=tally("all together", together, latest, unit=Unit.GBP),
                of_whom=f"{count(len(now))} providers, {latest}, cash; middle nine-tenths of providers {pounds(low)} to "
                f"{pounds(high)}",
            ),
        ),
        charts=(_chart(now, latest),) if 1 < len(now) <= _FEW else (),
        caveats=(
            f"All amounts are said to cover “{table.scope}”. What a provider counts under that is its own.",
            "People differ in what they need; a course that costs more is not worse value by that alone.",
            "Published counts are rounded to 5, and months of small providers may be suppressed: such rows are left out.",
        ),
        method="Amount of the table ÷ finished courses, and ÷ recovered, of the same provider and time: annual counts of a "
        "financial year, else the sum of the months covered. No ranks are given.",
        sources=(
            *_published(costed),
            *dict.fromkeys(f"{table.name}: {row.source}" for row in table.rows),
        ),
        tables=(_table(costed),),
    )


def _matched(published: Published, table: SpendTable, index: PriceIndex) -> tuple[list[_Costed], int]:
    """The rows with published counts of the same provider and time, and how many have none.

    A financial year has its annual counts. Other times are those of the months they cover, if each of them is published.
    """
    years, months = (_counts(published, frequency) for frequency in (Frequency.YEAR, Frequency.MONTH))
    costed = []
    for spent in table.rows:
        code = present_code(spent.org_code)
        row = years.get((code, spent.period)) or _over(months, code, spent.period)
        if row and row[0]:
            name = name_of(Level.PROVIDER, code, spent.org_code)
            costed.append(_Costed(spent, name, *row, index))
    return sorted(costed, key=lambda c: (c.spent.period, c.name)), len(table.rows) - len(costed)


def _published(costed: Sequence[_Costed]) -> list[str]:
    periods = sorted({c.spent.period for c in costed})
    years, others = ([p for p in periods if p.is_financial_year is held] for held in (True, False))
    return [*([annual_source(*years)] if years else []), *([monthly_source(*others)] if others else [])]


_Counts = dict[tuple[str, Period], tuple[float, float]]


def _counts(published: Published, frequency: Frequency) -> _Counts:
    """How many finished and recovered, by provider and time."""
    names = ("finished_course_treatment", "recovery")
    cells = published.cells(
        {name: (name, Statistic.COUNT) for name in names}, frequency=frequency, level=Level.PROVIDER
    ).filter(_.finished_course_treatment.notnull(), _.recovery.notnull())
    rows = published.fetch(cells.select("period_start", "period_end", "org_code", *names))
    return {
        (present_code(row["org_code"]), Period(row["period_start"], row["period_end"])): (row[names[0]], row[names[1]])
        for row in rows
    }


def _over(months: _Counts, code: str, period: Period) -> tuple[float, float] | None:
    """The counts of all months of a time; None unless each is there."""
    rows = [months.get((code, month)) for month in period.months()]
    found = [row for row in rows if row]
    return None if len(found) < len(rows) else (sum(row[0] for row in found), sum(row[1] for row in found))


def _estimate(costed: _Costed) -> Estimate:
    return Estimate(
        name="cost of a finished course",
        value=costed.course,
        unit=Unit.GBP,
        numerator=costed.spent.amount,
        denominator=costed.finished,
        period_start=costed.spent.period.start,
        period_end=costed.spent.period.end,
        level=Level.PROVIDER,
        org_code=costed.spent.org_code,
    )


def _chart(now: Sequence[_Costed], year: Period) -> Dots:
    rows = tuple(Dot(label=c.name, value=c.course, text=pounds(c.course)) for c in now)
    most = max(c.course for c in now)
    return Dots(
        title=f"A finished course cost {pounds(min(c.course for c in now))} to {pounds(most)} by provider",
        subtitle=f"Pounds a finished course, {year}, cash, in order of name",
        alt="Dot plot. " + "; ".join(f"{row.label} {row.text}" for row in rows) + ".",
        rows=rows,
        domain=(0.0, float(np.ceil(most / 500) * 500)),
        unit="£",
    )


def _table(costed: Sequence[_Costed]) -> Table:
    rows: list[tuple[Cell, ...]] = [
        (
            c.spent.org_code,
            c.name,
            str(c.spent.period),
            c.spent.amount,
            c.finished,
            c.recovered,
            c.course,
            "[x]" if c.constant is None else c.constant,
            "[z]" if c.recovery is None else c.recovery,
            c.spent.source,
        )
        for c in costed
    ]
    return Table(
        name="spend-by-provider",
        caption="What each provider spent, over its published counts",
        columns=(
            Column(key="org_code", title="Code"),
            Column(key="name", title="Provider"),
            Column(key="period", title="Time"),
            Column(key="amount", title="Spent", unit=Unit.GBP),
            Column(key="finished", title="Finished", unit=Unit.COUNT),
            Column(key="recovered", title="Recovered", unit=Unit.COUNT),
            Column(key="course", title="Per course", unit=Unit.GBP),
            Column(key="course_constant", title=f"Per course, prices of {PRICES}", unit=Unit.GBP),
            Column(key="recovery", title="Per recovery", unit=Unit.GBP),
            Column(key="source", title="Source"),
        ),
        rows=tuple(rows),
        note="[x] the price index does not reach that time. [z] nobody recovered.",
    )
