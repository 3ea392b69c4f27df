"""Referrals come on the days, again and for the problems declared."""

from datetime import date

import numpy as np
import pytest

from caseness.sources.synthetic.columns.days import NONE, day_number
from caseness.sources.synthetic.columns.working_days import weekday
from caseness.sources.synthetic.people.blocks import parts
from caseness.sources.synthetic.people.organisations import invent
from caseness.sources.synthetic.people.referrals import (
    commissioners,
    homes,
    onset_months,
    people_of,
    problems_of,
    received,
    referral_parameters,
)
from caseness.sources.synthetic.plan import Plan
from caseness.vocabulary.problems import problems


def rng():
    return np.random.default_rng(5)


def test_more_come_in_busy_months_and_on_working_days():
    plan = Plan(referrals=40_000, carry_over=False)
    (part,) = parts(plan, invent(plan))
    _, day = received(rng(), plan, part)
    months = day.astype("datetime64[D]").astype("datetime64[M]")
    counts = dict(zip(*np.unique(months.astype(str), return_counts=True), strict=True))
    assert set(counts) == {str(month)[:7] for month in plan.month_starts}
    assert counts["2024-12"] < counts["2024-07"] < counts["2025-01"]
    assert np.mean(weekday(day) >= 5) < 0.1


def test_somebody_referred_again_was_referred_long_enough_before():
    provider = np.repeat(np.arange(3, dtype=np.int32), 4_000)
    day = np.tile(np.sort(rng().integers(0, 1_000, 4_000)), 3).astype(np.int32)
    first = people_of(rng(), provider, day)
    again = first != np.arange(len(day))
    assert (first[first] == first).all()
    assert (day[again] - day[first[again]] >= referral_parameters().again_after).all()
    moved = provider[again] != provider[first[again]]
    assert 0 < moved.mean() < 0.15
    assert 0.1 < again.mean() < referral_parameters().again


def test_people_live_in_the_board_of_their_provider():
    organisations = invent(Plan(referrals=80_000))
    provider = np.tile(np.arange(len(organisations.provider_code), dtype=np.int32), 100)
    sub_icb = homes(rng(), organisations, provider)
    home = organisations.provider_sub_icb[provider]
    assert (organisations.sub_icb_icb[sub_icb] == organisations.sub_icb_icb[home]).all()
    assert 0.9 < np.mean(sub_icb == home) < 1


@pytest.mark.parametrize(
    ("start", "months", "changed"),
    [
        (date(2024, 4, 1), 12, date(2024, 4, 1)),
        (date(2024, 4, 1), 13, date(2025, 4, 1)),
        (date(2024, 6, 1), 3, date(2024, 4, 1)),
        (date(2024, 1, 1), 3, date(2023, 4, 1)),
    ],
)
def test_a_commissioner_has_its_former_code_before_it_changed(start, months, changed):
    plan = Plan(referrals=4_000, start=start, months=months)
    organisations = invent(plan)
    former, present = next(iter(organisations.commissioner_successor_of.items()))
    sub_icb = np.full(2, organisations.sub_icb_code.tolist().index(present), np.int32)
    days = np.array([day_number(changed) - 1, day_number(changed)], np.int32)
    named = organisations.commissioner_code[commissioners(plan, organisations, sub_icb, days)]
    assert named.tolist() == [former, present]


def test_problems_are_those_published_and_often_the_same_again():
    """Referrals for depression and anxiety with a problem recorded, annual statistics 2024/25."""
    first = np.arange(60_000, dtype=np.int32)
    first[1::2] -= 1
    problem = problems_of(rng(), first)
    groups = np.array([each.group for each in problems()])[problem]
    assert np.mean(groups == "Depression") == pytest.approx(443_346 / 966_646, abs=0.01)
    chance = np.sum(np.unique(problem, return_counts=True)[1] ** 2) / 60_000**2
    same = referral_parameters().same_problem
    assert np.mean(problem[1::2] == problem[::2]) == pytest.approx(same + (1 - same) * chance, abs=0.01)


def test_symptoms_begin_in_the_month_of_the_referral_or_before():
    day = np.full(2_000, day_number(date(2024, 3, 15)), np.int32)
    born = np.full(2_000, day_number(date(2000, 1, 31)), np.int32)
    onset = onset_months(rng(), day, born).texts()
    assert max(onset) == "2024-03"
    assert np.mean(onset == "") == pytest.approx(1 - referral_parameters().onset_recorded, abs=0.04)
    nobody = np.empty(0, np.int32)
    assert onset_months(rng(), nobody, nobody).index.tolist() == []
    assert NONE not in {len(text) for text in onset}


def test_symptoms_begin_after_birth():
    day, born = (np.full(2_000, day_number(on), np.int32) for on in (date(2024, 3, 15), date(2024, 1, 31)))
    assert min(set(onset_months(rng(), day, born).texts()) - {""}) == "2024-02"
