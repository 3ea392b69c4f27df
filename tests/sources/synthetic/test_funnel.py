"""With nothing but the defaults, England's funnel, waits and contacts come out as published for 2024/25.

Wide enough for the luck of 20,000 referrals; the full comparison is `calibration`.
"""

import numpy as np
import pytest

from caseness.sources.synthetic.blocks import parts
from caseness.sources.synthetic.days import NONE, day_number
from caseness.sources.synthetic.generation import generate
from caseness.sources.synthetic.organisations import invent
from caseness.sources.synthetic.people import age_on, decile_of
from caseness.sources.synthetic.plan import Plan
from caseness.vocabulary.data_set import codes_for
from caseness.vocabulary.therapies import Step, therapies

PLAN = Plan()
START, END = day_number(PLAN.start), day_number(PLAN.end)

PUBLISHED = {  # name: value and tolerance
    # annual statistics 2024/25, England
    "finished per referral received": (670_419 / 1_813_432, 0.025),
    "finished: first treatment within 28 days": (545_715 / 670_419, 0.03),
    "finished: first treatment within 6 weeks": (614_104 / 670_419, 0.025),
    "finished: first treatment within 18 weeks": (661_723 / 670_419, 0.01),
    "finished: first to second treatment within 28 days": (268_954 / 670_419, 0.04),
    "finished: first to second treatment after 90 days": (158_586 / 670_419, 0.04),
    "finished: low intensity only": (267_299 / 670_419, 0.06),
    "finished: neither": (30_317 / 670_419, 0.015),
    "referrals without a problem": (846_786 / 1_813_432, 0.02),
    "finished without a problem": (43_743 / 670_419, 0.015),
    "finished per referral, most deprived tenth": (71_614 / 246_365, 0.04),
    "finished per referral, least deprived tenth": (54_475 / 119_299, 0.04),
    "finished per referral, 18 to 25": (112_751 / 354_440, 0.04),
    "finished per referral, 65 to 74": (32_104 / 76_819, 0.08),
    # monthly statistics, sum of January to December 2024, over referrals received in the same months
    "entered treatment": (1_228_903 / 1_802_367, 0.025),
    "never treated, of those ended": (574_447 / 1_768_688, 0.025),
    "appointments per referral": (8_393_483 / 1_802_367, 0.4),
    "appointments attended": (6_266_171 / 8_393_483, 0.015),
    "appointments cancelled by the person": (876_811 / 8_393_483, 0.015),
    "appointments missed without notice": (772_185 / 8_393_483, 0.015),
    "attended face to face": (1_186_283 / 6_266_171, 0.03),
    "attended by telephone": (2_805_813 / 6_266_171, 0.04),
    "attended by video": (1_584_463 / 6_266_171, 0.03),
    "internet-enabled sessions per referral": (506_696 / 1_802_367, 0.07),
    "ended by agreed completion": (445_687 / 1_768_688, 0.04),
    "contacts per finished course": (8.3, 0.6),
    "days between treatments": (21.3, 2.0),
}


def days_by_place(group, day, rows, place):
    """The day of the ``place``-th appointment of each of ``rows`` groups, NONE where there are fewer."""
    number = np.arange(len(group)) - np.searchsorted(group, group)
    found = np.full(rows, NONE)
    found[group[number == place]] = day[number == place]
    return found


@pytest.fixture(scope="module")
def synthetic():
    organisations = invent(PLAN)
    (part,) = parts(PLAN, organisations)
    block = generate(PLAN, part.number, organisations)
    referrals, contacts, number = block.referrals, block.contacts, len(block.referrals.person)
    treatment = contacts.attended & contacts.app_type.is_in(*codes_for("AppType", "treatment"))
    group, day = contacts.referral[treatment], contacts.day[treatment]
    first, second = days_by_place(group, day, number, 0), days_by_place(group, day, number, 1)
    received = referrals.received >= START
    ended = referrals.end != NONE
    finished = ended & (second != NONE)
    wait, hidden = (first - referrals.received)[finished], (second - first)[finished]
    step = [each.step for each in therapies()]
    had = {
        kind: np.bincount(contacts.referral[treatment & np.isin(contacts.therapy, places)], minlength=number) > 0
        for kind in Step
        if (places := [place for place, each in enumerate(step) if each is kind])
    }
    had[Step.HIGH] |= np.bincount(block.logs.referral, minlength=number) > 0
    inside = (contacts.day >= START) & (contacts.day < END)
    appointments, attended = inside.sum(), inside & contacts.attended
    seen = np.bincount(contacts.referral[contacts.attended], minlength=number)
    decile = decile_of(block.people, organisations)[referrals.person]
    age = age_on(block.people, referrals.person, referrals.received)
    gaps = np.diff(day)[np.diff(group) == 0]

    def finishing(who):
        return (finished & who).sum() / (received & who).sum()

    return {
        "finished per referral received": finishing(received | ~received),
        "finished: first treatment within 28 days": np.mean(wait <= 28),
        "finished: first treatment within 6 weeks": np.mean(wait <= 42),
        "finished: first treatment within 18 weeks": np.mean(wait <= 126),
        "finished: first to second treatment within 28 days": np.mean(hidden <= 28),
        "finished: first to second treatment after 90 days": np.mean(hidden > 90),
        "finished: low intensity only": np.mean((had[Step.LOW] & ~had[Step.HIGH])[finished]),
        "finished: neither": np.mean((~had[Step.LOW] & ~had[Step.HIGH])[finished]),
        "referrals without a problem": np.mean(referrals.problem[received] == NONE),
        "finished without a problem": np.mean(referrals.problem[finished] == NONE),
        "finished per referral, most deprived tenth": finishing(decile == 1),
        "finished per referral, least deprived tenth": finishing(decile == 10),
        "finished per referral, 18 to 25": finishing((age >= 18) & (age < 26)),
        "finished per referral, 65 to 74": finishing((age >= 65) & (age < 75)),
        "entered treatment": ((first >= START) & (first < END)).sum() / received.sum(),
        "never treated, of those ended": np.mean((first == NONE)[ended]),
        "appointments per referral": appointments / received.sum(),
        "appointments attended": attended.sum() / appointments,
        "appointments cancelled by the person": (inside & contacts.attendance.is_in("2")).sum() / appointments,
        "appointments missed without notice": (inside & contacts.attendance.is_in("3")).sum() / appointments,
        "attended face to face": np.mean(contacts.medium[attended].is_in("01")),
        "attended by telephone": np.mean(contacts.medium[attended].is_in("02")),
        "attended by video": np.mean(contacts.medium[attended].is_in("11")),
        "internet-enabled sessions per referral": (block.logs.end >= START).sum() / received.sum(),
        "ended by agreed completion": np.mean(referrals.end_code[ended].is_in("46")),
        "contacts per finished course": seen[finished].mean(),
        "days between treatments": gaps.mean(),
    }


@pytest.mark.parametrize("name", PUBLISHED)
def test_england_comes_out_as_published(synthetic, name):
    value, tolerance = PUBLISHED[name]
    assert synthetic[name] == pytest.approx(value, abs=tolerance)
