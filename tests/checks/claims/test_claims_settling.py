"""What it would take to settle a claim, and the sentences to quote."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from caseness.checks.claims import register
from caseness.checks.claims.quoting import quotation
from caseness.checks.claims.rows import claims_table, unsettled
from caseness.checks.claims.settling import Request, interviews_in_words, interviews_table, request_for, requests
from caseness.checks.claims.stated import figure
from caseness.checks.claims.trial import Reading, Trial, missing, share, value
from caseness.checks.finding import Estimate, Interval, Unit
from caseness.checks.inputs import Input
from caseness.vocabulary.period import year_of

if TYPE_CHECKING:
    from caseness.checks.finding import Finding

IDS = {claim.id for claim in register()}
# What no public body holds: the interviews themselves, and appraisals of published research.
NO_BODY_HOLDS = re.findall(r"C\d+", "C03 C13 C43 C44 C54 C57 C58 C60 C61 C62 C63 C64 C65 C66 C81 C98 C99 C102 C118")


def trial(reading: Reading, saying: str = "") -> Trial:
    return Trial(what="Recovered", stated=figure(0.5, 0.01), as_stated=(reading,), saying=saying, sources=("A table",))


def test_a_quotation_has_figure_denominator_period_and_source() -> None:
    of_cases = share("cases who finished, 2024/25", 321_061, 635_185, year_of(2024))
    said = quotation(trial(of_cases, "{figure} {of} were recorded as recovered"), of_cases)
    assert said == (
        "50.5% of 635,185 cases who finished in 2024/25 were recorded as recovered. Source: A table; worked out by Caseness."
    )


def test_a_quotation_without_a_denominator_names_what_is_counted() -> None:
    counted = value("referrals received, 2024/25", 1_813_432, period=year_of(2024))
    assert quotation(trial(counted), counted).startswith("Recovered: 1,813,432 referrals received in 2024/25. ")


def test_a_quotation_of_a_cited_figure_says_that_it_was_not_seen() -> None:
    given = Input(id="x", value=394e6, unit=Unit.GBP, source="A reply", verified=False, claimed=True)
    total = value("as the reply gives it", 394e6, Unit.GBP, level=None, inputs=(given,))
    assert "£394m as the reply gives it. Source: A reply; not seen at its source; worked out" in quotation(
        trial(total), total
    )


def test_limits_alone_are_quoted_as_limits() -> None:
    bounds = Estimate(name="x", value=None, unit=Unit.PROPORTION, low=0.03, high=0.95, interval=Interval.BOUNDS)
    assert quotation(trial(reading := Reading(name="all staff", estimate=bounds)), reading).startswith(
        "Recovered: 3% to 95%"
    )
    known = replace(bounds, denominator=8000)
    assert quotation(trial(r := Reading(name="staff", estimate=known)), r).startswith(
        "Recovered: 3.0% to 95.0% of 8,000 staff"
    )
    assert quotation(trial(missing("nobody")), missing("nobody")) == ""


def test_every_claim_has_a_sentence_to_quote(claims: dict[str, Finding]) -> None:
    for finding in claims.values():
        said = finding.result.quotation
        assert said.endswith("."), finding.id
        assert "  " not in said
        assert ("Source: " in said) != said.startswith("Published figures do not settle"), finding.id
        assert "Source: ;" not in said
        assert not re.search(r"[{}]", said)


def test_a_quoted_percentage_names_its_group(claims: dict[str, Finding]) -> None:
    for finding in claims.values():
        for block in finding.result.figures:
            if block.estimate.denominator and "Source:" in finding.result.quotation:
                assert f"of {block.estimate.denominator:,.0f} " in finding.result.quotation, finding.id


def test_an_unsettled_claim_is_quoted_as_unsettled(claims: dict[str, Finding]) -> None:
    for finding in filter(unsettled, claims.values()):
        assert "not settle" in finding.result.quotation, finding.id


def test_every_unsettled_claim_has_a_question_unless_no_public_body_could_answer(claims: dict[str, Finding]) -> None:
    without = {finding.id for finding in filter(unsettled, claims.values()) if request_for(finding.id) is None}
    assert without <= set(NO_BODY_HOLDS)


def test_what_settles_a_claim_is_told_of_unsettled_claims_only(claims: dict[str, Finding]) -> None:
    rows = {row.id: row for row in claims_table(claims.values())}
    assert rows["C02"].request is None
    assert rows["C41"].request is not None
    assert "last sessions" in rows["C41"].request
    assert rows["C05"].interviews == interviews_in_words()
    assert rows["C82"].interviews is None


@pytest.mark.parametrize("request_", requests(), ids=lambda request: request.claims[0])
def test_questions_are_ready_to_send(request_: Request) -> None:
    assert set(request_.claims) <= IDS
    assert request_.to
    assert re.search(r"\d{4}|latest date", request_.period)
    assert not request_.asks.endswith(".")
    text = request_.text
    assert text.startswith(f"To: {request_.to}\nUnder the Freedom of Information Act 2000, please provide ")
    assert "Columns: " in text or not request_.fields
    assert not re.search(r"manipulat|gaming|fraud|suspicious", text)


def test_suppression_is_asked_for_where_counts_are() -> None:
    asked = {request_.claims[0]: request_.text for request_ in requests()}
    assert "counts under 5 marked as suppressed" in asked["C41"]
    assert "suppressed" not in asked["C82"]
    assert "Columns: financial year; central allocation;" in asked["C82"]


def test_no_claim_has_two_questions() -> None:
    asked = [claim for request_ in requests() for claim in request_.claims]
    assert len(asked) == len(set(asked))


def test_the_table_of_interviews() -> None:
    rows = {row[0]: row[1:] for row in interviews_table().rows}
    assert rows["50%"] == (1068, 1064, 1098, 1570, 2617)  # 1,064 × 1.475 = 1,569.4; ÷ 0.6 = 2,616.7
    assert [rows[share_][0] for share_ in ("10%", "30%")] == [385, 897]
    assert "1,064 interviews" in interviews_in_words()
    assert "2,617" in interviews_in_words()
