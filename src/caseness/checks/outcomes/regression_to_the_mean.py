"""What would be recorded if nobody changed: scores vary from day to day, and a case is chosen on one day's score.

The share of cases below both lines at the end, and the change in PHQ-9, that follow from the published means and standard
deviations at the start and from the reliability of the questionnaires alone; beside them what is published.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from caseness.checks.chart import Dot, Dots, Role
from caseness.checks.estimating import share, tally, value_of
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
from caseness.statistics.regression_to_mean import (
    Scale,
    across_occasions,
    correlation_together,
    expected_change,
    share_below,
    share_below_both,
    stable,
)
from caseness.vocabulary import Level
from caseness.wording import count, decimal, percent

if TYPE_CHECKING:
    from collections.abc import Sequence

    from caseness.checks.therapies import Courses, Scores
    from caseness.vocabulary.period import Period

_MANY = 1000  # courses; therapies with fewer are not modelled
_LINES = {"phq9": 10.0, "gad7": 8.0}  # the lowest score of a case (manual of the service, chapter on outcome measures)


@dataclass(frozen=True, slots=True)
class _Unchanged:
    """One therapy, if nobody changed: at high and at low reliability, and what is published of its courses."""

    courses: Courses
    together: float
    both_below: tuple[float, float]
    phq9_below: tuple[float, float]
    phq9_change: tuple[float, float]

    @property
    def published(self) -> float:
        return self.courses.recovered / self.courses.cases

    @property
    def change(self) -> float:
        """The published change in mean PHQ-9 of all courses."""
        scores = self.courses.scores["phq9"]
        return scores.end - scores.start


@check(chapter=Chapter.OUTCOMES, needs=[Published], order=60)
def regression_to_the_mean(published: Published) -> Answer:
    """How many would be recorded as recovered if nobody changed?"""
    found = courses_of_therapy(published)
    year = found[0].year
    therapies = [unchanged for courses in of_all_problems(latest(found)) if (unchanged := _unchanged(courses))]
    if not therapies:
        raise CannotRun(
            f"no therapy has {count(_MANY)} courses with scores in {year}",
            settled_by="means and standard deviations of first and last scores by therapy, England",
        )
    below = _weighted("below both lines at the end, if nobody changed", therapies, year, Unit.PROPORTION)
    recovered = share(
        "recovered, of cases, courses of therapy",
        sum(t.courses.recovered for t in therapies),
        sum(t.courses.cases for t in therapies),
        year,
        breakdown=BREAKDOWN,
    )
    points = _weighted("change in PHQ-9 of cases, if nobody changed", therapies, year, Unit.SCORE)
    change = tally(
        "change in PHQ-9, all courses, as published",
        _mean([t.change for t in therapies], therapies),
        year,
        unit=Unit.SCORE,
    )
    low, high, best = use("reliability_low", "reliability_gad7", "reliability_phq9")
    cases_before, cases_after = use("cases_phq9_start", "cases_phq9_end")
    of_cases = tally("change in PHQ-9 of cases, as cited", cases_after.value - cases_before.value, unit=Unit.SCORE)
    return Answer(
        short="Regression to the mean",
        answer=(
            f"If nobody changed, [{percent(below.low or 0)} to {percent(below.high or 0)}] of cases would still end below both "
            f"lines, since scores vary from day to day. Published for courses of therapy in {year}: "
            f"{percent(value_of(recovered))}. PHQ-9 of cases would fall by [{decimal(-(points.high or 0), 1)} to "
            f"{decimal(-(points.low or 0), 1)}] points; of all courses it fell by {decimal(-value_of(change), 1)}."
        ),
        verdict=Verdict.DESCRIBED,
        condition="expected change, part of every before-and-after figure",
        estimates=(
            below,
            recovered,
            points,
            change,
            of_cases,
            *(e for therapy in therapies for e in _estimates(therapy)),
        ),
        figures=(
            FigureBlock(
                label="Below both lines at the end, if nobody changed",
                estimate=below,
                of_whom=f"of {count(recovered.denominator or 0)} courses that began as cases, {year}; "
                f"{percent(value_of(recovered))} as published",
                reference=Reference(value=value_of(recovered), label="published recovery"),
            ),
            FigureBlock(
                label="Change in PHQ-9, if nobody changed",
                estimate=points,
                of_whom=f"points, of cases on the PHQ-9, {year}; published: {decimal(value_of(change), 1)} of all courses, "
                f"{decimal(value_of(of_cases), 1)} of cases in 2022/23",
            ),
        ),
        charts=(_chart(therapies, year),),
        caveats=(
            "This is expected change, not an error and not anyone’s fault. It says nothing against or for a therapy.",
            "People also seek help in bad weeks and get better by themselves. That natural recovery already holds this share: "
            "the two are never added.",
            "Over months scores of people who stay the same agree less than over days; the upper limit allows for that.",
            "Scores are taken as normal, though they end at 0, and the anxiety questionnaire as GAD-7, though some have "
            "another.",
            "The published change is of all courses, cases or not; the expected one is of cases.",
        ),
        method=(
            "First and last scores on PHQ-9 and GAD-7 as four normal scores with the published mean and deviation at the "
            "start on both occasions; half a point of continuity correction. Cases: PHQ-9 of 10 or GAD-7 of 8 and more. "
            f"Reliability {best.value:g} and {high.value:g} (lower limit) to {low.value:g} (upper). The correlation of the two "
            "questionnaires follows from the published share not at caseness. Therapies weighted by cases."
        ),
        sources=(therapy_source(found), *(given.citation for given in (best, high, low, cases_before, cases_after))),
        tables=(_table(therapies, year),),
    )


def _unchanged(courses: Courses) -> _Unchanged | None:
    """None for few courses, without scores on both, or where no correlation gives the published share not at caseness."""
    if courses.courses < _MANY or not courses.cases or not _LINES.keys() <= courses.scores.keys():
        return None
    low, gad7, phq9 = (given.value for given in use("reliability_low", "reliability_gad7", "reliability_phq9"))
    high_pair, low_pair = _pair(courses, phq9, gad7), _pair(courses, low, low)
    try:
        together = correlation_together(
            high_pair[0].before, high_pair[1].before, courses.not_at_caseness / courses.courses
        )
        both = tuple(
            share_below_both(one, other, together, across_occasions(together, one.again, other.again))
            for one, other in (high_pair, low_pair)
        )
    except ValueError:
        return None
    scales = high_pair[0], low_pair[0]
    return _Unchanged(
        courses=courses,
        together=together,
        both_below=(both[0], both[1]),
        phq9_below=(share_below(scales[0]), share_below(scales[1])),
        phq9_change=(expected_change(scales[0]), expected_change(scales[1])),
    )


def _pair(courses: Courses, phq9: float, gad7: float) -> tuple[Scale, Scale]:
    def scale(name: str, reliability: float) -> Scale:
        scores: Scores = courses.scores[name]
        return stable(scores.start, scores.start_sd, _LINES[name], reliability)

    return scale("phq9", phq9), scale("gad7", gad7)


def _mean(values: Sequence[float], therapies: Sequence[_Unchanged]) -> float:
    cases = [therapy.courses.cases for therapy in therapies]
    return sum(value * number for value, number in zip(values, cases, strict=True)) / sum(cases)


def _weighted(name: str, therapies: Sequence[_Unchanged], year: Period, unit: Unit) -> Estimate:
    ends = [
        _mean([(t.both_below if unit is Unit.PROPORTION else t.phq9_change)[end] for t in therapies], therapies)
        for end in (0, 1)
    ]
    return _limits(name, min(ends), max(ends), unit, year)


def _limits(name: str, low: float, high: float, unit: Unit, year: Period, category: str | None = None) -> Estimate:
    return Estimate(
        name=name,
        value=None,
        low=low,
        high=high,
        interval=Interval.BOUNDS,
        unit=unit,
        period_start=year.start,
        period_end=year.end,
        level=Level.ENGLAND,
        breakdown=BREAKDOWN,
        category=category,
    )


def _estimates(therapy: _Unchanged) -> list[Estimate]:
    courses, year = therapy.courses, therapy.courses.year
    return [
        _limits("below both lines, if nobody changed", *therapy.both_below, Unit.PROPORTION, year, courses.category),
        _limits(
            "below 10 on the PHQ-9, if nobody changed", *therapy.phq9_below, Unit.PROPORTION, year, courses.category
        ),
    ]


def _chart(therapies: Sequence[_Unchanged], year: Period) -> Dots:
    rows = []
    for therapy in therapies:
        limits = therapy.both_below
        low, high, published = (percent(part, decimals=0) for part in (*limits, therapy.published))
        words = f"[{low} to {high}], {published}"
        rows.append(
            Dot(label=therapy.courses.therapy, value=therapy.published, limits=limits, text=words, role=Role.SUBJECT)
        )
    least, most = min(t.both_below[0] for t in therapies), max(t.both_below[1] for t in therapies)
    return Dots(
        title=f"By therapy, [{percent(least)} to {percent(most)}] would end below both lines if nobody changed",
        subtitle=f"Of courses that began as cases, England {year}: if nobody changed, and as published. Axis from 0 to 70%",
        alt="Dot plot. " + "; ".join(f"{row.label} {row.text}" for row in rows) + ".",
        note="Line with square ends: expected if nobody changed, from high to low reliability. Dot: published recovery. "
        f"Therapies with {count(_MANY)} courses or more.",
        rows=tuple(rows),
        domain=(0.0, 0.7),
    )


def _table(therapies: Sequence[_Unchanged], year: Period) -> Table:
    rows: list[tuple[Cell, ...]] = [
        (
            t.courses.therapy,
            t.courses.cases,
            *t.both_below,
            t.published,
            *t.phq9_below,
            t.phq9_change[1],
            t.phq9_change[0],
            t.change,
            t.together,
        )
        for t in therapies
    ]
    return Table(
        name="regression-to-the-mean",
        caption=f"What would be recorded if nobody changed, by therapy, England {year}",
        columns=(
            Column(key="therapy", title="Therapy"),
            Column(key="cases", title="Cases", unit=Unit.COUNT),
            Column(key="both_low", title="Below both, at least", unit=Unit.PROPORTION),
            Column(key="both_high", title="Below both, at most", unit=Unit.PROPORTION),
            Column(key="published", title="Recovered, published", unit=Unit.PROPORTION),
            Column(key="phq9_low", title="PHQ-9 below 10, at least", unit=Unit.PROPORTION),
            Column(key="phq9_high", title="PHQ-9 below 10, at most", unit=Unit.PROPORTION),
            Column(key="change_low", title="PHQ-9 change, most", unit=Unit.SCORE),
            Column(key="change_high", title="PHQ-9 change, least", unit=Unit.SCORE),
            Column(key="change", title="PHQ-9 change, published", unit=Unit.SCORE),
            Column(key="together", title="Correlation PHQ-9 and GAD-7", unit=Unit.RATIO),
        ),
        rows=tuple(rows),
        note="The correlation is the one that gives the published share not at caseness.",
    )
