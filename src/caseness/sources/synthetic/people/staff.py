"""Staff of providers: low- and high-intensity therapists and employment advisers, with qualification, skill and caseload."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import IntEnum
from functools import cache
from typing import TYPE_CHECKING

import numpy as np

from caseness.sources.synthetic.columns.days import NONE, day_number
from caseness.sources.synthetic.columns.mixes import draw_by, pick
from caseness.sources.synthetic.parameters import read
from caseness.sources.synthetic.people.details import YEAR
from caseness.sources.synthetic.world import Therapists

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    from caseness.sources.synthetic.people.blocks import Part
    from caseness.sources.synthetic.plan import Plan
    from caseness.sources.synthetic.world import Days, Index, Organisations

_MONTHS = 12


class Role(IntEnum):
    """What staff do; the order in which they are numbered within a provider."""

    LOW = 0
    HIGH = 1
    ADVISER = 2


_STEP = np.array([2, 3, 0], np.int8)  # of each role; an adviser works at no step


@dataclass(frozen=True, slots=True, kw_only=True)
class StaffParameters:
    """The entries of ``parameters/staff.toml``."""

    referrals_per_year: tuple[float, float, float]
    awarded: float
    training: float
    neither: float
    low: Mapping[str, float]
    high: Mapping[str, float]
    adviser: Mapping[str, float]
    skill: float
    unevenness: float
    years_since_award: float
    earliest_award: int
    longest_training: int


@cache
def staff_parameters() -> StaffParameters:
    """The numbers for staff."""
    return read(StaffParameters, "staff")


@dataclass(frozen=True, slots=True)
class Staff:
    """The therapists of a block, and where those of each provider and role are among them."""

    therapists: Therapists
    first: NDArray[np.int64]  # (providers of England, roles)
    number: NDArray[np.int64]

    def one_of(self, rng: np.random.Generator, provider: Index, role: NDArray[np.integer] | Role) -> Index:
        """For each row somebody of this provider and role; some carry more than others."""
        place = rng.random(len(provider)) ** staff_parameters().unevenness * self.number[provider, role]
        chosen: Index = (self.first[provider, role] + place.astype(np.int64)).astype(np.int32)
        return chosen


def employ(rng: np.random.Generator, plan: Plan, organisations: Organisations, part: Part) -> Staff:
    """Staff for the providers of a block, in number by the referrals they receive a year; at least one of each role."""
    numbers = staff_parameters()
    a_year = part.received * (_MONTHS / plan.months)
    each = np.maximum(1, np.rint(a_year[:, np.newaxis] / np.array(numbers.referrals_per_year))).astype(np.int64)
    provider = np.repeat(part.providers, each.sum(axis=1))
    role = np.repeat(np.tile(np.arange(len(Role)), len(part.providers)), each.ravel())
    number = np.zeros((len(organisations.provider_code), len(Role)), np.int64)
    number[part.providers] = each
    first = np.zeros_like(number)
    first[part.providers] = np.cumsum(each.ravel()).reshape(each.shape) - each
    standing = pick(rng, _standings(), len(provider))
    within = np.arange(len(provider)) - first[provider, Role.LOW]
    qualification = draw_by(rng, [numbers.low, numbers.high, numbers.adviser], role)
    qualification.index[standing == _NOTHING_SENT] = NONE
    therapists = Therapists(
        provider=provider.astype(np.int32),
        local_id=np.array([f"S{place + 1:04}" for place in within]),
        qualification=qualification,
        awarded=_awarded(rng, plan, standing),
        planned=_planned(rng, plan, standing),
        step=_STEP[role],
        skill=(numbers.skill * rng.standard_normal(len(provider), np.float32)).astype(np.float32),
    )
    return Staff(therapists, first, number)


_AWARDED, _TRAINING, _NEITHER, _NOTHING_SENT = range(4)


def _standings() -> list[float]:
    numbers = staff_parameters()
    known = [numbers.awarded, numbers.training, numbers.neither]
    return [*known, 1 - sum(known)]


def _awarded(rng: np.random.Generator, plan: Plan, standing: NDArray[np.integer]) -> Days:
    numbers = staff_parameters()
    ago = rng.exponential(numbers.years_since_award * YEAR, len(standing))
    day = np.maximum(day_number(plan.start) - ago, day_number(date(numbers.earliest_award, 1, 1)))
    return np.where(standing == _AWARDED, day, NONE).astype(np.int32)


def _planned(rng: np.random.Generator, plan: Plan, standing: NDArray[np.integer]) -> Days:
    """When training is to be over: in the course of the extract for some, after it for others."""
    start, end = day_number(plan.start), day_number(plan.end) + staff_parameters().longest_training
    return np.where(standing == _TRAINING, rng.integers(start, end, len(standing)), NONE).astype(np.int32)
