"""What was spent on the service each year: as cited where it is known, within limits where it is not. Cash prices."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from caseness.checks.finding import Estimate, Interval, Unit
from caseness.checks.inputs import inputs, use
from caseness.statistics.between import monotone_bounds, straight_lines
from caseness.vocabulary.period import Period, year_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from caseness.checks.inputs import Input

FIRST, LAST = 2008, 2020  # the financial years that begin in them; beyond the last no total bounds what was spent
TWELVE_YEARS, THIRTEEN_YEARS = 2019, 2020  # the last year of the spans that claims are about
_ALLOCATIONS = {2008: "allocation_2008", 2009: "allocation_2009", 2010: "allocation_2010"}
_REPLY = 2017  # the year of the reply to a freedom-of-information request
_FOUR_YEARS = range(2011, 2015)  # for which one sum is cited
_CITED = (
    *_ALLOCATIONS.values(),
    "allocation_2011_to_2014",
    "total_2017",
    "cost_per_entrant",
    "entrants_2017",
    "cost_per_client",
    "clients_planned",
)


@dataclass(frozen=True, slots=True)
class Spending:
    """One year: the least, a central figure and the most, in pounds of the year; ``basis`` says what they rest on."""

    year: Period
    low: float
    central: float
    high: float
    basis: str

    @property
    def known(self) -> bool:
        """Whether the year is cited rather than bounded."""
        return self.low == self.high


def spending() -> tuple[Spending, ...]:
    """Every financial year from `FIRST` to `LAST`."""
    return tuple(_spending(year) for year in range(FIRST, LAST + 1))


def cumulative(name: str, last: int) -> Estimate:
    """All that was spent from `FIRST` to the year that begins in ``last``, with its limits."""
    years = [spent for spent in spending() if spent.year.start.year <= last]
    return Estimate(
        name=name,
        value=sum(spent.central for spent in years),
        low=sum(spent.low for spent in years),
        high=sum(spent.high for spent in years),
        interval=Interval.BOUNDS,
        unit=Unit.GBP,
        period_start=years[0].year.start,
        period_end=years[-1].year.end,
    )


def by_courses(finished: Mapping[int, float]) -> dict[int, float]:
    """Another central figure: spending in proportion to finished courses in years that are not cited.

    ``finished`` maps the first calendar year of a financial year to its finished courses; years without stay on the line.
    Empty where the year of the reply has no count.
    """
    if _REPLY not in finished:
        return {}
    (reply,) = use("total_2017")
    per_course = reply.value / finished[_REPLY]
    return {
        spent.year.start.year: spent.central
        if spent.known or spent.year.start.year not in finished
        else per_course * finished[spent.year.start.year]
        for spent in spending()
    }


def cited() -> tuple[Input, ...]:
    """The figures used."""
    return use(*_CITED)


def _known() -> dict[int, tuple[float, float]]:
    """Limits of the years with a total: allocations as they are; rival totals of one year as its two ends."""
    allocations = {year: (inputs()[name].value,) * 2 for year, name in _ALLOCATIONS.items()}
    reply, per_entrant, entrants, per_client, clients = use(*_CITED[4:])
    return allocations | {
        _REPLY: (reply.value, per_entrant.value * entrants.value),
        LAST: (reply.value, per_client.value * clients.value),
    }


def _spending(year: int) -> Spending:
    known = _known()
    (reply,) = use("total_2017")
    lines = {at: known[at][0] for at in _ALLOCATIONS} | {_REPLY: reply.value}
    low, high = monotone_bounds(known, year)
    basis = "never falling from one cited year to the next"
    if year in _FOUR_YEARS:
        (together,) = use("allocation_2011_to_2014")
        low = min(low, together.value / len(_FOUR_YEARS))
        basis = "at least the sum cited for four years, if that was all"
    if year in _ALLOCATIONS:
        basis = "central allocation, as cited"
    if year in (_REPLY, LAST):
        basis = "two totals in public use"
    return Spending(year_of(year), low, straight_lines(lines, year), high, basis)
