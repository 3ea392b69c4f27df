"""Employment as recorded: the status at the first contact, and employment support from its first day to its last."""

import numpy as np
import pytest
from tests.sources.synthetic.made import EMPLOYMENT_SUPPORT, made_contacts, made_people, made_referrals

from caseness.sources.synthetic.columns.days import NONE
from caseness.sources.synthetic.courses.work import employment_records, work_parameters

NUMBER = 20_000


def recorded(**contact):
    """Of referrals with two appointments, on day 10 and 17, that all end on day 200."""
    rng = np.random.default_rng(1)
    return employment_records(rng, made_referrals(NUMBER), made_contacts(NUMBER, 2, **contact), made_people(NUMBER))


def test_the_status_is_recorded_at_the_first_contact_and_for_some_at_the_last_treatment():
    numbers, found = work_parameters(), recorded()
    assert set(found.day) == {10, 17}
    assert (found.day == 10).sum() / NUMBER == pytest.approx(numbers.recorded, abs=0.01)
    assert (found.day == 17).sum() / NUMBER == pytest.approx(numbers.recorded_again, abs=0.01)


def test_those_with_employment_support_are_mostly_said_to_be_suited():
    numbers = work_parameters()
    for app_type, mix in (("02", numbers.support), (EMPLOYMENT_SUPPORT, numbers.support_received)):
        suited = recorded(app_type=app_type).support.is_in("Y")
        assert suited.mean() == pytest.approx(mix["Y"] / sum(mix.values()), abs=0.02)


def test_support_is_said_alike_in_every_record_of_a_referral():
    found = recorded()
    both = np.flatnonzero(found.referral[1:] == found.referral[:-1])
    assert len(both) > NUMBER / 3
    for column in (found.support.index, found.support_referral, found.support_discharge):
        assert (column[both] == column[both + 1]).all()


def test_support_begins_by_its_first_appointment_and_ends_after_its_last_but_not_after_the_discharge():
    found = recorded(app_type=EMPLOYMENT_SUPPORT)
    suited = found.support.is_in("Y")
    assert set(found.support_referral[suited]) == {10}
    assert set(found.support_referral[~suited]) == {NONE}
    over = found.support_discharge[found.support_discharge != NONE]
    assert (found.support_discharge[~suited] == NONE).all()
    assert len(over) / suited.sum() == pytest.approx(work_parameters().support_discharged, abs=0.02)
    assert over.min() > 17
    assert over.max() <= 200
    assert np.median(over) == pytest.approx(17 + work_parameters().support_over * np.log(2), abs=2)
