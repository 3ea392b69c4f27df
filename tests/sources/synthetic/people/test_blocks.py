"""A plan is cut into blocks in one way, and nothing is lost in the cutting."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from caseness.sources.synthetic.columns.days import day_number
from caseness.sources.synthetic.parameters import read
from caseness.sources.synthetic.people.blocks import BlockParameters, lead_in_start, parts
from caseness.sources.synthetic.people.organisations import invent
from caseness.sources.synthetic.plan import Plan

FULL = read(BlockParameters, "blocks").referrals


@settings(max_examples=20, deadline=None)
@given(st.integers(1, 3_000_000), st.integers(1, 36))
def test_blocks_hold_every_provider_and_referral_once(referrals, months):
    plan = Plan(referrals=referrals, months=months)
    organisations = invent(plan)
    cut = parts(plan, organisations)
    assert [part.number for part in cut] == list(range(len(cut)))
    assert np.concatenate([part.providers for part in cut]).tolist() == list(range(len(organisations.provider_code)))
    assert sum(int(part.received.sum()) for part in cut) == referrals
    assert all(part.received.sum() <= FULL or len(part.providers) == 1 for part in cut)


def test_no_two_blocks_can_have_the_same_person():
    plan = Plan(referrals=400_000)
    before = 0
    for part in parts(plan, invent(plan)):
        assert part.first_person == before
        before += int((part.received + part.before).sum())


def test_providers_get_referrals_by_their_size():
    plan = Plan(referrals=100_000)
    organisations = invent(plan)
    received = np.concatenate([part.received for part in parts(plan, organisations)])
    assert received == pytest.approx(organisations.size * 100_000, abs=1.01)


def test_without_carry_over_nothing_comes_before():
    plan = Plan(referrals=5_000, carry_over=False)
    (part,) = parts(plan, invent(plan))
    assert part.before.sum() == 0
    assert lead_in_start(plan) == day_number(plan.start)
