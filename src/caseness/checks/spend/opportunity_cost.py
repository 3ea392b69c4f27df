"""What the money spent on the service would be elsewhere, as quantities beside one another."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from caseness.checks.assumed import Assumed
from caseness.checks.chart import Dot, Dots
from caseness.checks.estimating import tally
from caseness.checks.finding import Answer, Cell, Chapter, Column, Estimate, FigureBlock, Table, Unit, Verdict
from caseness.checks.inputs import use
from caseness.checks.registry import check
from caseness.checks.spend.simulating import inputs_table
from caseness.errors import CannotRun
from caseness.value.equivalents import equivalents
from caseness.value.prices import PRICES
from caseness.wording import count, pounds

if TYPE_CHECKING:
    from caseness.value.equivalents import Equivalent

_SUM = 1e6
_RECOVERING = ("share_at_caseness", "recovery_official")
_COURSES = "finished courses of the service"


@check(chapter=Chapter.SPEND, needs=[Assumed], order=90)
def opportunity_cost(assumed: Assumed) -> Answer:
    """What would the money be elsewhere?"""
    given = assumed.assumptions
    found = {e.name: e for e in equivalents(_SUM, given)}
    if free := [given[e.rests_on[0]].title for e in found.values() if not e.price]:
        raise CannotRun(f"“{free[0]}” is 0, which buys without limit", settled_by="a price above 0")
    programme, service, assistants, nurses, *_rest = found.values()
    courses = found[_COURSES]
    rate = float(np.prod([given[key].value for key in _RECOVERING]))
    recovered = round(courses.quantity * rate)
    keys = tuple(dict.fromkeys([*(key for e in found.values() for key in e.rests_on), *_RECOVERING]))
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
            tally("recorded recoveries among the finished courses", recovered, level=None),
            Estimate(name="recovered, of finished courses", value=rate, unit=Unit.PROPORTION),
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
                of_whom=f"for {pounds(_SUM)}; {count(recovered)} recorded recoveries",
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
            f"{pounds(_SUM)} ÷ price of each, all in prices of {PRICES} by {given.prices.name}, moved before dividing. Staff: "
            "salary × (1 + employer’s costs)."
        ),
        sources=(*dict.fromkeys(given[key].source for key in keys), repaid.citation),
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
