"""The service beside trials, usual care and no treatment, each on a line of its own outcome definition.

Trials do not report the service's rule. So the service is put on theirs: from published means and standard deviations, by the
approximation that the trials' shares were computed with.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from scipy.stats import norm

from caseness.checks.benchmarks import Arm, Line, cited_arm, difference
from caseness.checks.chart import Dot, Dots, Role
from caseness.checks.estimating import annual_source, share, value_of
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
from caseness.checks.inputs import use
from caseness.checks.registry import check
from caseness.checks.therapies import BREAKDOWN, courses_of_therapy, latest, of_all_problems, therapy_source
from caseness.errors import CannotRun
from caseness.sources.published import Published
from caseness.statistics.regression_to_mean import Scale, share_below, share_halved
from caseness.vocabulary import Frequency, Level
from caseness.vocabulary.outcome_definitions import OutcomeDefinition
from caseness.wording import count, listed, percent, percent_range, points

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from caseness.checks.inputs import Input
    from caseness.checks.therapies import Courses
    from caseness.vocabulary.period import Period

_SERVICE = "Service"
_TREATED, _UNTREATED, _ALONE = "Trials, treated", "Trials, not treated", "Without treatment"
_LARGEST = 3  # therapies shown one by one
_PHQ9_LINE = 10.0  # the lowest score of a case
_BELOW = (
    ("all treated arms", _TREATED, "trial_below_line_treated"),
    ("against usual care", _TREATED, "trial_below_line_treated_usual_care"),
    ("against a waiting list", _TREATED, "trial_below_line_treated_waiting_list"),
    ("usual care", _UNTREATED, "trial_below_line_usual_care"),
    ("waiting list", _UNTREATED, "trial_below_line_waiting_list"),
    ("all control arms", _UNTREATED, "trial_below_line_controls"),
    ("control arms in the UK", _UNTREATED, "trial_below_line_uk"),
    ("usual GP care, one large UK trial", _UNTREATED, "trial_below_line_gp_care"),
)
_RESPONSE = {
    "Depression": (
        "phq9",
        {
            "treated": "trial_response_depression",
            "treated, low risk of bias": "trial_response_depression_sound",
            "not treated": "trial_response_depression_controls",
            "not treated, low risk of bias": "trial_response_depression_sound_controls",
        },
    ),
    "Generalised Anxiety Disorder": (
        "gad7",
        {"treated": "trial_response_anxiety", "not treated": "trial_response_anxiety_controls"},
    ),
}
_REMITTED = (
    ("at 3 months", _ALONE, "untreated_remission_3_months"),
    ("at 6 months", _ALONE, "untreated_remission_6_months"),
    ("at 12 months", _ALONE, "untreated_remission_12_months"),
)


@check(chapter=Chapter.SPEND, needs=[Published], order=30)
def beside_trials(published: Published) -> Answer:
    """How does the service stand beside trials and usual care, counted alike?"""
    now = latest(courses_of_therapy(published))
    year = now[0].year
    below = Line(OutcomeDefinition.PHQ9_BELOW, (*_service_below(now), *_cited(_BELOW)))
    response = Line(OutcomeDefinition.HALVED, tuple(_response(now)))
    remission = Line(OutcomeDefinition.DIAGNOSIS_LOST, _cited(_REMITTED))
    official = Line(OutcomeDefinition.BOTH_BELOW, _official(published, year))
    service, usual, treated = (
        _arm(below, name) for name in ("all courses of therapy", "usual care", "all treated arms")
    )
    three, *_six, twelve = remission.arms
    assert usual.spread
    gap = difference(service, usual)
    return Answer(
        short="Beside trials and usual care",
        answer=(
            f"Counted alike, of courses with a PHQ-9 of 10 or more {percent(value_of(service.estimate))} end below 10 in {year}. "
            f"In usual care in trials {percent(value_of(usual.estimate))} do "
            f"({percent_range(usual.estimate.low or 0, usual.estimate.high or 0)}; the next trial "
            f"{percent_range(*usual.spread)}), in treated arms {percent(value_of(treated.estimate))}. Nobody was drawn by "
            "lot between service and trials."
        ),
        verdict=Verdict.DESCRIBED,
        condition="same line and approximation; not the same people",
        estimates=(
            *(arm.estimate for line in (below, response, remission, official) for arm in line.arms),
            _spread(usual),
            Estimate(
                name="service less usual care in trials",
                value=gap,
                low=value_of(service.estimate) - usual.spread[1],
                high=value_of(service.estimate) - usual.spread[0],
                interval=Interval.BOUNDS,
                unit=Unit.PERCENTAGE_POINT,
            ),
        ),
        figures=(
            FigureBlock(
                label="Service: from 10 or more on the PHQ-9 to below 10",
                estimate=service.estimate,
                of_whom=f"of courses of therapy with 10 or more, {year}, approximated; {percent(value_of(usual.estimate))} in "
                "usual care in trials",
                reference=Reference(value=value_of(usual.estimate), label="usual care in trials"),
            ),
            FigureBlock(
                label="Trials: the same in usual care",
                estimate=usual.estimate,
                of_whom=f"of people with 10 or more, arms of usual care; the next trial {percent_range(*usual.spread)}",
            ),
            FigureBlock(
                label="Untreated: diagnosis lost within 12 months",
                estimate=twelve.estimate,
                of_whom=f"of people with untreated depression; {percent(value_of(three.estimate), decimals=0)} within 3 "
                "months. Another definition: not to be compared with the two beside it",
            ),
        ),
        charts=(_chart(below, year, gap), *_response_chart(response, year)),
        caveats=(
            "People in trials were chosen by diagnosis or distress and agreed to be drawn by lot; people in the service came "
            "for help.",
            "Those who left before a second contact are not in the service’s courses; trials count those lost, or say otherwise.",
            "Usual care holds treatment by others; a waiting list may hold people back. Natural recovery and regression to "
            "the mean are in both, and are not added.",
            "Trial shares span other countries, years and lengths; where the next trial would fall matters more than the "
            "mean.",
            _approximation(below, official),
            "Untreated remission is counted by diagnosis. The service publishes no such figure, so it stands on a line alone.",
        ),
        method=(
            "Service and trials: share below 10 of those with 10 or more, bivariate normal with the means and standard "
            "deviations of the arm, a correlation of 0.5 before and after (0.4 to 0.6 as limits), half a point of correction. "
            "Response: share below half the mean at the start (Furukawa 2005). Pooled on the logit scale, random effects. "
            "Lines of unlike definition cannot be mixed: that is refused in code."
        ),
        sources=(therapy_source(now), annual_source(year), *dict.fromkeys(given.citation for given in _inputs())),
        tables=(_table(below, response, remission, official, year),),
        settles=("C11",),
    )


def on_the_line_of_trials(published: Published) -> Estimate:
    """The share of the service's courses with a PHQ-9 of 10 or more that end below 10, approximated as for trials.

    Raises `CannotRun` where the source has no courses of therapy with scores.
    """
    return _service_below(latest(courses_of_therapy(published)))[0].estimate


def _inputs() -> tuple[Input, ...]:
    response = [identity for _scale, trials in _RESPONSE.values() for identity in trials.values()]
    return use(*(identity for *_words, identity in (*_BELOW, *_REMITTED)), *response, "pre_post_correlation")


def _cited(arms: Sequence[tuple[str, str, str]]) -> tuple[Arm, ...]:
    return tuple(cited_arm(name, group, use(identity)[0]) for name, group, identity in arms)


def _arm(line: Line, name: str) -> Arm:
    return next(arm for arm in line.arms if arm.name == name)


def _scale(courses: Courses, name: str, correlation: float) -> Scale:
    scores = courses.scores[name]
    return Scale(scores.start, scores.start_sd, _PHQ9_LINE, correlation, scores.end, scores.end_sd)


def _service_below(now: Sequence[Courses]) -> tuple[Arm, ...]:
    therapies = [courses for courses in of_all_problems(now) if _scored(courses, "phq9")]
    if not therapies:
        raise CannotRun(
            "no course of therapy has first and last scores on the PHQ-9",
            settled_by="means and standard deviations of first and last scores by therapy, England",
        )

    def weight(courses: Courses) -> float:
        return courses.courses * float(norm.sf(_scale(courses, "phq9", 0).before))

    def arm(name: str, of: Sequence[Courses]) -> Arm:
        return _modelled(name, OutcomeDefinition.PHQ9_BELOW, of, weight, lambda c, r: share_below(_scale(c, "phq9", r)))

    return (arm("all courses of therapy", therapies), *(arm(c.therapy, [c]) for c in therapies[:_LARGEST]))


def _scored(courses: Courses, scale: str) -> bool:
    scores = courses.scores.get(scale)
    return scores is not None and scores.start_sd > 0 and scores.end_sd > 0


def _modelled(
    name: str,
    outcome: OutcomeDefinition,
    of: Sequence[Courses],
    weight: Callable[[Courses], float],
    model: Callable[[Courses, float], float],
) -> Arm:
    """An arm of the service from means and deviations, with the range that the correlation before and after leaves."""
    (correlation,) = use("pre_post_correlation")
    weights = [weight(courses) for courses in of]

    def mean(r: float) -> float:
        return sum(w * model(courses, r) for w, courses in zip(weights, of, strict=True)) / sum(weights)

    values = [mean(r) for r in (correlation.low, correlation.value, correlation.high) if r is not None]
    bounded = min(values) < max(values)
    estimate = Estimate(
        name=f"{_SERVICE}: {name}, {outcome.words}",
        value=mean(correlation.value),
        low=min(values) if bounded else None,
        high=max(values) if bounded else None,
        interval=Interval.BOUNDS if bounded else None,
        unit=Unit.PROPORTION,
        period_start=of[0].year.start,
        period_end=of[0].year.end,
        level=Level.ENGLAND,
        breakdown=BREAKDOWN,
    )
    return Arm(name=name, group=_SERVICE, outcome=outcome, estimate=estimate)


def _response(now: Sequence[Courses]) -> list[Arm]:
    arms = []
    for problem, (scale, trials) in _RESPONSE.items():
        of = [courses for courses in now if courses.problem == problem and _scored(courses, scale)]
        if of:
            arms.append(_responded(problem, scale, of))
        arms += _cited([(f"{problem}: trials, {who}", _trial_group(who), identity) for who, identity in trials.items()])
    return arms


def _trial_group(who: str) -> str:
    return _UNTREATED if who.startswith("not") else _TREATED


def _responded(problem: str, scale: str, of: Sequence[Courses]) -> Arm:
    def weight(courses: Courses) -> float:
        return courses.courses

    def model(courses: Courses, correlation: float) -> float:
        return share_halved(_scale(courses, scale, correlation))

    return _modelled(f"{problem}: service, all courses", OutcomeDefinition.HALVED, of, weight, model)


def _official(published: Published, year: Period) -> tuple[Arm, ...]:
    row = published.england("recovery", "finished_course_treatment", "not_at_caseness", frequency=Frequency.YEAR).get(
        year, {}
    )
    recovered, finished, not_cases = (row.get(m) for m in ("recovery", "finished_course_treatment", "not_at_caseness"))
    if recovered is None or finished is None or not_cases is None:
        return ()
    estimate = share("Service: finished referrals, official rule", recovered, finished - not_cases, year)
    return (
        Arm(
            name="finished referrals, as published",
            group=_SERVICE,
            outcome=OutcomeDefinition.BOTH_BELOW,
            estimate=estimate,
        ),
    )


def _spread(arm: Arm) -> Estimate:
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


def _approximation(below: Line, official: Line) -> str:
    words = "Scores are taken as normal though they end at 0; below the line that understates, for trials as for the service."
    if not official.arms:
        return words
    rate = percent(value_of(official.arms[0].estimate))
    return f"{words} The official rule counts {rate} of finished cases, on other people and both questionnaires."


def _dot(arm: Arm, role: Role) -> Dot:
    e = arm.estimate
    value = value_of(e)
    chance = e.interval is Interval.SAMPLING
    spread = (
        f"; next {percent(arm.spread[0], decimals=0)} to {percent(arm.spread[1], decimals=0)}" if arm.spread else ""
    )
    return Dot(
        label=arm.name,
        group=arm.group,
        value=value,
        low=e.low if chance else None,
        high=e.high if chance else None,
        limits=(e.low, e.high) if not chance and e.low is not None and e.high is not None else None,
        spread=arm.spread,
        text=f"{percent(value, decimals=0)}{spread}",
        role=role,
    )


def _dots(line: Line) -> tuple[Dot, ...]:
    return tuple(_dot(arm, Role.SUBJECT if arm.group == _SERVICE else Role.OTHER) for arm in line.arms)


_MARKS = (
    "Thick line: 95% interval of the pooled share. Dashed: where the next trial would fall. Square ends: limits from the "
    "correlation before and after."
)


def _chart(below: Line, year: Period, gap: float) -> Dots:
    rows = _dots(below)
    return Dots(
        title=f"In the service {points(abs(gap))} {'more' if gap > 0 else 'fewer'} end below the line than in usual care",
        subtitle=f"Share below 10 on the PHQ-9 at the end, of those with 10 or more; service in England {year}, trials to 2024",
        alt="Dot plot. " + "; ".join(f"{row.group}, {row.label} {row.text}" for row in rows) + ".",
        note=f"{_MARKS} The one UK trial was counted, not approximated.",
        rows=rows,
    )


def _response_chart(response: Line, year: Period) -> tuple[Dots, ...]:
    rows = tuple(_regrouped(row) for row in _dots(response))
    service = [f"{row.group.lower()} {row.text}" for row in rows if row.role is Role.SUBJECT]
    if not service:
        return ()
    return (
        Dots(
            title=f"Symptoms halved in the service: {listed(service)}",
            subtitle=f"Share whose last score is at most half the mean at the start; service in England {year}, trials to 2023",
            alt="Dot plot. " + "; ".join(f"{row.group}, {row.label} {row.text}" for row in rows) + ".",
            note=f"{_MARKS} Trials: diagnosed by interview. Service: problem as recorded.",
            rows=rows,
        ),
    )


def _regrouped(row: Dot) -> Dot:
    """Under the problem, not under who was treated."""
    problem, who = row.label.split(": ", 1)
    return replace(row, label=who, group=problem)


def _table(below: Line, response: Line, remission: Line, official: Line, year: Period) -> Table:
    rows: list[tuple[Cell, ...]] = [
        (
            line.outcome.words,
            arm.group,
            arm.name,
            value_of(arm.estimate),
            "[z]" if arm.estimate.low is None else arm.estimate.low,
            "[z]" if arm.estimate.high is None else arm.estimate.high,
            *(arm.spread or ("[z]", "[z]")),
        )
        for line in (official, below, response, remission)
        for arm in line.arms
    ]
    return Table(
        name="beside-trials",
        caption=f"Shares who got better, by outcome definition; the service in England {year}",
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
        note=f"Rows of one definition may be compared; {count(len(OutcomeDefinition))} definitions are in use, and no two mix. "
        "[z] does not apply.",
    )
