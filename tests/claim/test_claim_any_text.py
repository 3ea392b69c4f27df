"""Whatever is typed, a sentence is read or refused with a reason; and a true sentence is found true."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hypothesis import given, settings
from hypothesis import strategies as st

from caseness.checks.claims.stated import Relation
from caseness.claim import NotUnderstood, hear, read
from caseness.claim.definitions import fillers, groups, outcomes
from caseness.claim.figures import find_figures
from caseness.claim.text import plain
from caseness.sources.published import headline

_WORDS = """
about nearly over at least half two thirds one in ten 9 out of % . , £4bn £ 600,000 of those who the all not never do did
completed treatment finished started referred referrals ended cases recover recovered recovery rate reliably improved
deteriorated dropped out within six weeks more than one session wait 90 days for second appointments missed England RW4 in
2019-20 March 2024 12 months to October 2019 last year 2023 – — ’ “ bananas
"""
WORDS = [
    *_WORDS.split(),
    "87%",
    "50.5 %",
    "1.2 million",
    "two thirds",
    "one in ten",
    "2018/19",
    "Mersey Care",
    "of those who",
]
SENTENCES = st.lists(st.sampled_from(WORDS), max_size=16).map(" ".join)
HEADLINE = headline()

if TYPE_CHECKING:
    from collections.abc import Callable


def refused_with_a_reason(ask: Callable[[], object]) -> None:
    """Whatever is not read is refused, with a reason; anything else that is raised fails the test."""
    refusal = None
    try:
        ask()
    except NotUnderstood as lack:
        refusal = lack
    assert refusal is None or refusal.why


def heard_or_asked(sentence: str) -> None:
    refused_with_a_reason(lambda: hear(read(sentence), HEADLINE))


@given(st.text(max_size=600))
@settings(max_examples=400, deadline=None)
def test_any_text_is_read_or_asked_about(text: str) -> None:
    heard_or_asked(text)


@given(SENTENCES)
@settings(max_examples=400, deadline=None)
def test_any_mix_of_the_grammar_s_words_is_read_or_asked_about(sentence: str) -> None:
    heard_or_asked(sentence)


@given(place=st.text(max_size=60), period=st.text(max_size=60))
@settings(max_examples=200, deadline=None)
def test_any_place_and_period_is_read_or_asked_about(place: str, period: str) -> None:
    refused_with_a_reason(lambda: hear(read("Half of cases recover", place=place, period=period), HEADLINE))


@given(tenths=st.integers(0, 1000), relation=st.sampled_from(list(Relation)))
def test_a_percentage_is_read_as_it_is_written(tenths: int, relation: Relation) -> None:
    words = "" if relation is Relation.FIGURE else f"{relation} "
    (found,) = find_figures(plain(f"{words}{tenths / 10:.1f}% of them"))
    assert found.stated.relation is relation
    assert abs(found.stated.value - tenths / 1000) < 1e-12
    assert found.stated.allows(tenths / 1000) is (relation not in (Relation.MORE_THAN, Relation.FEWER_THAN))


SHARES = [(outcome, group) for outcome in outcomes().values() for group in outcome.of]


@given(
    case=st.sampled_from([("recovered", g) for g in ("cases", "finished", "referred")] + [("finished", "referred")]),
    year=st.integers(2012, 2024).filter(lambda start: start != 2023),
)
@settings(max_examples=60, deadline=None)
def test_a_published_share_to_one_decimal_holds_as_stated(case: tuple[str, str], year: int) -> None:
    said = {"cases": "cases", "finished": "those who finished", "referred": "referrals"}
    what = {"recovered": "recovered", "finished": "were completed"}
    period = f"{year}/{(year + 1) % 100:02}"
    probe = hear(read(f"1% of {said[case[1]]} {what[case[0]]} in {period}"), HEADLINE)
    (reading,) = probe.trial.as_stated
    assert reading.estimate is not None
    assert reading.estimate.value is not None
    sentence = f"{100 * reading.estimate.value:.1f}% of {said[case[1]]} {what[case[0]]} in {period}"
    found = hear(read(sentence), HEADLINE)
    assert found.trial.matches(found.trial.as_stated[0])
    assert found.ruling.verdict == "holds"


def test_definitions_name_only_each_other() -> None:
    assert {group for _outcome, group in SHARES} <= set(groups())
    assert {also for outcome in outcomes().values() for also in outcome.also} <= set(outcomes())
    assert not fillers() & {"not", "never", "no", "half"}
