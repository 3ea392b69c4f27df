"""Cutting England into blocks of whole providers, in one way for each plan, whoever does the work."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from caseness.sources.synthetic.columns.days import day_number, months_after
from caseness.sources.synthetic.parameters import read

if TYPE_CHECKING:
    from caseness.sources.synthetic.plan import Plan
    from caseness.sources.synthetic.world import Index, Organisations


@dataclass(frozen=True, slots=True, kw_only=True)
class BlockParameters:
    """The entries of ``parameters/blocks.toml``."""

    referrals: int
    lead_in: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """What one block is to hold.

    ``providers`` index Organisations; ``received`` and ``before`` are the referrals each receives in the months of the
    extract and in the months before. ``first_person`` is the number of people that blocks before it may have.
    """

    number: int
    providers: Index
    received: Index
    before: Index
    first_person: int


def parts(plan: Plan, organisations: Organisations) -> tuple[Part, ...]:
    """The blocks of a plan: providers in order until one is full. The referrals received add up to those of the plan."""
    numbers = read(BlockParameters, "blocks")
    received = _shared_out(plan.referrals, organisations)
    before = np.rint(received * (lead_in_months(plan) / plan.months)).astype(np.int32)
    filled = np.zeros(len(received), int)
    block, held = 0, 0
    for provider, number in enumerate(received):
        if held and held + number > numbers.referrals:
            block, held = block + 1, 0
        held += int(number)
        filled[provider] = block
    people = np.cumsum(received + before, dtype=np.int64)
    cut = [np.flatnonzero(filled == number) for number in range(block + 1)]
    return tuple(
        Part(
            number=number,
            providers=providers.astype(np.int32),
            received=received[providers],
            before=before[providers],
            first_person=int(people[providers[0] - 1]) if providers[0] else 0,
        )
        for number, providers in enumerate(cut)
    )


def lead_in_months(plan: Plan) -> int:
    """The months before the extract in which referrals are made; none without carry-over."""
    return read(BlockParameters, "blocks").lead_in if plan.carry_over else 0


def lead_in_start(plan: Plan) -> int:
    """The first day on which a referral is made."""
    return day_number(months_after(plan.start, -lead_in_months(plan)))


def _shared_out(referrals: int, organisations: Organisations) -> Index:
    """Whole referrals in proportion to size, by largest remainder."""
    exact = organisations.size.astype(float) / organisations.size.astype(float).sum() * referrals
    whole: Index = np.floor(exact).astype(np.int32)
    most_left = np.argsort(whole - exact, kind="stable")[: referrals - int(whole.sum())]
    whole[most_left] += 1
    return whole
