"""The register of quirks: every one is graded with a reason, and either computed or says why it is not."""

from __future__ import annotations

from caseness.measures.quirks import bearings, computations, register

QUIRKS = register()


def test_every_quirk_says_what_is_wrong_and_why_it_has_its_grade():
    assert [quirk.id for quirk in QUIRKS if not all((quirk.does, quirk.should, quirk.reason, quirk.place))] == []
    assert [bearing.quirk.id for bearing in bearings()] == [quirk.id for quirk in QUIRKS]


def test_a_quirk_is_computed_or_says_why_it_is_not():
    unsaid = {quirk.id for quirk in QUIRKS if not quirk.not_computed_because}
    assert unsaid == set(computations())


def test_a_grave_quirk_is_computed():
    assert [quirk.id for quirk in QUIRKS if quirk.grade.value == "H" and quirk.not_computed_because] == []


def test_reasons_are_clauses():
    reasons = [quirk.not_computed_because for quirk in QUIRKS if quirk.not_computed_because]
    assert [reason for reason in reasons if reason.endswith(".") or len(reason.split()) > 30] == []
