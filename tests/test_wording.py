"""Every way in which figures are written, by example."""

from __future__ import annotations

import pytest

from caseness import wording
from caseness.wording import (
    count,
    days,
    decimal,
    listed,
    millions,
    natural,
    percent,
    percent_range,
    points,
    pounds,
    share_decimals,
)


def test_minus_is_the_minus_sign_not_a_hyphen():
    assert wording.MINUS == "−"
    assert wording.MINUS != "-"


@pytest.mark.parametrize(
    ("value", "written"),
    [(670419, "670,419"), (5.0, "5"), (0, "0"), (-0.0, "0"), (-3276, "−3,276"), (7.5, "7.5"), (-2.5, "−2.5")],
)
def test_counts_stand_in_full_with_commas(value, written):
    assert count(value) == written


@pytest.mark.parametrize(
    ("value", "written"), [(1_813_432, "1.81 million"), (1_000_000, "1.00 million"), (999_999, "999,999")]
)
def test_above_a_million_prose_rounds(value, written):
    assert millions(value) == written


@pytest.mark.parametrize(
    ("share", "counted", "written"),
    [
        (0.50546, 635_185, "50.5%"),
        (0.50546, 1000, "50.5%"),
        (0.50546, 999, "51%"),
        (0.50546, None, "50.5%"),
        (1, None, "100.0%"),
        (0, 200, "0%"),
        (-0.0049, None, "−0.5%"),
        (-0.0001, None, "0.0%"),
    ],
)
def test_a_share_has_a_decimal_if_a_thousand_were_counted(share, counted, written):
    assert percent(share, counted) == written


def test_decimals_of_a_share_can_be_given():
    assert percent(0.75, decimals=0) == "75%"
    assert percent(0.12345, 10, decimals=2) == "12.35%"
    assert share_decimals(1000) == 1
    assert share_decimals(999) == 0


def test_the_ends_of_an_interval_have_the_decimals_of_the_figure():
    assert percent_range(0.504, 0.507) == "50.4% to 50.7%"
    assert percent_range(0.4, 0.58, 139) == "40% to 58%"


@pytest.mark.parametrize(
    ("difference", "written"),
    [
        (0.102, "10.2 points"),
        (0.01, "1.0 point"),
        (-0.01, "−1.0 point"),
        (-0.05, "−5.0 points"),
        (0, "0.0 points"),
        (-0.0001, "0.0 points"),
    ],
)
def test_differences_of_shares_are_points(difference, written):
    assert points(difference) == written


def test_points_without_a_decimal():
    assert points(0.0963, decimals=0) == "10 points"


@pytest.mark.parametrize(
    ("value", "written"),
    [
        (1496.42, "£1,496"),
        (999_999, "£999,999"),
        (999_999.6, "£1.0m"),
        (1_020_000, "£1.0m"),
        (9_960_000, "£10m"),
        (394_000_000, "£394m"),
        (999_600_000, "£1.00bn"),
        (1_020_000_000, "£1.02bn"),
        (-680, "−£680"),
        (-394_000_000, "−£394m"),
        (0, "£0"),
    ],
)
def test_pounds_in_three_sizes_that_meet_without_a_gap(value, written):
    assert pounds(value) == written


@pytest.mark.parametrize(("value", "written"), [(23, "23 days"), (1, "1 day"), (1.02, "1 day"), (22.46, "22.5 days")])
def test_days_agree_with_their_number(value, written):
    assert days(value) == written


@pytest.mark.parametrize(
    ("value", "places", "written"),
    [(1.3, 2, "1.30"), (-1.8, 1, "−1.8"), (-0.04, 1, "0.0"), (1234.5, 1, "1,234.5"), (-1234.5, 1, "−1,234.5")],
)
def test_decimals_as_asked(value, places, written):
    assert decimal(value, places) == written


@pytest.mark.parametrize(
    ("share", "written"),
    [(0.177, "18 of every 100"), (0.01, "1 of every 100"), (0.0058, "6 of every 1,000"), (0, "0 of every 100")],
)
def test_natural_frequencies_are_of_100_or_of_1000_if_rare(share, written):
    assert natural(share) == written


def test_a_base_that_was_asked_for_stays():
    assert natural(0.177, 1000) == "177 of every 1,000"


def test_lists_end_in_and():
    assert listed(["2015/16"]) == "2015/16"
    assert listed(["a", "b"]) == "a and b"
    assert listed(["a", "b", "c"]) == "a, b and c"


def test_each_shorthand_has_its_words():
    assert {"[c]", "[x]", "[z]", "[u]", "[b]"} <= set(wording.SHORTHAND)
    assert all(words for words in wording.SHORTHAND.values())
