"""Claims on research: surveys, reviews and single trials, by arithmetic on the figures they report."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ibis import _

from caseness.checks.benchmarks import cited_arm
from caseness.checks.claims.counts import FINISHED, NOT_CASES, RECOVERED, if_published
from caseness.checks.claims.stated import about, at_most, figure, more_than
from caseness.checks.claims.trial import (
    Reading,
    Trial,
    cited,
    from_inputs,
    from_published,
    missing,
    share,
    value,
)
from caseness.checks.estimating import ENGLAND_CHANCE, annual_source
from caseness.checks.finding import Unit
from caseness.checks.inputs import Input, use
from caseness.checks.spend.beside_trials import on_the_line_of_trials
from caseness.errors import CannotRun
from caseness.statistics.intervals import difference_interval
from caseness.vocabulary import Frequency
from caseness.vocabulary.period import Period
from caseness.wording import decimal, percent, points

if TYPE_CHECKING:
    from caseness.sources.published import Published


@from_published("C06")
def no_more_remission(published: Published) -> Trial:
    """Prevalence in surveys stands beside; published service statistics hold no survey."""
    before, after = use("prevalence_2007", "prevalence_adults")
    return Trial(
        what="With a common mental disorder, ages 16 to 64",
        saying="In surveys, {figure} of those aged 16 to 64 have a common mental disorder ({of})",
        stated=at_most(before.value),
        as_stated=(missing("remission in the population, with and without the programme"),),
        beside=(cited("adults in 2023/24, by survey", after), cited("adults in 2007, by survey", before)),
        also=f"It was {percent(before.value)} in 2007. Neither figure says what would have been without the programme.",
        untold="surveys show more disorder; they cannot show why",
        caveats=("Prevalence depends on many causes; surveys also changed how they asked.",),
        method="Prevalence as the household surveys report it.",
    )


@from_published("C11")
def comparable_with_trials(published: Published) -> Trial:
    """Trial arms and the service stand side by side; they are not measured alike."""
    (given,) = use("trial_below_line_treated")
    arms = cited_arm("treated cases ending below 10 on the PHQ-9", "Trials", given).estimate
    return Trial(
        what="Ended below the clinical line",
        saying="{figure} {of} ended below the clinical line",
        stated=figure(given.value, 0.01),
        as_stated=(missing("the service, measured and adjusted as in trials"),),
        beside=(
            if_published("cases who finished, the service", lambda: _official(published)),
            Reading(name="treated cases in trials of depression, one questionnaire", estimate=arms, inputs=(given,)),
            if_published(
                _COUNTED_ALIKE, lambda: Reading(name=_COUNTED_ALIKE, estimate=on_the_line_of_trials(published))
            ),
        ),
        also=f"In treated arms of trials of depression, {percent(given.value, decimals=0)} "
        f"({percent(arms.low or 0, decimals=0)} to {percent(arms.high or 0, decimals=0)}) ended below 10 on the PHQ-9.",
        untold="measured on different lines, groups and completers",
        caveats=(
            "The service counts those who finish; trials count all who were allotted to treatment, or say otherwise.",
            "Recovery in the service needs two questionnaires below the line.",
        ),
        method="The official recovery rate, beside the pooled share in treated trial arms.",
        sources=("NHS England (NHS Digital to 2021/22), annual statistics",),
    )


_COUNTED_ALIKE = "courses of therapy in the service, that questionnaire, approximated"


def _official(published: Published) -> Reading:
    years = published.require_england(RECOVERED, FINISHED, NOT_CASES, frequency=Frequency.YEAR)
    year, row = list(years.items())[-1]
    return share(f"cases who finished, {year}", row[RECOVERED], row[FINISHED] - row[NOT_CASES], year)


@from_inputs("C61")
def remission_by_internet() -> Trial:
    """The difference and the number needed to treat of the two shares as cited."""
    treated, control = use("remission_treated", "remission_control")
    difference = treated.value - control.value
    return Trial(
        what="Remission",
        saying="Remission was {figure} ({of})",
        stated=figure(0.3851, 0.0001),
        as_stated=(
            cited("treated by guided internet programme", treated),
            cited("in control groups", control, stated=figure(0.215, 0.001)),
        ),
        also=f"The difference is {points(difference)}, or one more for {decimal(1 / difference, 1)} treated.",
        untold="arithmetic right; the paper’s table was not seen",
        caveats=("Remission is by a cut-off score, in volunteers.",),
        method="Difference of the two shares as cited, and its reciprocal.",
    )


@from_inputs("C63")
def one_sd_below() -> Trial:
    """The difference at entry over a standard deviation; which one is not stated."""
    low, standard, narrow, wide = use(
        "entry_score_internet", "entry_score_standard", "entry_score_sd_narrow", "entry_score_sd_wide"
    )
    difference = standard.value - low.value

    def over(name: str, sd: Input) -> Reading:
        return value(name, difference / sd.value, Unit.RATIO, level=None, inputs=(low, standard, sd))

    return Trial(
        what="Standard deviations below",
        saying="The difference at entry is {figure} standard deviations, {of}",
        stated=about(1, 0.1),
        as_stated=(over(f"with a standard deviation of {narrow.value:.0f}", narrow),),
        otherwise=(over(f"with a standard deviation of {wide.value:.0f}", wide),),
        also=f"With a standard deviation of {wide.value:.0f} it is {decimal(difference / wide.value, 2)}.",
        untold="only with a standard deviation of 8; scores not seen",
        caveats=("The claim names no standard deviation.",),
        method="Difference of mean scores at entry ÷ a standard deviation.",
    )


@from_inputs("C13")
def feedback() -> Trial:
    """None would be an effect of zero or below; one trial of feedback to therapists was done within the service."""
    (effect,) = use("feedback_effect")
    return Trial(
        what="Effect of feedback (d)",
        saying="Feedback to therapists has an effect of d = {figure} ({of})",
        stated=at_most(0),
        as_stated=(cited("patients not on track, depression score", effect),),
        also="It is the effect of feedback on scores, not of measuring them.",
        untold="one trial in the service; its figures were not seen",
        caveats=("An effect on a questionnaire is not yet one that patients would recognise.",),
        method="Effect as the trial reports it.",
    )


@from_inputs("C60")
def never_tried() -> Trial:
    """Never is none; counted are trials of one protocol for several disorders."""
    (trials,) = use("transdiagnostic_trials")
    return Trial(
        what="Randomised trials",
        saying="At least {figure} randomised trials tested one protocol for several disorders ({of})",
        stated=figure(0, 1),
        as_stated=(cited("one protocol for several disorders, known here", trials),),
        fails="two trials of one protocol for several disorders are known",
        caveats=(
            "Such a protocol is written down and supervised; what is called generic may be neither.",
            "The trials were not done in the service.",
        ),
        method="Trials known from their reports; one would be enough.",
    )


@from_inputs("C81")
def no_effect_in_fatigue() -> Trial:
    """No effect shown means that the interval of the difference reaches nothing (Newcombe 1998, method 10)."""
    treated, control, n_treated, n_control = use(
        "pace_recovered", "pace_recovered_without", "pace_arm", "pace_arm_without"
    )
    given = (treated, control, n_treated, n_control)
    low, high = difference_interval((treated.value, n_treated.value), (control.value, n_control.value))
    difference = treated.value - control.value
    return Trial(
        what="Lower end of the interval",
        saying="The difference in recovery is at least {figure} ({of})",
        stated=at_most(0),
        as_stated=(
            value(
                "recovered more than without it, by the first protocol",
                low,
                Unit.PERCENTAGE_POINT,
                level=None,
                inputs=given,
            ),
        ),
        also=f"The difference is {points(difference)} ({points(low)} to {points(high)}).",
        holds="not told apart from none; harm is not shown",
        untold="not told apart from none; not seen at its source",
        fails="an effect is told apart from none",
        caveats=(
            "Recovery is one outcome; on other outcomes and thresholds the trial’s authors report effects.",
            "No effect shown is not the same as shown to have none.",
        ),
        method="Difference of the shares recovered by the trial’s first protocol, with its 95% interval.",
    )


@from_inputs("C105")
def never_tested() -> Trial:
    """One evaluation by others is known; those of the guideline body would have to be listed."""
    (cost,) = use("cost_per_qaly_doncaster")
    return Trial(
        what="Cost of a year of full health",
        saying="An evaluation by others put a year of full health at {figure} ({of})",
        stated=at_most(0),
        as_stated=(missing("evaluations by the guideline body"),),
        beside=(cited("one site against others, evaluated by a university", cost),),
        also="It compares one site with others, with wide uncertainty.",
        untold="one evaluation by others exists; the body’s own are not listed",
        caveats=("The evaluation was not randomised.",),
        method="Evaluations known from their reports.",
    )


_MUS = "Medically Unexplained Symptoms: "


@from_published("C78")
def unexplained_symptoms(published: Published) -> Trial:
    """Recovery by type of symptom stands beside; no published count says what would have been without treatment."""
    year, groups = _symptoms(published)
    readings = [
        share(
            f"cases with {name.removeprefix(_MUS)[:1].lower()}{name.removeprefix(_MUS)[1:]}, {year}",
            row[RECOVERED],
            row[FINISHED] - row[NOT_CASES],
            year,
        )
        for name, row in groups.items()
    ]
    every = if_published("all cases who finished", lambda: _official(published))
    return Trial(
        what="Recorded as recovered",
        saying="{figure} {of} were recorded as recovered",
        stated=more_than(every.estimate.value if every.estimate and every.estimate.value else 0.5, of="all cases"),
        as_stated=(missing("controlled evidence for the models"),),
        beside=(*readings, every),
        untold="few cases; without a comparison they show nothing of models",
        caveats=("Few are recorded under these descriptors; most with a long-term condition are recorded elsewhere.",),
        method=f"Recovered ÷ (finished − not cases), by problem descriptor. {ENGLAND_CHANCE}",
        sources=(annual_source(year),),
    )


def _symptoms(published: Published) -> tuple[Period, dict[str, dict[str, float]]]:
    rows = published.fetch(
        published.select(RECOVERED, FINISHED, NOT_CASES, frequency=Frequency.YEAR, breakdown="problem_descriptor")
        .filter(_.category.startswith(_MUS), _.value.notnull())
        .select("period_start", "period_end", "category", "measure", "value")
        .order_by("period_start", "category", "measure")
    )
    if not rows:
        raise CannotRun(
            "no annual England figures by type of unexplained symptom", settled_by="one annual file since 2022/23"
        )
    year = max(Period(row["period_start"], row["period_end"]) for row in rows)
    groups: dict[str, dict[str, float]] = {}
    for row in rows:
        if row["period_start"] == year.start:
            groups.setdefault(row["category"], {})[row["measure"]] = row["value"]
    whole = {name: row for name, row in groups.items() if len(row) == 3 and row[FINISHED] > row[NOT_CASES]}
    if not whole:
        raise CannotRun(
            f"no whole counts by type of unexplained symptom for {year}", settled_by=f"the annual file of {year}"
        )
    return year, whole
