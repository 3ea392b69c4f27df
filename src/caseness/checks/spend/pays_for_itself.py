"""Whether the service pays for itself: what comes back of a pound spent, and what would have to be true for all of it to."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from caseness.checks.assumed import Assumed
from caseness.checks.chart import HeatCell, HeatMap
from caseness.checks.estimating import tally, value_of
from caseness.checks.finding import Answer, Cell, Chapter, Column, Estimate, FigureBlock, Table, Unit, Verdict
from caseness.checks.inputs import use
from caseness.checks.registry import check
from caseness.checks.spend.simulating import ONE, OTHER, influences, inputs_table, simulated
from caseness.errors import CannotRun
from caseness.statistics.sensitivity import sobol
from caseness.value.independent import DRAWS, centres, independent
from caseness.value.paying import Account, annuity, effect_needed, factors, gain_needed, returned
from caseness.value.prices import PRICES
from caseness.wording import count, decimal, percent, points, pounds

if TYPE_CHECKING:
    from caseness.value.assumptions import Assumptions

_MONTHS = 12
_FOLLOWED = 7  # years of the event study
_LONGEST = 40  # years: a working life
_CURVE = range(2, 8)  # years for which an effect may last
_EFFECTS = (0.005, 0.01, 0.015)


@dataclass(frozen=True, slots=True)
class _Return:
    account: Account
    estimate: Estimate
    repaid: float  # share of draws in which all comes back


@check(chapter=Chapter.SPEND, needs=[Assumed], order=80)
def pays_for_itself(assumed: Assumed) -> Answer:
    """Does the service pay for itself as people move into work?"""
    given = assumed.assumptions
    for key in ("cost_per_course", "fiscal_gain_a_month", "output_a_month"):
        if given[key].range[0] <= 0:
            raise CannotRun(f"“{given[key].title}” may be 0, so nothing has a break-even", settled_by="a range above 0")
    exchequer, society = (_returned(given, account) for account in Account)
    largest, seekers = use("effect_on_employment", "effect_on_seekers")
    cost, rate = given.amount("cost_per_course"), given["discount_rate"].value
    needed = gain_needed(cost, largest.value, rate=rate, years=_FOLLOWED)
    chart, shares = influences(
        "what comes back to the exchequer",
        sobol(
            lambda values: returned(values, Account.EXCHEQUER),
            *(independent(given, factors(Account.EXCHEQUER), seed=seed) for seed in (ONE, OTHER)),
        ),
        given,
    )
    finished = given.amount("finished_a_year")
    extra = float(round(largest.value * finished))
    worst, best = (_extreme(given, best=end) for end in (False, True))
    return Answer(
        short="Pays for itself",
        answer=(
            f"Of each pound spent, {pence(exchequer.estimate)} come back to the exchequer. All of it comes back in "
            f"{percent(exchequer.repaid)} of {count(DRAWS)} draws; with every input at its favourable end "
            f"{decimal(best, 1)} pounds would. At the largest effect measured, {points(largest.value)} for {_FOLLOWED} years, "
            f"each extra person in work has to bring {pounds(needed)} a year."
        ),
        verdict=_verdict(worst, best),
        condition="not at the centre of the ranges; only near their favourable ends"
        if value_of(exchequer.estimate) < 1 <= best
        else "whatever the inputs within their ranges",
        estimates=(
            exchequer.estimate,
            society.estimate,
            tally("draws", DRAWS, level=None),
            *(
                Estimate(name=f"draws in which all comes back, {r.account}", value=r.repaid, unit=Unit.PROPORTION)
                for r in (exchequer, society)
            ),
            Estimate(name="largest effect measured", value=largest.value, unit=Unit.PERCENTAGE_POINT),
            Estimate(name="largest effect on job-seekers", value=seekers.value, unit=Unit.PERCENTAGE_POINT),
            tally("gain a year needed at the largest effect", needed, unit=Unit.GBP, level=None),
            tally("cost of a finished course", cost, unit=Unit.GBP, level=None),
            tally("back for each pound, every input at its favourable end", best, unit=Unit.RATIO, level=None),
            tally("back for each pound, every input at its unfavourable end", worst, unit=Unit.RATIO, level=None),
            tally("in work at the largest effect", extra, level=None),
            tally("finished courses a year", finished, level=None),
            tally(
                "gain a year at the centre",
                round(given.amount("fiscal_gain_a_month") * _MONTHS, -2),
                unit=Unit.GBP,
                level=None,
            ),
            tally("years until a course is paid for at the largest effect", _paid_after(given), level=None),
            *shares,
        ),
        figures=(
            FigureBlock(
                label="Comes back to the exchequer, of each pound",
                estimate=exchequer.estimate,
                of_whom=f"95% of draws; cost {pounds(cost)} a finished course, prices of {PRICES}",
            ),
            FigureBlock(
                label="Comes back to society, of each pound",
                estimate=society.estimate,
                of_whom="output of those in work and health care saved; taxes and benefits move money, and are not in it",
            ),
            FigureBlock(
                label="More in work, at the largest effect measured",
                estimate=tally("more in work", extra, level=None),
                of_whom=f"of {count(finished)} who finish in a year; the study has no untreated group",
            ),
        ),
        charts=(_break_even(given, cost), chart),
        caveats=(
            "The event study follows those who finished, before and after. People come for help at a low point, so some "
            "would have found work again anyway.",
            "Its effects are the largest of any year; lower ones are in the range drawn.",
            "Not counted: pay of those in work already, carers, life itself. The case for treatment does not rest on savings.",
            "Hospital savings were measured in services for long-term conditions, by authors of the programme.",
            "What a person in work brings the exchequer comes from the case made in 2007, moved to today’s prices.",
        ),
        method=(
            f"In prices of {PRICES}, effects followed for {_FOLLOWED} years. Back for each pound = (e × (1 − deadweight) × "
            "(1 − displacement) × gain a month × 12 × annuity at 3.5% + health care saved) ÷ cost of a finished course; each "
            "input drawn within its range, independently; 95% of draws. Deadweight: what would have come anyway; displacement: "
            "jobs that others then do not have. Variance shared out by Sobol indices."
        ),
        sources=tuple(dict.fromkeys(_citations(given))),
        tables=(_cases(given), _needed(given), inputs_table("paying-inputs", _keys(), given)),
        settles=("C107", "C112"),
    )


def pence(estimate: Estimate) -> str:
    """``47p (4p to 150p)``."""
    value, low, high = (round(100 * (end or 0)) for end in (estimate.value, estimate.low, estimate.high))
    return f"{count(value)}p ({count(low)}p to {count(high)}p)"


def _keys() -> tuple[str, ...]:
    return tuple(dict.fromkeys((*factors(Account.EXCHEQUER), *factors(Account.SOCIETY))))


def _citations(given: Assumptions) -> list[str]:
    cited = [i.citation for i in use("effect_on_employment", "effect_on_seekers", "break_even_into_work")]
    return [
        *cited,
        *(given[key].source for key in (*_keys(), "finished_a_year") if not given[key].source.startswith("Assumption")),
    ]


def _returned(given: Assumptions, account: Account) -> _Return:
    draws = returned(independent(given, factors(account), seed=ONE), account)
    centre = float(returned(centres(given, factors(account)), account)[0])
    estimate = simulated(f"back for each pound, {account}", draws, Unit.RATIO, centre=centre)
    return _Return(account, estimate, float(np.mean(draws >= 1)))


_MORE_IS_BETTER = {
    "cost_per_course": False,
    "deadweight": False,
    "displacement": False,
    "effect_on_employment_held": True,
    "years_in_work": True,
    "fiscal_gain_a_month": True,
    "health_care_saved": True,
}


def _extreme(given: Assumptions, *, best: bool) -> float:
    """What comes back of a pound with every input at the end of its range that is best, or worst, for it."""
    values = centres(given, factors(Account.EXCHEQUER))
    for key, more in _MORE_IS_BETTER.items():
        low, high = given[key].range
        values[key] = np.array([(high if more is best else low) * given[key].factor])
    return float(returned(values, Account.EXCHEQUER)[0])


def _verdict(worst: float, best: float) -> Verdict:
    """What the ranges allow: it holds if even the worst of them pays, and does not if not even the best does."""
    if worst >= 1:
        return Verdict.HOLDS
    return Verdict.DOES_NOT_HOLD if best < 1 else Verdict.CANNOT_BE_TOLD


def _break_even(given: Assumptions, cost: float) -> HeatMap:
    """The effect at which a course pays for itself, by how long it lasts and by the gain a year."""
    rate, gain = given["discount_rate"].value, given["fiscal_gain_a_month"]
    largest, seekers = (one.value for one in use("effect_on_employment", "effect_on_seekers"))
    gains = [end * gain.factor * _MONTHS for end in (gain.range[0], gain.value, gain.range[1])]
    needed = [[effect_needed(cost, each, rate=rate, years=float(lasts)) for each in gains] for lasts in _CURVE]
    columns = tuple(pounds(round(each, -2)) for each in gains)
    years = _paid_after(given)
    return HeatMap(
        title=f"At {points(largest)} and {columns[1]} a year a course is "
        + (f"paid for after {years} years" if years else f"not paid for in {_LONGEST} years"),
        subtitle=f"Extra people in work of 100 treated at which a course of {pounds(cost)} pays for itself",
        alt="Table of shades: rows are the years that an effect lasts, columns the gain a year. "
        + "; ".join(
            f"{lasts} years at {name} a year: {points(effect)}"
            for lasts, row in zip(_CURVE, needed, strict=True)
            for name, effect in zip(columns, row, strict=True)
        )
        + ".",
        note="Gain: benefits not paid and taxes, for each extra person in work. Nothing taken off for what would have come "
        "anyway, and no health care saved.",
        across="Gain a year for each",
        down="Years it lasts",
        columns=columns,
        rows=tuple(str(lasts) for lasts in _CURVE),
        cells=tuple(
            tuple(
                HeatCell(text=decimal(effect * 100, 1), level=int(effect > largest) + int(effect > seekers))
                for effect in row
            )
            for row in needed
        ),
        levels=(
            f"up to the {points(largest)} measured at most",
            f"up to the {points(seekers)} of job-seekers",
            "more than was measured",
        ),
    )


def _paid_after(given: Assumptions) -> int | None:
    """The first whole year in which the effect needed, at the central gain, is no more than the largest measured."""
    (largest,) = use("effect_on_employment")
    cost, rate, gain = (
        given.amount("cost_per_course"),
        given["discount_rate"].value,
        given.amount("fiscal_gain_a_month"),
    )
    needed = (effect_needed(cost, gain * _MONTHS, rate=rate, years=years) for years in range(1, _LONGEST + 1))
    return next((years for years, effect in enumerate(needed, 1) if effect <= largest.value), None)


def _cases(given: Assumptions) -> Table:
    """The cases that were made, and the effects measured, on one scale."""
    largest, seekers, stated = use("effect_on_employment", "effect_on_seekers", "break_even_into_work")
    cost, rate = given.amount("cost_per_course"), given["discount_rate"].value
    gain = given.amount("fiscal_gain_a_month") * _MONTHS

    def measured(name: str, effect: float) -> tuple[Cell, ...]:
        back = effect * gain * annuity(rate, float(_FOLLOWED)) / cost
        return (name, cost, effect, gain, _FOLLOWED, back)

    first, benefit, restated = use("cost_per_course_first", "benefit_a_month_first", "cost_per_course_restated")
    months = first.value / benefit.value  # more in work per person treated
    rows: list[tuple[Cell, ...]] = [
        (
            f"Case of 2007: {decimal(months, 0)} month more in work per person treated",
            first.value,
            months / _MONTHS,
            benefit.value * _MONTHS,
            1,
            months * benefit.value / first.value,
        ),
        (
            "Statement of 2024: break-even if 5% of all treated move into work",
            restated.value,
            stated.value,
            restated.value / stated.value,
            1,
            1.0,
        ),
        measured("Largest effect on all who finished", largest.value),
        measured("Half of it", largest.value / 2),
        measured("Largest effect on job-seekers, if all were", seekers.value),
    ]
    return Table(
        name="paying-cases",
        caption="The cases made and the effects measured, nothing taken off for what would have come anyway",
        columns=(
            Column(key="case", title="Case"),
            Column(key="cost", title="Cost", unit=Unit.GBP),
            Column(key="effect", title="More in work", unit=Unit.PERCENTAGE_POINT),
            Column(key="gain", title="Gain a year", unit=Unit.GBP),
            Column(key="years", title="Years", unit=Unit.COUNT),
            Column(key="back", title="Back for a pound", unit=Unit.RATIO),
        ),
        rows=tuple(rows),
        note="The cases made state a break-even; their gain is what they need, in prices of their time.",
    )


def _needed(given: Assumptions) -> Table:
    rate = given["discount_rate"].value
    (restated,) = use("cost_per_course_restated")
    costs = {"restated": restated.value, "assumed": given.amount("cost_per_course")}
    rows: list[tuple[Cell, ...]] = [
        (effect, *(gain_needed(cost, effect, rate=rate, years=_FOLLOWED) for cost in costs.values()))
        for effect in _EFFECTS
    ]
    return Table(
        name="gain-needed",
        caption=f"Gain a year that each extra person in work has to bring, if the effect lasts {_FOLLOWED} years",
        columns=(
            Column(key="effect", title="More in work", unit=Unit.PERCENTAGE_POINT),
            *(Column(key=key, title=f"Course of {pounds(cost)}", unit=Unit.GBP) for key, cost in costs.items()),
        ),
        rows=tuple(rows),
        note=f"Discounted at {percent(rate)} a year; annuity {decimal(annuity(rate, float(_FOLLOWED)), 2)}.",
    )
