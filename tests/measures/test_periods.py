"""Periods that lie whole within the months of an extract."""

from __future__ import annotations

from caseness.measures.periods import Span, months_of, periods_of
from caseness.vocabulary.period import month_of

# February 2024 to May 2025, April 2025 missing
MONTHS = [month_of(2024, m) for m in range(2, 13)] + [month_of(2025, m) for m in (1, 2, 3, 5)]


def named(span):
    return [f"{p.start:%Y-%m} {p.end:%Y-%m-%d}" for p in periods_of(span, MONTHS)]


def test_months_have_the_numbers_of_the_warehouse():
    assert months_of([1458, 1457]) == [month_of(2021, 8), month_of(2021, 9)]


def test_a_month_is_itself():
    assert periods_of(Span.MONTH, MONTHS) == MONTHS


def test_quarters_are_those_of_the_financial_year_and_whole():
    assert named(Span.QUARTER) == [
        "2024-04 2024-06-30",
        "2024-07 2024-09-30",
        "2024-10 2024-12-31",
        "2025-01 2025-03-31",
    ]


def test_a_year_runs_from_april_to_march():
    assert named(Span.YEAR) == ["2024-04 2025-03-31"]


def test_twelve_months_to_each_end():
    assert named(Span.ROLLING) == ["2024-02 2025-01-31", "2024-03 2025-02-28", "2024-04 2025-03-31"]
