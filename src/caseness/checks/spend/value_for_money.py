"""The headline of the model: what a quality-adjusted life-year costs, and which option is worth its cost at which price."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from caseness.checks.assumed import Assumed
from caseness.checks.chart import ByPrice, PriceCurve, Role
from caseness.checks.finding import Answer, Cell, Chapter, Column, Estimate, FigureBlock, Interval, Table, Unit, Verdict
from caseness.checks.registry import check
from caseness.checks.valuing import PER, cited, gained, ratio, ratio_estimate, span
from caseness.value.analysis import THRESHOLDS
from caseness.value.model import OPTIONS, Option
from caseness.value.prices import PRICES
from caseness.wording import count, decimal, percent, pounds

if TYPE_CHECKING:
    from caseness.value.analysis import Analysis, Variant

_SURE = 0.95
_ROLES = {Option.SERVICE: Role.SUBJECT, Option.USUAL_CARE: Role.NATION}
_SHORT = {
    Option.SERVICE: "the service",
    Option.USUAL_CARE: "usual care",
    Option.SELF_HELP: "guided self-help",
    Option.COUNSELLING: "counselling",
}


@check(chapter=Chapter.SPEND, needs=[Assumed], order=40)
def value_for_money(assumed: Assumed) -> Answer:
    """Is what the service adds worth what it costs, at the prices of health in use?"""
    analysis = assumed.analysis
    base, (low, high) = analysis.base, analysis.thresholds
    years = f"{analysis.years} year{'' if analysis.years == 1 else 's'}"
    return Answer(
        short="Value for money",
        answer=(
            f"Against usual care, {_costs(base)} over {years}; 95% of draws: {span(base.ends)}. The service is worth its cost "
            f"in {percent(base.worth[0], decimals=0)} of draws at {pounds(low)} a year of health, in "
            f"{percent(base.worth[1], decimals=0)} at {pounds(high)}. It adds "
            f"{gained(base.increment.effect)} such years for every {count(PER)} people referred, at "
            f"{pounds(base.increment.cost)} for each person."
        ),
        verdict=_verdict(base.worth),
        condition=f"{len(analysis.not_seen)} of {len(analysis.used)} assumptions not seen at a source",
        estimates=_estimates(analysis),
        figures=_figures(analysis),
        charts=(_chart(analysis),),
        caveats=(
            "Nobody was drawn by lot between the service and usual care: recovery of its own patients is set beside control "
            "arms of trials, counted by the same line on the PHQ-9 alone.",
            "What becomes of people afterwards is taken from two studies, and taken to be the same whatever they had.",
            "Usual care is costed by consultations only. Medicines, hospital care, carers and time are not in it.",
            "The alternatives are as effective as in trials, less what the service loses against trials; they are costed per "
            "finished course. They have not been tried for everyone who is referred.",
            "Effects on people not at caseness, and on those who do not come, are taken as none.",
        ),
        method=(
            "Decision tree per person referred (enters, finishes, at caseness, recovers; leaves early, improves, gets worse), "
            "then well, case or dead by month; relapse falls with time. Costs and effects discounted at "
            f"{percent(analysis.assumptions['discount_rate'].value)} a year. Pounds of {PRICES} by "
            f"{analysis.assumptions.prices.name}. "
            f"{count(analysis.draws)} draws of all assumptions at once, seed {analysis.seed}; the first figure is at their "
            f"centres, the mean of the draws is {ratio(analysis.mean)}{_error(analysis)}. The 95% interval is of the "
            "draws; one that gains nothing has no cost per gain and counts as more than any."
        ),
        sources=cited(*analysis.used),
        tables=(_options(analysis), _acceptability(analysis), _panels(analysis)),
        settles=("C104", "C105"),
    )


def _costs(base: Variant) -> str:
    if base.increment.ratio is None:
        return f"the service brings {ratio(base.increment)}"
    return f"a quality-adjusted life-year costs {ratio(base.increment)}"


def _verdict(worth: tuple[float, float]) -> Verdict:
    if worth[0] >= _SURE:
        return Verdict.HOLDS
    return Verdict.DOES_NOT_HOLD if worth[1] <= 1 - _SURE else Verdict.CANNOT_BE_TOLD


def _error(analysis: Analysis) -> str:
    error = analysis.ratio_error
    return f" with a Monte Carlo standard error of {pounds(error)}" if error is not None else ""


def _estimates(analysis: Analysis) -> tuple[Estimate, ...]:
    result, base = analysis.result, analysis.base
    return (
        ratio_estimate(
            f"cost per QALY over {analysis.years} years, service against usual care", base.increment, base.ends
        ),
        _drawn("pounds added per person referred", base.increment.cost, result.added_costs, Unit.GBP),
        _drawn(
            f"QALYs added per {count(PER)} referred", base.increment.effect * PER, result.added_qalys * PER, Unit.SCORE
        ),
        Estimate(name="assumptions", value=len(analysis.used), unit=Unit.COUNT),
        Estimate(name="assumptions not seen at a source", value=len(analysis.not_seen), unit=Unit.COUNT),
        *(
            Estimate(name=f"share of draws worth their cost at {pounds(price)}", value=share, unit=Unit.PROPORTION)
            for price, share in zip(analysis.thresholds, base.worth, strict=True)
        ),
        Estimate(name="Monte Carlo standard error of the cost per QALY", value=analysis.ratio_error, unit=Unit.GBP),
    )


def _drawn(name: str, centre: float, draws: np.ndarray, unit: Unit) -> Estimate:
    low, high = np.quantile(draws, (0.025, 0.975))
    return Estimate(
        name=name,
        value=centre,
        low=float(low),
        high=float(high),
        interval=Interval.SIMULATION,
        confidence=0.95,
        unit=unit,
    )


def _figures(analysis: Analysis) -> tuple[FigureBlock, ...]:
    base = analysis.base
    per_qaly, costs, qalys, *_rest = _estimates(analysis)
    return (
        FigureBlock(
            label="Cost of a quality-adjusted life-year",
            estimate=replace(per_qaly, low=None, high=None, interval=None, confidence=None),
            of_whom=f"against usual care, over {analysis.years} years; 95% of draws: {span(base.ends)}",
        ),
        FigureBlock(
            label=f"Quality-adjusted life-years added per {count(PER)}",
            estimate=qalys,
            of_whom="people referred, against usual care",
        ),
        FigureBlock(
            label="Added cost per person", estimate=costs, of_whom="referred, pounds of 2024, against usual care"
        ),
    )


def _chart(analysis: Analysis) -> ByPrice:
    shares = analysis.acceptability
    changes = [
        (price, option)
        for price, option, before in zip(THRESHOLDS, analysis.frontier, [None, *analysis.frontier], strict=False)
        if option is not before
    ]
    best = ", ".join(f"{_SHORT[option]} from {pounds(price)}" for price, option in changes)
    return ByPrice(
        title=f"Best on average: {best}",
        subtitle="Share of draws in which each option has the highest net benefit, by what a quality-adjusted life-year is worth",
        alt=f"Line chart of four options. Best on average: {best}. "
        + "; ".join(
            f"{_SHORT[option]} {percent(float(shares[i][THRESHOLDS.index(20_000)]), decimals=0)} at £20,000"
            for i, option in enumerate(OPTIONS)
        )
        + ".",
        note="Upright lines: the thresholds in use. The option that is best on average need not be best in most draws.",
        across="What a quality-adjusted life-year is worth",
        curves=tuple(
            PriceCurve(
                name=_SHORT[option][0].upper() + _SHORT[option][1:],
                role=_ROLES.get(option, Role.OTHER),
                points=tuple((float(price), float(share)) for price, share in zip(THRESHOLDS, shares[i], strict=True)),
            )
            for i, option in enumerate(OPTIONS)
        ),
        prices=analysis.thresholds,
    )


def _options(analysis: Analysis) -> Table:
    def beside(row_index: int) -> str:
        row = analysis.options[row_index]
        if row.beside is None:
            return "[z]"
        return "no gain that a mixture of others does not give for less" if row.beside.extended else ratio(row.beside)

    rows: list[tuple[Cell, ...]] = [
        (row.option.words, row.cost, row.qaly * PER, beside(i)) for i, row in enumerate(analysis.options)
    ]
    return Table(
        name="options",
        caption="The four options, cheapest first: means over the draws, per person referred",
        columns=(
            Column(key="option", title="Option"),
            Column(key="cost", title="Pounds per person", unit=Unit.GBP),
            Column(key="qalys_per_1000", title="QALYs per 1,000", unit=Unit.SCORE),
            Column(key="cost_per_qaly", title="Cost per QALY, against the next cheaper worth having"),
        ),
        rows=tuple(rows),
        note="Health service only. QALYs of everyone referred, also those that usual care would give.",
    )


def _acceptability(analysis: Analysis) -> Table:
    return Table(
        name="acceptability",
        caption="Share of draws in which each option has the highest net benefit",
        columns=(
            Column(key="price", title="Pounds per QALY", unit=Unit.GBP),
            *(Column(key=o.value, title=o.words, unit=Unit.PROPORTION) for o in OPTIONS),
            Column(key="best_on_average", title="Best on average"),
        ),
        rows=tuple(
            (float(price), *(float(share) for share in analysis.acceptability[:, i]), analysis.frontier[i].words)
            for i, price in enumerate(THRESHOLDS)
        ),
    )


def _panels(analysis: Analysis) -> Table:
    def row(costs: np.ndarray) -> tuple[Cell, ...]:
        low, high = np.quantile(costs, (0.025, 0.975))
        return float(costs.mean()), float(low), float(high)

    return Table(
        name="payers",
        caption="Added cost per person referred, by whose money is counted: service against usual care",
        columns=(
            Column(key="panel", title="Payer"),
            Column(key="counts", title="What is counted"),
            Column(key="added_cost", title="Added cost", unit=Unit.GBP),
            Column(key="low", title="95% from", unit=Unit.GBP),
            Column(key="high", title="to", unit=Unit.GBP),
        ),
        rows=tuple((a.panel.words, a.panel.counts, *row(a.costs)) for a in analysis.accounts),
        note="Each on its own; they are not to be added. Effects on employment have no untreated control group "
        f"(effect {decimal(analysis.assumptions['effect_on_employment_held'].value * 100, 2)} points).",
    )
