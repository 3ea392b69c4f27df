"""How far providers differ, beyond what chance gives: funnel plot and shrunken rates."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
from ibis import _

from caseness.checks.chart import Caterpillar, FunnelPlot, FunnelPoint
from caseness.checks.estimating import annual_source, value_of
from caseness.checks.finding import (
    Answer,
    Cell,
    Chapter,
    Column,
    Estimate,
    FigureBlock,
    Interval,
    Table,
    Unit,
    Verdict,
)
from caseness.checks.registry import check
from caseness.sources.published import Published, lacking
from caseness.statistics.funnel import Funnel, benjamini_hochberg, funnel, two_sided_p
from caseness.statistics.shrinkage import Shrunken, shrink
from caseness.statistics.spread import spread
from caseness.vocabulary import Frequency, Level, Statistic
from caseness.vocabulary.organisations import present_name
from caseness.vocabulary.period import Period
from caseness.wording import count, percent, percent_range

if TYPE_CHECKING:
    from caseness.sources.published.relation import Row

_FEWEST = 100  # cases; below this a funnel shows mostly chance
_FRAME = (0.35, 0.65)  # the caterpillar's axis; what leaves it is counted at the edge
_MANY = 1000  # cases; a provider below is called small here


@dataclass(frozen=True, slots=True)
class _Fit:
    """One denominator's funnel over the same providers."""

    base: str
    rows: list[Row]
    recovered: np.ndarray
    cases: np.ndarray
    funnel: Funnel

    def beyond(self, *, adjusted: bool) -> int:
        return int(self.funnel.outside(adjusted=adjusted).sum())

    def discoveries(self, *, adjusted: bool) -> int:
        z = self.funnel.z_adjusted if adjusted else self.funnel.z
        return int(benjamini_hochberg(two_sided_p(z)).sum())


@check(chapter=Chapter.OUTCOMES, needs=[Published], order=20)
def provider_spread(published: Published) -> Answer:
    """How far do providers differ in recovery, beyond what chance would give?"""
    year, rows = _providers(published)
    at_caseness = _fit("at caseness", rows, [row["at_caseness"] for row in rows])
    official = _fit("finished − not at caseness", rows, [_official_base(row) for row in rows])
    shrunken = shrink(at_caseness.recovered, at_caseness.cases)
    rates = at_caseness.recovered / at_caseness.cases
    centiles = {q: _centile(rates, q, year) for q in (0.5, 0.05, 0.95)}
    low, high = value_of(centiles[0.05]), value_of(centiles[0.95])
    k = len(rows)
    outside = at_caseness.funnel.outside(adjusted=True)
    small = int((at_caseness.cases[outside] < _MANY).sum())
    adjusted, naive = at_caseness.beyond(adjusted=True), at_caseness.beyond(adjusted=False)
    return Answer(
        short="Spread between providers",
        answer=(
            f"Of the {adjusted} providers outside limits that allow for ordinary differences, {small} have fewer than "
            f"{count(_MANY)} cases. There a special clientele or a way of recording can make the rate. {k} providers with "
            f"{_FEWEST} cases or more were compared. The middle nine-tenths record {percent_range(low, high, _FEWEST)}."
        ),
        verdict=Verdict.DESCRIBED,
        condition=f"{naive} outside chance alone; over-dispersion {at_caseness.funnel.phi:.1f}",
        estimates=(
            _number("providers compared", k, year),
            _number("providers outside, adjusted for over-dispersion", adjusted, year),
            _number("providers outside, adjusted, with fewer than 1,000 cases", small, year),
            _number("providers outside, chance alone", naive, year),
            _number("over-dispersion", at_caseness.funnel.phi, year, Unit.RATIO),
            *centiles.values(),
            _spread(at_caseness, year),
            *(
                _number(f"shrunken rate: the provider at the {q:.0%} point", end, year, Unit.PROPORTION)
                for q, end in zip((0.05, 0.95), _middle_nine_tenths(shrunken), strict=True)
            ),
            *_alternatives(at_caseness, official, year),
        ),
        figures=(
            FigureBlock(
                label="Middle provider",
                estimate=centiles[0.5],
                of_whom=f"of {k} providers, {year}; the middle nine-tenths record {percent_range(low, high, _FEWEST)}",
                spread=(low, high),
            ),
        ),
        charts=(_plot(at_caseness, year), _caterpillar(shrunken, year)),
        caveats=(
            "A small specialist service (for refugees, veterans, deaf people, or one condition) treats other people "
            "than a general one; its distance from England says little about its work.",
            "A service where every case is recorded as recovered may score differently, count differently or treat few.",
            "Nothing is adjusted for deprivation, severity, problem or how people come; these differ between areas.",
            "Provider counts are rounded to 5, which can move the rate of 100 cases by about two points.",
            "Of providers with ordinary differences about 2 in 100 fall outside the adjusted limits as they are made here.",
        ),
        method=_recipe(at_caseness, official),
        sources=(annual_source(year),),
        tables=(_table(at_caseness, shrunken),),
    )


def _providers(published: Published) -> tuple[Period, list[Row]]:
    """Providers of the latest annual statistics with enough cases and a recovery count."""
    wanted = {
        name: (name, Statistic.COUNT)
        for name in ("recovery", "at_caseness", "finished_course_treatment", "not_at_caseness")
    }
    cells = published.cells(wanted, frequency=Frequency.YEAR, level=Level.PROVIDER)
    cells = cells.filter(_.at_caseness >= _FEWEST, _.recovery.notnull())
    rows = published.fetch(cells.filter(_.period_start == cells.period_start.max().as_scalar()))
    if len(rows) < 3:
        raise lacking(list(wanted), Frequency.YEAR, Level.PROVIDER)
    return Period(rows[0]["period_start"], rows[0]["period_end"]), rows


def _official_base(row: Row) -> float:
    """Finished − not at caseness; a suppressed count of those not at caseness is taken as none.

    Where no number of finished courses is printed, those at caseness stand in.
    """
    if row["finished_course_treatment"] is None:
        return float(row["at_caseness"])
    return float(row["finished_course_treatment"] - (row["not_at_caseness"] or 0))


def _fit(base: str, rows: list[Row], cases: list[float]) -> _Fit:
    recovered, of = np.array([row["recovery"] for row in rows], float), np.array(cases, float)
    return _Fit(base, rows, recovered, of, funnel(recovered, of))


def _number(name: str, value: float, year: Period, unit: Unit = Unit.COUNT) -> Estimate:
    return Estimate(
        name=name, value=value, unit=unit, period_start=year.start, period_end=year.end, level=Level.PROVIDER
    )


def _centile(rates: np.ndarray, q: float, year: Period) -> Estimate:
    name = f"recovered, of cases: the provider at the {q:.0%} point of all compared"
    return _number(name, float(np.quantile(rates, q)), year, Unit.PROPORTION)


def _spread(fit: _Fit, year: Period) -> Estimate:
    found = spread(fit.recovered, fit.cases)
    return replace(
        _number("standard deviation of true recovery rates", found.deviation, year, Unit.PERCENTAGE_POINT),
        low=found.low,
        high=found.high,
        interval=Interval.SAMPLING,
        confidence=0.95,
    )


def _alternatives(at_caseness: _Fit, official: _Fit, year: Period) -> list[Estimate]:
    return [
        *(
            _number(f"false discovery rate 5%, {what}, of cases at caseness", at_caseness.discoveries(adjusted=a), year)
            for what, a in (("chance alone", False), ("adjusted", True))
        ),
        _number("over-dispersion, official denominator", official.funnel.phi, year, Unit.RATIO),
        _number("providers outside, chance alone, official denominator", official.beyond(adjusted=False), year),
        _number("providers outside, adjusted, official denominator", official.beyond(adjusted=True), year),
    ]


def _recipe(at_caseness: _Fit, official: _Fit) -> str:
    return (
        f"Recovered ÷ at caseness, providers with {_FEWEST} or more. Arcsine transform; centre the pooled rate; z in "
        f"standard errors; φ the mean z² after winsorising a tenth at each end ({at_caseness.funnel.phi:.1f}); τ² added "
        f"by moments; limits at 3. Outside: {at_caseness.beyond(adjusted=False)} by chance alone, "
        f"{at_caseness.beyond(adjusted=True)} adjusted. At a false discovery rate of 5% "
        f"(Benjamini–Hochberg): {at_caseness.discoveries(adjusted=False)} and {at_caseness.discoveries(adjusted=True)}. "
        f"With the official denominator φ is {official.funnel.phi:.1f} and "
        f"{official.beyond(adjusted=False)} and {official.beyond(adjusted=True)} lie outside. Shrunken rates: empirical "
        "Bayes with the same τ² (Spiegelhalter 2005; Efron and Morris 1975)."
    )


def _plot(fit: _Fit, year: Period) -> FunnelPlot:
    outside = fit.funnel.outside(adjusted=True)
    rates = fit.recovered / fit.cases
    sizes = np.geomspace(fit.cases.min(), fit.cases.max(), 40)
    adjusted, naive = fit.beyond(adjusted=True), fit.beyond(adjusted=False)
    return FunnelPlot(
        title=f"{adjusted} of {len(rates)} providers lie outside the adjusted limits; {naive} outside chance alone",
        subtitle=f"Recovered, share of finished cases, {len(rates)} providers with {_FEWEST} cases or more, {year}. "
        "Axis from 20% to 80%",
        alt=f"Funnel plot. {len(rates)} providers, over-dispersion {fit.funnel.phi:.1f}. {adjusted} outside the adjusted "
        f"limits, {naive} outside limits of chance alone. Centre {percent(fit.funnel.centre)}.",
        note=f"Squares: beyond 3 standard errors after allowing for over-dispersion ({fit.funnel.phi:.1f}).",
        points=tuple(
            FunnelPoint(
                org_code=row["org_code"],
                name=present_name(row["org_code"], row["org_name"]),
                cases=float(n),
                rate=float(rate),
                outside=bool(out),
            )
            for row, n, rate, out in zip(fit.rows, fit.cases, rates, outside, strict=True)
        ),
        centre=fit.funnel.centre,
        limits=tuple(
            (float(n), *fit.funnel.limits(n, adjusted=False), *fit.funnel.limits(n, adjusted=True)) for n in sizes
        ),
    )


def _middle_nine_tenths(shrunken: Shrunken) -> tuple[float, float]:
    low, high = np.quantile(shrunken.rate, [0.05, 0.95])
    return float(low), float(high)


def _caterpillar(shrunken: Shrunken, year: Period) -> Caterpillar:
    order = np.argsort(shrunken.rate)
    clear = int(((shrunken.low > shrunken.centre) | (shrunken.high < shrunken.centre)).sum())
    low, high = _middle_nine_tenths(shrunken)
    return Caterpillar(
        title=f"Allowing for size, the middle nine-tenths lie between {percent(low)} and {percent(high)}",
        subtitle=f"Shrunken recovery rates with 95% intervals, {len(order)} providers in order, {year}. "
        f"Axis from {percent(_FRAME[0], decimals=0)} to {percent(_FRAME[1], decimals=0)}",
        alt=f"Ordered rates with intervals. Middle nine-tenths {percent_range(low, high)}; {clear} intervals exclude the "
        f"common centre of {percent(shrunken.centre)}.",
        note="Each rate is pulled towards the centre by how little its number of cases says.",
        rows=tuple((float(shrunken.rate[i]), float(shrunken.low[i]), float(shrunken.high[i])) for i in order),
        centre=shrunken.centre,
        domain=_FRAME,
    )


def _table(fit: _Fit, shrunken: Shrunken) -> Table:
    outside = fit.funnel.outside(adjusted=True)
    rows: list[tuple[Cell, ...]] = [
        (
            row["org_code"],
            present_name(row["org_code"], row["org_name"]),
            float(n),
            float(r),
            float(r / n),
            float(shrunken.rate[i]),
            float(shrunken.low[i]),
            float(shrunken.high[i]),
            "outside" if outside[i] else "inside",
        )
        for i, (row, n, r) in enumerate(zip(fit.rows, fit.cases, fit.recovered, strict=True))
    ]
    return Table(
        name="providers",
        caption="Recovery of cases by provider, with shrunken rate and its 95% limits, from A to Z by name",
        columns=(
            Column(key="org_code", title="Code"),
            Column(key="provider", title="Provider"),
            Column(key="cases", title="Cases", unit=Unit.COUNT),
            Column(key="recovered", title="Recovered", unit=Unit.COUNT),
            Column(key="rate", title="Rate", unit=Unit.PROPORTION),
            Column(key="shrunken", title="Shrunken", unit=Unit.PROPORTION),
            Column(key="low", title="from", unit=Unit.PROPORTION),
            Column(key="high", title="to", unit=Unit.PROPORTION),
            Column(key="adjusted_limits", title="Adjusted limits"),
        ),
        rows=tuple(sorted(rows, key=lambda row: str(row[1]))),
        note="Counts are rounded to 5. No order of merit is meant or given.",
    )
