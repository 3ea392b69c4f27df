"""The totals in public dispute against the published counts: what each would have to be a cost of."""

from __future__ import annotations

from dataclasses import dataclass
from math import log
from typing import TYPE_CHECKING

from caseness.checks.chart import Area, Totals
from caseness.checks.estimating import annual_source, tally
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
from caseness.checks.inputs import inputs, use
from caseness.checks.registry import check
from caseness.sources.published import Published, lacking
from caseness.vocabulary import Frequency, Level
from caseness.vocabulary.period import Period, year_of
from caseness.wording import count, millions, pounds

if TYPE_CHECKING:
    from collections.abc import Callable

_COUNTED: dict[str, Callable[[dict[str, float]], float]] = {
    "referral received": lambda f: f["referrals_received"],
    "finished course": lambda f: f["finished_course_treatment"],
    "finished case": lambda f: f["finished_course_treatment"] - f["not_at_caseness"],
    "recorded recovery": lambda f: f["recovery"],
    "reliable recovery": lambda f: f["reliable_recovery"],
}
_MEASURES = ("referrals_received", "finished_course_treatment", "not_at_caseness", "recovery", "reliable_recovery")
_ENTRANT = "person entering treatment"


@dataclass(frozen=True, slots=True)
class _Total:
    """One total in public use: pounds, the year it is set against, and the product it was made from, if it was one."""

    name: str
    year: Period
    pounds: float
    people: float | None
    price: float | None
    inputs: tuple[str, ...]

    @property
    def formula(self) -> str:
        if self.people is None or self.price is None:
            return f"{pounds(self.pounds)}, scope not known"
        return f"{pounds(self.price)} × {millions(self.people)} = {pounds(self.pounds)}"


@dataclass(frozen=True, slots=True)
class _Costed:
    """A total over every count of its year."""

    total: _Total
    counts: dict[str, float]

    def per(self, unit: str) -> float:
        return self.total.pounds / self.counts[unit]

    def nearest(self, price: float) -> str:
        """The unit whose cost under this total is nearest to ``price``, by ratio."""
        return min(self.counts, key=lambda unit: abs(log(self.per(unit) / price)))


@check(chapter=Chapter.SPEND, needs=[Published], order=10)
def cost_per_outcome(published: Published) -> Answer:
    """What did a referral, a finished course and a recovery cost, under each total in public use?"""
    years = published.require_england(*_MEASURES, frequency=Frequency.YEAR)
    if any(total.year not in years for total in _totals()):
        raise lacking(_MEASURES, Frequency.YEAR, Level.ENGLAND)
    costed = [_Costed(t, _counts(years[t.year], t.year)) for t in _totals()]
    year = costed[0].total.year
    same_year = [c for c in costed if c.total.year == year]
    unseen = [identity for identity in _cited() if not inputs()[identity].verified]
    recovery = _bounds("cost per recorded recovery", [c.per("recorded recovery") for c in same_year], year)
    (price,) = use("cost_per_client")
    fits = same_year[0].nearest(price.value)
    return Answer(
        short="Cost per outcome",
        answer=(
            f"With the totals of {' and '.join(pounds(c.total.pounds) for c in same_year)} for {year}, a recorded recovery "
            f"cost {_range(recovery)}. The third total, {pounds(costed[-1].total.pounds)}, multiplies "
            f"{pounds(price.value)} by people entering; set against {pounds(same_year[0].total.pounds)}, that price fits a "
            f"{fits}."
        ),
        verdict=Verdict.CANNOT_BE_TOLD if unseen else Verdict.DESCRIBED,
        condition=f"{len(unseen)} of {len(_cited())} inputs not seen at their source",
        estimates=(
            recovery,
            tally("price named for one client", price.value, year, unit=Unit.GBP),
            tally("inputs not seen at their source", len(unseen), level=None),
            tally("inputs", len(_cited()), level=None),
            *(e for c in costed for e in _estimates(c)),
        ),
        figures=(
            FigureBlock(
                label="Cost per recorded recovery",
                estimate=recovery,
                of_whom=f"for {count(same_year[0].counts['recorded recovery'])} recoveries, {year}; "
                f"{' or '.join(pounds(c.total.pounds) for c in same_year)}",
            ),
        ),
        charts=(_chart(costed),),
        caveats=(
            "The totals may cover different things: staff only, or premises, training and software as well.",
            "Cost per recovery counts every recovery, also those that would have come without treatment.",
            "Cash prices of different years are shown side by side and not adjusted.",
        ),
        method=(
            "Each total ÷ the published England count of its year. A price named for one unit is tested against the cost "
            "per every other unit: the nearest by ratio is what it would have to be a cost of. People entering in 2017/18 "
            "and 2021 are rounded or planned figures, not counts."
        ),
        sources=(annual_source(*sorted({c.total.year for c in costed})), *(inputs()[i].citation for i in _cited())),
        tables=(_table(costed),),
        settles=("C82", "C83", "C88", "C94"),
    )


def _totals() -> list[_Total]:
    """The disputed totals, lowest first; figures and sources are in the claims' inputs."""
    request, per_entrant, entrants, per_client, clients = use(
        "total_2017", "cost_per_entrant", "entrants_2017", "cost_per_client", "clients_planned"
    )
    return [
        _Total("freedom of information", year_of(2017), request.value, None, None, (request.id,)),
        _Total(
            "cost per person entering",
            year_of(2017),
            per_entrant.value * entrants.value,
            entrants.value,
            per_entrant.value,
            (per_entrant.id, entrants.id),
        ),
        _Total(
            "cost per client, planned clients",
            year_of(2020),
            per_client.value * clients.value,
            clients.value,
            per_client.value,
            (per_client.id, clients.id),
        ),
    ]


def _cited() -> list[str]:
    return [identity for total in _totals() for identity in total.inputs]


def _counts(figures: dict[str, float], year: Period) -> dict[str, float]:
    counts = {unit: of(figures) for unit, of in _COUNTED.items()}
    (entrants,) = use("entrants_2017")
    return counts | ({_ENTRANT: entrants.value} if year == year_of(2017) else {})


def _bounds(name: str, values: list[float], year: Period) -> Estimate:
    return Estimate(
        name=name,
        value=min(values),
        low=min(values),
        high=max(values),
        interval=Interval.BOUNDS,
        unit=Unit.GBP,
        period_start=year.start,
        period_end=year.end,
        level=Level.ENGLAND,
    )


def _range(estimate: Estimate) -> str:
    return f"{pounds(estimate.low or 0)} to {pounds(estimate.high or 0)}"


def _estimates(costed: _Costed) -> list[Estimate]:
    total, year = costed.total, costed.total.year
    return [
        tally(f"total, {total.name}", total.pounds, year, unit=Unit.GBP),
        *(
            Estimate(
                name=f"cost per {unit}, {total.name}",
                value=costed.per(unit),
                unit=Unit.GBP,
                numerator=total.pounds,
                denominator=number,
                period_start=year.start,
                period_end=year.end,
                level=Level.ENGLAND,
            )
            for unit, number in costed.counts.items()
        ),
    ]


def _area(costed: _Costed) -> Area:
    total = costed.total
    people = total.people or costed.counts["finished course"]
    unit = "people" if total.people else "finished courses"
    return Area(
        label=f"{total.name[0].upper()}{total.name[1:]}",
        people=people,
        pounds=total.pounds / people,
        total=total.pounds,
        formula=total.formula
        if total.people
        else f"{pounds(total.pounds)} ÷ {count(people)} {unit} = {pounds(total.pounds / people)}",
    )


def _chart(costed: list[_Costed]) -> Totals:
    areas = tuple(_area(c) for c in costed)
    return Totals(
        title="Three totals, three different groups of people",
        subtitle="Width: people. Height: pounds per person. Area: the total, in the prices of its time",
        alt="; ".join(f"{area.label}: {area.formula}" for area in areas) + ".",
        note="The first total came without a number of people; it is drawn over finished courses.",
        areas=areas,
    )


def _table(costed: list[_Costed]) -> Table:
    rows: list[tuple[Cell, ...]] = [
        (c.total.name, str(c.total.year), c.total.pounds, unit, number, c.per(unit))
        for c in costed
        for unit, number in c.counts.items()
    ]
    return Table(
        name="cost-per-unit",
        caption="Each total over each published count of its year",
        columns=(
            Column(key="total_name", title="Total"),
            Column(key="year", title="Year"),
            Column(key="total", title="Pounds", unit=Unit.GBP),
            Column(key="unit", title="Per"),
            Column(key="count", title="Count", unit=Unit.COUNT),
            Column(key="cost", title="Cost", unit=Unit.GBP),
        ),
        rows=tuple(rows),
        note="Prices of the year named. People entering in 2017/18 is a published figure rounded to 10,000.",
    )
