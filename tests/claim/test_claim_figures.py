"""The figure of a sentence, in every way it may be written."""

from __future__ import annotations

import pytest

from caseness.checks.claims.stated import Relation
from caseness.checks.finding import Unit
from caseness.claim.figures import find_figures
from caseness.claim.text import plain

SHARE, COUNT, POUNDS = Unit.PROPORTION, Unit.COUNT, Unit.GBP


@pytest.mark.parametrize(
    ("text", "value", "unit"),
    [
        ("87%", 0.87, SHARE),
        ("87 %", 0.87, SHARE),
        ("87 per cent", 0.87, SHARE),
        ("87 percent", 0.87, SHARE),
        ("38.51%", 0.3851, SHARE),
        ("half", 0.5, SHARE),
        ("a third", 1 / 3, SHARE),
        ("two thirds", 2 / 3, SHARE),
        ("two-thirds", 2 / 3, SHARE),
        ("three quarters", 0.75, SHARE),
        ("one in ten", 0.1, SHARE),
        ("1 in 10", 0.1, SHARE),
        ("nine out of ten", 0.9, SHARE),
        ("nine out of every ten", 0.9, SHARE),
        ("18 of every 100", 0.18, SHARE),
        ("672,193", 672_193, COUNT),
        ("600000", 600_000, COUNT),
        ("1.2 million", 1.2e6, COUNT),
        ("1.2m", 1.2e6, COUNT),
        ("a million", 1e6, COUNT),
        ("half a million", 0.5e6, COUNT),
        ("£4bn", 4e9, POUNDS),
        ("£0.5 billion", 0.5e9, POUNDS),
        ("£492", 492, POUNDS),
    ],
)
def test_value_and_unit(text: str, value: float, unit: Unit) -> None:
    (found,) = find_figures(plain(f"it is {text} of them"))
    assert found.stated.value == pytest.approx(value)
    assert found.unit is unit


@pytest.mark.parametrize(
    ("words", "relation"),
    [
        ("about", Relation.ABOUT),
        ("roughly", Relation.ABOUT),
        ("~", Relation.ABOUT),
        ("at least", Relation.AT_LEAST),
        ("no fewer than", Relation.AT_LEAST),
        ("more than", Relation.MORE_THAN),
        ("over", Relation.MORE_THAN),
        ("no more than", Relation.AT_MOST),
        ("up to", Relation.AT_MOST),
        ("under", Relation.FEWER_THAN),
        ("nearly", Relation.NEARLY),
        ("just under", Relation.NEARLY),
        ("only", Relation.FIGURE),
    ],
)
def test_relation(words: str, relation: Relation) -> None:
    (found,) = find_figures(plain(f"{words} 40% of them"))
    assert found.stated.relation is relation


@pytest.mark.parametrize(
    ("text", "low", "high"),
    [
        ("87%", 0.865, 0.875),
        ("50.5%", 0.5045, 0.5055),
        ("half", 0.475, 0.525),  # a fraction in words is about that share
        ("nearly half", 0.475, 0.5),
        ("672,193", 672_192.5, 672_193.5),
        ("600,000", 550_000, 650_000),
        ("1.2 million", 1.15e6, 1.25e6),
        ("2 million", 1.5e6, 2.5e6),
        ("about 1.9 million", 1.805e6, 1.995e6),
    ],
)
def test_how_much_a_figure_allows(text: str, low: float, high: float) -> None:
    (found,) = find_figures(text)
    assert found.stated.limits == pytest.approx((low, high))


@pytest.mark.parametrize(
    "text", ["rw4", "c04", "no figure", "in 2018/19", "one person", "a session", "ten out of nine", "7,5,3"]
)
def test_what_is_no_figure(text: str) -> None:
    assert find_figures(text) == []


def test_figures_stand_apart_and_in_order() -> None:
    found = find_figures("1.2 million were referred, of whom two thirds, or 8 of 12, and 40% left")
    assert [round(figure.stated.value, 2) for figure in found] == [1.2e6, 0.67, 0.67, 0.4]
