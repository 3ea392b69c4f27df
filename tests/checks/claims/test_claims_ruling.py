"""The one rule, on small made examples; who speaks must change nothing."""

from __future__ import annotations

from dataclasses import replace

import pytest

from caseness.checks.claims.register import Need, register
from caseness.checks.claims.ruling import rule
from caseness.checks.claims.stated import about, figure
from caseness.checks.claims.trial import Reading, Trial, missing, share, value
from caseness.checks.finding import Claim, Estimate, Interval, Status, Unit, Verdict, Voice
from caseness.checks.inputs import Input
from caseness.errors import CannotRun

HALF = about(0.5, 0.01)


def claim(*needs: Need, voice: Voice = Voice.CRITIC) -> Claim:
    return Claim(
        id="C01",
        topic="How many?",
        short="About half do",
        claimant="Someone",
        voice=voice,
        period="2024/25",
        needs=needs or (Need.PUBLISHED,),
        test="Count.",
        settled_by="a count",
        sources=("a paper",),
    )


def given(verified: bool, claimed: bool) -> Input:
    return Input(id="x", value=1, unit=Unit.COUNT, source="a paper", verified=verified, claimed=claimed)


def of(numerator: float, *inputs: Input, name: str = "people", clause: str = "") -> Reading:
    return share(name, numerator, 100, inputs=inputs, clause=clause)


def trial(*as_stated: Reading, otherwise: tuple[Reading, ...] = ()) -> Trial:
    return Trial(what="Do", stated=HALF, as_stated=as_stated, otherwise=otherwise)


def within(low: float, high: float) -> Reading:
    bounds = Estimate(name="people", value=None, unit=Unit.PROPORTION, low=low, high=high, interval=Interval.BOUNDS)
    return Reading(name="people", estimate=bounds)


CASES = {
    "matches as stated": (trial(of(50)), Verdict.HOLDS, Status.REPRODUCED),
    "matches on another base": (trial(of(20), otherwise=(of(50),)), Verdict.IN_PART, Status.OTHER_DENOMINATOR),
    "one of two figures as stated fails": (trial(of(50), of(20)), Verdict.DOES_NOT_HOLD, Status.NOT_REPRODUCED),
    "matches nowhere": (trial(of(20), otherwise=(of(30),)), Verdict.DOES_NOT_HOLD, Status.NOT_REPRODUCED),
    "fails as stated, another definition untried": (
        trial(of(20), otherwise=(missing("others"),)),
        Verdict.CANNOT_BE_TOLD,
        Status.UNTESTABLE_HERE,
    ),
    "no figure as stated": (trial(missing("people")), Verdict.CANNOT_BE_TOLD, Status.UNTESTABLE_HERE),
    "no figure as stated, matches otherwise": (
        trial(missing("people"), otherwise=(of(50),)),
        Verdict.IN_PART,
        Status.OTHER_DENOMINATOR,
    ),
    "right arithmetic on the claim’s own figures": (
        trial(of(50, given(verified=False, claimed=True))),
        Verdict.CANNOT_BE_TOLD,
        Status.INPUTS_UNVERIFIED,
    ),
    "wrong arithmetic on the claim’s own figures": (
        trial(of(20, given(verified=False, claimed=True))),
        Verdict.DOES_NOT_HOLD,
        Status.NOT_REPRODUCED,
    ),
    "fails by an input of ours that was not seen": (
        trial(of(20, given(verified=False, claimed=False))),
        Verdict.CANNOT_BE_TOLD,
        Status.UNTESTABLE_HERE,
    ),
    "fails by verified inputs": (
        trial(of(20, given(verified=True, claimed=False))),
        Verdict.DOES_NOT_HOLD,
        Status.NOT_REPRODUCED,
    ),
    "limits that cannot reach it": (trial(within(0, 0.3)), Verdict.DOES_NOT_HOLD, Status.NOT_REPRODUCED),
    "limits that may reach it": (trial(within(0, 0.6)), Verdict.CANNOT_BE_TOLD, Status.UNTESTABLE_HERE),
    "matches otherwise, by an input not seen": (
        trial(of(20), otherwise=(of(50, given(verified=False, claimed=False)),)),
        Verdict.CANNOT_BE_TOLD,
        Status.INPUTS_UNVERIFIED,
    ),
    "the sources lack its figures": (CannotRun("no figures"), Verdict.CANNOT_BE_TOLD, Status.UNTESTABLE_HERE),
    "no test is written": (None, Verdict.CANNOT_BE_TOLD, Status.UNTESTABLE_HERE),
}


@pytest.mark.parametrize("case", CASES)
def test_one_rule_decides(case: str) -> None:
    outcome, verdict, status = CASES[case]
    ruling = rule(claim(), outcome)
    assert (ruling.verdict, ruling.status) == (verdict, status)


@pytest.mark.parametrize("case", CASES)
def test_swapping_who_speaks_changes_nothing(case: str) -> None:
    outcome = CASES[case][0]
    rulings = {repr(rule(claim(voice=voice), outcome)) for voice in Voice}
    assert len(rulings) == 1


def test_a_question_of_value_gets_no_verdict_whatever_the_figures() -> None:
    ruling = rule(claim(Need.ARITHMETIC, Need.VALUE), trial(of(50)))
    assert (ruling.verdict, ruling.status) == (None, Status.VALUE_JUDGEMENT)


def test_what_needs_an_independent_assessment_is_not_settled_by_arithmetic() -> None:
    ruling = rule(claim(Need.FOLLOW_UP, Need.ARITHMETIC), trial(of(50)))
    assert (ruling.verdict, ruling.status) == (Verdict.CANNOT_BE_TOLD, Status.NEEDS_FOLLOW_UP)


def test_the_condition_names_the_reading_that_bears_the_claim_out() -> None:
    outcome = trial(of(20), otherwise=(of(30), of(50, clause="for those who stay")))
    assert rule(claim(), outcome).condition == "for those who stay"


def test_a_verified_reading_goes_before_one_that_is_not() -> None:
    unseen = of(50, given(verified=False, claimed=False), name="unseen")
    seen = of(51, name="seen")
    ruling = rule(claim(), trial(of(20), otherwise=(unseen, seen)))
    assert ruling.verdict is Verdict.IN_PART
    assert ruling.condition == "seen"


def test_a_reading_can_have_a_claimed_figure_of_its_own() -> None:
    count = value("counted", 672_193, stated=figure(672_193, 1))
    assert rule(claim(), trial(of(50), count)).verdict is Verdict.HOLDS


def test_a_claim_and_its_mirror_image_in_another_mouth_fare_alike() -> None:
    own = register()[0]
    outcome = trial(of(20), otherwise=(of(50),))
    assert rule(own, outcome) == rule(replace(own, voice=Voice.CRITIC, claimant="A critic"), outcome)
