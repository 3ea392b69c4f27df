"""Pounds of one year in those of another, by an index of prices; a file of the user's may give another.

The index that is shipped is the United Kingdom's GDP deflator by calendar year, 2024 = 100. Source: Office for National
Statistics, series YBGB, as an open package gives it; not checked against HM Treasury's quarterly release. The years 2020 and
2021 are distorted by how output was measured in the pandemic.
"""

from __future__ import annotations

import csv
import re
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from caseness.vocabulary.period import Period

PRICES = "2024"  # the year that results are told in
CASH = "cash"  # of a sum that is fixed in law or guidance and not adjusted
_FINANCIAL = re.compile(r"(\d{4})/(\d{2})")


class UnknownPriceYear(ValueError):
    """A year that the index does not have, or that is not written as a year."""


@dataclass(frozen=True, slots=True)
class PriceIndex:
    """``name``, the level of prices by calendar year, on any base, and the ``source`` of the levels."""

    name: str
    levels: Mapping[int, float]
    source: str = ""

    def level(self, year: str) -> float:
        """The level in ``2017`` or in the financial year ``2017/18``: three quarters of one year and one of the next.

        Raises `UnknownPriceYear`.
        """
        try:
            if financial := _FINANCIAL.fullmatch(year):
                start, end = int(financial[1]), int(financial[2])
                if end != (start + 1) % 100:
                    raise UnknownPriceYear(f"“{year}” is not one financial year")
                return 0.75 * self.levels[start] + 0.25 * self.levels[start + 1]
            return self.levels[int(year)]
        except (KeyError, ValueError) as fault:
            if isinstance(fault, UnknownPriceYear):
                raise
            first, last = min(self.levels), max(self.levels)
            raise UnknownPriceYear(f"“{year}” is not a year of {self.name} ({first} to {last})") from None

    def level_over(self, period: Period) -> float:
        """The mean level over the months of ``period``, each at its calendar year's. Raises `UnknownPriceYear`."""
        months = period.months()
        return sum(self.level(str(month.start.year)) for month in months) / len(months)

    def continued(self, other: PriceIndex) -> PriceIndex:
        """This index in the years it has; in those before and after as prices moved by ``other``, from the nearest year of both.

        Raises `UnknownPriceYear` where the two have no year in common.
        """
        both = sorted(self.levels.keys() & other.levels.keys())
        if not both:
            raise UnknownPriceYear(f"{self.name} has no year in common with {other.name}")

        def linked(year: int) -> float:
            at = min(both, key=lambda known: abs(known - year))
            return self.levels[at] * other.levels[year] / other.levels[at]

        further = {year: linked(year) for year in other.levels if year not in self.levels}
        return PriceIndex(self.name, dict(sorted({**further, **self.levels}.items())), self.source)

    def convert(self, amount: float, of: str, to: str = PRICES) -> float:
        """``amount`` in pounds of the year ``of``, in pounds of the year ``to``. A cash sum stays what it is."""
        return amount if CASH in (of, to) else amount * self.level(to) / self.level(of)


@cache
def gdp_deflator() -> PriceIndex:
    """The index that is shipped."""
    text = (resources.files(__package__) / "gdp_deflator.csv").read_text(encoding="utf-8")
    rows = csv.DictReader(text.splitlines())
    levels = {int(row["year"]): float(row["index"]) for row in rows}
    return PriceIndex(
        "the GDP deflator", levels, "Office for National Statistics, series YBGB, as an open package gives it"
    )
