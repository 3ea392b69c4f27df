"""How courses of each therapy end, problem by problem: recovery, reliable change, and change in standard deviations.

A description of who got what, not a comparison of therapies: nobody was allotted at random.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from caseness.checks.chart import Dot, Dots, Role
from caseness.checks.estimating import ENGLAND_CHANCE, share, tally, value_of
from caseness.checks.finding import Answer, Cell, Chapter, Column, FigureBlock, Reference, Table, Unit, Verdict
from caseness.checks.registry import check
from caseness.checks.therapies import (
    BREAKDOWN,
    SCALES,
    SUMS,
    courses_of_therapy,
    latest,
    of_all_problems,
    therapy_source,
)
from caseness.errors import CannotRun
from caseness.sources.published import Published
from caseness.vocabulary import Frequency
from caseness.wording import count, decimal, percent

if TYPE_CHECKING:
    from collections.abc import Sequence

    from caseness.checks.finding import Estimate
    from caseness.checks.therapies import Courses
    from caseness.vocabulary.period import Period

_MANY = 1000  # courses; therapies with fewer are in the table, not in the answer
_PROBLEMS, _THERAPIES = 6, 3  # the largest, in the second chart
_RECOVERED = "recovered, of cases, courses of one therapy"


@check(chapter=Chapter.EFFECTIVENESS, needs=[Published], order=20)
def outcomes_by_therapy(published: Published) -> Answer:
    """How do courses of each therapy end, problem by problem?"""
    found = courses_of_therapy(published)
    now = latest(found)
    year = now[0].year
    therapies = [courses for courses in of_all_problems(now) if courses.courses >= _MANY and courses.cases]
    if not therapies:
        raise CannotRun(
            f"no therapy has {count(_MANY)} courses in {year}", settled_by="the outcomes of courses of therapy, England"
        )
    together = _together(therapies, year)
    recovery, reliable, improved, worse = together
    lowest, highest = (pick(therapies, key=_rate) for pick in (min, max))
    official = _official(published, year)
    return Answer(
        short="Outcomes by therapy and problem",
        answer=(
            f"Therapies are allotted by problem, severity and step, so these figures do not compare them. With "
            f"{count(_MANY)} courses or more in {year}, {percent(_rate(lowest))} of cases recover in “{lowest.therapy}”, "
            f"{percent(_rate(highest))} in “{highest.therapy}”. All such courses: {percent(value_of(recovery))}, with "
            f"{percent(value_of(worse))} reliably worse."
        ),
        verdict=Verdict.DESCRIBED,
        condition="courses overlap and are not allotted at random",
        estimates=(
            recovery,
            reliable,
            improved,
            worse,
            *official,
            tally("courses a therapy needs to be named", _MANY, level=None),
            tally("courses of therapy", sum(c.courses for c in therapies), year, breakdown=BREAKDOWN),
            *(e for courses in of_all_problems(now) if courses.cases for e in _estimates(courses)),
        ),
        figures=(
            FigureBlock(
                label="Recovered, of courses that began as cases",
                estimate=recovery,
                of_whom=f"of {count(recovery.denominator or 0)} courses, {year}; {percent(_rate(lowest))} to "
                f"{percent(_rate(highest))} by therapy" + _beside(official),
                definitions=(_rate(lowest), _rate(highest)),
                reference=Reference(value=value_of(official[0]), label="finished referrals") if official else None,
            ),
            FigureBlock(
                label="Reliably worse",
                estimate=worse,
                of_whom=f"of {count(worse.denominator or 0)} courses, cases or not, {year}",
            ),
        ),
        charts=(_by_therapy(therapies, recovery, year), *_by_problem(now, recovery, year)),
        caveats=(
            "Who gets which therapy depends on problem, severity, step and what was tried before; no figure is adjusted.",
            _start_scores(therapies),
            "A course is two or more contacts of one therapy. A referral can hold several, so courses overlap.",
            "Change is taken within the course: whoever recovers in a second therapy may count as not recovered in the first.",
            "Change from start to end is not the effect of a therapy: some would have changed without.",
        ),
        method=(
            "Recovered ÷ (courses − not at caseness); reliable improvement and deterioration ÷ all courses; effect size: "
            f"(mean at start − mean at end) ÷ standard deviation at start. {ENGLAND_CHANCE}"
        ),
        sources=(therapy_source(found),),
        tables=(_whole(now, year), _over_years(of_all_problems(found))),
        settles=("C73",),
    )


def _rate(courses: Courses) -> float:
    return courses.recovered / courses.cases


def _together(therapies: Sequence[Courses], year: Period) -> tuple[Estimate, Estimate, Estimate, Estimate]:
    cases, courses = sum(c.cases for c in therapies), sum(c.courses for c in therapies)

    def of(name: str, number: float, base: float) -> Estimate:
        return share(name, number, base, year, breakdown=BREAKDOWN)

    return (
        of("recovered, of cases, all courses together", sum(c.recovered for c in therapies), cases),
        of("reliably recovered, of cases, all courses together", sum(c.reliably_recovered for c in therapies), cases),
        of("reliably improved, all courses together", sum(c.improved for c in therapies), courses),
        of("reliably deteriorated, all courses together", sum(c.deteriorated for c in therapies), courses),
    )


def _official(published: Published, year: Period) -> tuple[Estimate, ...]:
    """The official recovery of finished referrals in the same year, if at hand."""
    row = published.england(
        "recovery", "finished_course_treatment", "not_at_caseness", frequency=Frequency.YEAR, publication="annual"
    ).get(year, {})
    recovered, finished, not_cases = (row.get(m) for m in ("recovery", "finished_course_treatment", "not_at_caseness"))
    if recovered is None or finished is None or not_cases is None:
        return ()
    return (share("recovered, of cases, finished referrals", recovered, finished - not_cases, year),)


def _beside(official: tuple[Estimate, ...]) -> str:
    return f"; {percent(value_of(official[0]))} of finished referrals" if official else ""


def _estimates(courses: Courses) -> list[Estimate]:
    def of(name: str, number: float, base: float) -> Estimate:
        return share(name, number, base, courses.year, breakdown=BREAKDOWN, category=courses.category)

    return [
        of(_RECOVERED, courses.recovered, courses.cases),
        of("reliably recovered, of cases, courses of one therapy", courses.reliably_recovered, courses.cases),
        of("reliably improved, courses of one therapy", courses.improved, courses.courses),
        of("reliably deteriorated, courses of one therapy", courses.deteriorated, courses.courses),
        *(
            tally(
                f"effect size, {SCALES[scale]}",
                scores.effect,
                courses.year,
                unit=Unit.RATIO,
                breakdown=BREAKDOWN,
                category=courses.category,
            )
            for scale, scores in courses.scores.items()
        ),
    ]


def _start_scores(therapies: Sequence[Courses]) -> str:
    starts = [courses.scores["phq9"].start for courses in therapies if "phq9" in courses.scores]
    if not starts:
        return "Start scores are not printed here; they differ between therapies, and lower scores cross the line more easily."
    return (
        f"Mean PHQ-9 at the start runs from {decimal(min(starts), 1)} to {decimal(max(starts), 1)} by therapy; lower scores "
        "cross the line more easily."
    )


def _dot(courses: Courses, role: Role, group: str = "") -> Dot:
    rate = share(courses.therapy, courses.recovered, courses.cases)
    return Dot(
        label=courses.therapy,
        group=group,
        value=rate.value,
        low=rate.low,
        high=rate.high,
        text=f"{percent(_rate(courses), courses.cases)} of {count(courses.cases)}",
        role=role,
    )


def _by_therapy(therapies: Sequence[Courses], together: Estimate, year: Period) -> Dots:
    return Dots(
        title=f"{percent(value_of(together))} of courses that began as cases end as recovered, and it differs by therapy",
        subtitle=f"Recovered, of courses that began as cases, England {year}. Most frequent first; axis from 0 to 70%",
        alt="Dot plot, most frequent therapy first. "
        + "; ".join(f"{c.therapy} {percent(_rate(c), c.cases)} of {count(c.cases)}" for c in therapies)
        + ".",
        note=f"Line through the dot: 95% interval. Therapies with fewer than {count(_MANY)} courses are in the table.",
        rows=tuple(_dot(courses, Role.SUBJECT) for courses in therapies),
        domain=(0.0, 0.7),
        reference=(value_of(together), "all courses"),
    )


def _by_problem(now: Sequence[Courses], together: Estimate, year: Period) -> tuple[Dots, ...]:
    """The most frequent therapies within the most frequent problems; nothing where problems are not told apart."""
    cells = {(c.problem, c.therapy): c for c in now if c.problem not in SUMS and c.cases >= 100}
    problems = _largest([(c.problem, c.courses) for c in cells.values()], _PROBLEMS)
    therapies = _largest([(c.therapy, c.courses) for c in cells.values()], _THERAPIES)
    rows = [
        _dot(cells[problem, therapy], Role.NATION if therapy == therapies[0] else Role.OTHER, problem)
        for problem in problems
        for therapy in therapies
        if (problem, therapy) in cells
    ]
    if not rows:
        return ()
    widest, low, high = _differ_most(cells, problems, therapies)
    return (
        Dots(
            title=f"The same therapies differ most in {widest.lower()}: {percent(low)} to {percent(high)}",
            subtitle=f"Recovered, of courses that began as cases, {len(problems)} largest problems by {len(therapies)} most "
            f"frequent therapies, England {year}. Axis from 0 to 70%",
            alt="Dot plot. " + "; ".join(f"{row.group}, {row.label} {row.text}" for row in rows) + ".",
            note="Line through the dot: 95% interval. Fewer than 100 cases are not drawn. All pairs are in the table.",
            rows=tuple(rows),
            domain=(0.0, 0.7),
            reference=(value_of(together), "all courses"),
        ),
    )


def _differ_most(
    cells: dict[tuple[str, str], Courses], problems: Sequence[str], therapies: Sequence[str]
) -> tuple[str, float, float]:
    """The problem in which these therapies lie furthest apart, with the lowest and the highest rate."""

    def ends(problem: str) -> tuple[str, float, float]:
        rates = [_rate(cells[problem, therapy]) for therapy in therapies if (problem, therapy) in cells]
        return problem, min(rates, default=0), max(rates, default=0)

    return max(map(ends, problems), key=lambda found: found[2] - found[1])


def _largest(sizes: Sequence[tuple[str, float]], most: int) -> list[str]:
    totals: dict[str, float] = {}
    for name, size in sizes:
        totals[name] = totals.get(name, 0) + size
    return sorted(totals, key=lambda name: -totals[name])[:most]


_COLUMNS = (
    Column(key="problem", title="Problem"),
    Column(key="therapy", title="Therapy"),
    Column(key="courses", title="Courses", unit=Unit.COUNT),
    Column(key="cases", title="Cases at the start", unit=Unit.COUNT),
    Column(key="recovery", title="Recovered, of cases", unit=Unit.PROPORTION),
    Column(key="reliable_recovery", title="Reliably recovered, of cases", unit=Unit.PROPORTION),
    Column(key="reliable_improvement", title="Reliably improved", unit=Unit.PROPORTION),
    Column(key="reliable_deterioration", title="Reliably worse", unit=Unit.PROPORTION),
    Column(key="no_change", title="No reliable change", unit=Unit.PROPORTION),
    *(
        column
        for scale, name in SCALES.items()
        for column in (
            Column(key=f"{scale}_start", title=f"{name} start", unit=Unit.SCORE),
            Column(key=f"{scale}_start_sd", title="SD", unit=Unit.SCORE),
            Column(key=f"{scale}_end", title=f"{name} end", unit=Unit.SCORE),
            Column(key=f"{scale}_end_sd", title="SD", unit=Unit.SCORE),
            Column(key=f"{scale}_effect", title="Effect size", unit=Unit.RATIO),
            Column(key=f"{scale}_printed", title="As printed", unit=Unit.RATIO),
        )
    ),
)
_FEW = 20  # of whom no rate is given
_NOTE = "[u] not computed: fewer than 20 counted. [x] not printed. Names as printed."


def _whole(now: Sequence[Courses], year: Period) -> Table:
    return Table(
        name="outcomes-by-therapy",
        caption=f"Courses of each therapy for each problem, England {year}",
        columns=_COLUMNS,
        rows=tuple(_row(courses) for courses in now),
        note=_NOTE,
    )


def _over_years(totals: Sequence[Courses]) -> Table:
    return Table(
        name="outcomes-by-therapy-years",
        caption="Courses of each therapy, all problems, by year, England",
        columns=(Column(key="year", title="Year"), *_COLUMNS[1:]),
        rows=tuple((str(courses.year), *_row(courses)[1:]) for courses in totals),
        note=_NOTE,
    )


def _row(courses: Courses) -> tuple[Cell, ...]:
    def rate(number: float, base: float) -> Cell:
        return number / base if base >= _FEW else "[u]"

    return (
        courses.problem,
        courses.therapy,
        courses.courses,
        courses.cases,
        rate(courses.recovered, courses.cases),
        rate(courses.reliably_recovered, courses.cases),
        rate(courses.improved, courses.courses),
        rate(courses.deteriorated, courses.courses),
        rate(courses.unchanged, courses.courses),
        *(cell for scale in SCALES for cell in _score_cells(courses, scale)),
    )


def _score_cells(courses: Courses, scale: str) -> tuple[Cell, ...]:
    scores = courses.scores.get(scale)
    if scores is None:
        return ("[x]",) * 6
    effect = scores.effect if scores.effect is not None and courses.courses >= _FEW else "[u]"
    printed = "[x]" if scores.printed is None else scores.printed
    return scores.start, scores.start_sd, scores.end, scores.end_sd, effect, printed
