"""Sentences against published figures: which definitions give them, which do not, and how far off."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from caseness.checks.claims.quoting import quotation
from caseness.checks.finding import Interval, Verdict
from caseness.claim import Hearing, NotUnderstood, hear, read
from caseness.sources.published import headline

if TYPE_CHECKING:
    from caseness.sources.published import Published


def heard(sentence: str, source: Published, **where: str) -> Hearing:
    return hear(read(sentence, **where), source)


def values(outcome: Hearing) -> dict[str, float | None]:
    return {reading.name: reading.estimate and reading.estimate.value for reading in outcome.trial.readings}


def test_half_recover_of_cases_who_finished_and_of_no_wider_group() -> None:
    outcome = heard("About half of patients recover", headline())
    assert outcome.ruling.verdict is Verdict.IN_PART
    assert outcome.ruling.condition == "cases who finished, 2024/25"
    found = values(outcome)
    assert found["cases who finished, 2024/25"] == pytest.approx(321_061 / 635_185)
    assert found["referrals received, 2024/25"] == pytest.approx(321_061 / 1_813_432)
    matching = {r.name for r in outcome.trial.readings if outcome.trial.matches(r)}
    assert "who entered treatment, 2024/25" not in matching


@pytest.mark.parametrize(
    ("sentence", "verdict"),
    [
        ("50.5% of cases recovered in 2024/25", Verdict.HOLDS),
        ("50.5% of those who finished recovered in 2024/25", Verdict.IN_PART),
        ("87% of those who finished recovered in 2024/25", Verdict.DOES_NOT_HOLD),
        ("82% of referrals did not recover in 2024/25", Verdict.HOLDS),
        ("670,419 finished a course in 2024/25", Verdict.HOLDS),
        ("670,418 finished a course in 2024/25", Verdict.DOES_NOT_HOLD),
    ],
)
def test_verdicts_on_the_headline_series(sentence: str, verdict: Verdict) -> None:
    assert heard(sentence, headline()).ruling.verdict is verdict


def test_a_month_is_taken_from_the_monthly_figures() -> None:
    outcome = heard("90% of those who finished were treated within six weeks in April 2024", headline())
    (reading,) = outcome.trial.as_stated
    assert reading.estimate is not None
    assert reading.estimate.period_start is not None
    assert reading.estimate.period_start.month == 4
    assert "monthly" in reading.source


def test_without_the_organisation_or_the_period_it_asks() -> None:
    with pytest.raises(NotUnderstood, match="figures for England only"):
        heard("Half of cases recover", headline(), place="RW4")
    with pytest.raises(NotUnderstood, match=r"no such figures of England for 2009/10; at hand are 2012/13"):
        heard("Half of cases recover", headline(), period="2009/10")


def test_the_service_that_claimed_87_percent(published: Published) -> None:
    outcome = heard(
        "87 % of those who completed treatment recovered",
        published,
        place="RW4",
        period="12 months to October 2019",
    )
    assert outcome.ruling.verdict is Verdict.DOES_NOT_HOLD
    assert [str(period) for period in outcome.periods] == ["2019/20", "2018/19"]  # seven of the months, and five
    assert "not published as such" in outcome.notes[0]
    (as_stated,) = outcome.trial.as_stated
    assert as_stated.estimate is not None
    assert as_stated.estimate.value == pytest.approx(3_360 / 7_605)
    assert as_stated.estimate.interval is Interval.ROUNDING
    assert (as_stated.estimate.low, as_stated.estimate.high) == pytest.approx((3_358 / 7_607, 3_362 / 7_603))
    england, highest = outcome.trial.beside
    assert england.name.endswith("England")
    assert "highest of 167 providers with 100 or more" in highest.name
    assert highest.estimate is not None
    assert highest.estimate.value is not None
    assert highest.estimate.value < 0.8


def test_a_name_finds_its_organisation_and_many_are_asked_about(published: Published) -> None:
    assert heard("Half of cases recovered at Mersey Care in 2018/19", published).place.code == "RW4"
    with pytest.raises(NotUnderstood, match="could be") as asked:
        heard("Half of cases recovered in Birmingham in 2024/25", published)
    assert any(choice.startswith("--org ") for choice in asked.value.choices)
    with pytest.raises(NotUnderstood, match="registered, not the name") as asked:
        heard(
            "Half of cases recovered in Liverpool in 2024/25", published
        )  # the commissioner of that name ended in 2022
    assert asked.value.choices
    with pytest.raises(NotUnderstood, match="neither a word known here nor an organisation"):
        heard("Half of bananas recover in 2018/19", published)


def test_counts_of_months_are_added_with_their_limits(published: Published) -> None:
    outcome = heard("Half of those who entered treatment finished in 2021/22", published, place="RW4")
    (reading,) = outcome.trial.as_stated
    assert reading.estimate is not None
    assert reading.estimate.low is not None
    assert reading.estimate.high is not None
    assert reading.estimate.value is not None
    assert 0 < reading.estimate.high - reading.estimate.low < 0.05


def test_a_percentage_printed_without_its_counts_is_used_as_printed(published: Published) -> None:
    outcome = heard("39% of cases recovered in April 2019", published, place="RW4")
    assert outcome.ruling.verdict is Verdict.HOLDS
    assert outcome.trial.as_stated[0].name.endswith("as printed")


def test_a_name_means_the_organisation_that_had_it_at_the_time(published: Published) -> None:
    of_2018 = heard("Half of cases recovered in Cheshire and Merseyside in 2018/19", published).place
    of_2024 = heard("Half of cases recovered in Cheshire and Merseyside in 2024/25", published).place
    assert (of_2018.code, of_2024.code) == ("E54000008", "QYG")


def test_the_second_wait_is_of_those_who_finished_by_year_and_of_second_sessions_by_month(published: Published) -> None:
    outcome = heard("A quarter of those who finish wait more than 90 days for the second session in 2024/25", published)
    found = {
        r.name: r.estimate.numerator / r.estimate.denominator
        for r in outcome.trial.readings
        if r.estimate and r.estimate.numerator and r.estimate.denominator
    }
    assert found["who finished, 2024/25"] == pytest.approx(158_586 / 670_419)
    (in_period,) = (share for name, share in found.items() if "had a second session had it more than 90" in name)
    assert in_period == pytest.approx(0.241, abs=5e-4)


def test_a_group_too_small_for_a_rate_gets_none_and_a_blank_count_gets_limits(published: Published) -> None:
    outcome = heard("Half of cases recovered in 2024/25", published, place="K7Y6R")  # 50 finished, recovered left blank
    (as_stated,) = outcome.trial.as_stated
    assert as_stated.estimate is not None
    assert as_stated.estimate.value is None
    assert as_stated.estimate.low == 0
    assert outcome.trial.matches(as_stated) is False
    assert any(outcome.trial.matches(reading) is None for reading in outcome.trial.otherwise)


def test_the_highest_of_an_outcome_that_did_not_come_about(published: Published) -> None:
    outcome = heard("Half of cases did not recover in 2018/19", published, place="RW4")
    highest = outcome.trial.beside[1].estimate
    assert highest is not None
    assert highest.value is not None
    assert 0.5 < highest.value < 1


def test_no_highest_is_looked_for_where_the_counts_are_not_annual_totals(published: Published) -> None:
    outcome = heard(
        "A quarter of those who finish wait over 90 days for the second session in 2018/19", published, place="RW4"
    )
    assert [reading.name for reading in outcome.trial.beside] == ["who finished, 2018/19, England"]


def test_a_sentence_to_quote_names_the_definition_that_gives_it() -> None:
    outcome = heard("50.5% of those who finished recovered in 2024/25", headline())
    assert outcome.ruling.reading is not None
    said = quotation(outcome.trial, outcome.ruling.reading)
    assert said.startswith(
        "50.5% of 635,185 cases who finished in 2024/25 were recorded as recovered. Source: NHS England"
    )
