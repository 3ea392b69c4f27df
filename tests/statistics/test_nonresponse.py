"""Bounds and propensities for those who did not answer, by hand, by counting everyone and by simulation."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from caseness.statistics.nonresponse import among_silent, bounds, if_likelier, times_likelier


def test_of_ten_asked_five_answer_and_three_say_so():
    # none or all of the five silent: 3 of 10 to 8 of 10
    assert bounds(3, 5, 10) == (0.3, 0.8)


def test_everyone_answered_leaves_nothing_open():
    assert bounds(3, 10, 10) == (0.3, 0.3)


def test_for_half_of_all_two_of_the_five_silent_would_have_to_say_so():
    assert among_silent(0.5, 3, 5, 10) == pytest.approx(0.4)


def test_half_of_the_answers_from_people_three_times_as_likely_to_answer_is_a_quarter_of_all():
    # of 100, 25 it applies to answer at 60%: 15; 75 others at 20%: 15
    assert if_likelier(0.5, 3) == pytest.approx(0.25)
    assert times_likelier(0.5, 0.25) == pytest.approx(3)


@pytest.mark.parametrize(("said", "answered", "everyone"), [(4, 3, 10), (-1, 3, 10), (1, 11, 10), (0, 0, 0)])
def test_impossible_counts_are_refused(said, answered, everyone):
    with pytest.raises(ValueError, match="cannot be"):
        bounds(said, answered, everyone)


@pytest.mark.parametrize(("overall", "answered"), [(0.2, 5), (0.9, 5), (0.3, 10)])
def test_a_share_that_no_silence_gives_is_refused(overall, answered):
    with pytest.raises(ValueError, match="outside"):
        among_silent(overall, 3, answered, 10)


@pytest.mark.parametrize("share", [0.0, 1.0])
def test_a_share_of_none_or_all_says_nothing_of_likelihood(share):
    with pytest.raises(ValueError, match="strictly"):
        times_likelier(share, 0.5)
    with pytest.raises(ValueError, match="positive"):
        if_likelier(0.5, 0)


@given(st.lists(st.tuples(st.booleans(), st.booleans()), min_size=1, max_size=60))
def test_the_truth_lies_within_the_bounds_and_fits_those_silent(people):
    """Each person says so or not, and answers or not: count everyone."""
    said = sum(yes and answers for yes, answers in people)
    answered = sum(answers for _yes, answers in people)
    truth = sum(yes for yes, _answers in people) / len(people)
    low, high = bounds(said, answered, len(people))
    assert low - 1e-12 <= truth <= high + 1e-12
    assume(answered < len(people))
    silent = [yes for yes, answers in people if not answers]
    overall = min(max(truth, low), high)
    assert among_silent(overall, said, answered, len(people)) == pytest.approx(sum(silent) / len(silent), abs=1e-9)


@given(st.floats(0.01, 0.99), st.floats(0.1, 20))
def test_likelier_and_times_undo_each_other(share, times):
    assert times_likelier(share, if_likelier(share, times)) == pytest.approx(times)


def test_a_simulated_survey_is_put_right():
    """30% of 200,000 staff, who answer at 20% where others answer at 5%: the raw share is 63%, put right 30%."""
    rng = np.random.default_rng(4)
    yes = rng.random(200_000) < 0.30
    answers = rng.random(200_000) < np.where(yes, 0.20, 0.05)
    raw = yes[answers].mean()
    assert raw == pytest.approx(0.632, abs=0.012)
    assert if_likelier(raw, 4) == pytest.approx(0.30, abs=0.012)
