"""The days on which services work: not at weekends, and not on the bank holidays of England.

Bank holidays are those of the Banking and Financial Dealings Act 1971 and of the yearly proclamations since 1978, with
substitutes for those at weekends; single days for jubilees and the like are left out.
"""

from __future__ import annotations

from datetime import date, timedelta
from functools import cache
from typing import TYPE_CHECKING

import numpy as np

from caseness.sources.synthetic.columns.days import day_number

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from caseness.sources.synthetic.world import Days

WEEK = 7
_SATURDAY = 5
_EPOCH_WEEKDAY = date(1970, 1, 1).weekday()
_YEARS = range(1970, 2100)


def weekday(day: NDArray[np.integer]) -> NDArray[np.integer]:
    """The day of the week, Monday 0."""
    return (day + _EPOCH_WEEKDAY) % WEEK


def on_a_working_day(day: NDArray[np.floating] | NDArray[np.integer]) -> Days:
    """The day itself, or the next one on which services work; days from 1970 to 2099."""
    return _next_working_day()[np.asarray(day).astype(np.int32)]


def bank_holidays(year: int) -> set[date]:
    """The bank holidays of a year in England."""
    easter = easter_sunday(year)
    return {
        *_observed(date(year, 1, 1)),
        easter - timedelta(2),
        easter + timedelta(1),
        _monday_from(date(year, 5, 1)),
        _monday_from(date(year, 5, 25)),
        _monday_from(date(year, 8, 25)),
        *_observed(date(year, 12, 25), date(year, 12, 26)),
    }


def easter_sunday(year: int) -> date:
    """Easter Sunday of the Gregorian calendar (the anonymous algorithm, Nature 1876)."""
    golden = year % 19
    century, of_century = divmod(year, 100)
    moon = (19 * golden + century - century // 4 - (century - (century + 8) // 25 + 1) // 3 + 15) % 30
    to_sunday = (32 + 2 * (century % 4) + 2 * (of_century // 4) - moon - of_century % 4) % 7
    late = (golden + 11 * moon + 22 * to_sunday) // 451
    month, day = divmod(moon + to_sunday - 7 * late + 114, 31)
    return date(year, month, day + 1)


def _observed(*days: date) -> set[date]:
    """The working days on which these holidays are kept: one at a weekend is kept on the next day that is free."""
    kept = {day for day in days if day.weekday() < _SATURDAY}
    for day in days:
        if day.weekday() >= _SATURDAY:
            while day.weekday() >= _SATURDAY or day in kept:
                day += timedelta(1)
            kept.add(day)
    return kept


def _monday_from(day: date) -> date:
    """The first Monday not before ``day``."""
    return day + timedelta(-day.weekday() % WEEK)


@cache
def _next_working_day() -> Days:
    """For each day from 1 January 1970 the first one from it on that is worked."""
    last = day_number(date(_YEARS.stop, 1, 1))
    closed = weekday(np.arange(last)) >= _SATURDAY
    for year in _YEARS:
        closed[[day_number(day) for day in bank_holidays(year)]] = True
    worked = np.append(np.flatnonzero(~closed), last).astype(np.int32)
    following: Days = worked[np.searchsorted(worked, np.arange(last))]
    return following
