"""Cards keep their place, with or without a finding."""

from __future__ import annotations

from dataclasses import replace

import pytest

from caseness.audit import Audit
from caseness.checks.finding import Chapter, Verdict
from caseness.report.cards import card, claims_card, first_sentences, not_run_card
from caseness.report.register import filters, topics, with_figure_marked
from caseness.report.verdicts import in_order, tally
from report import made


def test_a_card_shows_the_lead_findings_first_figure_and_two_sentences(full: Audit) -> None:
    outcomes = card(full, Chapter.OUTCOMES)
    assert outcomes.title == "3. Outcome measurement"
    assert outcomes.figure is not None
    assert outcomes.figure.value == "50.5%"
    assert outcomes.answer == "Recovery, by who is counted: 50.5% of 5,555 made cases. That is 1.5 points more."
    assert outcomes.marks == [Verdict.DOES_NOT_HOLD, Verdict.DESCRIBED]
    assert (outcomes.link, outcomes.tally) == ("2 findings", "1 does not, 1 described")


def test_a_card_without_its_finding_says_why(empty: Audit, only_not_run: Audit) -> None:
    assert card(empty, Chapter.OUTCOMES).answer == "This was not asked of what was read."
    lacking = card(only_not_run, Chapter.OUTCOMES)
    assert lacking.answer == "Not run: no annual figures."
    assert (lacking.figure, lacking.link) == (None, "")


def test_the_first_card_says_also_whether_percentages_follow_from_their_counts(full: Audit) -> None:
    left_blank = next(f for f in full.findings if f.id == "provider-counts-left-blank")
    follow = replace(
        left_blank, id="percentages-against-counts", result=made.answer("Percentages", answer="None. More.")
    )
    audit = Audit(sources=(), findings=(left_blank, follow), not_run=())
    assert card(audit, Chapter.QUALITY).answer == "provider counts left blank: 50.5% of 5,555 made cases. None."


def test_the_claims_card_counts_by_verdict(full: Audit) -> None:
    shown = claims_card(full)
    assert (shown.claims, shown.testable) == (5, 3)
    assert shown.verdicts == [
        ("holds", "holds", 1),
        ("holds_in_part", "holds in part", 1),
        ("does_not_hold", "does not hold", 1),
        ("cannot_be_told", "cannot be told from this", 1),
        ("", "not a question of fact", 1),
    ]


def test_what_could_not_be_run_is_counted_against_what_was_asked(full: Audit) -> None:
    shown = not_run_card(full)
    assert (shown.lacking, shown.asked, shown.claims_open) == (2, 10, 1)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Of 1,000, 50.5% recover. It was 45.2% before. More.", "Of 1,000, 50.5% recover. It was 45.2% before."),
        ("One only", "One only"),
        ("Is it? It is! And more.", "Is it? It is!"),
        ("", ""),
    ],
)
def test_sentences_end_at_full_stops_not_at_decimal_points(text: str, said: str) -> None:
    assert first_sentences(text) == said


def test_the_register_is_ordered_by_topic_then_id(full: Audit) -> None:
    assert [(topic.title, [row.claim.id for row in topic.rows]) for topic in topics(full)] == [
        ("How many recover?", ["C01", "C02"]),
        ("How long do they wait?", ["C03", "C04"]),
        ("Is it worth it?", ["C05"]),
    ]


def test_filters_carry_counts(full: Audit) -> None:
    assert [(f.words, f.claims) for f in filters(full)] == [
        ("All", 5),
        ("Service", 1),
        ("Critics", 2),
        ("Press", 1),
        ("Others", 1),
        ("Testable here", 3),
    ]


def test_the_computed_figure_is_marked_where_it_first_stands() -> None:
    assert with_figure_marked("Is 50% <of> 50%", "50%") == "Is <strong>50%</strong> &lt;of&gt; 50%"
    assert with_figure_marked("No figure", "50%") == "No figure"
    assert with_figure_marked("No figure", "") == "No figure"


def test_tallies_and_order(full: Audit) -> None:
    claims = full.chapter(Chapter.CLAIMS)
    assert tally(claims) == "1 holds, 1 in part, 1 does not, 1 open, 1 no question of fact"
    assert in_order(claims) == [Verdict.HOLDS, Verdict.IN_PART, Verdict.DOES_NOT_HOLD, Verdict.CANNOT_BE_TOLD]
