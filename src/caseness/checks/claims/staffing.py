"""Claims on the number and the cost of staff."""

from __future__ import annotations

from caseness.checks.claims.money import pounds_of
from caseness.checks.claims.stated import figure, more_than
from caseness.checks.claims.trial import Reading, Trial, from_inputs, value
from caseness.checks.inputs import use
from caseness.checks.spending import THIRTEEN_YEARS, cited, cumulative
from caseness.wording import count, pounds


@from_inputs("C90")
def more_staff() -> Trial:
    """Both ends of the growth, and both ends of the total."""
    now, least, most = use("staff", "staff_growth_least", "staff_growth_most")
    low, high = now.value * least.value, now.value * most.value

    readings = (
        value("more, as 60% of 8,000", low, level=None, stated=figure(3_800, 100), inputs=(now, least)),
        value("more, as 75% of 8,000", high, level=None, stated=figure(6_000, 100), inputs=(now, most)),
        value("in all, with 60% more", now.value + low, level=None, stated=figure(11_800, 100), inputs=(now, least)),
        value("in all, with 75% more", now.value + high, level=None, stated=figure(14_000, 100), inputs=(now, most)),
    )
    return Trial(
        what="Staff",
        saying="That makes {figure} {of}",
        stated=figure(3_800, 100),
        as_stated=readings,
        also=f"60% to 75% of 8,000 is {count(low)} to {count(high)}, {count(now.value + low)} to {count(now.value + high)} "
        "in all.",
        fails="upper ends agree; 3,800 is 47.5% of 8,000, not 60%",
        caveats=("The lower figures may come from another part of the manual.",),
        method="Percentages of 8,000, and sums.",
    )


@from_inputs("C91")
def staff_bill() -> Trial:
    """The product, and the same with employer's costs and overheads beside it."""
    staff, cost, employers, overheads = use("staff_planned", "cost_per_head", "employers_costs", "overheads")
    product = staff.value * cost.value
    full = product * (1 + employers.value) * (1 + overheads.value)
    return Trial(
        what="Staff bill",
        saying="The staff bill comes to {figure}, {of}",
        stated=figure(455e6, 1e6),
        as_stated=(pounds_of("13,000 staff at £35,000", product, (staff, cost)),),
        beside=(pounds_of("with employer’s costs and overheads", full, (staff, cost, employers, overheads)),),
        also=f"With assumed employer’s costs of 28% and overheads of 35% it is {pounds(full)}.",
        untold="product right; what the £35,000 covers is not stated",
        caveats=("It is not stated whether £35,000 is a salary or a full cost.",),
        method="Staff × cost a head.",
    )


@from_inputs("C89")
def staff_half_a_billion() -> Trial:
    """The same product, stated to one digit of a billion."""
    given = use("staff_planned", "cost_per_head")
    product = given[0].value * given[1].value
    return Trial(
        what="Staff bill",
        saying="The staff bill comes to {figure}, {of}",
        stated=figure(0.5e9, 0.1e9),
        as_stated=(pounds_of("13,000 staff at £35,000", product, given),),
        untold="rounds to it; staff and cost a head not verified",
        caveats=("Planned staff are not staff in post.",),
        method="Staff × cost a head.",
    )


@from_inputs("C87")
def five_billion_on_staff() -> Trial:
    """Staff cannot have cost more than everything did; the bill of 2021 in all years is another reading."""
    years, staff, cost = use("years_of_staff", "staff_planned", "cost_per_head")
    spent = cumulative("on everything, on straight lines between cited years", THIRTEEN_YEARS)
    flat = staff.value * cost.value * years.value
    return Trial(
        what="Spent in 13 years",
        stated=more_than(5e9),
        as_stated=(Reading(name=spent.name, estimate=spent, inputs=cited()),),
        otherwise=(pounds_of("on staff, at the planned bill in every year", flat, (staff, cost, years)),),
        also=f"On everything, cited years and totals leave [{pounds(spent.low or 0)} to {pounds(spent.high or 0)}].",
        untold="only if every year had the staff planned for 2024",
        caveats=("Early allocations were small, and staff with them.",),
        method="Sum of 13 years from 2008/09; cash, not one price year.",
    )
