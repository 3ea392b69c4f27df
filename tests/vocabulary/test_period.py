"""Which financial year a day lies in, in Python and in the engine."""

from __future__ import annotations

from datetime import date

import ibis
import pytest

from caseness.checks.estimating import year_begun
from caseness.vocabulary.period import Period, year_of, year_with

DAYS = [(date(2024, 3, 31), 2023), (date(2024, 4, 1), 2024), (date(2024, 12, 31), 2024), (date(2025, 1, 1), 2024)]


@pytest.mark.parametrize(("day", "year"), DAYS)
def test_a_financial_year_begins_in_april(day, year):
    assert year_with(day) == year_of(year)
    assert year_with(day).start <= day <= year_with(day).end


def test_the_engine_says_the_same():
    days = ibis.memtable({"day": [day for day, _year in DAYS]})
    assert days.select(year=year_begun(days.day)).to_pyarrow()["year"].to_pylist() == [year for _day, year in DAYS]


def test_the_months_of_a_financial_year_and_of_a_part_of_one():
    months = year_of(2024).months()
    assert (len(months), str(months[0]), str(months[-1])) == (12, "Apr 2024", "Mar 2025")
    assert year_of(2024).is_whole_months
    part = Period(date(2024, 12, 1), date(2025, 1, 30))
    assert [str(month) for month in part.months()] == ["Dec 2024", "Jan 2025"]
    assert not part.is_whole_months
