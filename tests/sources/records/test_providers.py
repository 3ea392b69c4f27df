"""A synthetic extract is told by its providers, and one that mixes them with real ones is refused."""

from __future__ import annotations

import pytest
from tests.sources.records.extracts import national

from caseness.errors import InputRefused
from caseness.sources.records import open_records
from caseness.sources.records.providers import all_made_up


@pytest.mark.parametrize(
    ("codes", "expected"),
    [(["SYN01", "SYN02"], True), (["syn01"], True), (["PRV", "RXX"], False), ([], False)],
)
def test_an_extract_is_synthetic_if_all_its_providers_are_made_up(codes, expected):
    assert all_made_up(codes) is expected


def test_a_mixture_is_refused_and_both_kinds_are_named():
    with pytest.raises(InputRefused, match=r"made-up providers \(SYN1, SYN2, SYN3 and 1 more\) and others \(RXX\)"):
        all_made_up(["SYN2", "SYN4", "RXX", "SYN1", "SYN3"])


def test_an_extract_tells_what_it_is(tmp_path):
    assert not open_records(national(tmp_path / "real", "PRV", "RXX")).synthetic
    made = open_records(national(tmp_path / "made", "SYN01", "SYN02"))
    assert made.synthetic
    assert made.queries == []
    with pytest.raises(InputRefused, match="mixes made-up providers"):
        open_records(national(tmp_path / "mixed", "PRV", "SYN02"))
