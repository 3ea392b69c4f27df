"""Days on which services work. Dates are those of the government's list of bank holidays in England and Wales."""

from datetime import date

import numpy as np
import pytest

from caseness.sources.synthetic.columns.days import day_number
from caseness.sources.synthetic.columns.working_days import bank_holidays, easter_sunday, on_a_working_day, weekday

HOLIDAYS_2021 = ["01-01", "04-02", "04-05", "05-03", "05-31", "08-30", "12-27", "12-28"]
HOLIDAYS_2024 = ["01-01", "03-29", "04-01", "05-06", "05-27", "08-26", "12-25", "12-26"]


@pytest.mark.parametrize(("year", "days"), [(2021, HOLIDAYS_2021), (2024, HOLIDAYS_2024)])
def test_bank_holidays_are_those_of_the_list(year, days):
    assert sorted(bank_holidays(year)) == [date.fromisoformat(f"{year}-{day}") for day in days]


@pytest.mark.parametrize(
    ("year", "kept"),
    [(2022, {"2022-12-26", "2022-12-27"}), (2020, {"2020-12-25", "2020-12-28"}), (2011, {"2011-12-26", "2011-12-27"})],
)
def test_christmas_at_a_weekend_is_kept_on_the_next_free_days(year, kept):
    assert {str(day) for day in bank_holidays(year) if day.month == 12} == kept


@pytest.mark.parametrize("day", ["2000-04-23", "2008-03-23", "2019-04-21", "2024-03-31", "2025-04-20", "2038-04-25"])
def test_easter(day):
    assert easter_sunday(date.fromisoformat(day).year) == date.fromisoformat(day)


@pytest.mark.parametrize(
    ("day", "worked"),
    [
        ("2024-04-05", "2024-04-05"),  # a Friday
        ("2024-04-06", "2024-04-08"),
        ("2024-04-07", "2024-04-08"),
        ("2024-03-29", "2024-04-02"),  # Good Friday
        ("2024-12-25", "2024-12-27"),
        ("2022-01-01", "2022-01-04"),  # a Saturday, kept on Monday
    ],
)
def test_what_falls_on_a_closed_day_is_put_off(day, worked):
    moved = on_a_working_day(np.array([day_number(date.fromisoformat(day)) + 0.9]))
    assert moved.tolist() == [day_number(date.fromisoformat(worked))]


@pytest.mark.parametrize(("day", "number"), [(date(2024, 4, 1), 0), (date(2024, 4, 6), 5), (date(1970, 1, 1), 3)])
def test_days_of_the_week_begin_on_monday(day, number):
    assert weekday(np.array([day_number(day)])) == number
