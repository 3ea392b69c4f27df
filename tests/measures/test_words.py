"""Every declared measure says in plain words what it counts, and no two say the same of the same statistic."""

from __future__ import annotations

from collections import Counter

import pytest

from caseness.measures import Variant, measures
from caseness.measures.quirks import register

DECLARED = list(measures().values())


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
