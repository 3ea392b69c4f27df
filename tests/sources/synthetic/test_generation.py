"""A block holds together: rows in order, indexes that point somewhere, days in the order in which things happen."""

from dataclasses import fields
from datetime import date

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from caseness.sources.synthetic.columns.coded import Coded
from caseness.sources.synthetic.columns.days import NONE, day_number
from caseness.sources.synthetic.columns.working_days import on_a_working_day
from caseness.sources.synthetic.generation import generate
from caseness.sources.synthetic.people import blocks
from caseness.sources.synthetic.people.blocks import parts
from caseness.sources.synthetic.people.organisations import invent
from caseness.sources.synthetic.plan import Plan
from caseness.vocabulary.data_set import codes_for

TABLES = ("therapists", "people", "referrals", "contacts", "logs", "forms", "employment", "experience")


def blocks_of(plan):
    organisations = invent(plan)
    return [generate(plan, part.number, organisations) for part in parts(plan, organisations)]


def same(first, second):
    """Whether two tables are equal to the last value."""
    for column in fields(first):
        one, other = getattr(first, column.name), getattr(second, column.name)
        if isinstance(one, Coded):
            assert one.levels == other.levels
            one, other = one.index, other.index
        np.testing.assert_array_equal(one, other, err_msg=column.name)
    return True


plans = st.builds(
    Plan,
    referrals=st.integers(1, 400),
    seed=st.integers(0, 2**32),
    start=st.dates(date(2016, 1, 1), date(2026, 1, 1)).map(lambda day: day.replace(day=1)),
    months=st.integers(1, 36),
    carry_over=st.booleans(),
)


@settings(max_examples=15, deadline=None)
@given(plans)
def test_a_block_holds_together(plan):
    start, end = day_number(plan.start), day_number(plan.end)
    received = 0
    for block in blocks_of(plan):
        referrals, contacts = block.referrals, block.contacts
        received += int((referrals.received >= start).sum())
        assert (referrals.received < end).all()
        assert ((referrals.end == NONE) | (referrals.end >= np.maximum(start, referrals.received))).all()
        assert (referrals.end < end).all()
        assert ((referrals.end_code.index == NONE) | (referrals.end != NONE)).all()
        assert (np.diff(referrals.provider) >= 0).all()
        assert (np.diff(referrals.received)[np.diff(referrals.provider) == 0] >= 0).all()
        assert np.isin(np.arange(len(block.people.birth)), referrals.person).all()
        assert ((contacts.day >= referrals.received[contacts.referral]) & (contacts.day < end)).all()
        over = referrals.end[contacts.referral]
        assert ((over == NONE) | (contacts.day <= over)).all()
        order = contacts.referral.astype(np.int64) * 10**7 + contacts.day
        assert (np.diff(order) >= 0).all()
        assert (block.therapists.provider[contacts.therapist] == referrals.provider[contacts.referral]).all()
        assert ((block.logs.start >= referrals.received[block.logs.referral]) & (block.logs.end < end)).all()
        over = referrals.end[block.logs.referral]
        assert ((over == NONE) | (block.logs.end <= over)).all()
        for table in (block.contacts, block.logs, block.forms, block.employment, block.experience):
            assert ((table.referral >= 0) & (table.referral < len(referrals.person))).all()
    assert received == plan.referrals


@settings(max_examples=10, deadline=None)
@given(plans)
def test_nobody_is_referred_again_before_the_last_referral_is_over(plan):
    for block in blocks_of(plan):
        referrals = block.referrals
        order = np.lexsort((referrals.received, referrals.person))
        person, received, end = referrals.person[order], referrals.received[order], referrals.end[order]
        again = np.flatnonzero(person[1:] == person[:-1])
        assert (end[again] != NONE).all()
        assert (end[again] < received[again + 1]).all()


@pytest.fixture(scope="module")
def organisations_of():
    plan = Plan(referrals=3_000, seed=7)
    return plan, invent(plan)


def test_the_same_plan_makes_the_same_block(organisations_of):
    plan, organisations = organisations_of
    first, second = generate(plan, 0, organisations), generate(plan, 0, invent(plan))
    assert all(same(getattr(first, table), getattr(second, table)) for table in TABLES)


def test_a_block_is_the_same_whatever_was_made_before_it(monkeypatch):
    monkeypatch.setattr(blocks, "read", lambda *_: blocks.BlockParameters(referrals=500, lead_in=3))
    plan = Plan(referrals=1_500)
    organisations = invent(plan)
    numbers = [part.number for part in parts(plan, organisations)]
    assert len(numbers) > 2
    in_order = {number: generate(plan, number, organisations) for number in numbers}
    backwards = {number: generate(plan, number, invent(plan)) for number in reversed(numbers)}
    for number in numbers:
        assert all(same(getattr(in_order[number], table), getattr(backwards[number], table)) for table in TABLES)
    people = [number for block in in_order.values() for number in block.people.nhs_number.tolist()]
    assert len(people) == len(set(people))


def test_another_seed_makes_another_block(organisations_of):
    plan, organisations = organisations_of
    other = Plan(referrals=plan.referrals, seed=plan.seed + 1)
    assert not np.array_equal(
        generate(plan, 0, organisations).referrals.received, generate(other, 0, organisations).referrals.received
    )


def test_without_carry_over_every_referral_is_received_in_the_months_asked_for():
    plan = Plan(referrals=500, carry_over=False)
    (block,) = blocks_of(plan)
    assert (block.referrals.received >= day_number(plan.start)).all()


def test_with_carry_over_referrals_from_before_are_still_open_at_the_start_and_keep_their_earlier_contacts():
    plan = Plan(referrals=2_000)
    (block,) = blocks_of(plan)
    start = day_number(plan.start)
    carried = block.referrals.received < start
    assert carried.any()
    assert (block.contacts.day < start).any()


def test_services_work_on_working_days():
    (block,) = blocks_of(Plan(referrals=2_000))
    ends = block.referrals.end[block.referrals.end != NONE]
    for day in (block.contacts.day, ends):
        assert (on_a_working_day(day) == day).all()


def test_treatment_is_counted_only_where_it_was_given():
    (block,) = blocks_of(Plan(referrals=2_000))
    contacts = block.contacts
    therapy = contacts.therapy != NONE
    assert contacts.attended[therapy].all()
    only_assessed = contacts.app_type.is_in("01")
    assert not (therapy & only_assessed).any()
    treatment = contacts.app_type.is_in(*codes_for("AppType", "treatment"))
    assert (therapy & treatment).sum() > 0.8 * (contacts.attended & treatment).sum()
