"""What share would be below the line anyway: control arms of trials by comparator, region and risk of bias, and no treatment."""

from __future__ import annotations

from typing import TYPE_CHECKING

from caseness.checks.benchmarks import Line, cited_arm
from caseness.checks.chart import Dot, Dots, Role
from caseness.checks.estimating import value_of
from caseness.checks.finding import (
    Answer,
    Cell,
    Chapter,
    Column,
    Estimate,
    FigureBlock,
    Interval,
    Reference,
    Table,
    Unit,
    Verdict,
)
from caseness.checks.inputs import inputs, use
from caseness.checks.registry import check
from caseness.checks.spend.beside_trials import on_the_line_of_trials
from caseness.sources.published import Published
from caseness.statistics.regression_to_mean import share_below, stable
from caseness.vocabulary.outcome_definitions import OutcomeDefinition
from caseness.wording import percent, percent_range, points

if TYPE_CHECKING:
    from caseness.checks.benchmarks import Arm

_ALL, _COMPARATOR, _REGION, _BIAS, _ONE = (
    "All",
    "By comparator",
    "By region",
    "By risk of bias",
    "One trial",
)
_CONTROLS = (
    (_ALL, "all control arms", "trial_below_line_controls"),
    (_COMPARATOR, "usual care", "trial_below_line_usual_care"),
    (_COMPARATOR, "usual care, high-income countries", "trial_below_line_high_income_usual_care"),
    (_COMPARATOR, "waiting list", "trial_below_line_waiting_list"),
    (_COMPARATOR, "other controls", "trial_below_line_other_controls"),
    (_REGION, "UK", "trial_below_line_uk"),
    (_REGION, "rest of Europe", "trial_below_line_europe"),
    (_REGION, "USA", "trial_below_line_us"),
    (_BIAS, "four of four criteria met", "trial_below_line_sound"),
    (_BIAS, "fewer met", "trial_below_line_not_sound"),
    (_ONE, "usual GP care, UK, counted", "trial_below_line_gp_care"),
)
_REMITTED = ("untreated_remission_3_months", "untreated_remission_6_months", "untreated_remission_12_months")
_AGAIN = ("reliability_low", "reliability_phq9")


@check(chapter=Chapter.SPEND, needs=[Published], order=35)
def anyway(published: Published) -> Answer:
    """What share would be below the line anyway?"""
    service = on_the_line_of_trials(published)
    line = Line(OutcomeDefinition.PHQ9_BELOW, tuple(cited_arm(name, group, use(i)[0]) for group, name, i in _CONTROLS))
    every, uk = (_arm(line, name) for name in ("all control arms", "UK"))
    gp = _arm(line, "usual GP care, UK, counted")
    assert every.spread
    net = value_of(service) - value_of(every.estimate)
    unchanged = _unchanged()
    highest = max(line.arms, key=lambda arm: value_of(arm.estimate))
    lowest = min(line.arms, key=lambda arm: value_of(arm.estimate))
    return Answer(
        short="Below the line anyway",
        answer=(
            f"In trials {percent(value_of(every.estimate))} of people in control groups end below 10 on the PHQ-9 "
            f"({percent_range(every.estimate.low or 0, every.estimate.high or 0)}; the next trial "
            f"{percent_range(*every.spread)}). In the service {percent(value_of(service))} do, {_apart(net)}. Against usual GP "
            f"care in one large UK trial that is {_apart(value_of(service) - value_of(gp.estimate))}."
        ),
        verdict=Verdict.CANNOT_BE_TOLD,
        condition="no group was drawn by lot within the service",
        estimates=(
            service,
            *(arm.estimate for arm in line.arms),
            *(_next(arm) for arm in line.arms if arm.spread),
            Estimate(
                name="in the service more than in control groups",
                value=net,
                low=value_of(service) - every.spread[1],
                high=value_of(service) - every.spread[0],
                interval=Interval.BOUNDS,
                unit=Unit.PERCENTAGE_POINT,
            ),
            Estimate(
                name="in the service more than in usual GP care, one trial",
                value=value_of(service) - value_of(gp.estimate),
                unit=Unit.PERCENTAGE_POINT,
            ),
            *(Estimate(name=inputs()[i].source, value=inputs()[i].value, unit=Unit.PROPORTION) for i in _REMITTED),
            unchanged,
        ),
        figures=(
            FigureBlock(
                label="Control groups of trials",
                estimate=every.estimate,
                of_whom=f"of those with 10 or more; {percent(value_of(lowest.estimate))} to "
                f"{percent(value_of(highest.estimate))} by comparator, region and risk of bias",
                reference=Reference(value=value_of(service), label="the service"),
            ),
            FigureBlock(
                label="Control groups in the UK",
                estimate=uk.estimate,
                of_whom="of those with 10 or more, PHQ-9",
            ),
            FigureBlock(
                label="If nobody changed",
                estimate=unchanged,
                of_whom="of those with 10 or more, by wobble of scores alone. Part of every share beside it, never added to one",
            ),
        ),
        charts=(_chart(line, service),),
        caveats=(
            "Control groups were chosen by diagnosis or distress and agreed to be drawn by lot.",
            "Usual care holds treatment by others; people on a waiting list may wait to get better.",
            "One questionnaire only. The official rule asks for two, on other people; no trial reports it.",
            "Loss of diagnosis without treatment is another definition: its shares stand in the table, not on this line.",
            "What falls back to the mean is in every control group. It is shown beside and never added.",
        ),
        method=(
            "Share below 10 at the end of those with 10 or more: bivariate normal from means and standard deviations, "
            "correlation 0.5; pooled on the logit scale with random effects (DerSimonian and Laird), next trial by t. Groups "
            "with a mean of 11 to 20 at the start; a standard deviation under 1 is taken for a standard error. Computed from "
            "the database by benchmarks/trials.py."
        ),
        sources=tuple(
            dict.fromkeys(inputs()[i].citation for i in (*(i for *_words, i in _CONTROLS), *_REMITTED, *_AGAIN))
        ),
        tables=(_table(line),),
        settles=("C11",),
    )


def _apart(gap: float) -> str:
    return f"{points(abs(gap))} {'more' if gap >= 0 else 'fewer'}"


def _arm(line: Line, name: str) -> Arm:
    return next(arm for arm in line.arms if arm.name == name)


def _next(arm: Arm) -> Estimate:
    assert arm.spread
    return Estimate(
        name=f"{arm.name} in the next trial",
        value=None,
        low=arm.spread[0],
        high=arm.spread[1],
        interval=Interval.SAMPLING,
        confidence=0.95,
        unit=Unit.PROPORTION,
    )


def _unchanged() -> Estimate:
    """The share below the line if nobody changed, in a group like the control groups, at low and at high reliability."""
    start, spread = use("control_start", "control_start_sd")
    shares = [share_below(stable(start.value, spread.value, 10.0, again.value)) for again in use(*_AGAIN)]
    return Estimate(
        name="below the line if nobody changed",
        value=min(shares),
        low=min(shares),
        high=max(shares),
        interval=Interval.BOUNDS,
        unit=Unit.PROPORTION,
    )


def _chart(line: Line, service: Estimate) -> Dots:
    rows = tuple(
        Dot(
            label=arm.name[0].upper() + arm.name[1:],
            group=arm.group,
            value=value_of(arm.estimate),
            low=arm.estimate.low,
            high=arm.estimate.high,
            spread=arm.spread,
            text=percent(value_of(arm.estimate), decimals=0)
            + (
                f"; next {percent(arm.spread[0], decimals=0)} to {percent(arm.spread[1], decimals=0)}"
                if arm.spread
                else ""
            ),
            role=Role.SUBJECT if arm.group == _ALL else Role.OTHER,
        )
        for arm in line.arms
    )
    low, high = (f([value_of(arm.estimate) for arm in line.arms if arm.group != _ONE]) for f in (min, max))
    return Dots(
        title=f"Whatever the comparator, region or risk of bias, {percent(low, decimals=0)} to {percent(high, decimals=0)} of "
        "people in control groups end below the line",
        subtitle="Share below 10 on the PHQ-9 at the end, of those with 10 or more at the start",
        alt="Dot plot. " + "; ".join(f"{row.group}, {row.label} {row.text}" for row in rows) + ".",
        note="Thick line: 95% interval of the pooled share. Dashed: where the next trial would fall. Upright line: the service, "
        "approximated in the same way.",
        rows=rows,
        reference=(value_of(service), "the service"),
    )


def _table(line: Line) -> Table:
    rows: list[tuple[Cell, ...]] = [
        (
            line.outcome.words,
            arm.group,
            arm.name,
            value_of(arm.estimate),
            arm.estimate.low or "[z]",
            arm.estimate.high or "[z]",
            *(arm.spread or ("[z]", "[z]")),
        )
        for arm in line.arms
    ]
    rows += [
        (
            OutcomeDefinition.DIAGNOSIS_LOST.words,
            "Without treatment",
            inputs()[i].source,
            inputs()[i].value,
            *["[z]"] * 4,
        )
        for i in _REMITTED
    ]
    return Table(
        name="anyway",
        caption="Shares who got better without the service, by outcome definition",
        columns=(
            Column(key="outcome", title="Share"),
            Column(key="group", title="Who"),
            Column(key="arm", title="Group"),
            Column(key="share", title="Got better", unit=Unit.PROPORTION),
            Column(key="low", title="At least", unit=Unit.PROPORTION),
            Column(key="high", title="At most", unit=Unit.PROPORTION),
            Column(key="next_low", title="Next trial, from", unit=Unit.PROPORTION),
            Column(key="next_high", title="Next trial, to", unit=Unit.PROPORTION),
        ),
        rows=tuple(rows),
        note="Rows of one definition may be compared. [z] does not apply.",
    )
