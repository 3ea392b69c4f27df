"""Contacts beside the course of treatment: employment support, follow-up after its end, logs of internet-enabled therapy."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

import numpy as np

from caseness.sources.synthetic.columns.days import NONE
from caseness.sources.synthetic.columns.groups import group_then_day
from caseness.sources.synthetic.columns.mixes import draw
from caseness.sources.synthetic.columns.working_days import on_a_working_day
from caseness.sources.synthetic.courses.cases import Ending
from caseness.sources.synthetic.courses.visits import Visits, app_type, attendance, visit_parameters
from caseness.sources.synthetic.parameters import read
from caseness.sources.synthetic.people.staff import Role
from caseness.sources.synthetic.world import Logs
from caseness.vocabulary.therapies import Step, therapies

if TYPE_CHECKING:
    from collections.abc import Mapping

    from caseness.sources.synthetic.courses.cases import Cases, Progress
    from caseness.sources.synthetic.world import Index

WEEK = 7


@dataclass(frozen=True, slots=True, kw_only=True)
class SupportParameters:
    """The entries of ``parameters/support.toml``."""

    employment: tuple[float, float]
    employment_contacts: float
    employment_gap: int
    kept: float
    follow_up: float
    follow_up_after: tuple[int, int]
    programme: Mapping[str, float]
    weeks: float
    log_minutes: float
    integrated: Mapping[str, float]
    late: float


@cache
def support_parameters() -> SupportParameters:
    """The numbers for support."""
    return read(SupportParameters, "support")


def employment_support(
    rng: np.random.Generator, cases: Cases, progress: Progress, course: Visits, until: int
) -> Visits:
    """Employment support of some of those taken on, from the first appointment of their ``course`` on, every fortnight.

    It does not change how people are: that is taken from the last appointment before.
    """
    numbers = support_parameters()
    started = np.flatnonzero(progress.started != NONE).astype(np.int32)
    chance = np.array(numbers.employment)[cases.out_of_work[started].astype(np.intp)]
    chosen = started[rng.random(len(started)) < chance]
    number = rng.geometric(1 / numbers.employment_contacts, len(chosen))
    row = np.repeat(chosen, number)
    place = np.arange(len(row)) - np.repeat(np.cumsum(number) - number, number)
    day = on_a_working_day(progress.started[row] + (place + 1) * numbers.employment_gap - WEEK)
    inside = (day < until) & (progress.ending[row] != Ending.DIED)
    row, day = row[inside], day[inside]
    kept = rng.random(len(row)) < numbers.kept
    before = _last_before(course, row, day)
    adviser = cases.staff.one_of(rng, cases.provider, Role.ADVISER)
    progress.last[:] = np.maximum(progress.last, _last_day(row, day, len(progress.last)))
    return Visits(
        referral=row,
        day=day,
        attendance=attendance(rng, kept, visit_parameters().missed),
        app_type=np.full(len(row), app_type("employment support"), np.int8),
        therapy=np.where(kept, _employment_support(), NONE).astype(np.int8),
        therapist=adviser[row],
        depression=course.depression[before],
        anxiety=course.anxiety[before],
    )


def follow_up(rng: np.random.Generator, cases: Cases, progress: Progress, until: int) -> Visits:
    """One appointment after the end of treatment, for a few of those who completed it."""
    numbers = support_parameters()
    completed = np.flatnonzero(progress.ending == Ending.COMPLETED).astype(np.int32)
    row = completed[rng.random(len(completed)) < numbers.follow_up]
    day = on_a_working_day(progress.last[row] + rng.integers(*numbers.follow_up_after, len(row)))
    inside = day < until
    progress.ending[row[~inside]] = Ending.STILL_OPEN
    row, day = row[inside], day[inside]
    state = progress.move(rng, row, day)
    return Visits(
        referral=row,
        day=day,
        attendance=attendance(rng, rng.random(len(row)) < numbers.kept, visit_parameters().missed),
        app_type=np.full(len(row), app_type("follow-up after the end of treatment"), np.int8),
        therapy=np.full(len(row), NONE, np.int8),
        therapist=cases.staff.one_of(rng, cases.provider[row], Role.LOW),
        depression=state.depression,
        anxiety=state.anxiety,
    )


def internet_logs(rng: np.random.Generator, cases: Cases, progress: Progress, until: int) -> Logs:
    """Weekly logs of those with an internet-enabled therapy, from its start to its last appointment or before."""
    numbers = support_parameters()
    rows = np.flatnonzero(progress.internet & (progress.started != NONE)).astype(np.int32)
    weeks = rng.geometric(1 / numbers.weeks, len(rows))
    possible = (np.minimum(progress.last[rows], until - 1) + 1 - progress.started[rows]) // WEEK
    weeks = np.clip(weeks, 0, np.maximum(possible, 0))
    row = np.repeat(rows, weeks)
    start = progress.started[row] + WEEK * (np.arange(len(row)) - np.repeat(np.cumsum(weeks) - weeks, weeks))
    therapist = cases.staff.one_of(rng, cases.provider, Role.LOW)[row]
    programme = draw(rng, numbers.programme, len(cases))[row]
    return Logs(
        referral=row,
        start=start.astype(np.int32),
        end=(start + WEEK - 1).astype(np.int32),
        programme=programme,
        minutes=(1 + rng.exponential(numbers.log_minutes - 1, len(row))).astype(np.int16),
        therapist=therapist,
        integrated=draw(rng, numbers.integrated, len(cases))[row],
        late=rng.random(len(row)) < numbers.late,
    )


def _last_before(course: Visits, row: Index, day: Index) -> Index:
    """The place in ``course``, sorted by referral and day, of the last appointment not after each row's day."""
    place = np.searchsorted(group_then_day(course.referral, course.day), group_then_day(row, day), side="right") - 1
    return place.astype(np.int32)


def _last_day(row: Index, day: Index, number: int) -> Index:
    last = np.full(number, NONE, np.int32)
    np.maximum.at(last, row, day)
    return last


@cache
def _employment_support() -> int:
    return [therapy.step for therapy in therapies()].index(Step.NEITHER)
