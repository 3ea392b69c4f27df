"""How much goes on, and how much is left open, beside the published monthly statistics of 2024.

What the annual statistics publish of the same courses is compared in `calibration`.
"""

import numpy as np
import pytest

from caseness.sources.synthetic.columns.days import NONE, day_number
from caseness.sources.synthetic.generation import generate
from caseness.sources.synthetic.people.blocks import parts
from caseness.sources.synthetic.people.organisations import invent
from caseness.sources.synthetic.plan import Plan
from caseness.vocabulary.data_set import codes_for

PLAN = Plan(referrals=30_000)
START, END = day_number(PLAN.start), day_number(PLAN.end)
RECEIVED = 1_802_367  # referrals received from January to December 2024

PUBLISHED = {  # name: value and tolerance
    "appointments": (8_393_483 / RECEIVED, 0.4),
    "internet-enabled sessions": (506_696 / RECEIVED, 0.08),
    "employment support appointments kept": (254_056 / RECEIVED, 0.04),
    "days between treatments": (21.3, 2.5),
    # open on the last day of a month, mean of twelve
    "waiting for treatment": (1_262_939 / 12 / RECEIVED, 0.02),
    "open, nothing for 61 to 90 days": (416_094 / 12 / RECEIVED, 0.006),
    "open, nothing for 91 to 120 days": (270_945 / 12 / RECEIVED, 0.006),
    "open, nothing for more than 120 days": (688_708 / 12 / RECEIVED, 0.012),
}


@pytest.fixture(scope="module")
def synthetic():
    organisations = invent(PLAN)
    (part,) = parts(PLAN, organisations)
    block = generate(PLAN, part.number, organisations)
    referrals, contacts = block.referrals, block.contacts
    treatment = contacts.attended & contacts.app_type.is_in(*codes_for("AppType", "treatment"))
    treated = np.bincount(contacts.referral[treatment], minlength=len(referrals.person)) > 0
    inside = contacts.day >= START
    support = inside & contacts.attended & contacts.app_type.is_in(*codes_for("AppType", "employment_support"))
    same = np.diff(contacts.referral[treatment]) == 0
    still_open = referrals.end == NONE
    last = referrals.received.copy()
    np.maximum.at(last, contacts.referral, contacts.day)
    np.maximum.at(last, block.logs.referral, block.logs.end)
    idle = END - 1 - last
    return {
        "appointments": inside.sum() / PLAN.referrals,
        "internet-enabled sessions": (block.logs.end >= START).sum() / PLAN.referrals,
        "employment support appointments kept": support.sum() / PLAN.referrals,
        "days between treatments": np.diff(contacts.day[treatment])[same].mean(),
        "waiting for treatment": (still_open & ~treated).sum() / PLAN.referrals,
        "open, nothing for 61 to 90 days": (still_open & (idle > 60) & (idle <= 90)).sum() / PLAN.referrals,
        "open, nothing for 91 to 120 days": (still_open & (idle > 90) & (idle <= 120)).sum() / PLAN.referrals,
        "open, nothing for more than 120 days": (still_open & (idle > 120)).sum() / PLAN.referrals,
    }


@pytest.mark.parametrize("name", PUBLISHED)
def test_as_much_goes_on_as_published(synthetic, name):
    value, tolerance = PUBLISHED[name]
    assert synthetic[name] == pytest.approx(value, abs=tolerance)
