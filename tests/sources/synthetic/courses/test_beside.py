"""Pauses of waits and referrals on: only where there is a wait, or an end, and within it."""

from dataclasses import replace

import numpy as np
import pytest
from tests.sources.synthetic.made import column, made_contacts, made_referrals

from caseness.sources.synthetic.columns.coded import Coded
from caseness.sources.synthetic.columns.days import NONE
from caseness.sources.synthetic.courses.onward import OnwardParameters, onward_referrals
from caseness.sources.synthetic.courses.pauses import PauseParameters, pauses
from caseness.sources.synthetic.parameters import read
from caseness.sources.synthetic.people.organisations import invent
from caseness.sources.synthetic.plan import Plan
from caseness.vocabulary.data_set import codes

NUMBER = 20_000


def paused(wait):
    """Pauses of referrals with a first contact on day 10 and an appointment so many days later."""
    contacts = made_contacts(NUMBER, 2)
    return pauses(np.random.default_rng(1), replace(contacts, day=np.tile([10, 10 + wait], NUMBER).astype(np.int32)))


def test_a_short_wait_is_not_paused():
    assert len(paused(read(PauseParameters, "pauses").shortest_wait - 1).start) == 0


@pytest.mark.parametrize("wait", [28, 90])
def test_some_long_waits_are_paused_for_a_while_within_them(wait):
    numbers, found = read(PauseParameters, "pauses"), paused(wait)
    assert len(found.start) / NUMBER == pytest.approx(numbers.paused, abs=0.01)
    assert (np.diff(found.referral) > 0).all()
    assert found.start.min() >= 10 + numbers.edge
    assert (found.end >= found.start).all()
    assert found.end.max() <= 10 + wait - numbers.edge
    assert set(found.reason.texts()) - {""} <= {code.code for code in codes("PauseReason")}


def test_a_wait_that_is_not_over_is_not_paused():
    assert len(pauses(np.random.default_rng(1), made_contacts(NUMBER, 1)).start) == 0


def test_ended_referrals_are_referred_on_by_the_reason_of_their_end():
    organisations = invent(Plan(referrals=4_000))
    numbers = read(OnwardParameters, "onward")
    for code, share in {**numbers.referred_on, "50": 0.0}.items():
        found = onward_referrals(np.random.default_rng(1), made_referrals(NUMBER, end_code=code), organisations)
        assert len(found.referral) / NUMBER == pytest.approx(share, abs=0.01)
        assert (found.day == 200).all()
        assert (found.receiver != 0).all()
        assert set(found.reason.texts()) - {""} <= {each.code for each in codes("OnwardReferReason")}


def test_an_open_referral_is_not_referred_on():
    still = replace(
        made_referrals(NUMBER),
        end=column(NONE, NUMBER, np.int32),
        end_code=Coded.of(("13",), column(NONE, NUMBER, int)),
    )
    assert len(onward_referrals(np.random.default_rng(1), still, invent(Plan())).referral) == 0
