"""How appointments are held and written down, and what happens beside the course."""

import numpy as np
import pytest

from caseness.sources.synthetic.columns.days import NONE
from caseness.sources.synthetic.courses.contacts import contact_parameters, has_condition
from caseness.sources.synthetic.courses.work import in_work
from caseness.sources.synthetic.generation import generate
from caseness.sources.synthetic.people.blocks import parts
from caseness.sources.synthetic.people.organisations import invent
from caseness.sources.synthetic.plan import Plan
from caseness.vocabulary.data_set import codes
from caseness.vocabulary.therapies import Step, therapies

DAY = 24 * 60


@pytest.fixture(scope="module")
def block():
    plan = Plan(referrals=15_000, carry_over=False)
    organisations = invent(plan)
    (part,) = parts(plan, organisations)
    return generate(plan, part.number, organisations)


def therapy(name):
    return [each.therapy for each in therapies()].index(name)


@pytest.mark.parametrize(
    ("column", "code_list"),
    [
        ("attendance", "AttendOrDNACode"),
        ("app_type", "AppType"),
        ("planned", "PlannedCareContIndicator"),
        ("medium", "ConsMechanism"),
        ("mode", "CareContPatientTherMode"),
        ("interpreter", "InterpreterPresentInd"),
        ("ltc_service", "IAPTLTCServiceInd"),
    ],
)
def test_codes_are_those_of_the_data_set(block, column, code_list):
    assert set(getattr(block.contacts, column).texts()) <= {code.code for code in codes(code_list)} | {""}


def test_times_of_one_day_are_in_order_and_within_it(block):
    contacts = block.contacts
    same_day = (np.diff(contacts.referral) == 0) & (np.diff(contacts.day) == 0)
    assert same_day.any()
    assert (np.diff(contacts.minute)[same_day] > 0).all()
    assert ((contacts.minute >= contact_parameters().opens * 60) & (contacts.minute < DAY)).all()


def test_only_what_was_kept_has_a_length(block):
    contacts = block.contacts
    assert ((contacts.minutes != NONE) == contacts.attended).all()
    assert (contacts.minutes[contacts.attended] >= 1).all()


def test_only_what_was_cancelled_has_a_day_of_cancellation_between_referral_and_appointment(block):
    contacts = block.contacts
    cancelled = contacts.cancelled_on != NONE
    assert (cancelled == contacts.attendance.is_in("2", "4")).all()
    assert (contacts.cancelled_on <= contacts.day)[cancelled].all()
    assert (contacts.cancelled_on >= block.referrals.received[contacts.referral])[cancelled].all()


def test_couples_and_groups_go_with_their_therapies(block):
    contacts = block.contacts
    peer_support = contacts.therapy == therapy("Psychoeducational peer support")
    assert np.mean(contacts.mode[peer_support].is_in("3")) > 0.7
    assert np.mean(contacts.mode[~peer_support].is_in("3")) < 0.1


def test_people_mostly_keep_to_one_medium(block):
    contacts = block.contacts
    high = np.isin(contacts.therapy, [i for i, each in enumerate(therapies()) if each.step is Step.HIGH])
    high &= contacts.app_type.is_in("02", "05")
    referral, medium = contacts.referral[high], contacts.medium.index[high]
    next_one = referral[1:] == referral[:-1]
    assert np.mean(medium[1:][next_one] == medium[:-1][next_one]) > 0.7


def test_employment_support_goes_by_advisers_and_is_no_treatment(block):
    contacts = block.contacts
    support = contacts.app_type.is_in("10")
    assert support.any()
    assert set(block.therapists.step[contacts.therapist[support]].tolist()) == {0}
    coded = contacts.therapy[support & contacts.attended]
    assert set(coded.tolist()) <= {NONE, therapy("Employment support")}
    out_of_work = ~in_work(block.people.work)[block.referrals.person[contacts.referral]]
    assert np.mean(out_of_work[support]) > np.mean(out_of_work)


def test_follow_up_comes_last_and_long_after(block):
    contacts = block.contacts
    follow_up = np.flatnonzero(contacts.app_type.is_in("06"))
    assert len(follow_up)
    before = follow_up - 1
    assert (contacts.referral[before] == contacts.referral[follow_up]).all()
    assert np.median(contacts.day[follow_up] - contacts.day[before]) > 28


def test_logs_are_weeks_one_after_the_other(block):
    logs = block.logs
    assert (logs.end - logs.start == 6).all()
    following = np.diff(logs.referral) == 0
    assert (np.diff(logs.start)[following] == 7).all()
    assert (logs.minutes >= 1).all()


def test_interpreters_are_for_those_who_prefer_another_language(block):
    contacts = block.contacts
    language = block.people.language[block.referrals.person[contacts.referral]]
    there = contacts.interpreter.is_in("1", "2", "3")
    assert there.any()
    assert not language[there].is_in("en").any()
    assert not (contacts.language.is_in("en") | language.is_in(*language.levels))[contacts.language.index == NONE].any()


def test_integrated_services_are_mostly_for_long_term_conditions(block):
    condition = has_condition(block.people)[block.referrals.person[block.contacts.referral]]
    integrated = block.contacts.ltc_service.is_in("Y")
    assert np.mean(integrated[condition]) > 2 * np.mean(integrated[~condition])


def test_work_is_recorded_at_contacts_and_changes_for_few(block):
    records = block.employment
    assert set(records.status.texts()) <= {code.code for code in codes("EmployStatus")}
    order = np.lexsort((records.day, records.referral))
    assert (order == np.arange(len(order))).all()
    again = records.referral[1:] == records.referral[:-1]
    changed = records.status.index[1:][again] != records.status.index[:-1][again]
    assert 0 < changed.mean() < 0.05
    assert (records.day >= block.referrals.received[records.referral]).all()


def test_problems_are_recorded_within_the_referral(block):
    referrals = block.referrals
    known = referrals.problem != NONE
    assert ((referrals.problem_day != NONE) == known).all()
    assert (referrals.problem_day >= referrals.received)[known].all()
    over = known & (referrals.end != NONE)
    assert (referrals.problem_day <= referrals.end)[over].all()
