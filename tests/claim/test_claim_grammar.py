"""Whole sentences: what is read, and what is asked."""

from __future__ import annotations

import pytest

from caseness.claim import NotUnderstood, read


@pytest.mark.parametrize(
    ("sentence", "outcome", "group"),
    [
        ("87 % of those who completed treatment recovered", "recovered", "finished"),
        ("About half of patients recover", "recovered", None),
        ("Half of cases recover", "recovered", "cases"),
        ("50% of those who began as cases and finished recovered", "recovered", "cases"),
        ("Of those who finish, half recover.", "recovered", "finished"),
        ("The recovery rate was 50.5% in 2024/25", "recovered", None),
        ("Recovery among completers is 50%", "recovered", "finished"),
        ("18 of every 100 people referred recover", "recovered", "referred"),
        ("26% of those who started treatment recovered", "recovered", "entered"),
        ("Two thirds of those who finish reliably improve", "reliably_improved", "finished"),
        ("6% of those who finish get worse", "reliably_deteriorated", "finished"),
        ("Half of those who finish do not recover", "not_recovered", "finished"),
        ("More than 40% of referrals end before the course is completed", "not_finished", "referred"),
        ("40% of those who entered treatment dropped out", "not_finished", "entered"),
        ("60% of referrals did not finish treatment", "not_finished", "referred"),
        ("38% of referrals were completed", "finished", "referred"),
        ("About half of those who start have more than one session", "finished", "entered"),
        ("42% of those treated attend one treatment appointment", "treated_once", "entered"),
        ("A third of referrals end before treatment", "never_treated", "referred"),
        ("At least 75% start within six weeks", "within_6_weeks", None),
        ("98% are treated within 18 weeks", "within_18_weeks", None),
        (
            "A quarter of those who finish wait more than 90 days for the second session",
            "second_over_90_days",
            "finished",
        ),
        ("12% of appointments were missed", "missed", "appointments"),
        ("672,193 completed a course of treatment in 2022/23", "finished", None),
        ("Over a million people are referred each year", "referred", None),
        ("70% of referrals are self-referrals", "self_referred", "referred"),
    ],
)
def test_outcome_and_group(sentence: str, outcome: str, group: str | None) -> None:
    understood = read(sentence)
    assert understood.outcome.id == outcome
    assert (understood.group.id if understood.group else None) == group


@pytest.mark.parametrize(
    ("sentence", "why"),
    [
        ("", "there is no sentence"),
        ("word " * 200, "too long"),
        ("Most patients recover", "no figure"),
        ("50% recover and 60% finish", "2 figures"),
        ("£4bn was spent", "money"),
        ("150% recover", "more than 100%"),
        ("Half of those who finish", "does not say what happened"),
        ("Half", "does not say what happened"),
        ("Half of referrals are referred", "does not say what happened"),
        ("40% of the bananas that were completed in spring recovered", "“bananas”, “spring”"),
        ("Half of completers recovered last year", "depends on when"),
        ("Half of cases who finished and were referred recovered and improved", "more than one statement"),
        ("50% of appointments recovered", "no published count"),
        ("Half recovered in 2018/19", ""),
    ],
)
def test_what_is_asked(sentence: str, why: str) -> None:
    if not why:
        assert read(sentence).period is not None
        return
    with pytest.raises(NotUnderstood, match=why.replace("(", r"\(")):
        read(sentence)


def test_what_was_understood_is_said_with_what_was_not() -> None:
    with pytest.raises(NotUnderstood) as asked:
        read("About 87% of those who finished flourished in 2019/20")
    assert ("figure", "about 87%") in asked.value.understood or "flourished" in asked.value.why


def test_a_period_given_beside_a_sentence() -> None:
    assert str(read("Half recover", period="2018/19").period) == "2018/19"
    with pytest.raises(NotUnderstood, match="the period given is 2018/19"):
        read("Half recover in 2019/20", period="2018/19")
    with pytest.raises(NotUnderstood, match="is no period"):
        read("Half recover", period="when it suits")


def test_a_place_in_the_sentence_is_kept_as_words() -> None:
    assert read("87% of those who finished at Mersey Care recovered in 2018/19").place == "mersey care"
    assert read("Half of cases recover in England").place is None
