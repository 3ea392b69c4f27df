"""Value for money under every way to count who gets better, both sets of utilities, and every horizon."""

from __future__ import annotations

from typing import TYPE_CHECKING

from caseness.checks.assumed import Assumed
from caseness.checks.finding import Answer, Chapter, Column, Estimate, FigureBlock, Interval, Table, Unit, Verdict
from caseness.checks.registry import check
from caseness.checks.valuing import PER, cited, ratio, ratio_estimate, rounded, span
from caseness.statistics.cost_effectiveness import Standing
from caseness.value.comparisons import comparisons
from caseness.vocabulary.outcome_definitions import OutcomeDefinition
from caseness.wording import percent, pounds

if TYPE_CHECKING:
    from caseness.value.analysis import Analysis, Variant
    from caseness.value.comparisons import Comparison


@check(chapter=Chapter.SPEND, needs=[Assumed], order=70)
def value_counted_otherwise(assumed: Assumed) -> Answer:
    """What does a quality-adjusted life-year cost under other ways to count recovery, also by interview?"""
    analysis = assumed.analysis
    ratios = [
        v.increment.ratio
        for v in analysis.variants
        if v.increment.ratio is not None and v.increment.standing is Standing.COSTS_PER_GAIN
    ]
    pairs = comparisons(analysis.assumptions)
    interview = next(pair for pair in pairs if pair.outcome is OutcomeDefinition.DIAGNOSIS_LOST)
    lost = _of(analysis, interview)
    spread = (
        f"Where the service adds anything, a quality-adjusted life-year costs {pounds(rounded(min(ratios)))} to "
        f"{pounds(rounded(max(ratios)))}."
        if ratios
        else "Under none does the service add anything."
    )
    treated, untreated = (analysis.assumptions[key].value for key in (interview.treated, interview.untreated))
    return Answer(
        short="Value counted otherwise",
        answer=(
            f"{spread} By interview, {percent(treated)} lose their diagnosis after the service, and {percent(untreated)} in "
            f"three months without it: {ratio(lost.increment)}. Those two figures are of unlike people: they show what the "
            "definition does, not what the service does."
        ),
        verdict=Verdict.DESCRIBED,
        condition="each compared on one definition; unlike ones are refused",
        estimates=tuple(ratio_estimate(_name(v), v.increment, v.ends) for v in analysis.variants),
        figures=(
            FigureBlock(
                label="Lose their diagnosis after the service, by interview",
                estimate=Estimate(
                    name="diagnosis lost after the service",
                    value=treated,
                    low=analysis.assumptions[interview.treated].low,
                    high=analysis.assumptions[interview.treated].high,
                    interval=Interval.SAMPLING,
                    confidence=0.95,
                    unit=Unit.PROPORTION,
                ),
                of_whom=f"one study of people met in medico-legal work; exact interval "
                f"{_range(analysis, interview.treated)}",
            ),
            FigureBlock(
                label="Lose it without treatment in three months",
                estimate=Estimate(
                    name="diagnosis lost without",
                    value=untreated,
                    low=analysis.assumptions[interview.untreated].low,
                    high=analysis.assumptions[interview.untreated].high,
                    interval=Interval.BOUNDS,
                    unit=Unit.PROPORTION,
                ),
                of_whom=f"people with untreated depression; range {_range(analysis, interview.untreated)}",
            ),
        ),
        caveats=(
            "People interviewed after the service came through medico-legal work, at varied times, to one assessor who knew of "
            "the treatment. People untreated in studies were found by survey. The difference is not an effect.",
            "No count without the service exists under the official rule: trials’ control arms are moved to it by the odds "
            "ratio that the service has between the two rules.",
            "The two sets of utilities disagree in level and slope. Both are run; their mean would be of nobody.",
        ),
        method=(
            "The model as in “Value for money”, with the share better after the service and without it both taken under one "
            "definition. A pair under two definitions is refused in code, also when a file of assumptions makes one."
        ),
        sources=cited(*(analysis.assumptions[key] for pair in pairs for key in (pair.treated, pair.untreated))),
        tables=(_table(analysis),),
        settles=("C03", "C05"),
    )


def _of(analysis: Analysis, pair: Comparison) -> Variant:
    base = analysis.setting
    return next(
        v
        for v in analysis.variants
        if v.setting.comparison == pair and v.setting.utilities == base.utilities and v.setting.years == base.years
    )


def _range(analysis: Analysis, key: str) -> str:
    return " to ".join(percent(value) for value in analysis.assumptions[key].range)


def _name(variant: Variant) -> str:
    setting = variant.setting
    return f"cost per QALY, {setting.comparison.name}, {setting.utilities.name}, {setting.years} years"


def _table(analysis: Analysis) -> Table:
    low, high = analysis.thresholds
    return Table(
        name="ways-to-count",
        caption="Cost per quality-adjusted life-year, service against usual care, by way to count, utilities and horizon",
        columns=(
            Column(key="definition", title="Better"),
            Column(key="utilities", title="Utilities"),
            Column(key="years", title="Years", unit=Unit.COUNT),
            Column(key="added_cost", title="Added cost per person", unit=Unit.GBP),
            Column(key="qalys_per_1000", title="QALYs added per 1,000", unit=Unit.SCORE),
            Column(key="cost_per_qaly", title="Cost per QALY"),
            Column(key="interval", title="95% of draws"),
            Column(key="worth_low", title=f"Worth it at {pounds(low)}", unit=Unit.PROPORTION),
            Column(key="worth_high", title=f"Worth it at {pounds(high)}", unit=Unit.PROPORTION),
        ),
        rows=tuple(
            (
                v.setting.comparison.name,
                v.setting.utilities.name,
                v.setting.years,
                v.increment.cost,
                v.increment.effect * PER,
                ratio(v.increment),
                span(v.ends),
                *v.worth,
            )
            for v in analysis.variants
        ),
        note="; ".join(f"{pair.name}: {pair.outcome.words}" for pair in comparisons(analysis.assumptions)) + ".",
    )
