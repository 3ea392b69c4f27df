"""Shares under unlike outcome definitions never meet."""

from __future__ import annotations

from dataclasses import replace
from itertools import product

import pytest

from caseness.checks.benchmarks import Arm, Line, MixedOutcomes, cited_arm, difference
from caseness.checks.estimating import share
from caseness.checks.finding import Interval
from caseness.checks.inputs import inputs, use
from caseness.vocabulary.outcome_definitions import OutcomeDefinition


def arm(outcome: OutcomeDefinition, recovered: float = 40) -> Arm:
    return Arm(name="made", group="Made", outcome=outcome, estimate=share("made", recovered, 100))


@pytest.mark.parametrize(("one", "other"), list(product(OutcomeDefinition, repeat=2)))
def test_only_like_is_compared_with_like(one, other):
    if one is other:
        assert difference(arm(one, 60), arm(other, 40)) == pytest.approx(0.2)
    else:
        with pytest.raises(MixedOutcomes, match="made"):
            difference(arm(one), arm(other))


def test_without_a_value_there_is_no_difference():
    blank = replace(arm(OutcomeDefinition.HALVED), estimate=replace(share("made", 4, 10), value=None))
    with pytest.raises(ValueError, match="no value"):
        difference(arm(OutcomeDefinition.HALVED), blank)


def test_a_line_refuses_a_stranger():
    with pytest.raises(MixedOutcomes):
        Line(OutcomeDefinition.HALVED, (arm(OutcomeDefinition.HALVED), arm(OutcomeDefinition.BOTH_BELOW)))


def test_there_are_six_definitions_each_with_words():
    assert len({definition.words for definition in OutcomeDefinition}) == 6


def test_a_cited_arm_carries_its_intervals():
    (usual,) = use("trial_below_line_usual_care")
    cited = cited_arm("usual care", "Trials", usual)
    assert cited.estimate.interval is Interval.SAMPLING
    assert cited.spread == (0.141, 0.468)
    assert cited_arm("a trial", "Trials", *use("trial_below_line_gp_care")).estimate.interval is None


def test_an_input_without_a_definition_is_no_arm():
    with pytest.raises(ValueError, match="no outcome definition"):
        cited_arm("staff", "Staff", *use("staff"))


def test_cited_shares_lie_within_their_intervals_and_those_within_the_next_trial_s():
    for given in inputs().values():
        ends = [given.next_low, given.low, given.value, given.high, given.next_high]
        known = [end for end in ends if end is not None]
        assert known == sorted(known), given.id
