"""Every declared measure says in plain words what it counts, and no two say the same of the same statistic."""

from __future__ import annotations

import re
from collections import Counter

import pytest

from caseness.measures import Variant, measures
from caseness.measures.measure import dashboard_measures
from caseness.measures.quirks import register
from caseness.vocabulary import table as rows_of

DECLARED = list(measures().values())
DOUBLED = re.compile(r"\b(\w+) \1\b", re.IGNORECASE)
MADE_BY_MACHINE = re.compile(
    rf"{DOUBLED.pattern}|_|\b(?:[a-z]?sonly|tonly|ind|appts?|wasas\w*|eswsas\w*|pps|iap|iapt|e s\w+|refs)\b",
    re.IGNORECASE,
)
"""Doubled words, underscores, and the abbreviations and torn words that names of columns leave behind."""


def definitions():
    return [(one, one.definition(variant)) for one in DECLARED for variant in (Variant.AS_PUBLISHED, *one.others)]


def test_every_definition_is_a_sentence():
    wrong = [one.id for one, told in definitions() if not told.in_words.endswith(".") or "  " in told.in_words]
    assert wrong == []


def test_no_two_published_definitions_read_alike():
    said = Counter((one.statistic, one.published.in_words) for one in DECLARED if one.official)
    assert [words for words, times in said.items() if times > 1] == []


@pytest.mark.parametrize(
    ("identity", "words"),
    [
        ("M085", "Appointments in the period: cancelled by the provider."),
        ("M1002", "Attended or unplanned appointments in the period, medium: telephone."),
        ("M107", "Treatment contacts in the period, attended or unplanned, with the therapy “mindfulness”."),
    ],
)
def test_words_of_families_come_from_the_code_lists(identity, words):
    assert measures()[identity].published.in_words == words


def test_every_quirk_named_by_a_definition_is_on_the_register():
    named = {name for _, told in definitions() for name in told.quirks}
    assert named <= {quirk.id for quirk in register()}


TITLES = {row["title"] for row in (*rows_of("measures"), *dashboard_measures().values())}
"""Of every measure, computed here or published only."""
LONGEST_TITLE, LONGEST_SENTENCE = 80, 42  # characters, words


def test_a_title_is_written_by_a_person():
    wrong = [
        title
        for title in TITLES
        if not title[:1].isupper()
        or len(title) > LONGEST_TITLE
        or title.endswith((".", " "))
        or MADE_BY_MACHINE.search(title)
    ]
    assert wrong == []


def test_every_sentence_of_a_definition_can_be_read_in_one_breath():
    long = {
        one.id: sentence
        for one, told in definitions()
        for sentence in re.split(r"(?<=[.;:]) ", told.in_words)
        if len(sentence.split()) > LONGEST_SENTENCE
    }
    assert long == {}


def test_definitions_stand_on_their_own():
    """They begin with what is counted, and have no doubled word and no name in our own spelling."""
    wrong = [
        told.in_words
        for _, told in definitions()
        if not told.in_words[:1].isupper() or DOUBLED.search(told.in_words) or "_" in told.in_words
    ]
    assert wrong == []


@pytest.mark.parametrize(
    "title",
    ["Finished iap tonly first wasashm", "Ended e sonly start in work", "Jsa ind valid", "Wasas work valid", "A a b"],
)
def test_what_a_machine_writes_is_told(title):
    assert MADE_BY_MACHINE.search(title)
