"""What the money spent on the service would be elsewhere, as quantities beside one another."""

from __future__ import annotations

from typing import TYPE_CHECKING

from caseness.checks.chart import Dot, Dots
from caseness.checks.estimating import annual_source, tally
from caseness.checks.finding import Answer, Cell, Chapter, Column, FigureBlock, Table, Unit, Verdict
from caseness.checks.inputs import use
from caseness.checks.registry import check
from caseness.checks.spend.simulating import inputs_table
from caseness.errors import CannotRun
from caseness.sources.published import Published
from caseness.value.assumptions import default_assumptions
from caseness.value.equivalents import equivalents
from caseness.value.prices import PRICES
from caseness.vocabulary import Frequency
from caseness.wording import count, pounds

if TYPE_CHECKING:
    from caseness.value.equivalents import Equivalent

_SUM = 1e6
_FINISHED, _RECOVERED = "finished_course_treatment", "recovery"
_COURSES = "finished courses of the service"


@check(chapter=Chapter.SPEND, needs=[Published], order=90)
def opportunity_cost(published: Published) -> Answer:
    """What would the money be elsewhere?"""
    years = published.require_england(_FINISHED, _RECOVERED, frequency=Frequency.YEAR)
    year, row = list(years.items())[-1]
    if not row[_FINISHED]:
        raise CannotRun(f"nobody finished a course in {year}", settled_by="a year in which courses finished")
    given = default_assumptions()
    found = {e.name: e for e in equivalents(_SUM, given)}
    programme, service, assistants, nurses, *_rest = found.values()
    courses = found[_COURSES]
    recovered = round(courses.quantity * row[_RECOVERED] / row[_FINISHED])
    keys = tuple(dict.fromkeys(key for e in found.values() for key in e.rests_on))
    (repaid,) = use("cold_housing_repaid")
    return Answer(
        short="The same money elsewhere",
        answer=(
            f"{pounds(_SUM)} pays for {_quantity(courses)} finished courses, with {count(recovered)} recorded "
            f"recoveries. At the margin the health service gains {_quantity(programme)} to {_quantity(service)} healthy years "
            f"for it. It employs {_quantity(assistants)} care assistants or {_quantity(nurses)} nurses for a year. These are "
            "equivalent quantities; none is said to be better."
        ),
        verdict=Verdict.DESCRIBED,
        condition="equivalent quantities, not better or worse",
        estimates=(
            tally("sum", _SUM, unit=Unit.GBP, level=None),
            *(tally(e.name, e.quantity, level=None) for e in found.values()),
            tally("recorded recoveries among the finished courses", recovered, year),
            tally("finished courses", row[_FINISHED], year),
            tally("recovered", row[_RECOVERED], year),
        ),
        figures=(
            FigureBlock(
                label="Healthy years at the margin of the mental health programme",
                estimate=tally(programme.name, round(programme.quantity, 1), level=None),
                of_whom=f"for {pounds(_SUM)}, prices of {PRICES}",
            ),
            FigureBlock(
                label="Finished courses of the service",
                estimate=tally(courses.name, round(courses.quantity), level=None),
                of_whom=f"for {pounds(_SUM)}; {count(recovered)} recorded recoveries at the rate of {year}",
            ),
            FigureBlock(
                label="Care assistants for a year",
                estimate=tally(assistants.name, round(assistants.quantity, 1), level=None),
                of_whom=f"for {pounds(_SUM)}, with employer’s costs",
            ),
        ),
        charts=(_chart(list(found.values())),),
        caveats=(
            "What a nurse, a care assistant or a repaired home does for health is not valued here.",
            "Rates at the margin are averages over the health service in 2008, moved by prices alone.",
            f"Repair of cold homes was put at {repaid.value:.0f} years to pay back, at most ({repaid.citation}).",
            "Recorded recoveries hold those that would have come without treatment.",
        ),
        method=(
            f"{pounds(_SUM)} ÷ price of each, all in prices of {PRICES} by the GDP deflator, moved before dividing. Staff: "
            "salary × (1 + employer’s costs)."
        ),
        sources=(annual_source(year), *dict.fromkeys(given[key].source for key in keys), repaid.citation),
        tables=(_table(list(found.values())), inputs_table("elsewhere-inputs", keys, given)),
        settles=("C99", "C101", "C103"),
    )


def _quantity(found: Equivalent) -> str:
    return count(round(found.quantity, 1) if found.quantity < 100 else round(found.quantity))


def _chart(found: list[Equivalent]) -> Dots:
    rows = tuple(
        Dot(label=e.name[0].upper() + e.name[1:], value=e.quantity, text=_quantity(e))
        for e in sorted(found, key=lambda e: e.quantity)
        if e.quantity < _FEW
    )
    return Dots(
        title=f"What {pounds(_SUM)} is elsewhere",
        subtitle=f"Quantities for {pounds(_SUM)}, prices of {PRICES}; those over {count(_FEW)} are in the table",
        alt="Dot plot. " + "; ".join(f"{row.label} {row.text}" for row in rows) + ".",
        note="Equivalent quantities. They are not of the same worth, and none is said to be better.",
        rows=rows,
        domain=(0.0, float(_FEW)),
        unit="",
    )


_FEW = 100


def _table(found: list[Equivalent]) -> Table:
    rows: list[tuple[Cell, ...]] = [(e.name[0].upper() + e.name[1:], e.price, e.quantity) for e in found]
    return Table(
        name="elsewhere",
        caption=f"What {pounds(_SUM)} is elsewhere, prices of {PRICES}",
        columns=(
            Column(key="what", title="What"),
            Column(key="price", title="Price of one", unit=Unit.GBP),
            Column(key="quantity", title="Quantity", unit=Unit.SCORE),
        ),
        rows=tuple(rows),
        note="Equivalent quantities, not better or worse.",
    )
