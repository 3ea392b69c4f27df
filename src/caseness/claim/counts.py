"""The published counts of one place, what sums of them come to, and the share that a definition is."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from ibis import _

from caseness.checks import estimating
from caseness.checks.claims.trial import Reading, missing
from caseness.checks.estimating import annual_source, monthly_source, months_between
from caseness.checks.finding import Estimate, Interval, Unit
from caseness.checks.printed import Count
from caseness.vocabulary import TOTAL, Frequency, Statistic
from caseness.vocabulary.period import Period, month_of, year_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from caseness.claim.definitions import Definition, Term
    from caseness.claim.places import Place
    from caseness.sources.published import Published

_WAITING = "waiting_time"
_FEWEST = 20  # counted, below which no rate is worked out


def total_of(counts: Iterable[Count | None]) -> Count | None:
    """The sum; None if one is not there."""
    total = Count(0.0, 0.0, 0.0)
    for count_ in counts:
        if count_ is None:
            return None
        total = total + count_
    return total


class Figures:
    """The published counts and percentages of one place, by publication, measure and period."""

    def __init__(self, published: Published, place: Place, definitions: Iterable[Definition]) -> None:
        self.place = place
        measures = {m for d in definitions for m in (*d.measures, d.outcome.printed) if m}
        figures = published.figures
        whose = figures.org_code == place.code if place.code else figures.org_code.isnull()
        rows = published.fetch(
            figures.filter(
                whose,
                _.level.isin([level.value for level in place.levels]),
                _.breakdown.isin([TOTAL, _WAITING]),
                _.measure.isin(sorted(measures)),
                _.statistic.isin([Statistic.COUNT.value, Statistic.PERCENTAGE.value]),
                _.frequency.isin([Frequency.YEAR.value, Frequency.MONTH.value]),
            )
            .select(
                *(
                    "publication",
                    "period_start",
                    "period_end",
                    "category",
                    "measure",
                    "statistic",
                    "value",
                    "lower",
                    "upper",
                )
            )
            .order_by("publication", "period_start", "category", "measure", "statistic")
        )
        self._counts: dict[tuple[str, str], dict[Period, Count]] = {}
        self._printed: dict[str, dict[Period, Count]] = {}
        for row in rows:
            if row["lower"] is None or row["upper"] is None:
                continue
            period = Period(row["period_start"], row["period_end"])
            found = Count(row["value"], row["lower"], row["upper"])
            name = row["measure"] if row["category"] == TOTAL else f"{row['measure']}[{row['category']}]"
            if row["statistic"] == Statistic.COUNT.value:
                self._counts.setdefault((row["publication"], name), {})[period] = found
            elif row["category"] == TOTAL:
                self._printed.setdefault(row["measure"], {}).setdefault(period, found)
        self.publications = sorted({publication for publication, _m in self._counts}, key=lambda p: (p != "annual", p))

    def years(self) -> list[Period]:
        """Every financial year that may be covered, by an annual figure or by months, in order."""
        starts = [period.start for series in self._counts.values() for period in series]
        return [year_of(start) for start in sorted({s.year if s.month > 3 else s.year - 1 for s in starts})]

    def reading(self, definition: Definition, period: Period, name: str) -> Reading:
        """The figure of a definition in a period: an annual figure if there is one, else the sum of all its months."""
        label = f"{name}, {period}"
        for publication in self.publications:
            some = self.total(publication, definition.outcome.term, period)
            base = self.total(publication, definition.group.term, period) if definition.group else None
            if some is None or (definition.group and base is None):
                continue
            if base is None:
                return Reading(
                    name=label, estimate=self._count(label, some, period), source=source_of(publication, period)
                )
            if base.high < _FEWEST:
                return missing(f"{label} (fewer than {_FEWEST} counted)")
            share = self._share(label, some, base, period, definition.outcome.complement)
            return Reading(name=label, estimate=share, source=source_of(publication, period))
        return self._as_printed(definition, period, label)

    def total(self, publication: str, term: Term, period: Period) -> Count | None:
        """The sum of counts that a term is over a period; None where one of them is not published."""
        plus = total_of(self._over(publication, count, period) for count in term.plus)
        minus = total_of(self._over(publication, count, period) for count in term.minus)
        if plus is not None and minus is not None:
            return plus - minus if term.minus else plus
        return self.total(publication, term.other, period) if term.other else None

    def _over(self, publication: str, measure: str, period: Period) -> Count | None:
        """The count over a period: as published, or the sum of its months if every one is there."""
        series = self._counts.get((publication, measure), {})
        if period in series:
            return series[period]
        first = month_of(period.start.year, period.start.month)
        last = month_of(period.end.year, period.end.month)
        return total_of(series.get(month) for month in months_between(first, last))

    def _share(self, name: str, some: Count, base: Count, period: Period, complement: bool) -> Estimate:
        level, code = self.place.levels[-1], self.place.code
        if some.exact and base.exact:
            above = base.high - some.high if complement else some.high
            return estimating.share(name, above, base.high, period, level=level, org_code=code)
        low, high = some.low / base.high, min(1.0, some.high / base.low) if base.low else 1.0
        value = some.value / base.value if some.value is not None and base.value else None
        if complement:
            low, high, value = 1 - high, 1 - low, None if value is None else 1 - value
        exact = estimating.tally(name, value, period, unit=Unit.PROPORTION, level=level, org_code=code)
        above_line = None if value is None or base.value is None else value * base.value
        return replace(
            exact, low=low, high=high, interval=Interval.ROUNDING, numerator=above_line, denominator=base.value
        )

    def _count(self, name: str, some: Count, period: Period) -> Estimate:
        tally = estimating.tally(name, some.value, period, level=self.place.levels[-1], org_code=self.place.code)
        return tally if some.exact else replace(tally, low=some.low, high=some.high, interval=Interval.ROUNDING)

    def _as_printed(self, definition: Definition, period: Period, label: str) -> Reading:
        """The printed percentage, where the counts it is made of are not published."""
        printed = self._printed.get(definition.outcome.printed, {}).get(period)
        official = definition.outcome.of[:1]
        if printed is None or not definition.group or definition.group.id not in official:
            return missing(label)
        tally = estimating.tally(
            label,
            None if printed.value is None else printed.value / 100,
            period,
            unit=Unit.PROPORTION,
            level=self.place.levels[-1],
            org_code=self.place.code,
        )
        estimate = replace(tally, low=printed.low / 100, high=printed.high / 100, interval=Interval.ROUNDING)
        publication = "annual" if period.is_financial_year else "monthly"
        return Reading(name=f"{label}, as printed", estimate=estimate, source=source_of(publication, period))


def source_of(publication: str, period: Period) -> str:
    """Which statistics a figure is from, in words."""
    return annual_source(period) if publication == "annual" else monthly_source(period)
