"""Tables of many made services at once: each draws its courses from one pool, whole, so that dependence within a course stays.

Every course adds some ones to each table. All tables lie behind one another in one long row of cells, and the pool keeps
the cells its courses add to, in bundles of a few cases each with the others that come with them. A service draws bundles
without replacement, so that its tables have the law of the world exactly; services of one pool share courses, and Monte Carlo
errors therefore count pools.

Only totals are told, as by the national data set: what tests must do without the answers.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Self

import numpy as np

from caseness.forensics import evidence as ev
from caseness.forensics.evidence.first_scores import NEAR
from caseness.forensics.worlds.courses import LINES

if TYPE_CHECKING:
    from numpy.random import Generator
    from numpy.typing import NDArray

    from caseness.forensics.worlds.courses import Courses

    Places = NDArray[np.int64]

BUNDLE = 50
"""Cases that are drawn together."""

_SHAPES: dict[type[ev.Evidence], dict[str, tuple[int, ...]]] = {
    ev.Scores: {"counts": (2, 3, ev.SESSIONS, ev.SCORES, 3), "beside_ones": (2, ev.SCORES, 3)},
    ev.ScoreChanges: {"counts": (2, ev.SESSIONS, ev.SCORES, ev.SCORES, 3)},
    ev.DecisiveChanges: {"counts": (2, ev.SCORES, ev.SCORES, 3)},
    ev.FirstScores: {"counts": (2, 2, ev.SCORES, ev.SCORES + 1)},
    ev.LastContacts: {"counts": (2, ev.SCORES, ev.SCORES, 2)},
    ev.Courses: {"cases": (), "recovered": ()},
}
DRAWN = tuple(_SHAPES)
"""The tables that can be made."""

_CELLS = {
    (kind, name): int(np.prod(shape, dtype=int)) for kind, shapes in _SHAPES.items() for name, shape in shapes.items()
}
_STARTS = dict(zip(_CELLS, np.cumsum([0, *_CELLS.values()]).tolist(), strict=False))
_TOTAL = sum(_CELLS.values())


@dataclass(frozen=True, slots=True)
class Pool:
    """Courses of one world as the cells they add to, one array for each bundle of `BUNDLE` cases."""

    bundles: tuple[Places, ...]

    @classmethod
    def of(cls, courses: Courses) -> Self:
        """The pool of some courses; what is left of a bundle is not used."""
        bundle = _bundles(courses)
        who, cells = (np.concatenate(parts) for parts in zip(*_cells(courses), strict=True))
        order = np.argsort(bundle[who], kind="stable")
        ends = np.searchsorted(bundle[who][order], np.arange(bundle.max() + 2))
        return cls(tuple(cells[order[start:end]] for start, end in pairwise(ends)))

    def whole(self) -> tuple[ev.Evidence, ...]:
        """All tables of all courses as one service."""
        row = np.bincount(np.concatenate(self.bundles), minlength=_TOTAL).astype(np.int32)[None]
        return _tables(row)

    def draw(self, cases: int, services: int, random: Generator) -> tuple[ev.Evidence, ...]:
        """All tables (`DRAWN`) of ``services`` made services with so many cases each, and others in proportion.

        Raises `ValueError` if that is no whole number of bundles, or more than the pool has.
        """
        wanted, rest = divmod(cases, BUNDLE)
        if rest or wanted > len(self.bundles):
            raise ValueError(f"no service of {cases} cases can be drawn from {len(self.bundles)} bundles of {BUNDLE}")
        rows = np.empty((services, _TOTAL), np.int32)
        for service in range(services):
            chosen = random.choice(len(self.bundles), wanted, replace=False, shuffle=False)
            rows[service] = np.bincount(np.concatenate([self.bundles[one] for one in chosen]), minlength=_TOTAL)
        return _tables(rows)


def _tables(rows: NDArray[np.int32]) -> tuple[ev.Evidence, ...]:
    return tuple(kind(**{name: _table(rows, kind, name) for name in shapes}) for kind, shapes in _SHAPES.items())


def _table(rows: NDArray[np.int32], kind: type[ev.Evidence], name: str) -> NDArray[np.int32]:
    start = _STARTS[kind, name]
    return rows[:, start : start + _CELLS[kind, name]].reshape(len(rows), *_SHAPES[kind][name])


def _bundles(courses: Courses) -> Places:
    """The bundle of each course, cases and others in equal parts; −1 for those left over."""
    bundle = np.empty(courses.people, np.int64)
    number = int(courses.cases.sum()) // BUNDLE
    for group in (courses.cases, ~courses.cases):
        places = np.arange(group.sum()) // max(group.sum() // max(number, 1), 1)
        bundle[group] = np.where(places < number, places, -1)
    return bundle


def _cells(courses: Courses) -> list[tuple[Places, Places]]:
    """The courses that add to each table, and the cells of the long row that they add to."""
    scale, who, occasion = _forms(courses)
    score = courses.totals[who, occasion, scale].astype(np.int64)
    previous = courses.totals[who, occasion - 1, scale].astype(np.int64)
    other = courses.totals[who, occasion, 1 - scale]
    beside = np.where(other < LINES[1 - scale], ev.Beside.BELOW, ev.Beside.CASE)
    final = occasion == courses.final[who]
    ending = np.where(final, np.where(courses.planned[who], ev.Ending.PLANNED, ev.Ending.OTHER), ev.Ending.GOES_ON)
    session = np.minimum(occasion, ev.SESSIONS) - 1
    ours = beside == ev.Beside.BELOW
    by = other == np.array([one.ones for one in ev.SCALES])[1 - scale]
    cases, recovered = np.flatnonzero(courses.cases), np.flatnonzero(courses.recovered)
    return [
        (who, _at(ev.Scores, "counts", scale, beside, session, score, ending)),
        (who[by], _at(ev.Scores, "beside_ones", scale[by], score[by], ending[by])),
        (who, _at(ev.ScoreChanges, "counts", scale, session, previous, score, ending)),
        (who[ours], _at(ev.DecisiveChanges, "counts", scale[ours], previous[ours], score[ours], ending[ours])),
        _first_scores(courses),
        _last_contacts(courses),
        (cases, np.full(len(cases), _STARTS[ev.Courses, "cases"])),
        (recovered, np.full(len(recovered), _STARTS[ev.Courses, "recovered"])),
    ]


def _at(kind: type[ev.Evidence], name: str, *axes: Places) -> Places:
    return np.asarray(np.ravel_multi_index(axes, _SHAPES[kind][name]) + _STARTS[kind, name])


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


def _first_scores(courses: Courses) -> tuple[Places, Places]:
    first, second = courses.totals[:, 0].astype(np.int64), courses.totals[:, 1].astype(np.int64)
    second = np.where((courses.final >= 1)[:, None], second, ev.SCORES)
    who = np.arange(courses.people)
    open_to = first < LINES + NEAR
    decided = np.where(open_to[:, ::-1], ev.Decided.OPEN, ev.Decided.ANYWAY)
    cells = [
        _at(ev.FirstScores, "counts", np.full(len(who), s), decided[:, s], first[:, s], second[:, s]) for s in range(2)
    ]
    return np.tile(who, 2), np.concatenate(cells)


def _last_contacts(courses: Courses) -> tuple[Places, Places]:
    latest = courses.totals[np.arange(courses.people), courses.last - 1].astype(np.int64)
    first = courses.totals[:, 0].astype(np.int64)
    missing = (~courses.measured).astype(np.int64)
    chosen = [np.flatnonzero((courses.last >= 2) & (first[:, s] >= LINES[s])) for s in range(2)]
    cells = [
        _at(ev.LastContacts, "counts", np.full(len(who), s), first[who, s], latest[who, s], missing[who])
        for s, who in enumerate(chosen)
    ]
    return np.concatenate(chosen), np.concatenate(cells)
