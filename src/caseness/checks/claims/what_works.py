"""Claims on what routine figures say of which treatment works for whom."""

from __future__ import annotations

from typing import TYPE_CHECKING

from caseness.checks.claims.stated import at_most
from caseness.checks.claims.trial import Reading, Trial, from_published, missing, value
from caseness.checks.finding import Estimate, Interval, Unit
from caseness.checks.therapies import SUMS, courses_of_therapy, latest, of_all_problems, therapy_source
from caseness.errors import CannotRun
from caseness.statistics.intervals import difference_interval
from caseness.wording import count

if TYPE_CHECKING:
    from caseness.checks.therapies import Courses
    from caseness.sources.published import Published

_FEWEST = 100  # cases under each of two therapies, for a gap between them to be worth naming
_NOT_ALIKE = "Who gets which therapy is no accident: severity, choice and what the service has differ."


@from_published("C12")
def which_treatment_for_whom(published: Published) -> Trial:
    """Published pairs of problem and therapy stand beside; neither therapist nor patient is in them."""
    found = latest(courses_of_therapy(published))
    pairs = [courses for courses in found if courses.problem not in SUMS]
    problems = {courses.problem for courses in pairs}
    return Trial(
        what="Pairs of problem and therapy with published outcomes",
        saying="Outcomes are published for {figure} pairs of problem and therapy {of}",
        stated=at_most(0),
        as_stated=(missing("outcomes by therapy, problem, therapist and patient, alike at the start"),),
        beside=(value(f"in {found[0].year}", len(pairs), period=found[0].year),),
        also=f"They cover {count(len(problems))} problems; none is by therapist, nor by patients alike at the start.",
        untold="published by therapy and problem; not by therapist or severity",
        caveats=(_NOT_ALIKE,),
        method="Pairs with whole counts in the annual England outcomes by therapy; sums of problems are left out.",
        sources=(therapy_source(found[:1]),),
    )


@from_published("C70")
def use_of_descriptors(published: Published) -> Trial:
    """A descriptor is of use if the gap between two therapies hangs on it; gaps as published stand beside."""
    found = latest(courses_of_therapy(published))
    first, second = (courses.therapy for courses in of_all_problems(found)[:2])
    gaps = _gaps(found, first, second)
    return Trial(
        what="Gap in recovery between the two most common therapies",
        saying="Recovery under the most common therapy is higher by {figure} than under the next, {of}",
        stated=at_most(0),
        as_stated=(missing("the gap by problem, among patients alike at the start"),),
        beside=(gaps[-1], gaps[0]),
        also=f"They are {first} and {second}; the gap is taken for {len(gaps)} problems.",
        untold="gaps between therapies differ by problem; patients were not alike",
        caveats=(_NOT_ALIKE, "The widest and the narrowest of many gaps lie apart by chance too."),
        method="Recovered ÷ cases under the one therapy, less the same under the other, for problems with "
        f"{_FEWEST} cases or more under each (Newcombe 1998, method 10).",
        sources=(therapy_source(found[:1]),),
    )


def _gaps(found: list[Courses], first: str, second: str) -> list[Reading]:
    """The gap for every problem with enough cases, the narrowest first. Raises `CannotRun` unless there are two."""
    by_pair = {(courses.problem, courses.therapy): courses for courses in found if courses.cases >= _FEWEST}
    problems = [p for p, therapy in by_pair if therapy == first and p not in SUMS and (p, second) in by_pair]
    if len(problems) < 2:
        raise CannotRun(
            "no two problems treated by the two most common therapies", settled_by="one annual file of therapy outcomes"
        )
    estimates = [_gap(by_pair[problem, first], by_pair[problem, second]) for problem in problems]
    ordered = sorted(estimates, key=lambda estimate: estimate.value or 0)
    return [Reading(name=estimate.name, estimate=estimate) for estimate in ordered]


def _gap(one: Courses, other: Courses) -> Estimate:
    first, second = ((courses.recovered / courses.cases, courses.cases) for courses in (one, other))
    low, high = difference_interval(first, second)
    return Estimate(
        name=f"for {one.problem}, {one.year}",
        value=first[0] - second[0],
        unit=Unit.PERCENTAGE_POINT,
        low=low,
        high=high,
        interval=Interval.SAMPLING,
        confidence=0.95,
        period_start=one.year.start,
        period_end=one.year.end,
    )
