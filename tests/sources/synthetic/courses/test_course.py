"""Courses: who leaves, who completes, who is stepped up, and what treatment has to do with it.

Worked on one extract of 20,000 referrals without carry-over, in which every course can be seen from its beginning.
"""

import numpy as np
import pytest
from tests.sources.synthetic.made import made_cases

from caseness.sources.synthetic.answers.severity import Severity
from caseness.sources.synthetic.columns.days import NONE
from caseness.sources.synthetic.courses.cases import Ending, Progress
from caseness.sources.synthetic.courses.course import course_parameters, treat
from caseness.sources.synthetic.courses.entry import enter
from caseness.sources.synthetic.courses.therapy import is_high
from caseness.sources.synthetic.courses.visits import attended, joined

FOREVER = 10**6


@pytest.fixture(scope="module")
def world():
    rng = np.random.default_rng(11)
    cases = made_cases(20_000)
    pairs = rng.standard_normal((2, len(cases))).astype(np.float32)
    still = np.zeros_like(pairs)
    progress = Progress.at_start(Severity(level=pairs, usual=pairs.copy(), swing=still), cases.received)
    taken_on = enter(rng, cases, progress, FOREVER)
    visits = joined(treat(rng, cases, progress, taken_on, FOREVER))
    return cases, progress, joined(taken_on.visits), visits, taken_on


def change(visits, rows):
    """How much worse people are at their last than at their first appointment."""
    felt = (visits.depression + visits.anxiety) / 2
    first = np.searchsorted(visits.referral, rows)
    last = np.searchsorted(visits.referral, rows, side="right") - 1
    return felt[last] - felt[first]


def with_ending(progress, visits, ending):
    return np.intersect1d(np.flatnonzero(progress.ending == ending), visits.referral)


def test_given_time_everything_comes_to_an_end(world):
    _, progress, _, _, _ = world
    assert (progress.ending != Ending.STILL_OPEN).all()


def test_the_first_contact_kept_is_the_last_first_appointment(world):
    cases, progress, first, _, _ = world
    kept = first[attended(first.attendance)]
    assert len(set(kept.referral.tolist())) == len(kept)
    assert (kept.day >= cases.received[kept.referral]).all()
    assert set(np.flatnonzero(progress.ending == Ending.NOT_SEEN)).isdisjoint(kept.referral.tolist())


def test_a_course_begins_after_the_first_contact(world):
    _, _, first, visits, taken_on = world
    kept = first[attended(first.attendance)]
    seen = dict(zip(kept.referral.tolist(), kept.day.tolist(), strict=True))
    assert set(visits.referral.tolist()) <= set(taken_on.rows.tolist())
    assert all(day > seen[row] for row, day in zip(visits.referral.tolist(), visits.day.tolist(), strict=True))


def test_treatment_contacts_are_counted(world):
    _, progress, first, visits, _ = world
    number = len(progress.treated)
    in_course = np.bincount(visits.referral[attended(visits.attendance)], minlength=number)
    at_first = np.bincount(first.referral[first.therapy != NONE], minlength=number)
    assert progress.treated.tolist() == (in_course + at_first).tolist()


def test_those_who_complete_have_improved_more_than_those_who_leave(world):
    _, progress, _, visits, _ = world
    completed = change(visits, with_ending(progress, visits, Ending.COMPLETED))
    left = change(visits, with_ending(progress, visits, Ending.LEFT))
    assert completed.mean() < left.mean() - 0.1
    assert completed.mean() < -0.4


def test_a_course_of_high_intensity_is_longer(world):
    _, progress, _, visits, taken_on = world
    contacts = np.bincount(visits.referral[attended(visits.attendance)], minlength=len(progress.treated))
    completed = progress.ending == Ending.COMPLETED
    high = taken_on.rows[taken_on.choice.high]
    low = taken_on.rows[~taken_on.choice.high]
    assert contacts[high][completed[high]].mean() > contacts[low][completed[low]].mean() + 2


def test_those_stepped_up_are_iller_and_wait_again(world):
    _, _, _, visits, taken_on = world
    therapy = visits[visits.therapy != NONE]
    same = therapy.referral[1:] == therapy.referral[:-1]
    up = np.flatnonzero(same & ~is_high()[therapy.therapy[:-1]] & is_high()[therapy.therapy[1:]])
    low = set(taken_on.rows[~taken_on.choice.high].tolist())
    down_and_up = set(therapy.referral[up].tolist()) - low
    assert len(down_and_up) < len(up) * 0.05
    assert 0.03 < len(up) / len(low) < 0.3
    assert np.median(therapy.day[up + 1] - therapy.day[up]) > 40
    felt = (therapy.depression + therapy.anxiety) / 2
    last = np.append(~same, True)
    assert felt[up].mean() > felt[last].mean() + 0.3


def test_people_who_stay_more_easily_finish_more_often():
    def finished(staying):
        rng = np.random.default_rng(3)
        cases = made_cases(5_000, staying=staying)
        zeros = np.zeros((2, len(cases)), np.float32)
        state = Severity(level=zeros.copy(), usual=zeros.copy(), swing=zeros.copy())
        progress = Progress.at_start(state, cases.received)
        treat(rng, cases, progress, enter(rng, cases, progress, FOREVER), FOREVER)
        return np.mean(progress.treated >= 2)

    assert finished(-1.0) + 0.2 < finished(0.0) < finished(1.0) - 0.2


def test_no_course_is_longer_than_the_longest(world):
    _, _, _, visits, _ = world
    assert np.unique(visits.referral, return_counts=True)[1].max() <= course_parameters().most
