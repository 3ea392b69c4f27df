"""Each provider under every definition of recovery, and how far the order of providers hangs on the definition."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from caseness.checks.chart import Dot, Dots, Role
from caseness.checks.finding import Answer, Chapter, Column, Estimate, Table, Unit, Verdict
from caseness.checks.outcomes.defining import ASKED, changed_alone, evaluated
from caseness.checks.registry import check
from caseness.errors import CannotRun
from caseness.sources.records import Records
from caseness.statistics.rank_stability import rank_stability
from caseness.wording import count, decimal, percent

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from caseness.outcomes import Evaluated
    from caseness.statistics.rank_stability import RankStability

_CASES = 50  # counted officially, for a provider to have a place in an order
_LEAST = 20  # counted of each such provider, for a definition to give an order
_PROVIDERS = 3


@check(chapter=Chapter.OUTCOMES, needs=[Records], order=13)
def definitions_by_provider(records: Records) -> Answer:
    """Does a provider’s place among the others hang on the definition of recovery?"""
    found = evaluated(records)
    large = np.flatnonzero(found.denominator_by_provider[:, found.official] >= _CASES)
    if large.size < _PROVIDERS:
        raise CannotRun(
            f"fewer than {_PROVIDERS} providers have {_CASES} finished courses that began and ended in the extract",
            settled_by="an extract of more providers or months",
        )
    places = np.flatnonzero((found.denominator_by_provider[large] >= _LEAST).all(axis=0))
    order = rank_stability(
        found.rates_by_provider[np.ix_(large, places)], int(np.flatnonzero(places == found.official)[0])
    )
    agreement = order.agreement[np.isfinite(order.agreement)]
    if not agreement.size:
        raise CannotRun(
            "all providers have the same rate by the official definition, so that they have no order",
            settled_by="an extract in which the rates of providers differ",
        )
    spans = order.spans()
    wide = float(np.median(spans[:, 1] - spans[:, 0]))
    low, middle = (float(value) for value in np.quantile(agreement, (0.05, 0.5)))
    return Answer(
        short="Order of providers",
        answer=(
            f"Under {count(places.size)} definitions the order of {count(large.size)} providers agrees with the official one by "
            f"a rank correlation of {decimal(middle, 2)} in the middle, and of less than {decimal(low, 2)} for one definition in "
            f"twenty. The middle nine-tenths of definitions move a provider over {count(round(wide))} places of "
            f"{count(large.size)} (the middle provider)."
        ),
        verdict=Verdict.DESCRIBED,
        condition="providers with 50 or more finished courses in the extract",
        estimates=(
            Estimate(name="providers with a place in the order", value=float(large.size), unit=Unit.RATIO),
            Estimate(name="definitions that give an order", value=float(places.size), unit=Unit.RATIO),
            Estimate(name="rank correlation with the official order, middle definition", value=middle, unit=Unit.RATIO),
            Estimate(
                name="rank correlation with the official order, one definition in twenty has less",
                value=low,
                unit=Unit.RATIO,
            ),
            Estimate(name="agreement of all orders (Kendall’s W)", value=order.concordance, unit=Unit.RATIO),
            Estimate(name="places that the middle provider moves over", value=wide, unit=Unit.RATIO),
        ),
        charts=(_chart(found, places, order),),
        caveats=(
            "Orders differ by chance as well: providers with rates close together change places with a few courses.",
            "Rates are not adjusted for who comes to a provider. A place in an order says nothing of quality.",
            "Definitions that count persons, or what came after, are not told by provider.",
        ),
        method=(
            f"Providers with {_CASES} or more in the official denominator, definitions under which each of them has "
            f"{_LEAST} or more. Spearman’s correlation of each order with the official one, ties sharing their places; "
            "Kendall’s W over all orders. Every definition has the same weight."
        ),
        sources=(
            "Spearman 1904, American Journal of Psychology 15: 72-101",
            "Kendall and Babington Smith 1939, Annals of Mathematical Statistics 10: 275-287",
        ),
        tables=(_table(found, large, places, order),),
    )


def _chart(found: Evaluated, places: NDArray[np.intp], order: RankStability) -> Dots:
    here = {int(place): column for column, place in enumerate(places)}
    rows = [
        Dot(
            label=choice.short,
            value=float(order.agreement[here[place]]),
            text=decimal(float(order.agreement[here[place]]), 2),
            role=Role.SUBJECT,
            group=ASKED[choice.factor],
        )
        for choice, place in changed_alone(found)
        if not choice.official and place in here and np.isfinite(order.agreement[here[place]])
    ]
    least = min((row for row in rows), key=lambda row: row.value or 0, default=None)
    return Dots(
        title="How far the order of providers stays the same when one choice is changed",
        subtitle="Rank correlation with the official order, all other choices official. 1: the same order; 0: unrelated",
        alt=f"{count(len(rows))} choices; "
        + (f"the lowest correlation is {least.text}, for {least.group.lower()}: {least.label}." if least else "none."),
        rows=tuple(rows),
        domain=(min([0.0, *(row.value or 0.0 for row in rows)]), 1.0),
        unit="",
    )


def _table(found: Evaluated, large: NDArray[np.intp], places: NDArray[np.intp], order: RankStability) -> Table:
    above = found.numerator_by_provider[:, found.official]
    below = found.denominator_by_provider[:, found.official]
    rates = found.rates_by_provider
    place_of = {int(provider): row for row, provider in enumerate(large)}
    spans, own = order.spans(), order.ranks[:, int(np.flatnonzero(places == found.official)[0])]
    rows = []
    for number, provider in enumerate(found.providers):
        many = below[number] >= _LEAST
        told = rates[number][many & (found.denominator_by_provider[number] >= _LEAST)]
        low, middle, high = np.quantile(told, (0.05, 0.5, 0.95)) if told.size else (None, None, None)
        official = float(above[number] / below[number]) if below[number] else None
        row = place_of.get(number)
        rows.append(
            (
                provider or "[x]",
                int(above[number]),
                int(below[number]),
                official,
                *(None if end is None else float(end) for end in (low, middle, high)),
                None if official is None or not told.size else percent(float((told < official).mean()), decimals=0),
                "[u]" if row is None else f"{own[row]:g}",
                "[u]" if row is None else f"{spans[row, 0]:.0f} to {spans[row, 1]:.0f}",
            )
        )
    return Table(
        name="providers-under-every-definition",
        caption="Recovery of each provider: official, and over the definitions that make sense",
        columns=(
            Column(key="org_code", title="Provider"),
            Column(key="recovered", title="Recovered, official", unit=Unit.COUNT),
            Column(key="counted", title="Counted, official", unit=Unit.COUNT),
            Column(key="rate", title="Rate, official", unit=Unit.PROPORTION),
            Column(key="low", title="One definition in twenty gives less", unit=Unit.PROPORTION),
            Column(key="middle", title="Middle definition", unit=Unit.PROPORTION),
            Column(key="high", title="One in twenty gives more", unit=Unit.PROPORTION),
            Column(key="place_of_official", title="Definitions that give less than the official"),
            Column(key="rank", title="Place in the official order"),
            Column(key="ranks", title="Middle nine-tenths of places"),
        ),
        rows=tuple(rows),
        note=f"By code. Of providers with {_LEAST} or more counted officially, definitions with as many. [u] fewer than {_CASES} "
        "counted officially.",
    )
