"""Tables of many made services at once: each draws its courses from one pool, whole, so that dependence within a course stays.

Every course adds some ones to each table. The places of these ones are kept as the rows of a sparse matrix; the tables of
a thousand services are then one product of sparse matrices. Courses are drawn without replacement, so that one service's tables
have the law of the world exactly; services of one pool share courses, and Monte Carlo errors count pools, not services.

Only totals are told, as by the national data set: what tests must do without the answers.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Self

import numpy as np
from scipy.sparse import csr_array

from caseness.forensics import evidence as ev
from caseness.forensics.worlds.courses import LINES

if TYPE_CHECKING:
    from numpy.random import Generator
    from numpy.typing import NDArray

    from caseness.forensics.worlds.courses import Courses

    Places = NDArray[np.int64]

_SHAPES: dict[type[ev.Evidence], tuple[tuple[str, tuple[int, ...]], ...]] = {
    ev.Scores: (
        ("counts", (2, 3, ev.SESSIONS, ev.SCORES, 3)),
        ("beside_ones", (2, ev.SCORES, 3)),
    ),
    ev.ScoreChanges: (("counts", (2, ev.SESSIONS, ev.SCORES, ev.SCORES, 3)),),
    ev.FirstScores: (("counts", (2, ev.SCORES, ev.SCORES + 1)),),
    ev.LastContacts: (("counts", (2, ev.SCORES, ev.SCORES, 2)),),
    ev.Courses: (("cases", ()), ("recovered", ())),
}

DRAWN = tuple(_SHAPES)
"""The tables that can be made."""


@dataclass(frozen=True, slots=True)
class Pool:
    """Courses of one world as ``matrices``: for each table of evidence, where each course adds a one.

    ``cases`` are the places of courses at caseness at first, ``others`` those of the rest.
    """

    matrices: dict[tuple[type[ev.Evidence], str], csr_array]
    cases: Places
    others: Places

    @classmethod
    def of(cls, courses: Courses) -> Self:
        """The pool of some courses."""
        matrices = {}
        for (kind, name), (who, places) in _places(courses).items():
            size = int(np.prod(dict(_SHAPES[kind])[name], dtype=int))
            ones = np.ones(len(who), np.int32)
            matrices[kind, name] = csr_array((ones, (who, places)), shape=(courses.people, size))
        return cls(matrices, np.flatnonzero(courses.cases), np.flatnonzero(~courses.cases))

    def draw(
        self, cases: int, services: int, kinds: tuple[type[ev.Evidence], ...], random: Generator
    ) -> tuple[ev.Evidence, ...]:
        """Tables of ``services`` made services with so many cases each, and others in proportion.

        Raises `ValueError` if the pool has too few.
        """
        others = round(cases * len(self.others) / len(self.cases))
        if cases > len(self.cases):
            raise ValueError("a service cannot draw more courses than the pool has")
        drawn = np.concatenate(
            [
                random.choice(group, n, replace=False, shuffle=False)
                for _service in range(services)
                for group, n in ((self.cases, cases), (self.others, others))
            ]
        )
        starts = np.arange(0, len(drawn) + 1, cases + others)
        people = len(self.cases) + len(self.others)
        chosen = csr_array((np.ones(len(drawn), np.int32), drawn, starts), shape=(services, people))
        return tuple(
            kind(**{
                name: (chosen @ self.matrices[kind, name]).toarray().reshape(services, *shape)
                for name, shape in _SHAPES[kind]
            })
            for kind in kinds
        )  # fmt: skip


def _places(courses: Courses) -> dict[tuple[type[ev.Evidence], str], tuple[Places, Places]]:
    """For each table: the courses that add to it, and the places in it they add to."""
    scale, who, occasion = _forms(courses)
    score = courses.totals[who, occasion, scale].astype(np.int64)
    previous = courses.totals[who, occasion - 1, scale].astype(np.int64)
    other = courses.totals[who, occasion, 1 - scale]
    beside = np.where(other < LINES[1 - scale], ev.Beside.BELOW, ev.Beside.CASE)
    final = occasion == courses.final[who]
    ending = np.where(final, np.where(courses.planned[who], ev.Ending.PLANNED, ev.Ending.OTHER), ev.Ending.GOES_ON)
    session = np.minimum(occasion, ev.SESSIONS) - 1
    ones = np.array([one.ones for one in ev.SCALES])
    by = other == ones[1 - scale]
    cases, recovered = np.flatnonzero(courses.cases), np.flatnonzero(courses.recovered)

    def at(kind: type[ev.Evidence], name: str, *axes: Places) -> Places:
        return np.ravel_multi_index(axes, dict(_SHAPES[kind])[name])

    return {
        (ev.Scores, "counts"): (who, at(ev.Scores, "counts", scale, beside, session, score, ending)),
        (ev.Scores, "beside_ones"): (who[by], at(ev.Scores, "beside_ones", scale[by], score[by], ending[by])),
        (ev.ScoreChanges, "counts"): (
            who,
            at(ev.ScoreChanges, "counts", scale, session, previous, score, ending),
        ),
        (ev.FirstScores, "counts"): _first_places(courses),
        (ev.LastContacts, "counts"): _last_places(courses),
        (ev.Courses, "cases"): (cases, np.zeros_like(cases)),
        (ev.Courses, "recovered"): (recovered, np.zeros_like(recovered)),
    }


def _forms(courses: Courses) -> tuple[Places, Places, Places]:
    """Scale, course and occasion of each form after the first of those at caseness on the scale."""
    occasions = np.arange(courses.totals.shape[1])
    there = (occasions >= 1) & (occasions <= courses.final[:, None])
    forms = [
        np.stack((np.full(len(who), scale), who, occasion))
        for scale in range(2)
        for who, occasion in [np.nonzero(there & (courses.totals[:, 0, scale] >= LINES[scale])[:, None])]
    ]
    scale, who, occasion = np.concatenate(forms, axis=1)
    return scale, who, occasion


def _first_places(courses: Courses) -> tuple[Places, Places]:
    first, second = courses.totals[:, 0].astype(np.int64), courses.totals[:, 1].astype(np.int64)
    second = np.where((courses.final >= 1)[:, None], second, ev.SCORES)
    who = np.arange(courses.people)
    places = [
        np.ravel_multi_index((np.full(len(who), s), first[:, s], second[:, s]), (2, ev.SCORES, ev.SCORES + 1))
        for s in range(2)
    ]
    return np.tile(who, 2), np.concatenate(places)


def _last_places(courses: Courses) -> tuple[Places, Places]:
    there = courses.last >= 2
    latest = courses.totals[np.arange(courses.people), courses.last - 1].astype(np.int64)
    first = courses.totals[:, 0].astype(np.int64)
    chosen = [np.flatnonzero(there & (first[:, s] >= LINES[s])) for s in range(2)]
    places = [
        np.ravel_multi_index(
            (np.full(len(who), s), first[who, s], latest[who, s], (~courses.measured[who]).astype(np.int64)),
            (2, ev.SCORES, ev.SCORES, 2),
        )
        for s, who in enumerate(chosen)
    ]
    return np.concatenate(chosen), np.concatenate(places)
