"""Made-up organisations are told by their codes, and no real one is taken for made up."""

from __future__ import annotations

import pytest

from caseness.vocabulary.made_up import MADE_UP, is_made_up
from caseness.vocabulary.organisations import register, successions


@pytest.mark.parametrize(
    ("org_code", "expected"),
    [("SYN", True), ("SYN01", True), ("syn2", True), (" SYN01 ", True), ("RSYN", False), ("RXX", False), ("", False)],
)
def test_a_made_up_code_is_told_by_how_it_begins(org_code, expected):
    assert is_made_up(org_code) is expected


def test_no_code_is_not_a_made_up_one():
    assert is_made_up(None) is False


def test_no_organisation_of_the_register_is_made_up():
    codes = {code for _level, code in register()} | {s.successor_code for s in successions()}
    assert [code for code in codes if is_made_up(code)] == []
    assert is_made_up(f"{MADE_UP}{min(codes)}")
