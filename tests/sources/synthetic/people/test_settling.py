"""One open referral of a person at a time, worked by hand."""

import numpy as np
from tests.sources.synthetic.made import made_logs, made_referrals

from caseness.sources.synthetic.columns.days import NONE
from caseness.sources.synthetic.people.organisations import invent
from caseness.sources.synthetic.people.people import make_people
from caseness.sources.synthetic.people.settling import of_referrals, one_at_a_time, rows_of
from caseness.sources.synthetic.plan import Plan


def settled(person, received, end):
    referrals = made_referrals(len(person))
    referrals.person = np.array(person, np.int32)
    referrals.received = np.array(received, np.int32)
    referrals.end = np.array(end, np.int32)
    number = max(person) + 1
    people = make_people(
        np.random.default_rng(0),
        invent(Plan(referrals=10)),
        referred=np.zeros(number, np.int32),
        sub_icb=np.zeros(number, np.int32),
    )
    return one_at_a_time(referrals, people, 0)


def test_somebody_who_comes_back_after_the_end_is_the_same_person():
    referrals, people = settled([0, 0, 1], [10, 100, 50], [60, 150, 90])
    assert referrals.person.tolist() == [0, 0, 1]
    assert len(people.birth) == 2


def test_somebody_who_would_come_back_before_the_end_is_another_person_like_the_first():
    referrals, people = settled([0, 0], [10, 60], [60, 90])
    assert referrals.person.tolist() == [0, 1]
    assert people.birth[0] == people.birth[1]
    assert people.nhs_number[0] != people.nhs_number[1]


def test_an_open_referral_lasts_for_ever():
    referrals, _ = settled([0, 0], [10, 900], [NONE, NONE])
    assert len(set(referrals.person.tolist())) == 2


def test_the_longest_referral_so_far_counts_and_not_the_last_one():
    referrals, _ = settled([0, 0, 0, 0], [10, 50, 100, 600], [500, 60, 120, 700])
    assert referrals.person.tolist() == [0, 1, 2, 0]


def test_people_nobody_is_referred_as_are_left_out_and_the_rest_renumbered():
    referrals, people = settled([4, 2], [10, 10], [20, 20])
    assert sorted(referrals.person.tolist()) == [0, 1]
    assert len(people.birth) == 2


def test_logs_follow_the_referrals_that_are_kept():
    logs = made_logs(3, 2)
    assert of_referrals(logs, np.array([1, 2]), 3).referral.tolist() == [0, 0, 1, 1]
    assert rows_of(logs, np.array([4])).referral.tolist() == [2]
