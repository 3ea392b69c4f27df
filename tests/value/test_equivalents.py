"""Equivalent quantities by hand: prices are moved to one year before anything is divided."""

from __future__ import annotations

import pytest

from caseness.value.assumptions import default_assumptions, read_assumptions
from caseness.value.equivalents import equivalents


def quantities(pounds: float = 1e6, assumptions=None) -> dict[str, float]:
    return {e.name: e.quantity for e in equivalents(pounds, assumptions or default_assumptions())}


def test_a_million_pounds_of_health_at_two_margins():
    # £18,744 of 2008 are 18,744 × 100 ÷ 66.89 = £28,022 of 2024, and £12,936 are £19,339: 35.7 and 51.7 of a million.
    # Without moving the price first it would be 53 at the former.
    found = quantities()
    assert found["healthy life-years, at the margin of the mental health programme"] == pytest.approx(35.7, abs=0.05)
    assert found["healthy life-years, at the margin of the health service"] == pytest.approx(51.7, abs=0.05)


def test_a_million_pounds_of_care():
    # 2021/22: ¾ · 85.64 + ¼ · 90.50 = 86.855. £18,546 × 1.28 ÷ 0.86855 = £27,332 a care assistant: 36.6 of them.
    assert quantities()["care assistants for a year"] == pytest.approx(36.6, abs=0.05)


def test_twice_the_money_is_twice_as_much():
    once, twice = quantities(), quantities(2e6)
    assert all(twice[name] == pytest.approx(2 * once[name]) for name in once)


def test_a_file_of_the_user_s_changes_a_price(tmp_path):
    file = tmp_path / "mine.toml"
    file.write_text('[repair_of_a_home]\nvalue = 2000\nprice_year = "2024"\n', encoding="utf-8")
    assert quantities(assumptions=read_assumptions(file))["homes repaired"] == 500
