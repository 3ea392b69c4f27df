"""The course of treatment after the first contact: appointment by appointment, all referrals at once.

Each turn is one appointment of everybody who is still in treatment. It is kept or missed; treatment changes how people
are; they leave, complete, step up or down, or go on. Completion depends smoothly on improvement and on the contacts had,
drop-out on missed appointments and on how ill people are: no line of any questionnaire takes part.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from functools import cache
from typing import TYPE_CHECKING

import numpy as np

from caseness.sources.synthetic.answers.severity import benefit
from caseness.sources.synthetic.columns.days import NONE
from caseness.sources.synthetic.columns.mixes import happens, lognormal, pick_by
from caseness.sources.synthetic.columns.working_days import on_a_working_day
from caseness.sources.synthetic.courses.cases import Ending
from caseness.sources.synthetic.courses.therapy import high_therapy, low_therapy
from caseness.sources.synthetic.courses.visits import (
    Visits,
    app_type,
    attendance,
    attendances,
    attended,
    visit_parameters,
)
from caseness.sources.synthetic.parameters import read

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    from caseness.sources.synthetic.answers.severity import Benefit
    from caseness.sources.synthetic.courses.cases import Cases, Progress
    from caseness.sources.synthetic.courses.entry import TakenOn
    from caseness.sources.synthetic.world import Days, Flags, Index, Real, Small

_MONTH = 30.4


@dataclass(frozen=True, slots=True, kw_only=True)
class CourseParameters:
    """The entries of ``parameters/course.toml``; pairs are for courses of low and of high intensity."""

    second_wait: tuple[float, float]
    second_wait_spread: tuple[float, float]
    leaves_waiting: float
    leaves_waiting_month: float
    kept: float
    leaves_after_missing: Mapping[str, float]
    leaves: float
    leaves_by_severity: float
    planned: tuple[float, float]
    planned_shape: tuple[float, float]
    completes: float
    completes_by_contact: tuple[float, float]
    completes_by_improvement: float
    stepped_up: float
    stepped_up_by_severity: float
    step_up_wait: float
    step_up_wait_spread: float
    stepped_down: float
    gaps: tuple[int, ...]
    gap_shares: tuple[tuple[float, ...], tuple[float, ...]]
    review_every: int
    another_therapist: float
    dies: float
    most: int


@dataclass(slots=True, kw_only=True)
class InTreatment:
    """Those in treatment before their next appointment on ``day``, in the ``number + 1``-th contact of a course."""

    row: Index
    day: Days
    high: Flags
    therapy: Small
    therapist: Index
    benefit: Benefit
    planned: Real
    number: NDArray[np.int32]
    begun: Real  # how ill at the start of the course, the mean of depression and anxiety
    change: Real  # (2, people): what the last contact brings about until the next

    def __getitem__(self, which: Flags | NDArray[np.integer]) -> InTreatment:
        kept = {column.name: getattr(self, column.name) for column in fields(self)}
        change = kept.pop("change")
        return InTreatment(**{name: values[which] for name, values in kept.items()}, change=change[:, which])


@cache
def course_parameters() -> CourseParameters:
    """The numbers for courses."""
    return read(CourseParameters, "course")


def treat(rng: np.random.Generator, cases: Cases, progress: Progress, taken_on: TakenOn, until: int) -> list[Visits]:
    """The appointments of everybody taken on, up to the day ``until``."""
    numbers = course_parameters()
    now = _first_courses(rng, cases, progress, taken_on)
    visits = []
    for _ in range(numbers.most):
        now = now[_alive(rng, progress, now) & (now.day < until)]
        if not len(now.row):
            break
        made = _appointments(rng, cases, progress, now)
        visits.append(made)
        now = _after(rng, cases, progress, now, made)
    progress.ending[now.row[now.day < until]] = Ending.COMPLETED
    return visits


def _first_courses(rng: np.random.Generator, cases: Cases, progress: Progress, taken_on: TakenOn) -> InTreatment:
    numbers = course_parameters()
    rows, choice = taken_on.rows, taken_on.choice
    step = choice.high.astype(np.intp)
    gap = cases.organisations.gap[cases.provider[rows]]
    spread = np.array(numbers.second_wait_spread, np.float32)[step]
    wait = np.array(numbers.second_wait)[step] * gap * np.exp(spread * rng.standard_normal(len(rows), np.float32))
    leaving = numbers.leaves_waiting + numbers.leaves_waiting_month * wait / _MONTH - cases.staying[rows]
    leaves = happens(rng, leaving, len(rows))
    progress.ending[rows[leaves]] = Ending.LEFT
    progress.internet[rows] = choice.internet & ~leaves
    stay = ~leaves
    day = on_a_working_day(progress.last[rows] + 1 + wait)
    progress.started[rows[stay]] = day[stay]
    return _courses(rng, cases, progress, rows[stay], day[stay], choice.high[stay], choice.therapy[stay])


def _courses(
    rng: np.random.Generator, cases: Cases, progress: Progress, rows: Index, day: Days, high: Flags, therapy: Small
) -> InTreatment:
    """Courses of ``therapy`` that are to begin on ``day``."""
    numbers = course_parameters()
    step = high.astype(np.intp)
    therapist = cases.staff.one_of(rng, cases.provider[rows], step)
    shape = np.array(numbers.planned_shape)[step]
    planned = rng.standard_gamma(shape) * np.array(numbers.planned)[step] / shape
    severity = progress.severity[rows]
    return InTreatment(
        row=rows,
        day=day,
        high=high,
        therapy=therapy,
        therapist=therapist,
        benefit=benefit(
            rng,
            severity=severity,
            problem=cases.problem[rows],
            therapy=therapy,
            age=cases.age[rows],
            decile=cases.decile[rows],
            condition=cases.condition[rows],
            ethnicity=cases.ethnicity[rows],
            quality=cases.organisations.quality[cases.provider[rows]],
            skill=cases.staff.therapists.skill[therapist],
        ),
        planned=planned.astype(np.float32),
        number=np.zeros(len(rows), np.int32),
        begun=_felt(severity.depression, severity.anxiety),
        change=np.zeros((2, len(rows)), np.float32),
    )


def _alive(rng: np.random.Generator, progress: Progress, now: InTreatment) -> Flags:
    days = now.day - progress.on[now.row]
    dies = rng.random(len(days)) < days * course_parameters().dies
    progress.ending[now.row[dies]] = Ending.DIED
    return ~dies


def _appointments(rng: np.random.Generator, cases: Cases, progress: Progress, now: InTreatment) -> Visits:
    numbers = course_parameters()
    kept = happens(rng, numbers.kept + cases.staying[now.row], len(now.row))
    state = progress.move(rng, now.row, now.day, now.change)
    now.number += kept
    progress.treated[now.row] += kept
    now.change[:] = np.where(kept, now.benefit.change(now.number), 0)
    changing = rng.random(len(now.row)) < numbers.another_therapist
    others = cases.staff.one_of(rng, cases.provider[now.row], now.high.astype(np.intp))
    now.therapist[changing] = others[changing]
    review = (now.number + ~kept) % numbers.review_every == 0
    return Visits(
        referral=now.row,
        day=now.day,
        attendance=attendance(rng, kept, visit_parameters().missed),
        app_type=np.where(review, app_type("review and treatment"), app_type("treatment")).astype(np.int8),
        therapy=np.where(kept, now.therapy, NONE).astype(np.int8),
        therapist=now.therapist.copy(),
        depression=state.depression,
        anxiety=state.anxiety,
    )


def _after(rng: np.random.Generator, cases: Cases, progress: Progress, now: InTreatment, made: Visits) -> InTreatment:
    """Those who go on after an appointment, with the day of their next one."""
    numbers = course_parameters()
    felt = _felt(made.depression, made.anxiety)
    kept = attended(made.attendance)
    step = now.high.astype(np.intp)
    missing = np.array([numbers.leaves_after_missing.get(code, 0.0) for code in attendances()])[made.attendance]
    leaving = np.where(kept, numbers.leaves + numbers.leaves_by_severity * felt, missing) - cases.staying[now.row]
    leaves = happens(rng, leaving, len(felt))
    beyond = now.number - now.planned
    ready = numbers.completes + np.array(numbers.completes_by_contact)[step] * beyond
    completes = ~leaves & kept & happens(rng, ready + numbers.completes_by_improvement * (now.begun - felt), len(felt))
    up = completes & ~now.high & happens(rng, numbers.stepped_up + numbers.stepped_up_by_severity * felt, len(felt))
    down = completes & now.high & (rng.random(len(felt)) < numbers.stepped_down)
    progress.ending[now.row[leaves]] = Ending.LEFT
    progress.ending[now.row[completes & ~up & ~down]] = Ending.COMPLETED
    going = ~leaves & ~completes
    gap = np.array(numbers.gaps)[pick_by(rng, np.array(numbers.gap_shares), step)]
    now.day = on_a_working_day(now.day + gap)
    return _together([now[going], _stepped(rng, cases, progress, now, up, down)])


def _stepped(
    rng: np.random.Generator, cases: Cases, progress: Progress, now: InTreatment, up: Flags, down: Flags
) -> InTreatment:
    """The next courses of those stepped up or down. What the last contact of the old one brings about is not lost."""
    numbers = course_parameters()
    which = np.flatnonzero(up | down)
    rows, high = now.row[which], up[which]
    wait = lognormal(rng, numbers.step_up_wait, numbers.step_up_wait_spread, len(rows))
    day = on_a_working_day(progress.last[rows] + 1 + wait)
    therapy = np.where(high, high_therapy(rng, cases.problem[rows]), low_therapy(rng, len(rows)))
    courses = _courses(rng, cases, progress, rows, day, high, therapy.astype(np.int8))
    courses.change = now.change[:, which]
    return courses


def _felt(depression: Real, anxiety: Real) -> Real:
    both: Real = (depression + anxiety) / np.float32(2)
    return both


def _together(some: list[InTreatment]) -> InTreatment:
    first, second = some
    benefits = type(first.benefit)(
        total=np.concatenate([first.benefit.total, second.benefit.total], axis=1),
        rate=np.concatenate([first.benefit.rate, second.benefit.rate]),
    )
    columns = {
        column.name: np.concatenate([getattr(first, column.name), getattr(second, column.name)], axis=-1)
        for column in fields(InTreatment)
        if column.name != "benefit"
    }
    return InTreatment(**columns, benefit=benefits)
