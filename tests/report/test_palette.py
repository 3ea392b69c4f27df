"""Colours keep the contrast that text and marks need (WCAG 2.2), in light and in dark."""

from __future__ import annotations

import pytest

from caseness.report.palette import LIGHT_AND_DARK, tokens

TEXT = ("ink", "ink-2", "other", "subject", "bench", "link")


def _luminance(colour: str) -> float:
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = (p / 12.92 if p <= 0.03928 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _contrast(one: str, other: str, mode: int) -> float:
    lighter, darker = sorted((_luminance(LIGHT_AND_DARK[name][mode]) for name in (one, other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


@pytest.mark.parametrize("mode", [0, 1], ids=["light", "dark"])
@pytest.mark.parametrize("name", TEXT)
def test_text_can_be_read_on_paper(name: str, mode: int) -> None:
    assert _contrast(name, "paper", mode) >= 4.5


@pytest.mark.parametrize("mode", [0, 1], ids=["light", "dark"])
@pytest.mark.parametrize(
    ("mark", "ground"),
    [("edge", "paper"), ("other", "nation-band"), ("subject", "subject-band"), ("bench", "bench-band")],
)
def test_marks_can_be_seen_on_their_ground(mark: str, ground: str, mode: int) -> None:
    assert _contrast(mark, ground, mode) >= 3


def test_every_colour_is_declared_for_both_modes_and_paper_is_white_in_print() -> None:
    css = tokens()
    assert css.count("--subject:#3B46A6") == 1
    assert css.count("--subject:#A9B2FF") == 2
    assert "@media print{:root{--paper:#FFFFFF}}" in css
