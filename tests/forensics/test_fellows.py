"""Cards that hold units against each other: hand-worked tables, and silence on units that are alike."""

from __future__ import annotations

import numpy as np
import pytest

from caseness.forensics.cards.f08_repeats import repeats
from caseness.forensics.cards.f12_alike_forms import alike_forms
from caseness.forensics.cards.f17_outlying_rates import outlying_rates
from caseness.forensics.cards.f19_coherence import coherence
from caseness.forensics.cards.f22_target import target
from caseness.forensics.evidence import Courses
from caseness.forensics.evidence.counting import ChangeMoments, TargetMargins
from caseness.forensics.evidence.forms import AlikeForms
from caseness.forensics.evidence.handling import Direction, Repeats
from caseness.forensics.fellows import ALONE, own_and_fellows, shift_against_fellows, signals_against_fellows

ALIKE = 12  # units
SAID = {"minimum": 100, "counted": "forms", "steep": 3.0}


def test_one_unit_among_many_alike_is_flagged_and_the_others_are_not():
    successes, trials = np.full((ALIKE, 1), 20), np.full((ALIKE, 1), 1000)
    successes[3] = 60
    signals = signals_against_fellows(successes, trials, **SAID, times=2.0)
    assert np.flatnonzero(signals.flagged).tolist() == [3]
    assert signals.effect[3] == pytest.approx(0.04)


def test_units_with_too_few_are_neither_told_of_nor_compared_with():
    successes, trials = np.full((ALIKE, 1), 20), np.full((ALIKE, 1), 1000)
    trials[0], successes[0] = 99, 99
    signals = signals_against_fellows(successes, trials, **SAID)
    assert signals.reason[0] == "fewer than 100 forms"
    assert signals.effect[1:] == pytest.approx(0)


def test_one_provider_has_no_fellows_and_no_breach_anywhere_is_no_signal():
    assert signals_against_fellows([[5]], [[500]], **SAID).reason.tolist() == [ALONE]
    nothing = signals_against_fellows(np.zeros((ALIKE, 1)), np.full((ALIKE, 1), 500), **SAID)
    assert nothing.statistic.tolist() == [0.0] * ALIKE
    assert not nothing.flagged.any()


def test_a_share_is_held_against_another_of_the_same_unit_and_then_against_fellows():
    """All have 30 % against 20 % of their own; the first 60 % against 20 %: 30 points beyond the others."""
    some = np.full(ALIKE, 1000)
    mine = np.full(ALIKE, 300)
    mine[0] = 600
    signals = own_and_fellows(mine, some, np.full(ALIKE, 2000), some * 10, **SAID, least=0.1)
    assert signals.effect[0] == pytest.approx(0.3)
    assert np.flatnonzero(signals.flagged).tolist() == [0]


def test_forms_of_one_therapist_are_held_against_the_others_of_the_provider():
    """One pair in 10 is alike at half of the providers, one in 50 at the others: nothing, until a therapist has one in 2.

    500 of 1,000, where 1,000 of 10,000 are alike around: 0.5 − 0.1.
    """
    pairs, elsewhere = np.full((ALIKE, 1), 1000), np.full((ALIKE, 1), 10_000)
    alike = np.repeat([100, 20], ALIKE // 2)[:, None]
    signals = alike_forms(AlikeForms(pairs, alike, elsewhere, 10 * alike), Courses(pairs[:, 0], pairs[:, 0]))
    assert signals.effect == pytest.approx(0)
    alike[0], own = 500, 10 * alike
    signals = alike_forms(
        AlikeForms(pairs, alike, elsewhere, np.where(alike == 500, 1000, own)), Courses(pairs[:, 0], pairs[:, 0])
    )
    assert signals.effect[0] == pytest.approx(0.4)
    assert np.flatnonzero(signals.flagged).tolist() == [0]


def test_points_gained_by_leaving_out():
    """500 of 1,000 counted and 10 of 100 left out: 50.0 % instead of 510 of 1,100, 46.4 %: 3.6 points; the others gain none."""
    recovered, cases = np.full(ALIKE, 500), np.full(ALIKE, 1000)
    out, of_them = np.full(ALIKE, 100), np.full(ALIKE, 50)
    of_them[0] = 10
    signals = shift_against_fellows(recovered, cases, of_them, out, **SAID, least=0.03)
    assert signals.effect[0] == pytest.approx(0.5 - 510 / 1100)
    assert signals.recoveries[0] == pytest.approx(1000 * (0.5 - 510 / 1100))
    assert np.flatnonzero(signals.flagged).tolist() == [0]


def test_repeats_that_are_lower_and_cross_the_line():
    """45 of 60 lower, none the same: 0.75 − 0.5; 30 crossed downwards, none upwards."""
    counts = np.zeros((1, 2, 2, 2, 3, 2), int)
    counts[0, 0, 0, 1, Direction.LOWER] = 15, 30
    counts[0, 0, 0, 1, Direction.HIGHER, 0] = 15
    signals = repeats(Repeats(counts), Courses(np.array([600]), np.array([300])))
    assert signals.effect[0] == pytest.approx(0.25)
    assert signals.recoveries[0] == pytest.approx(30)
    assert signals.points[0] == pytest.approx(0.05)
    assert signals.flagged[0]


def test_a_rate_far_from_all_others_is_flagged_on_either_side():
    cases, recovered = np.full(20, 1000), np.full(20, 500) + np.arange(20) % 5
    recovered[0], recovered[1] = 900, 100
    signals = outlying_rates(Courses(cases, recovered))
    assert np.flatnonzero(signals.flagged).tolist() == [0, 1]
    assert outlying_rates(Courses(cases[:3], recovered[:3])).reason[0] == ALONE


def test_scales_that_fall_without_impairment():
    """x = y in all units but the first, which has three points more of x: slope 1, so 3 points beyond the others."""
    y = np.tile([2, 4, 6, 8], 50)
    sums = []
    for unit in range(ALIKE):
        x = y + np.tile([0, 1, 1, 0], 50) + (3 if unit == 0 else 0)
        sums.append([len(y), x.sum(), y.sum(), (x * x).sum(), (x * y).sum(), (y * y).sum()])
    signals = coherence(ChangeMoments(np.array(sums)))
    assert signals.effect[0] == pytest.approx(3)
    assert np.flatnonzero(signals.flagged).tolist() == [0]


def test_months_that_just_meet_the_target_against_months_that_just_miss_it():
    """200 months at each margin, but 300 at 0 and 1 and 100 at −1 and −2: log 300 ÷ 200 and log 200 ÷ 100, so about 0.55."""
    margins = np.full((1, 21), 200)
    margins[0, [8, 9]], margins[0, [10, 11]] = 100, 300
    signals = target(TargetMargins(margins))
    assert signals.effect[0] == pytest.approx(0.55, abs=0.1)
    assert signals.flagged[0]
    assert not target(TargetMargins(np.full((1, 21), 200))).flagged[0]
    assert target(TargetMargins(np.full((1, 21), 2))).reason[0] == "fewer than 50 provider-months"
