"""Staff belong to a provider, do what their role is, and have the qualifications sent of them."""

import numpy as np
import pytest

from caseness.sources.synthetic.columns.days import NONE, day_number
from caseness.sources.synthetic.people.blocks import parts
from caseness.sources.synthetic.people.organisations import invent
from caseness.sources.synthetic.people.staff import Role, employ, staff_parameters
from caseness.sources.synthetic.plan import Plan

PLAN = Plan(referrals=400_000)
STEP = {Role.LOW: 2, Role.HIGH: 3, Role.ADVISER: 0}


@pytest.fixture(scope="module")
def part():
    return parts(PLAN, invent(PLAN))[1]


@pytest.fixture(scope="module")
def staff(part):
    return employ(np.random.default_rng(2), PLAN, invent(PLAN), part)


@pytest.mark.parametrize("role", list(Role))
def test_whoever_is_chosen_works_there_in_that_role(staff, part, role):
    provider = np.repeat(part.providers, 200)
    chosen = staff.one_of(np.random.default_rng(1), provider, role)
    assert (staff.therapists.provider[chosen] == provider).all()
    assert set(staff.therapists.step[chosen].tolist()) == {STEP[role]}


def test_everybody_has_something_to_do_and_some_more_than_others(staff, part):
    provider = np.repeat(part.providers, 20_000)
    chosen = staff.one_of(np.random.default_rng(1), provider, Role.HIGH)
    people, times = np.unique(chosen, return_counts=True)
    assert len(people) == (staff.therapists.step == 3).sum()
    assert times.max() > 1.5 * times.min()


def test_every_provider_has_staff_of_each_role_however_few_its_referrals():
    plan = Plan(referrals=5)
    organisations = invent(plan)
    (part,) = parts(plan, organisations)
    staff = employ(np.random.default_rng(2), plan, organisations, part)
    assert (staff.number == 1).all()


def test_local_numbers_are_used_once_in_a_provider(staff):
    pairs = set(zip(staff.therapists.provider.tolist(), staff.therapists.local_id.tolist(), strict=True))
    assert len(pairs) == len(staff.therapists.provider)


def test_qualifications_are_awarded_planned_or_neither_as_declared(staff):
    therapists, numbers = staff.therapists, staff_parameters()
    sent = therapists.qualification.index != NONE
    assert not (sent & (therapists.awarded != NONE) & (therapists.planned != NONE)).any()
    assert (~sent & ((therapists.awarded != NONE) | (therapists.planned != NONE))).sum() == 0
    assert np.mean(therapists.awarded != NONE) == pytest.approx(numbers.awarded, abs=0.06)
    assert (therapists.planned[therapists.planned != NONE] >= day_number(PLAN.start)).all()
    assert (therapists.awarded < day_number(PLAN.start) + 1).all()
