"""What leaves: by hand, one figure of each kind at England and below."""

from __future__ import annotations

from datetime import date

import pyarrow as pa
import pytest

from caseness.measures.engine import FIGURES
from caseness.measures.publishing import as_published, covers_the_country


def figures(*rows):
    """Rows of level, organisation, statistic, numerator, denominator and value."""
    names = ("level", "org_code", "statistic", "numerator", "denominator", "value")
    common = {"period_start": date(2024, 4, 1), "period_end": date(2024, 4, 30), "measure": "m"}
    return pa.Table.from_pylist([common | dict(zip(names, row, strict=True)) for row in rows], FIGURES)


def shown(*row, country=True):
    (out,) = as_published(figures(row), country=country).to_pylist()
    return out["numerator"], out["denominator"], out["value"]


@pytest.mark.parametrize(("count", "left"), [(0, None), (4, None), (5, 5), (7, 5), (8, 10), (12, 10), (13, 15)])
def test_a_count_below_england_is_suppressed_under_five_and_else_rounded_to_the_nearest(count, left):
    assert shown("Provider", "AAA", "count", count, None, count) == (left, None, left)


def test_a_count_of_england_is_whole_but_in_an_extract_of_a_few_providers():
    assert shown("England", "ENG", "count", 3, None, 3) == (3, None, 3)
    assert shown("England", "ENG", "count", 3, None, 3, country=False) == (None, None, None)
    assert shown("England", "ENG", "count", 13, None, 13, country=False) == (15, None, 15)


def test_a_percentage_is_worked_out_before_its_counts_are_rounded():
    # 7 of 13 is 53.8 per cent: 54, where 5 of 15 would be 33
    assert shown("SubICB", "00A", "percentage", 7, 13, 7 / 13) == (5, 15, 0.54)
    assert shown("England", "ENG", "percentage", 7, 13, 7 / 13) == (7, 13, 0.538)


def test_a_percentage_with_a_small_count_is_suppressed_at_every_level_but_england():
    assert shown("Region", "Y01", "percentage", 4, 40, 0.1) == (None, 40, None)
    assert shown("Region", "Y01", "percentage", 4, 4, 1.0) == (None, None, None)
    assert shown("England", "ENG", "percentage", 0, 40, 0.0) == (0, 40, 0.0)


def test_halves_of_a_percentage_go_up():
    assert shown("ICB", "QAA", "percentage", 9, 200, 0.045) == (10, 200, 0.05)
    assert shown("ICB", "QAA", "percentage", 29, 200, 0.145) == (30, 200, 0.15)


def test_a_mean_has_one_decimal_and_does_not_show_the_sum_it_is_made_of():
    assert shown("Provider", "AAA", "mean", 64, 6, 64 / 6) == (None, 5, 10.7)
    assert shown("Provider", "AAA", "mean", 30, 4, 7.5) == (None, None, None)
    assert shown("England", "ENG", "mean", 64, 6, 64 / 6) == (64, 6, 10.7)


@pytest.mark.parametrize("statistic", ["median", "max", "min"])
def test_what_one_person_may_have_made_is_suppressed_under_five_rows(statistic):
    assert shown("Provider", "AAA", statistic, None, 4, 21.0) == (None, None, None)
    assert shown("Provider", "AAA", statistic, None, 5, 21.0) == (None, 5, 21.0)


def test_a_figure_without_a_denominator_stays_blank():
    assert shown("England", "ENG", "percentage", 0, 0, None) == (0, 0, None)


def test_a_country_has_twenty_providers():
    providers = [("Provider", f"A{number}", "count", 9, None, 9) for number in range(20)]
    assert covers_the_country(figures(*providers, *providers))
    assert not covers_the_country(figures(*providers[1:], ("SubICB", "00A", "count", 9, None, 9)))
