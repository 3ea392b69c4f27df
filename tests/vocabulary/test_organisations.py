"""Organisations under their present code and name, and the names they had."""

from __future__ import annotations

from caseness.vocabulary.organisations import (
    SuccessionKind,
    former_names,
    present_code,
    present_name,
    successions,
)


def test_an_organisation_that_was_renamed_has_its_latest_name():
    # RRE was South Staffordshire and Shropshire to 2018, then Midlands Partnership, since 2024 with University in its name
    assert present_name("RRE", "any") == "MIDLANDS PARTNERSHIP UNIVERSITY NHS FOUNDATION TRUST"
    assert former_names("RRE") == (
        "SOUTH STAFFORDSHIRE AND SHROPSHIRE HEALTHCARE NHS FOUNDATION TRUST",
        "MIDLANDS PARTNERSHIP NHS FOUNDATION TRUST",
    )


def test_an_organisation_that_was_recoded_is_followed_to_its_present_code_and_name():
    # Barnet was RXXY1 to 2018, then RRPJ3, whose name changed in November 2023
    assert present_code("RXXY1") == "RRPJ3"
    assert present_name("RXXY1", "BARNET IAPT") == "NHS BARNET TALKING THERAPIES"


def test_an_organisation_without_succession_keeps_code_and_name():
    assert present_code("RWX") == "RWX"
    assert (
        present_name("RWX", "BERKSHIRE HEALTHCARE NHS FOUNDATION TRUST") == "BERKSHIRE HEALTHCARE NHS FOUNDATION TRUST"
    )
    assert former_names("RWX") == ()


def test_every_succession_changes_what_its_kind_says_and_names_its_evidence():
    for step in successions():
        changed = (step.org_code != step.successor_code, step.name != step.successor_name)
        assert changed == ((True, False) if step.kind is SuccessionKind.RECODED else (False, True)), step
        assert step.source
        assert step.from_month[4] == "-"


def test_no_code_follows_itself():
    for step in successions():
        assert present_code(step.org_code) == present_code(present_code(step.org_code))
