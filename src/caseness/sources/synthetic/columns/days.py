"""Days as whole numbers since 1 January 1970, and months among them."""

from __future__ import annotations

from datetime import date

_EPOCH = date(1970, 1, 1).toordinal()
NONE = -1  # in place of a day, an index or a score that is not there


def day_number(day: date) -> int:
    """Days since 1 January 1970."""
    return day.toordinal() - _EPOCH


def first_of_month(day: date) -> date:
    """The first day of the month of ``day``."""
    return day.replace(day=1)


def months_after(first: date, number: int) -> date:
    """The first day of the month ``number`` months after that of ``first``."""
    months = first.year * 12 + first.month - 1 + number
    return date(months // 12, months % 12 + 1, 1)
