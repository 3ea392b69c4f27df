"""Assumptions as data, and what is refused in a file of the user's."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from caseness.errors import InputRefused
from caseness.value.assumptions import Distribution, default_assumptions, read_assumptions
from caseness.value.prices import UnknownPriceYear, gdp_deflator

if TYPE_CHECKING:
    from pathlib import Path


def given(folder: Path, text: str) -> Path:
    file = folder / "mine.toml"
    file.write_text(text, encoding="utf-8")
    return file


def test_every_default_has_a_title_and_a_source() -> None:
    for row in default_assumptions().values():
        assert row.title, row.id
        assert row.source, row.id
        assert (row.low is None) == (row.distribution is Distribution.FIXED), row.id


def test_a_file_changes_what_it_names_and_nothing_else(tmp_path: Path) -> None:
    mine = read_assumptions(given(tmp_path, "[cost_per_course]\nvalue = 700\nlow = 600\nhigh = 800\n"))
    assert mine["cost_per_course"].value == 700
    assert mine["cost_per_course"].price_year == "2017/18"
    assert not mine["cost_per_course"].verified
    assert list(mine.replaced) == ["cost_per_course"]
    assert mine.replaced["cost_per_course"].value == 803
    assert {key: row for key, row in mine.items() if key != "cost_per_course"} == {
        key: row for key, row in default_assumptions().items() if key != "cost_per_course"
    }


@pytest.mark.parametrize(
    ("text", "said", "remedy"),
    [
        ("[cost_per_course]\nvalue = -1\nlow = -2\n", "cost_per_course: a cost under 0", "0 or more"),
        ('[cost_per_course]\nvalue = ""\n', "cost_per_course.value: is missing", "value = "),
        ('[cost_per_course]\nvalue = "much"\n', "cost_per_course.value: “much” is no number", "value = "),
        ("[cost_per_course]\nvalue = nan\n", "is no number", "Give a number"),
        ("[recovery_phq9]\nvalue = 1.4\nlow = 0.3\nhigh = 1.5\n", "a probability over 1 (1.5)", "0.28 for 28%"),
        ("[cost_per_course]\nprice_year = 1850\n", "cost_per_course.price_year: “1850”", "2017/18"),
        ('[cost_per_course]\nprice_year = "2017/19"\n', "not one financial year", "2017/18"),
        ("[cost_per_course]\nvalue = 500\n", "710 to 896 excludes its centre, 500", "low and high"),
        ("[cost_per_curse]\nvalue = 500\n", "no assumption is called cost_per_curse", "cost_per_course"),
        ("[cost_per_course]\nvalu = 500\n", "unknown key valu", "value"),
        ("cost_per_course = 500\n", "cost_per_course is no table", "[cost_per_course]"),
        ('[cost_per_course]\ndistribution = "gama"\n', "“gama” is not known", "gamma"),
        ('[recovery_phq9]\noutcome = "better"\n', "“better” is not known", "phq9_below"),
        ('[cost_per_course]\nunit = "months"\n', "unknown key unit", "names all"),
        ('[cost_per_course]\nverified = "no"\n', "cost_per_course.verified: “no” is neither", "true or false"),
        ('[cost_per_course]\nvalue = -5\ndistribution = "fixed"\n', "a cost under 0 (-5)", "0 or more"),
        ("[price_index]\n2024 = 100\n", "price_index.name: is missing", "name ="),
        ('[price_index]\nname = "I"\nsource = "S"\nx = 1\n', "“x” is no calendar year", "2024 = 100"),
        ('[price_index]\nname = "I"\nsource = "S"\n2024 = 0\n', "price_index.2024: a level of 0", "above 0"),
        ('[price_index]\nname = "I"\nsource = "S"\n2025 = 103\n', "no year in common", "2024"),
        ("[cost_per_course\nvalue = 500\n", "is not TOML", "line 1"),
        ("[trial_below_line_controls]\nvalue = 0.3\nlow = 0\nhigh = 0.6\n", "logit_normal has no end", "beta"),
    ],
)
def test_one_clear_message_with_file_key_and_remedy(tmp_path: Path, text: str, said: str, remedy: str) -> None:
    with pytest.raises(InputRefused) as refused:
        read_assumptions(given(tmp_path, text))
    message = str(refused.value)
    assert "mine.toml" in message
    assert said in message
    assert remedy in message
    assert refused.value.exit_status == 3


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(InputRefused, match="cannot be read"):
        read_assumptions(tmp_path / "none.toml")


def test_pounds_of_one_year_in_those_of_another() -> None:
    """A financial year is three quarters of its first and one of its second: 0.75 × 77.64 + 0.25 × 79.16 = 78.02."""
    assert gdp_deflator().convert(100, "2017/18", "2024") == pytest.approx(100 / 0.7802)
    assert gdp_deflator().convert(20000, "cash") == 20000
    with pytest.raises(UnknownPriceYear):
        gdp_deflator().level("last year")


INDEX = """
[price_index]
name = "an index of the health service"
source = "our own"
2023 = 200
2024 = 220
2025 = 231

[cost_per_course]
value = 900
low = 800
high = 1000
price_year = "2024/25"
"""


def test_another_index_of_prices_goes_on_as_the_shipped_one_where_it_has_no_year(tmp_path: Path) -> None:
    """From 2023 to 2024 a tenth; in 2022 as the deflator stood to 2023: 200 × 90.50 ÷ 96.25."""
    mine = read_assumptions(given(tmp_path, INDEX))
    assert mine.prices.name == "an index of the health service"
    assert mine.prices.convert(100, "2023") == pytest.approx(110)
    assert mine.prices.level("2022") == pytest.approx(200 * 90.50 / 96.25)
    # 2024/25 is ¾ of 220 and ¼ of 231, a year that the deflator lacks
    assert mine.amount("cost_per_course") == pytest.approx(900 * 220 / 222.75)
    assert mine["fiscal_gain_a_month"].factor == pytest.approx(1.1 * 96.25 / 64.73)
    assert list(mine.replaced) == ["cost_per_course"]


def test_a_later_year_than_the_index_has_is_refused_with_the_remedy(tmp_path: Path) -> None:
    with pytest.raises(InputRefused, match=r"2024/25.*not a year of the GDP deflator") as refused:
        read_assumptions(given(tmp_path, '[cost_per_course]\nprice_year = "2024/25"\n'))
    assert "[price_index]" in refused.value.hint
