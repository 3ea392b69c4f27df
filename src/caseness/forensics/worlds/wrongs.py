"""Wrongs done to made courses, each to a share ``rate`` of those open to it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from caseness.forensics.evidence import SCALES
from caseness.forensics.worlds.courses import LINES, LONGEST, Courses, filled_in

if TYPE_CHECKING:
    from numpy.random import Generator
    from numpy.typing import NDArray

REACH = 3
"""How many points beyond the line a score is still moved over it, and how far it is moved at most."""

_GHOST = (np.array([7.0, 6.0]), 2.2)  # mean on each scale and standard deviation of an invented last form
_RETAKES = 2


def moved_below(courses: Courses, rate: float, random: Generator) -> Courses:
    """Fudge: last totals a few points above the line are written down as just below it."""
    who = _near(courses) & (random.random(courses.people) < rate)
    return courses.with_final(who, _below(courses.final_totals[who], random))


def taken_again(courses: Courses, rate: float, random: Generator) -> Courses:
    """Re-take: a last form a few points above the line is filled in again, up to twice, and the first below is kept."""
    who = np.flatnonzero(_near(courses) & (random.random(courses.people) < rate))
    totals, done = courses.final_totals[who].copy(), np.zeros(len(who), bool)
    state = courses.state[who, courses.final[who]]
    for _again in range(_RETAKES):
        again = filled_in(state, courses.alike[who], random)
        keep = ~done & (again < LINES).all(axis=1)
        totals[keep], done = again[keep], done | keep
    mask = np.zeros(courses.people, bool)
    mask[who] = True
    return courses.with_final(mask, totals)


def ghost_forms(courses: Courses, rate: float, random: Generator) -> Courses:
    """Ghost: a last form is invented for some who dropped out; half of them are then said to have ended by agreement."""
    open_to = ~courses.planned & (courses.last < LONGEST) & courses.measured
    who = open_to & (random.random(courses.people) < rate)
    courses = replace(
        courses,
        last=courses.last + who,
        planned=courses.planned | (who & (random.random(courses.people) < 0.5)),
    )
    mean, sd = _GHOST
    highest = [scale.highest for scale in SCALES]
    forms = np.clip(np.round(random.normal(mean, sd, (int(who.sum()), 2))), 0, highest).astype(np.int16)
    return courses.with_final(who, forms)


def inflated_entry(courses: Courses, rate: float, random: Generator) -> Courses:
    """Entry inflation: first totals of people who are no cases, a few points below a line, are written down as at or above it."""
    first = courses.totals[:, 0]
    near = first >= LINES - REACH
    who = ~courses.cases & near.any(axis=1) & (random.random(courses.people) < rate)
    totals = courses.totals.copy()
    above = (LINES + random.integers(0, REACH, first.shape)).astype(np.int16)
    totals[:, 0] = np.where(near & who[:, None], above, first)
    return replace(courses, totals=totals)


def left_unmeasured(courses: Courses, rate: float, random: Generator) -> Courses:
    """Selective missingness: last forms of those who are not recovered and no better than at the contact before are left out."""
    before = courses.totals[np.arange(courses.people), np.maximum(courses.last - 1, 0)].sum(axis=1)
    worse = courses.final_totals.sum(axis=1) >= before
    open_to = courses.measured & (courses.last >= 2) & courses.cases & ~courses.recovered & worse
    who = open_to & (random.random(courses.people) < rate)
    return replace(courses, measured=courses.measured & ~who)


def trimmed(courses: Courses, rate: float, random: Generator) -> Courses:
    """Denominator trimming: some cases that did not recover are not counted as finished."""
    return courses.only(~(courses.cases & ~courses.recovered & (random.random(courses.people) < rate)))


def knowing_the_line(courses: Courses, rate: float, random: Generator) -> Courses:
    """No wrong of the service: some people know the line, and answer just below it when they are just above."""
    who = random.random(courses.people) < rate
    later = courses.totals[:, 1:]
    near = (later >= LINES) & (later < LINES + REACH) & who[:, None, None]
    totals = courses.totals.copy()
    totals[:, 1:] = np.where(near, LINES - 1 - random.integers(0, 2, later.shape), later)
    return replace(courses, totals=totals)


def _near(courses: Courses) -> NDArray[np.bool_]:
    """Cases who end not recovered, though no scale ends more than `REACH` above its line."""
    final = courses.final_totals
    return np.asarray(courses.cases & ~courses.recovered & (final <= LINES + REACH).all(axis=1) & (courses.final > 0))


def _below(totals: NDArray[np.int16], random: Generator) -> NDArray[np.int16]:
    """Each total at or above its line moved to 1 to `REACH` points below it."""
    moved = LINES - 1 - random.integers(0, REACH, totals.shape)
    return np.where(totals >= LINES, moved, totals).astype(np.int16)
