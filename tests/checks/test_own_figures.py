"""Figures of a source in the place of those shipped, with the range that belongs to them."""

from __future__ import annotations

import pytest

from caseness.checks.own_figures import _placed, with_figures_of
from caseness.checks.own_figures_of_records import large_enough
from caseness.sources.published import headline
from caseness.value.assumptions import default_assumptions
from caseness.value.own import Own

GIVEN = default_assumptions()


def test_published_counts_take_the_place_of_those_shipped() -> None:
    """2024/25 in the headline series: 670,419 finished, 35,234 of them no cases, 321,061 recovered, so 50.5% of 635,185."""
    found = with_figures_of([headline()], GIVEN)
    assert found["recovery_official"].value == pytest.approx(321_061 / 635_185)
    assert found["share_at_caseness"].value == pytest.approx(635_185 / 670_419)
    assert found["referrals_a_year"].value == 1_813_432
    assert "published statistics" in found["recovery_official"].source
    assert found["recovery_phq9"] == GIVEN["recovery_phq9"]  # the headline series has no scores by therapy
    assert set(found.replaced) >= {"recovery_official", "finished_a_year"}
    assert found.replaced["share_at_caseness"] == GIVEN["share_at_caseness"]


def test_a_range_moves_with_its_centre_and_stays_within_nought_and_one() -> None:
    row = GIVEN["recovery_phq9"]
    moved = _placed(row, Own(0.50, "x"), "here")
    assert moved.range == (pytest.approx(0.46), pytest.approx(0.54))
    low, high = _placed(row, Own(0.999, "x"), "here").range
    assert 0 < low < high < 1


def test_a_share_of_few_or_that_is_none_is_left() -> None:
    """44 of 101 becomes 45 of 100; 99 are too few; 120 of 100 finished in months in which fewer entered."""
    found = large_enough({"a": (44, 101, "x"), "b": (44, 99, "x"), "c": (120, 100, "x"), "d": (0, 500, "x")})
    assert found == {"a": Own(0.45, "x")}
