"""Reporting periods and how they are named."""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass
from datetime import date

_APRIL, _MONTHS = 4, 12


@dataclass(frozen=True, slots=True, order=True)
class Period:
    """A reporting period, both days included."""

    start: date
    end: date

    @property
    def is_financial_year(self) -> bool:
        """April to March of the next year."""
        return (self.start.month, self.start.day) == (4, 1) and self.end == date(self.start.year + 1, 3, 31)

    @property
    def is_month(self) -> bool:
        """Begins and ends in the same month."""
        return (self.start.year, self.start.month) == (self.end.year, self.end.month)

    @property
    def is_whole_months(self) -> bool:
        """Begins with the first day of a month and ends with the last day of one."""
        return self.start.day == 1 and self.end.day == monthrange(self.end.year, self.end.month)[1]

    def months(self) -> tuple[Period, ...]:
        """Every calendar month of which it has a day."""
        first, last = (day.year * _MONTHS + day.month - 1 for day in (self.start, self.end))
        return tuple(month_of(number // _MONTHS, number % _MONTHS + 1) for number in range(first, last + 1))

    def __str__(self) -> str:
        """``2024/25``, ``Apr 2024`` or ``April 2024 to May 2025``."""
        if self.is_financial_year:
            return financial_year(self.start.year)
        if self.is_month:
            return f"{self.start:%b %Y}"
        return f"{self.start:%B %Y} to {self.end:%B %Y}"

    @property
    def in_months(self) -> str:
        """``April 2024 to March 2025``, also for a financial year."""
        return f"{self.start:%B %Y}" if self.is_month else f"{self.start:%B %Y} to {self.end:%B %Y}"


def financial_year(start_year: int) -> str:
    """``2024/25`` for the year that begins in April 2024."""
    return f"{start_year}/{(start_year + 1) % 100:02}"


def month_after(begin: date, number: int) -> Period:
    """The month that comes so many after the one of ``begin``."""
    since = begin.year * _MONTHS + begin.month - 1 + number
    return month_of(since // _MONTHS, since % _MONTHS + 1)


def year_of(start_year: int) -> Period:
    """The financial year that begins in April of ``start_year``."""
    return Period(date(start_year, 4, 1), date(start_year + 1, 3, 31))


def year_with(day: date) -> Period:
    """The financial year in which a day lies."""
    return year_of(day.year - (day.month < _APRIL))


def month_of(year: int, month: int) -> Period:
    """One calendar month."""
    return Period(date(year, month, 1), date(year, month, monthrange(year, month)[1]))
