"""The critic's funnel: how many of the programme's clients it reaches who might leave benefits, and what that does not show."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from caseness.checks.assumed import Assumed
from caseness.checks.chart import Step, Steps
from caseness.checks.estimating import annual_source, tally
from caseness.checks.finding import Answer, Cell, Chapter, Column, FigureBlock, Table, Unit, Verdict
from caseness.checks.inputs import use
from caseness.checks.registry import check
from caseness.checks.spend.simulating import ONE, OTHER, influences, inputs_table, simulated
from caseness.errors import CannotRun
from caseness.sources.published import Published
from caseness.statistics.sensitivity import sobol
from caseness.value.independent import DRAWS, centres, independent
from caseness.value.paying import FUNNEL, reached
from caseness.vocabulary import Frequency
from caseness.vocabulary.period import year_of
from caseness.wording import count, millions, percent, pounds

if TYPE_CHECKING:
    from caseness.checks.finding import Estimate
    from caseness.value.assumptions import Assumptions

_FINISHED = "finished_course_treatment"
_YEAR = year_of(2020)  # against which the funnel is set
_SHARES = (0.05, 0.10, 0.25, 0.50)  # of those reached who return to work, tried in turn


@check(chapter=Chapter.SPEND, needs=[Published, Assumed], order=85)
def counter_funnel(published: Published, assumed: Assumed) -> Answer:
    """How many who might leave benefits does the service reach, and what does that show?"""
    years = published.england(_FINISHED, frequency=Frequency.YEAR)
    finished = years.get(_YEAR, {}).get(_FINISHED)
    given = assumed.england
    for step in FUNNEL:
        if given[step].range[0] <= 0:
            raise CannotRun(f"“{given[step].title}” may be 0, which leaves nobody", settled_by="a range above 0")
    clients, price, unemployed, sick = use("clients_planned", "cost_per_client", "unemployed", "long_term_sick")
    total = clients.value * price.value
    counted = _through(given, clients.value)
    left = counted[-1]
    drawn = simulated(
        "reached, of those who might leave benefits",
        np.round(reached(independent(given, FUNNEL, seed=ONE), clients.value), -2),
        Unit.COUNT,
        centre=left,
    )
    entered_already = left / given["attend"].value
    with_cited = left / given["could_leave_benefits"].value * (unemployed.value + sick.value)
    chart, shares = influences(
        "the number reached",
        sobol(
            lambda values: reached(values, clients.value),
            *(independent(given, FUNNEL, seed=seed) for seed in (ONE, OTHER)),
        ),
        given,
    )
    return Answer(
        short="The counter-funnel",
        answer=(
            f"Of {millions(clients.value)} clients the critic’s steps leave {count(round(left))} "
            f"({count(round(drawn.low or 0))} to {count(round(drawn.high or 0))}). As all of them have entered treatment, the "
            f"attendance step counts twice; without it, {count(round(entered_already))}. Neither number says how many of them "
            "went back to work because of it."
        ),
        verdict=Verdict.DESCRIBED,
        condition="whom it reaches, not what it brings about",
        estimates=(
            drawn,
            tally("clients planned", clients.value, level=None),
            tally("reached without the attendance step", entered_already, level=None),
            tally("reached, with the shares cited", with_cited, level=None),
            tally("total over those reached", total / left, unit=Unit.GBP, level=None),
            tally("total of planned clients", total, unit=Unit.GBP, level=None),
            tally("draws", DRAWS, level=None),
            *_finished(finished, left),
            *shares,
        ),
        figures=(
            FigureBlock(
                label="Reached, by the critic’s steps",
                estimate=drawn,
                of_whom=f"of {millions(clients.value)} clients planned; 95% of draws of the three shares",
            ),
            FigureBlock(
                label="Cost per person so reached",
                estimate=tally("cost per person reached", total / left, unit=Unit.GBP, level=None),
                of_whom=f"{pounds(total)} ÷ {count(round(left))}; the total is itself in dispute",
            ),
        ),
        charts=(_steps(counted), chart),
        caveats=(
            f"The {millions(clients.value)} are planned people entering treatment. That 60% attend is of first appointments "
            "of any kind, and missed ones are booked again.",
            "The steps are multiplied as if those out of work attended like everyone else; they may attend less.",
            "It counts whom the service reaches. What they would have done anyway, and what they did, is not in it: it neither "
            "supports nor refutes that the service pays for itself.",
            "It leaves out those in work who keep their job, or do it better.",
            f"Less those whose trouble comes from work, or who find no job: no figure is given. With the shares cited, "
            f"{percent(unemployed.value + sick.value)}, {count(round(with_cited))} are left.",
        ),
        method=(
            f"{millions(clients.value)} × 20% × 60% × 58%, as the critic has it; each share drawn from a beta distribution "
            "with its range, independently; 95% of draws. Cost per person back in work: total ÷ (reached × share who return)."
        ),
        sources=(
            *([annual_source(_YEAR)] if finished else []),
            *(i.citation for i in (clients, price, unemployed, sick)),
            *dict.fromkeys(given[step].source for step in FUNNEL),
        ),
        tables=(_costs(total, left), inputs_table("funnel-inputs", FUNNEL, given)),
        settles=("C109", "C110", "C111"),
    )


def _through(given: Assumptions, clients: float) -> list[float]:
    """People left at the start and after each step."""
    shares = [value[0] for value in centres(given, FUNNEL).values()]
    return [clients, *(float(left) for left in clients * np.cumprod(shares))]


def _finished(finished: float | None, left: float) -> list[Estimate]:
    if finished is None:
        return []
    return [
        tally("finished courses", finished, _YEAR),
        tally("reached, as a share of finished courses", left / finished, _YEAR, unit=Unit.PROPORTION),
    ]


_STEPS = (
    ("Clients planned", "no benefit to leave, or not able to"),
    ("Might leave benefits", "did not attend a first appointment"),
    ("Attended a first appointment", "attended once only"),
    ("Attended more than once", ""),
)


def _steps(counted: list[float]) -> Steps:
    ends = [*counted[1:], None]
    steps = tuple(
        Step(
            label=label,
            count=here,
            share=here / counted[0],
            stopped="" if after is None else f"{count(round(here - after))} {why}",
            final=after is None,
        )
        for (label, why), here, after in zip(_STEPS, counted, ends, strict=True)
    )
    return Steps(
        title=f"The critic’s steps leave {count(round(counted[-1]))} of {millions(counted[0])}",
        subtitle="People planned for a year, after each step as the critic has it",
        alt="Bars. " + "; ".join(f"{step.label} {count(round(step.count))}" for step in steps) + ".",
        note="Planned clients have entered treatment already, so the step to a first appointment may count twice.",
        steps=steps,
    )


def _costs(total: float, left: float) -> Table:
    rows: list[tuple[Cell, ...]] = [(share, left * share, total / (left * share)) for share in _SHARES]
    return Table(
        name="funnel-costs",
        caption=f"{pounds(total)} over those reached who return to work, if so many do",
        columns=(
            Column(key="share", title="Return to work", unit=Unit.PROPORTION),
            Column(key="people", title="People", unit=Unit.COUNT),
            Column(key="cost", title="Pounds for each", unit=Unit.GBP),
        ),
        rows=tuple(rows),
        note="No source gives the share. Those who would have returned anyway are in it.",
    )
