"""The end of a referral: when it is written down, with which reason, and whether the problem ever was."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

import numpy as np

from caseness.sources.synthetic.columns.days import NONE
from caseness.sources.synthetic.columns.mixes import draw_by
from caseness.sources.synthetic.columns.working_days import on_a_working_day
from caseness.sources.synthetic.courses.cases import Ending
from caseness.sources.synthetic.parameters import read

if TYPE_CHECKING:
    from collections.abc import Mapping

    from caseness.sources.synthetic.columns.coded import Coded
    from caseness.sources.synthetic.courses.cases import Cases, Progress
    from caseness.sources.synthetic.world import Days, Index

_TAKEN_ON = (Ending.STILL_OPEN, Ending.COMPLETED, Ending.LEFT, Ending.DIED)


@dataclass(frozen=True, slots=True, kw_only=True)
class DischargeParameters:
    """The entries of ``parameters/discharge.toml``."""

    delay: Mapping[str, float]
    forgotten: float
    forgotten_delay: float
    not_seen: Mapping[str, float]
    not_treated: Mapping[str, float]
    advised: Mapping[str, float]
    completed: Mapping[str, float]
    left: Mapping[str, float]
    died: Mapping[str, float]
    late: float
    problem_recorded: Mapping[str, float]
    problem_after: float
    problem_later: float


@cache
def discharge_parameters() -> DischargeParameters:
    """The numbers for discharges."""
    return read(DischargeParameters, "discharge")


def ends(rng: np.random.Generator, progress: Progress, until: int) -> tuple[Days, Coded]:
    """The day and reason of each discharge; none for referrals still open on the day ``until``."""
    numbers = discharge_parameters()
    mixes: list[Mapping[str, float]] = [
        {"": 1.0},
        numbers.not_seen,
        numbers.not_treated,
        numbers.advised,
        numbers.completed,
        numbers.left,
        numbers.died,
    ]
    delays = np.array([0.0, *(numbers.delay[ending.name.lower()] for ending in list(Ending)[1:])])
    wait = rng.exponential(1.0, len(progress.ending)) * delays[progress.ending]
    forgotten = rng.random(len(wait)) < numbers.forgotten
    wait += np.where(forgotten, rng.exponential(numbers.forgotten_delay, len(wait)), 0)
    day = on_a_working_day(progress.last + wait)
    ended = (progress.ending != Ending.STILL_OPEN) & (day < until)
    reason = draw_by(rng, mixes, progress.ending)
    reason.index[~ended] = NONE
    return np.where(ended, day, NONE).astype(np.int32), reason


def problems_recorded(
    rng: np.random.Generator, cases: Cases, progress: Progress, seen_on: Days, end: Days
) -> tuple[Index, Days]:
    """The problem of each referral as recorded, and when; ``seen_on`` is the day of the first contact, NONE if none."""
    numbers = discharge_parameters()
    shares = numbers.problem_recorded
    by_ending = [shares["taken_on"] if ending in _TAKEN_ON else shares[ending.name.lower()] for ending in Ending]
    chance = np.where(seen_on == NONE, shares["not_seen"], np.array(by_ending)[progress.ending])
    recorded = rng.random(len(chance)) < chance
    later = rng.random(len(chance)) < numbers.problem_later
    after = np.where(later, rng.exponential(numbers.problem_after, len(chance)), 0).astype(np.int32)
    first = np.where(seen_on == NONE, cases.received, seen_on)
    day = first + np.minimum(after, np.maximum(progress.last - first, 0))
    day = np.where(end == NONE, day, np.minimum(day, end))
    return np.where(recorded, cases.problem, NONE).astype(np.int32), np.where(recorded, day, NONE).astype(np.int32)
