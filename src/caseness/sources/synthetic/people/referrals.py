"""Referrals as they are received: on which day, by which provider, of whom, from whom and for which problem."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from typing import TYPE_CHECKING

import numpy as np

from caseness.sources.synthetic.columns.coded import Coded
from caseness.sources.synthetic.columns.days import NONE, day_number, months_after
from caseness.sources.synthetic.columns.groups import group_then_day
from caseness.sources.synthetic.columns.mixes import pick
from caseness.sources.synthetic.columns.working_days import weekday
from caseness.sources.synthetic.parameters import read
from caseness.sources.synthetic.people.blocks import lead_in_start
from caseness.vocabulary.problems import problems

if TYPE_CHECKING:
    from collections.abc import Mapping

    from caseness.sources.synthetic.people.blocks import Part
    from caseness.sources.synthetic.plan import Plan
    from caseness.sources.synthetic.world import Days, Flags, Index, Organisations

_EPOCH = date(1970, 1, 1)
_APRIL = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class ReferralParameters:
    """The entries of ``parameters/referrals.toml``."""

    months: tuple[float, ...]
    weekdays: tuple[float, ...]
    again: float
    again_after: int
    again_mean: float
    moved: float
    commissioner_elsewhere: float
    source: Mapping[str, float]
    problem: Mapping[str, float]
    same_problem: float
    previous_condition: Mapping[str, float]
    onset_mean: float
    onset_recorded: float


@cache
def referral_parameters() -> ReferralParameters:
    """The numbers for referrals."""
    return read(ReferralParameters, "referrals")


def received(rng: np.random.Generator, plan: Plan, part: Part) -> tuple[Index, Days]:
    """The provider and day of every referral of a block, sorted by both: those of the extract and those before."""
    start, end = day_number(plan.start), day_number(plan.end)
    spans = ((part.before, lead_in_start(plan), start), (part.received, start, end))
    provider = np.concatenate([np.repeat(part.providers, numbers) for numbers, _, _ in spans])
    day = np.concatenate([_days(rng, first, last, int(numbers.sum())) for numbers, first, last in spans])
    order = np.lexsort((day, provider))
    return provider[order], day[order]


def people_of(rng: np.random.Generator, provider: Index, day: Days) -> Index:
    """For each referral the row of its person's first one: itself, unless the person was referred before.

    Rows are sorted by provider and day. Some of those who come again come to another provider of the block.
    """
    numbers = referral_parameters()
    rows = np.arange(len(day))
    before = provider.copy()
    moving = rng.random(len(day)) < numbers.moved
    before[moving] = rng.choice(provider, int(moving.sum()))
    ago = numbers.again_after + rng.exponential(numbers.again_mean, len(day))
    wanted = np.floor(day - ago).astype(np.int64)
    place = np.searchsorted(group_then_day(provider, day), group_then_day(before, wanted), side="right") - 1
    again = (rng.random(len(day)) < numbers.again) & (place >= 0)
    again &= provider[place] == before
    first = np.where(again, place, rows)
    while not np.array_equal(first, first[first]):
        first = first[first]
    return first.astype(np.int32)


def homes(rng: np.random.Generator, organisations: Organisations, provider: Index) -> Index:
    """The Sub-ICB in which people of each provider live: its own, or for some another one of the same ICB."""
    home = organisations.provider_sub_icb[provider]
    elsewhere = rng.random(len(provider)) < referral_parameters().commissioner_elsewhere
    icb = organisations.sub_icb_icb[home]
    first = np.searchsorted(organisations.sub_icb_icb, np.arange(len(organisations.icb_code)))
    after = np.searchsorted(organisations.sub_icb_icb, np.arange(len(organisations.icb_code)), side="right")
    neighbour = first[icb] + np.floor(rng.random(len(provider)) * (after - first)[icb]).astype(np.int32)
    return np.where(elsewhere, neighbour, home).astype(np.int32)


def commissioners(plan: Plan, organisations: Organisations, sub_icb: Index, day: Days) -> Index:
    """Under which code of Organisations.commissioner_code each referral is sent, for as long as it is open.

    Commissioners change on the first of April, as they do in life; a referral keeps the code of its first day. The change
    was on the last such day of the extract, or on the one before it.
    """
    last = months_after(plan.end, -1)
    changed = date(last.year - (last.month < _APRIL), _APRIL, 1)
    return (sub_icb + (day < day_number(changed)) * len(organisations.sub_icb_code)).astype(np.int32)


def problems_of(rng: np.random.Generator, first: Index) -> Index:
    """What people are referred for, recorded or not, as an index into `vocabulary.problems`.

    ``first`` is the row of the person's first referral: people often come back with what they came with.
    """
    numbers = referral_parameters()
    codes = [problem.code for problem in problems()]
    where = np.array([codes.index(code) for code in numbers.problem], np.int32)
    problem = where[pick(rng, list(numbers.problem.values()), len(first))]
    same = rng.random(len(first)) < numbers.same_problem
    return np.where(same, problem[first], problem).astype(np.int32)


def onset_months(rng: np.random.Generator, day: Days, birth: Days) -> Coded:
    """The month in which symptoms began, YYYY-MM, blank where it is not recorded; never before the person was born."""
    numbers = referral_parameters()
    months, born = ((days // (YEAR_DAYS / MONTHS)).astype(np.int32) for days in (day, birth))
    onset = np.maximum(months - rng.exponential(numbers.onset_mean, len(day)).astype(np.int32), born + 1)
    earliest = int(onset.min(initial=0))
    levels = [_month(number) for number in range(earliest, int(onset.max(initial=0)) + 1)]
    recorded: Flags = rng.random(len(day)) < numbers.onset_recorded
    return Coded.of(levels, np.where(recorded, onset - earliest, NONE))


YEAR_DAYS, MONTHS = 365.2425, 12


def _month(number: int) -> str:
    """The month ``number`` months after January 1970."""
    return f"{_EPOCH.year + number // MONTHS}-{number % MONTHS + 1:02}"


def _days(rng: np.random.Generator, first: int, last: int, number: int) -> Days:
    """``number`` days from ``first`` to the day before ``last``, more in busy months and on working days."""
    if number == 0:
        return np.empty(0, np.int32)
    numbers = referral_parameters()
    days = np.arange(first, last)
    months = np.array([(_EPOCH + timedelta(int(day))).month for day in days])
    weights = np.array(numbers.months)[months - 1] * np.array(numbers.weekdays)[weekday(days)]
    return days[pick(rng, weights, number)].astype(np.int32)
