"""The reporting periods that lie whole within the months of an extract."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

from caseness.sources.records import month_named
from caseness.vocabulary.period import Period, month_of

if TYPE_CHECKING:
    from collections.abc import Iterable

_MONTHS_OF = {"month": 1, "quarter": 3, "year": 12, "rolling": 12}
_APRIL = 4


class Span(StrEnum):
    """How long the periods are: months, calendar quarters, financial years, or the twelve months to each month's end."""

    MONTH = "month"
    QUARTER = "quarter"
    YEAR = "year"
    ROLLING = "rolling"


def months_of(numbers: Iterable[int]) -> list[Period]:
    """The months of an extract, by the warehouse's numbers, in order."""
    return [month_of(*map(int, month_named(number).split("-"))) for number in sorted(numbers)]


def periods_of(span: Span, months: Iterable[Period]) -> list[Period]:
    """The periods of which every month is there. The quarters are those of the financial year, from April."""
    here = sorted(months)
    ordinals = {period.start.year * 12 + period.start.month - 1: period for period in here}
    length = _MONTHS_OF[span]
    found = []
    for last, period in ordinals.items():
        first = last - length + 1
        begins = ordinals.get(first)
        aligned = span is Span.ROLLING or (first - (_APRIL - 1)) % length == 0
        if aligned and begins and all(number in ordinals for number in range(first, last)):
            found.append(Period(begins.start, period.end))
    return found
