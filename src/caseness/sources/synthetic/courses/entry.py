"""Getting in: from referral to the first appointment kept, and who is taken on from there."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

import numpy as np

from caseness.sources.synthetic.columns.days import NONE
from caseness.sources.synthetic.columns.mixes import happens, lognormal, pick
from caseness.sources.synthetic.columns.working_days import on_a_working_day
from caseness.sources.synthetic.courses.cases import Ending
from caseness.sources.synthetic.courses.therapy import Choice, choose, first_coded, is_high, therapy_parameters
from caseness.sources.synthetic.courses.visits import (
    Visits,
    app_type,
    app_types,
    attendance,
    attendances,
    attended,
    visit_parameters,
)
from caseness.sources.synthetic.parameters import read
from caseness.sources.synthetic.people.staff import Role

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    from caseness.sources.synthetic.courses.cases import Cases, Progress
    from caseness.sources.synthetic.world import Days, Index, Small


@dataclass(frozen=True, slots=True, kw_only=True)
class EntryParameters:
    """The entries of ``parameters/entry.toml``."""

    offered: float
    wait: float
    wait_spread: float
    kept: float
    made_again: Mapping[str, float]
    made_again_after: float
    made_again_spread: float
    most_attempts: int
    first_types: Mapping[str, float]
    goes_on_after_assessment: float
    taken_on: float


@dataclass(frozen=True, slots=True, kw_only=True)
class TakenOn:
    """The referrals that go on after the first contact, what they are to have, and the appointments so far."""

    rows: Index
    choice: Choice
    visits: list[Visits]


@cache
def entry_parameters() -> EntryParameters:
    """The numbers for getting in."""
    return read(EntryParameters, "entry")


def enter(rng: np.random.Generator, cases: Cases, progress: Progress, until: int) -> TakenOn:
    """First appointments of all referrals, until one is kept, none is made again, or the day ``until`` is reached."""
    numbers = entry_parameters()
    offered = happens(rng, numbers.offered + cases.staying, len(cases))
    progress.ending[~offered] = Ending.NOT_SEEN
    rows = np.flatnonzero(offered).astype(np.int32)
    wait = lognormal(rng, numbers.wait * cases.organisations.pace[cases.provider[rows]], numbers.wait_spread, len(rows))
    day = on_a_working_day(cases.received[rows] + wait)
    kind = _first_types(rng, len(cases))
    plan = choose(rng, problem=cases.problem, severity=progress.severity.level.mean(axis=0))
    coded = _first_therapy(rng, plan, kind)
    visits, seen = [], []
    for _ in range(numbers.most_attempts):
        inside = day < until
        rows, day = rows[inside], day[inside]
        made = _appointments(rng, cases, progress, rows, day, kind[rows], coded[rows])
        visits.append(made)
        kept = attended(made.attendance)
        seen.append(rows[kept])
        rows, day, missed = rows[~kept], day[~kept], made.attendance[~kept]
        again = _made_again(rng, missed)
        progress.ending[rows[~again]] = Ending.NOT_SEEN
        rows, day = rows[again], day[again]
        gap = lognormal(rng, numbers.made_again_after, numbers.made_again_spread, len(rows))
        day = on_a_working_day(day + 1 + gap)
    progress.ending[rows] = Ending.NOT_SEEN
    going_on = _going_on(rng, cases, progress, np.sort(np.concatenate(seen)), kind)
    choice = Choice(plan.therapy[going_on], plan.high[going_on], plan.internet[going_on])
    return TakenOn(rows=going_on, choice=choice, visits=visits)


def _appointments(
    rng: np.random.Generator, cases: Cases, progress: Progress, rows: Index, day: Days, kind: Small, therapy: Small
) -> Visits:
    numbers = entry_parameters()
    kept = happens(rng, numbers.kept + cases.staying[rows], len(rows))
    now = progress.move(rng, rows, day)
    role = np.where(is_high()[therapy] & (therapy != NONE), Role.HIGH, Role.LOW)
    return Visits(
        referral=rows,
        day=day,
        attendance=attendance(rng, kept, visit_parameters().missed_first),
        app_type=kind,
        therapy=np.where(kept, therapy, NONE).astype(np.int8),
        therapist=cases.staff.one_of(rng, cases.provider[rows], role),
        depression=now.depression,
        anxiety=now.anxiety,
    )


def _first_types(rng: np.random.Generator, number: int) -> Small:
    mix = entry_parameters().first_types
    where = np.array([app_types().index(code) for code in mix], np.int8)
    return where[pick(rng, list(mix.values()), number)]


def _first_therapy(rng: np.random.Generator, plan: Choice, kind: Small) -> Small:
    """What first contacts are coded as; nothing where they are assessments only."""
    as_planned = plan.high & (rng.random(len(kind)) < therapy_parameters().first_contact_high)
    coded = np.where(as_planned, plan.therapy, first_coded(rng, len(kind)))
    return np.where(kind == app_type("assessment"), NONE, coded).astype(np.int8)


def _made_again(rng: np.random.Generator, missed: Small) -> NDArray[np.bool_]:
    odds = entry_parameters().made_again
    by_code = np.array([odds.get(code, 0.0) for code in attendances()])
    return happens(rng, by_code[missed], len(missed))


def _going_on(rng: np.random.Generator, cases: Cases, progress: Progress, seen: Index, kind: Small) -> Index:
    """Those of the ``seen`` who are taken on; the others come to their end."""
    numbers = entry_parameters()
    treated = kind[seen] != app_type("assessment")
    progress.treated[seen] = treated
    odds = np.where(treated, numbers.taken_on, numbers.goes_on_after_assessment) + cases.staying[seen]
    on = happens(rng, odds, len(seen))
    progress.ending[seen[~on]] = np.where(treated[~on], Ending.ADVISED, Ending.NOT_TREATED)
    return seen[on]
