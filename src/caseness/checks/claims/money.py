"""Claims on what the service costs: products, sums and ratios of cited figures and published counts."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from caseness.checks.claims.counts import FINISHED, RECEIVED, RECOVERED, if_published, year_counts
from caseness.checks.claims.stated import Stated, about, at_least, fewer_than, figure, more_than
from caseness.checks.claims.trial import Reading, Trial, from_inputs, from_published, missing, value
from caseness.checks.estimating import annual_source
from caseness.checks.finding import Unit
from caseness.checks.inputs import Input, use
from caseness.checks.spending import TWELVE_YEARS, cited, cumulative, spending
from caseness.vocabulary import Frequency
from caseness.vocabulary.period import financial_year
from caseness.wording import decimal, pounds

if TYPE_CHECKING:
    from caseness.sources.published import Published

_SCOPE = "What the total covers is not known: training, premises and national costs may be in or out."


def pounds_of(
    name: str, total: float, given: tuple[Input, ...], stated: Stated | None = None, clause: str = ""
) -> Reading:
    """A reading in pounds, from cited figures."""
    return value(name, total, Unit.GBP, level=None, stated=stated, inputs=given, clause=clause)


@from_published("C82")
def total_2017(published: Published) -> Trial:
    """The total as given, beside the product of unit cost and entrants; per referral, course and recovery."""
    year, counts = year_counts(published, 2017, RECEIVED, FINISHED, RECOVERED)
    total, unit_cost, entrants = use("total_2017", "cost_per_entrant", "entrants_2017")
    bases = {"referral": RECEIVED, "finished course": FINISHED, "recorded recovery": RECOVERED}
    per = {name: total.value / counts[measure] for name, measure in bases.items()} | {
        "person entering": total.value / entrants.value
    }
    return Trial(
        what="Total",
        saying="The total for 2017/18 is {figure}, {of}",
        stated=figure(394e6, 1e6),
        as_stated=(pounds_of("as the reply gives it", total.value, (total,)),),
        otherwise=(pounds_of("£492 for each who entered", unit_cost.value * entrants.value, (unit_cost, entrants)),),
        beside=tuple(pounds_of(f"per {name}", cost, (total,)) for name, cost in per.items()),
        also=f"That is {pounds(per['referral'])} per referral, {pounds(per['person entering'])} per person entering, "
        f"{pounds(per['finished course'])} per finished course and {pounds(per['recorded recovery'])} per recorded recovery.",
        untold="total not seen at its source; another total is higher",
        caveats=(_SCOPE, "All who are treated cost money, so cost per recovery carries those who do not recover."),
        method="The total as given ÷ published England counts of 2017/18; prices of that year.",
        sources=(annual_source(year),),
    )


@from_inputs("C83")
def per_entrant() -> Trial:
    """The product, and its distance from the official total."""
    unit_cost, entrants, total = use("cost_per_entrant", "entrants_2017", "total_2017")
    product = unit_cost.value * entrants.value
    gap = product - total.value
    return Trial(
        what="Total",
        saying="The total is {figure}, {of}",
        stated=figure(497e6, 1e6),
        as_stated=(
            pounds_of("£492 for each of 1.01 million", product, (unit_cost, entrants)),
            pounds_of("above the official total", gap, (unit_cost, entrants, total), about(100e6, 1e6)),
        ),
        also=f"It is {pounds(gap)} above the official total.",
        untold="arithmetic right; the two totals may differ in scope",
        caveats=(_SCOPE, "What the £492 covers, and in which year’s prices, is not stated."),
        method="Unit cost × those entering treatment, less the official total.",
    )


@from_published("C86")
def half_a_billion(published: Published) -> Trial:
    """No total is at hand for 2021; totals of other years and unit costs are other readings."""
    total, per_entrant_, entrants, per_client = use(
        "total_2017", "cost_per_entrant", "entrants_2017", "cost_per_client"
    )
    return Trial(
        what="Total",
        saying="The total is {figure}, {of}",
        stated=figure(0.5e9, 0.1e9),
        as_stated=(missing("spending in 2020/21"),),
        otherwise=(
            pounds_of(
                "£492 for each who entered, 2017/18", per_entrant_.value * entrants.value, (per_entrant_, entrants)
            ),
            pounds_of("official total, 2017/18", total.value, (total,)),
            if_published("£680 for each finished course, 2020/21", lambda: _per_finished(published, 2020, per_client)),
        ),
        also=f"The official total of that year is {pounds(total.value)}.",
        untold="one of three totals rounds to it; none seen at source",
        caveats=(_SCOPE,),
        method="Cited totals, and cited unit costs × counts.",
    )


def _per_finished(published: Published, start_year: int, unit_cost: Input) -> Reading:
    year, counts = year_counts(published, start_year, FINISHED)
    name = f"{pounds(unit_cost.value)} for each finished course, {year}"
    return pounds_of(name, unit_cost.value * counts[FINISHED], (unit_cost,))


@from_published("C88")
def one_billion(published: Published) -> Trial:
    """The product as claimed, and the same unit cost per finished course."""
    clients, unit_cost, total = use("clients_planned", "cost_per_client", "total_2017")
    year, counts = year_counts(published, 2017, FINISHED)
    return Trial(
        what="Total",
        saying="The total is {figure}, {of}",
        stated=figure(1.02e9, 0.01e9),
        as_stated=(pounds_of("£680 for each of 1.5 million", clients.value * unit_cost.value, (clients, unit_cost)),),
        otherwise=(
            if_published("£680 for each finished course, 2020/21", lambda: _per_finished(published, 2020, unit_cost)),
        ),
        also=f"The official total of {year} is {pounds(total.value / counts[FINISHED])} for each finished course, "
        "so the £680 may be per finished course.",
        untold="product right; £680 may be per finished course",
        caveats=("1.5 million is a planned number, not one that was treated.", _SCOPE),
        method="Unit cost × number; beside it the unit cost × finished courses.",
        sources=(annual_source(year),),
    )


@from_published("C94")
def finished_costs_more(published: Published) -> Trial:
    """Whatever the total, a finished course costs as many times a referral as there are referrals to a finished course."""
    years = published.require_england(RECEIVED, FINISHED, frequency=Frequency.YEAR)
    readings = [
        value(f"cost per finished course ÷ cost per referral, {year}", row[RECEIVED] / row[FINISHED], Unit.RATIO, year)
        for year, row in reversed(years.items())
    ]
    return Trial(
        what="Ratio",
        saying="A finished course costs {figure} times as much as a referral ({of})",
        stated=more_than(1),
        as_stated=tuple(readings),
        also="The ratio does not depend on the total, which is not known.",
        holds="in every year, whatever the total is",
        caveats=("Referrals that do not finish also cost money; an average hides that.",),
        method="Referrals received ÷ finished courses of the same year; the total cancels out.",
        sources=(annual_source(*years),),
    )


@from_inputs("C97")
def three_hundred_thousand() -> Trial:
    """Two products."""
    people, low, high = use("people_costed", "unit_cost_low", "unit_cost_high")
    return Trial(
        what="Total",
        saying="The total is {figure}, {of}",
        stated=figure(300e6, 1e6),
        as_stated=(
            pounds_of("300,000 people at £1,000", people.value * low.value, (people, low)),
            pounds_of("300,000 people at £1,700", people.value * high.value, (people, high), figure(510e6, 1e6)),
        ),
        also=f"At £1,700 it is {pounds(people.value * high.value)}.",
        untold="arithmetic right; number and unit cost have no source",
        caveats=("Neither the number nor the unit costs have a source.",),
        method="Two multiplications.",
    )


@from_inputs("C92")
def one_budget_raised() -> Trial:
    """The rise over the budget before it, from figures that the same critic gives elsewhere."""
    budget, rise = use("budget_of_commissioner", "budget_of_commissioner_rise")

    def over(name: str, base: float) -> Reading:
        return value(name, rise.value / base, Unit.PROPORTION, level=None, inputs=(budget, rise))

    return Trial(
        what="Rise of the budget",
        saying="The budget rose by {figure} {of}",
        stated=figure(0.25, 0.01),
        as_stated=(over("of the budget before", budget.value - rise.value),),
        otherwise=(over("of the budget after", budget.value),),
        also=f"Elsewhere the critic gives a rise of £{decimal(rise.value / 1e6, 1)}m to £{decimal(budget.value / 1e6, 1)}m.",
        untold="the critic’s other figures give more; accounts were not seen",
        caveats=("The reply of the commissioner was not seen.", "A budget is not what was spent."),
        method="Rise ÷ (budget after − rise).",
    )


@from_inputs("C96")
def therapy_for_unexplained_symptoms() -> Trial:
    """The documents are not named; costs of a course that were published in those years stand beside."""
    modelled, high, stepped = use(
        "cost_unexplained_symptoms_course", "cost_high_intensity_course_east", "cost_stepped_up_course_east"
    )
    return Trial(
        what="Cost of a course",
        saying="A course costs {figure} {of}",
        stated=more_than(1_700),
        as_stated=(
            missing("therapy for unexplained symptoms, as the documents cost it"),
            missing("consultations, a head, as the documents cost them"),
        ),
        beside=(
            pounds_of("for unexplained symptoms, as a model for England assumes", modelled.value, (modelled,)),
            pounds_of("of high intensity in the service, any problem", high.value, (high,)),
            pounds_of("stepped up in the service, any problem", stepped.value, (stepped,)),
        ),
        also=f"In the service, a course of high intensity cost {pounds(high.value)}, one stepped up {pounds(stepped.value)}.",
        untold="the documents are not named; costs published then are lower",
        caveats=("Prices are of 2009 to 2011; the claim spans 2002 to the 2010s and names no price year.",),
        method="Costs of a course as two publications of those years give them.",
    )


@from_inputs("C104")
def price_of_a_year() -> Trial:
    """One figure would need both ends of the range to be the same."""
    low, high = use("threshold_low", "threshold_high")
    since_low, since_high = use("threshold_low_2026", "threshold_high_2026")
    return Trial(
        what="Threshold",
        saying="The threshold is {figure}, the {of}",
        stated=figure(20_000, 1_000),
        as_stated=(
            pounds_of("lower end of the range", low.value, (low,)),
            pounds_of("upper end of the range", high.value, (high,)),
        ),
        otherwise=(
            pounds_of(
                "lower end of the range", low.value, (low,), clause=f"the lower end; the upper was {pounds(high.value)}"
            ),
        ),
        also=f"The range in force to March 2026 ran to {pounds(high.value)}.",
        caveats=(
            f"Since April 2026 the range for medicines is {pounds(since_low.value)} to {pounds(since_high.value)}; "
            "it was not raised for services.",
        ),
        method="The range in the methods manual in force in 2021.",
    )


@from_inputs("C84")
def costs_of_every_year() -> Trial:
    """Years that have one total in public; what the health service could give is in its reply."""
    years = [spent for spent in spending() if spent.year.start.year <= TWELVE_YEARS]
    known = sum(spent.known for spent in years)
    allocations = use("allocation_2008", "allocation_2009", "allocation_2010")
    return Trial(
        what="Years with one public total",
        saying="{figure} years have one public total, {of}",
        stated=fewer_than(len(years)),
        as_stated=(missing("years whose costs the health service could give"),),
        beside=(
            value(
                f"of the {len(years)} from {years[0].year} to {years[-1].year}", known, level=None, inputs=allocations
            ),
        ),
        also="They are central allocations; later years have sums over several years, or totals that disagree.",
        untold=f"{known} years of {len(years)} have one public total; reply not seen",
        caveats=(_SCOPE, "What is public may be less than what the health service holds."),
        method="Financial years since the first allocation for which one total is in public.",
    )


@from_inputs("C85")
def four_billion() -> Trial:
    """Straight lines between cited years; the total of 2017/18 in every year is another reading."""
    total, years = use("total_2017", "years_of_spending")
    spent = cumulative("on straight lines between cited years", TWELVE_YEARS)
    flat = total.value * years.value
    return Trial(
        what="Spent in 12 years",
        stated=at_least(4e9),
        as_stated=(Reading(name=spent.name, estimate=spent, inputs=cited()),),
        otherwise=(pounds_of("every year at the level of 2017/18", flat, (total, years)),),
        also=f"Cited years and totals in public use leave [{pounds(spent.low or 0)} to {pounds(spent.high or 0)}].",
        untold="only if most years cost as much as 2017/18",
        caveats=(_SCOPE, "Yearly spending after 2014/15 was not published as one series."),
        method="Sum of 12 years from 2008/09, on straight lines between cited years or flat at 2017/18; cash prices.",
    )


@from_inputs("C95")
def unaccounted_for() -> Trial:
    """The figure names neither a time nor a total; what no cited sum covers of twelve years stands beside."""
    spent = cumulative("on straight lines between cited years", TWELVE_YEARS)
    sums = use("allocation_2008", "allocation_2009", "allocation_2010", "allocation_2011_to_2014", "total_2017")
    told = sum(one.value for one in sums)
    name = f"of 12 years to {financial_year(TWELVE_YEARS)} that no cited sum covers"
    left, low, high = ((end or 0.0) - told for end in (spent.value, spent.low, spent.high))
    rest = replace(spent, name=name, value=left, low=low, high=high)
    return Trial(
        what="Unaccounted for",
        stated=figure(1.6e9, 0.2e9),
        as_stated=(missing("at the source of the figure"),),
        beside=(Reading(name=name, estimate=rest, inputs=cited()),),
        untold="it names neither a time nor what it is missing from",
        caveats=(_SCOPE, "That no public sum covers a year does not say that nobody accounted for it."),
        method="Spending of 12 years from 2008/09 on straight lines, less the sums cited for any of them; cash prices.",
    )
