"""Courses of treatment with two scales answered at every contact: severity, change, noise, and when they end.

A person has a lasting severity on each scale, of which treatment takes a share that approaches its limit from contact to
contact; half the people change little, half much, which gives last scores their spread. The state of the day is
autocorrelated, the form adds noise of its own, and totals are rounded and kept on the scale. No line takes part, unless a
world says so.

The constants are set so that the clean world has the published figures of 2024/25: PHQ-9 from a mean of 14.2 (standard
deviation 6.1) to 9.5 (6.6), GAD-7 from 13.3 to 8.6, and a recovery rate of 50.5 %. Source: NHS England, NHS Talking
Therapies annual report 2024-25 (CBT: means and standard deviations; all courses: recovery); a test holds them to it.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from caseness.forensics.evidence import SCALES

if TYPE_CHECKING:
    from numpy.random import Generator
    from numpy.typing import NDArray

    Floats = NDArray[np.float32]
    Totals = NDArray[np.int16]

LONGEST = 16
"""Contacts after the first, at most."""

LINES = np.array([scale.line for scale in SCALES])
_HIGHEST = np.array([scale.highest for scale in SCALES], np.float32)
_ONES = np.array([scale.ones for scale in SCALES], np.float32)

_MEAN = np.array([14.1, 13.3], np.float32)
_SPREAD = np.array([5.6, 4.6], np.float32)
_TOGETHER = 0.8  # correlation of lasting severity on the two scales
_STATE = np.array([1.6, 1.4], np.float32)
_AGAIN = 0.4  # of the day's state from one contact to the next
_FORM = np.array([1.7, 1.5], np.float32)
_SHARED = 0.5  # of the day's state that both scales have in common
_LITTLE, _MUCH = (0.0, 0.20), (0.85, 0.12)  # mean and standard deviation of the share that treatment takes in the end
_RESPOND = 0.612
_PACE = (0.25, 0.8)
_DROP_OUT = 0.06
_PLANNED = 0.13  # of ending as planned at each contact from the second


@dataclass(frozen=True, slots=True)
class Courses:
    """Finished courses.

    ``totals[person, occasion, scale]`` has the first form at occasion 0, ``state`` is the same before the noise of the form;
    ``last`` is the occasion of the last contact and ``planned`` whether the course ended by agreement; ``measured`` whether the
    last contact has a form; ``alike`` whose forms have the same answer to every question.
    """

    totals: Totals
    state: Floats
    last: NDArray[np.int64]
    planned: NDArray[np.bool_]
    measured: NDArray[np.bool_]
    alike: NDArray[np.bool_]

    @property
    def people(self) -> int:
        """How many courses."""
        return len(self.last)

    @property
    def cases(self) -> NDArray[np.bool_]:
        """At caseness on either scale at first."""
        return np.asarray((self.totals[:, 0] >= LINES).any(axis=1))

    @property
    def final(self) -> NDArray[np.int64]:
        """The occasion of the last form."""
        return np.where(self.measured, self.last, self.last - 1)

    @property
    def final_totals(self) -> Totals:
        """The last totals on both scales."""
        return self.totals[np.arange(self.people), self.final]

    @property
    def recovered(self) -> NDArray[np.bool_]:
        """At caseness at first, below both lines at last, with a score after the first."""
        return np.asarray(self.cases & (self.final_totals < LINES).all(axis=1) & (self.final > 0))

    def with_final(self, who: NDArray[np.bool_], totals: Totals) -> Courses:
        """The same, with other last totals for some people (one row each of ``who``)."""
        changed = self.totals.copy()
        changed[np.flatnonzero(who), self.final[who]] = totals
        return replace(self, totals=changed)

    def only(self, who: NDArray[np.bool_]) -> Courses:
        """Some of the courses."""
        return Courses(*(getattr(self, name)[who] for name in self.__dataclass_fields__))


@dataclass(frozen=True, slots=True)
class Setting:
    """What differs between worlds in which every score is honest.

    ``severity`` and ``response`` shift mean severity (points) and the share that treatment takes; ``alike`` is the share who give
    one answer to all questions; ``humps`` the share by which severity spreads less around totals of one answer to all questions,
    and more between them, as where questions are of like severity; ``stop_below`` the chance of ending when below both lines;
    ``stop_better`` the strength with which ending follows severity smoothly; ``declined_below`` the share of those below both
    lines at first who are not taken on; ``missing`` the share of last contacts without a form.
    """

    severity: float = 0
    response: float = 0
    alike: float = 0
    humps: float = 0
    stop_below: float = 0
    stop_better: float = 0
    declined_below: float = 0
    missing: float = 0.08


def made(people: int, setting: Setting, random: Generator) -> Courses:
    """So many people's courses, of whom those with one contact or declined are left out."""
    state = _state(people, setting, random)
    alike = random.random(people) < setting.alike
    totals = filled_in(state, alike, random)
    last, planned = _ends(totals, setting, random)
    kept = last >= 1
    if setting.declined_below:
        below = (totals[:, 0] < LINES).all(axis=1)
        kept &= ~(below & (random.random(people) < setting.declined_below))
    measured = (random.random(people) >= setting.missing) | (last < 2)
    return Courses(totals, state, last, planned, measured, alike).only(kept)


def filled_in(state: Floats, alike: NDArray[np.bool_], random: Generator) -> Totals:
    """Totals of forms filled in, in that state (people, …, scale), with the noise of the form."""
    answered = state + _FORM * random.standard_normal(state.shape, np.float32)
    answered[alike] = np.round(answered[alike] / _ONES) * _ONES
    return np.clip(np.round(answered), 0, _HIGHEST).astype(np.int16)


def _state(people: int, setting: Setting, random: Generator) -> Floats:
    lasting = random.standard_normal((people, 2), np.float32)
    lasting[:, 1] = _TOGETHER * lasting[:, 0] + np.float32(np.sqrt(1 - _TOGETHER**2)) * lasting[:, 1]
    level = _MEAN + np.float32(setting.severity) + _SPREAD * lasting
    much = random.random(people) < _RESPOND
    mean, sd = np.where(much, _MUCH[0], _LITTLE[0]), np.where(much, _MUCH[1], _LITTLE[1])
    taken = (mean + setting.response + sd * random.standard_normal(people)).astype(np.float32)
    pace = random.uniform(*_PACE, people).astype(np.float32)
    so_far = 1 - np.exp(-pace[:, None] * np.arange(LONGEST + 1, dtype=np.float32))
    swing = _swing(people, random)
    state = level[:, None] * (1 - taken[:, None, None] * so_far[..., None]) + _STATE * swing
    if setting.humps:
        turn = np.float32(2 * np.pi) / _ONES
        state = state - np.float32(setting.humps) / turn * np.sin(turn * state)
    return np.asarray(state)


def _swing(people: int, random: Generator) -> Floats:
    """The state of the day around its course: autocorrelated, partly common to both scales, of standard deviation 1."""
    own = random.standard_normal((people, LONGEST + 1, 2), np.float32)
    common = random.standard_normal((people, LONGEST + 1, 1), np.float32)
    fresh = np.float32(np.sqrt(_SHARED)) * common + np.float32(np.sqrt(1 - _SHARED)) * own
    keep = np.float32(np.sqrt(1 - _AGAIN**2))
    for occasion in range(1, LONGEST + 1):
        fresh[:, occasion] = _AGAIN * fresh[:, occasion - 1] + keep * fresh[:, occasion]
    return fresh


def _ends(totals: Totals, setting: Setting, random: Generator) -> tuple[NDArray[np.int64], NDArray[np.bool_]]:
    """The last occasion of each course and whether it ended by agreement."""
    people = len(totals)
    left = random.random((people, LONGEST + 1)) < _DROP_OUT
    left[:, 0] = False
    chance = np.full((people, LONGEST + 1), _PLANNED)
    if setting.stop_better:
        severity = totals.mean(axis=2) - 10
        chance = 1 / (1 + np.exp(setting.stop_better * severity + np.log(1 / _PLANNED - 1)))
    occasion = np.arange(LONGEST + 1)
    agreed = (random.random((people, LONGEST + 1)) < chance) & (occasion >= 2)
    if setting.stop_below:
        below = (totals < LINES).all(axis=2) & (occasion >= 1)
        agreed = agreed | (below & (random.random((people, LONGEST + 1)) < setting.stop_below))
    agreed = agreed | (occasion == LONGEST)
    last = np.argmax(left | agreed, axis=1)
    return last, ~left[np.arange(people), last]
