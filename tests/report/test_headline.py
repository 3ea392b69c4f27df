"""The headline says the official figure, its natural frequency and what is left out, from the findings alone."""

from __future__ import annotations

from dataclasses import replace

import pytest

from caseness.audit import Audit
from caseness.checks.finding import Verdict
from caseness.report.headline import headline, in_words
from caseness.report.units import largest_remainder, unit_chart
from report import made


def test_with_both_findings(full: Audit) -> None:
    said = headline(full, unit_chart(made.ended()))
    assert said.title == "About half of those who finish are recorded as recovered. That is 18 of every 100 referrals."
    assert said.text == (
        "The service’s figure, 50.5%, is right as it is defined. It counts people who scored above the clinical line "
        "at the start and had two or more treatment sessions. Of every 100 referrals, 62 end before that."
    )
    assert said.unit == "Unit: a referral, not a person. Referrals that ended April 2024 to March 2025: 1,000."


def test_without_the_ended_referrals_all_referred_are_the_base() -> None:
    audit = Audit(sources=(), findings=(made.recovery(),), not_run=())
    said = headline(audit, None)
    assert said.title.endswith("That is 18 of every 100 referrals.")  # 505 of 2,850
    assert said.unit == "Unit: a referral, not a person."


def test_the_verdict_decides_what_is_said_of_the_official_figure() -> None:
    finding = made.recovery()
    wrong = replace(finding, result=replace(finding.result, verdict=Verdict.DOES_NOT_HOLD))
    said = headline(Audit(sources=(), findings=(wrong,), not_run=()), None)
    assert "does not follow from its own counts" in said.text


def test_without_recovery_nothing_is_claimed(empty: Audit) -> None:
    assert headline(empty, None).title == "What share recovers cannot be told from what was read."


@pytest.mark.parametrize(
    ("share", "words"),
    [
        (0.505, "About half"),
        (0.34, "About a third"),
        (0.66, "About two thirds"),
        (0.45, "45 of every 100"),
        (0.9, "90 of every 100"),
    ],
)
def test_shares_in_words(share: float, words: str) -> None:
    assert in_words(share) == words


def test_largest_remainder_sums_to_a_hundred() -> None:
    # 319,080 : 313,164 : 34,899 : 502,900 : 576,224 of 1,746,267 are 18.27, 17.93, 2.00, 28.80 and 33.00 per cent.
    assert largest_remainder([319080, 313164, 34899, 502900, 576224], 100) == [18, 18, 2, 29, 33]
    assert largest_remainder([1, 1, 1], 100) == [34, 33, 33]


def test_the_unit_chart_needs_all_five_counts() -> None:
    finding = made.ended()
    lacking = replace(finding, result=replace(finding.result, estimates=finding.result.estimates[:-1]))
    assert unit_chart(lacking) is None
    chart = unit_chart(finding)
    assert chart is not None
    assert [fate.of_hundred for fate in chart.fates] == [18, 18, 2, 29, 33]


def test_a_report_on_records_opens_with_what_the_official_definition_gives() -> None:
    holds, measures, endings = (
        replace(made.ended(), id=name, from_records=True)
        for name in ("what-the-extract-holds", "official-measures", "endings-in-records")
    )
    holds = replace(
        holds, result=replace(holds.result, answer="The extract holds 2,000 referrals. With them come more.")
    )
    official = made.share("recovered, of cases who finished", 505, 1000, low=0.474, high=0.536)
    told = Audit(
        sources=(),
        findings=(holds, endings, replace(measures, result=replace(measures.result, estimates=(official,)))),
        not_run=(),
    )
    said = headline(told)
    assert said.title == (
        "About half of the cases who finish are recorded as recovered. That is 18 of every 100 referrals that ended."
    )
    assert said.text == (
        "By the official definition it is 50.5% in these records. It counts people who scored above the clinical line at the "
        "start and had two or more treatment sessions. Of every 100 referrals, 62 end before that. The extract holds 2,000 "
        "referrals. What could not be asked of it is under “Not run”."
    )
    assert said.unit.endswith("Referrals that ended April 2024 to March 2025: 1,000.")
    thin = headline(Audit(sources=(), findings=(holds,), not_run=()))
    assert thin.title == "The extract holds 2,000 referrals."
