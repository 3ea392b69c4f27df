"""Which measurement would settle most of what is uncertain about value, and what it would be worth to have it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from caseness.checks.assumed import Assumed
from caseness.checks.chart import Dot, Dots, Role
from caseness.checks.finding import Answer, Chapter, Column, Estimate, FigureBlock, Interval, Table, Unit, Verdict
from caseness.checks.registry import check
from caseness.checks.valuing import cited
from caseness.wording import count, millions, percent, pounds

if TYPE_CHECKING:
    from caseness.value.analysis import Analysis, Known

_SHOWN = 8


@check(chapter=Chapter.SPEND, needs=[Assumed], order=60)
def worth_measuring(assumed: Assumed) -> Answer:
    """Which single measurement would settle most of what is uncertain about value for money?"""
    analysis = assumed.analysis
    low, high = analysis.thresholds
    at_low, at_high = analysis.each(low), analysis.each(high)
    first = at_high[0]
    everything = [analysis.of_everyone(analysis.everything(price)[1].value) for price in (low, high)]
    worth = analysis.of_everyone(first.of_pair.value)
    share = first.of_pair.value / analysis.everything(high)[1].value if everything[1] else 0.0
    given = analysis.assumptions
    return Answer(
        short="Worth measuring",
        answer=(
            _told(first.assumption.title, worth, share, everything[1], high)
            + f" At {pounds(low)}, to know everything is worth {pounds(everything[0])}."
        ),
        verdict=Verdict.DESCRIBED,
        condition=f"for {millions(given.amount('referrals_a_year'))} referrals a year while a decision stands",
        estimates=(
            Estimate(name="share of it that one measurement gives", value=share, unit=Unit.PROPORTION),
            Estimate(name="referrals a year", value=given.amount("referrals_a_year"), unit=Unit.COUNT),
            *(
                _information(analysis, f"everything, at {pounds(price)}", analysis.everything(price)[1].value, error)
                for price in (low, high)
                for error in [analysis.everything(price)[1].error]
            ),
            *(
                _information(analysis, f"{k.assumption.title}, at {pounds(high)}", k.of_pair.value, k.of_pair.error)
                for k in at_high[:_SHOWN]
            ),
        ),
        figures=(
            FigureBlock(
                label="Worth of knowing it for certain",
                estimate=_information(analysis, first.assumption.title, first.of_pair.value, first.of_pair.error),
                of_whom=f"“{first.assumption.title}”, at {pounds(high)}, all referrals for "
                f"{count(given.amount('years_of_decision'))} years",
            ),
            FigureBlock(
                label="Worth of knowing everything",
                estimate=_information(
                    analysis, "everything", analysis.everything(high)[1].value, analysis.everything(high)[1].error
                ),
                of_whom=f"at {pounds(high)}; {pounds(everything[0])} at {pounds(low)}",
            ),
        ),
        charts=(_chart(analysis, at_high),),
        caveats=(
            "It is the most that any study could be worth, before its cost: a real one leaves some doubt.",
            "It counts only what could change the decision. Where draws agree, little is worth knowing, "
            "however little is known.",
            "What the assumptions leave out, such as who would have got better anyway among those who do not come, is in none "
            "of it.",
        ),
        method=(
            "Expected value of perfect information: mean of the best option of each draw, less the best mean. On one "
            "assumption: net benefit regressed on it with a cubic spline (Strong, Oakley and Brennan 2014). Times referrals a "
            f"year, for {count(given.amount('years_of_decision'))} years, discounted. {count(analysis.draws)} draws; intervals "
            "are twice the Monte Carlo standard error either way."
        ),
        sources=cited(*(k.assumption for k in at_high[:_SHOWN]), given["referrals_a_year"], given["years_of_decision"]),
        tables=(_table(analysis, at_low, at_high),),
    )


def _told(title: str, worth: float, share: float, everything: float, price: float) -> str:
    if not worth:
        return f"None: at {pounds(price)} a quality-adjusted life-year no single one could change the decision."
    return (
        f"“{title}”. To know it for certain would be worth {pounds(worth)} at {pounds(price)} a quality-adjusted life-year. "
        f"That is {percent(share, decimals=0)} of what it would be worth to know everything, {pounds(everything)}."
    )


def _information(analysis: Analysis, name: str, per_person: float, error: float) -> Estimate:
    low, high = (max(per_person + side * 1.96 * error, 0.0) for side in (-1, 1))
    return Estimate(
        name=f"worth of knowing {name}",
        value=analysis.of_everyone(per_person),
        low=analysis.of_everyone(low),
        high=analysis.of_everyone(high),
        interval=Interval.SIMULATION,
        confidence=0.95,
        unit=Unit.GBP,
    )


def _chart(analysis: Analysis, known: list[Known]) -> Dots:
    values = [(k, analysis.of_everyone(k.of_pair.value)) for k in known[:_SHOWN]]
    most = max(max(value for _k, value in values), 1.0)
    first, second = values[0], values[1]
    return Dots(
        title=f"One measurement is worth {pounds(first[1])}, the next {pounds(second[1])}"
        if first[1]
        else "No single measurement could change the decision",
        subtitle=f"Worth of knowing one assumption for certain, at {pounds(analysis.thresholds[1])} a quality-adjusted "
        "life-year, all referrals",
        alt="Dot plot. " + "; ".join(f"{k.assumption.title}: {pounds(value)}" for k, value in values) + ".",
        rows=tuple(
            Dot(
                label=k.assumption.title,
                value=value,
                limits=(0.0, value),
                text=pounds(value),
                role=Role.SUBJECT if i == 0 else Role.OTHER,
            )
            for i, (k, value) in enumerate(values)
        ),
        domain=(0.0, 1.1 * most),
        unit="£",
    )


def _table(analysis: Analysis, at_low: list[Known], at_high: list[Known]) -> Table:
    lower = {k.assumption.id: k for k in at_low}
    columns = [
        Column(key=f"{of}_{price:.0f}", title=f"{title}, {pounds(price)}", unit=Unit.GBP)
        for price in analysis.thresholds
        for of, title in (("pair", "Service or usual care"), ("all", "All four options"))
    ]

    def worth(known: Known) -> tuple[float, float]:
        return analysis.of_everyone(known.of_pair.value), analysis.of_everyone(known.of_all.value)

    everything = [analysis.everything(price) for price in analysis.thresholds]
    return Table(
        name="worth-of-knowing",
        caption="What it would be worth to know each assumption for certain, all referrals for which the decision stands",
        columns=(Column(key="assumption", title="Assumption"), *columns),
        rows=(
            ("Everything", *(analysis.of_everyone(x.value) for of_all, pair in everything for x in (pair, of_all))),
            *((k.assumption.title, *worth(lower[k.assumption.id]), *worth(k)) for k in at_high),
        ),
    )
