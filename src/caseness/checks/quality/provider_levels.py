"""Provider series relative to England's, and the months in which they change their level or stand apart."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING

import numpy as np
from ibis import _

from caseness.errors import CannotRun
from caseness.statistics.change_points import Changes, changes
from caseness.vocabulary import Frequency, Level, Statistic
from caseness.vocabulary.organisations import name_of
from caseness.vocabulary.period import Period

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray

    from caseness.sources.published import Published

_MEASURES = (
    "referrals_received",
    "accessing_services",
    "appts_attended",
    "ended_referrals",
    "finished_course_treatment",
    "appts_finished_course_treatment",
    "recovery",
)
_FEWEST_MONTHS = 24
_FEWEST = 20  # the middle month's count; smaller series are mostly rounding
_SEED = 2021


@dataclass(frozen=True, slots=True)
class Line:
    """One provider's counts by one measure: the limits of each month's figure, and England's count that month."""

    org_code: str
    name: str
    measure: str
    months: tuple[Period, ...]
    low: NDArray[np.float64]
    high: NDArray[np.float64]
    england: NDArray[np.float64]

    def relative(self, end: NDArray[np.float64]) -> NDArray[np.float64]:
        """Twice the root of the counts relative to England: counting alone gives a standard deviation of 1."""
        return np.asarray(2 * np.sqrt(end * self.england.mean() / self.england + 3 / 8))


@dataclass(frozen=True, slots=True)
class Change:
    """A month that begins a new level, or stands apart; the middle counts of the months before and from it on."""

    line: Line
    month: Period
    brief: bool
    before: float
    after: float


def provider_lines(published: Published) -> list[Line]:
    """The provider series that are long and large enough.

    Raises:
        CannotRun: there is none.
    """
    rows = published.fetch(
        published.figures.filter(
            _.publication == "monthly",
            _.frequency == Frequency.MONTH.value,
            _.level.isin([Level.ENGLAND.value, Level.PROVIDER.value]),
            _.measure.isin(_MEASURES),
            _.statistic == Statistic.COUNT.value,
            _.lower.notnull(),
        )
        .select("level", "org_code", "org_name", "measure", "period_start", "period_end", "lower", "upper")
        .order_by("level", "org_code", "measure", "period_start")
    )
    england = {
        (r["measure"], r["period_start"]): r["lower"] for r in rows if r["level"] == Level.ENGLAND.value and r["lower"]
    }
    lines = []
    provider = [r for r in rows if (r["measure"], r["period_start"]) in england and r["level"] != Level.ENGLAND.value]
    for (code, measure), group in groupby(provider, key=lambda r: (str(r["org_code"]), str(r["measure"]))):
        of_one = list(group)
        low = np.array([r["lower"] for r in of_one], float)
        if len(of_one) >= _FEWEST_MONTHS and np.median(low) >= _FEWEST:
            lines.append(
                Line(
                    code,
                    name_of(Level.PROVIDER, code, of_one[-1]["org_name"] or code),
                    measure,
                    tuple(Period(r["period_start"], r["period_end"]) for r in of_one),
                    low,
                    np.array([r["upper"] for r in of_one], float),
                    np.array([england[measure, r["period_start"]] for r in of_one], float),
                )
            )
    if not lines:
        raise CannotRun(
            f"no provider with {_FEWEST_MONTHS} months of counts large enough, beside England’s",
            settled_by=f"the official monthly statistics of {_FEWEST_MONTHS} months or more",
        )
    return lines


def changes_of(lines: Sequence[Line]) -> list[Change]:
    """What changes in each series at both limits of its counts."""
    return [change for line, low, high in _both_ends(lines) for change in _agreed(line, low, high)]


def _by_length(lines: Sequence[Line]) -> Iterator[list[Line]]:
    """Series of the same length, which are searched together."""
    ordered = sorted(lines, key=lambda line: len(line.months))
    for _length, group in groupby(ordered, key=lambda line: len(line.months)):
        yield list(group)


def _both_ends(lines: Sequence[Line]) -> Iterator[tuple[Line, Changes, Changes]]:
    for alike in _by_length(lines):
        low = changes([line.relative(line.low) for line in alike], floor=1.0)
        high = changes([line.relative(line.high) for line in alike], floor=1.0)
        yield from zip(alike, low, high, strict=True)


def shuffled(lines: Sequence[Line]) -> int:
    """In how many of the series, each shuffled once, a change of level is found."""
    rng = np.random.default_rng(_SEED)
    return sum(
        bool(found.levels)
        for alike in _by_length(lines)
        for found in changes(rng.permuted([line.relative(line.low) for line in alike], axis=1), floor=1.0)
    )


def _agreed(line: Line, low: Changes, high: Changes) -> Iterator[Change]:
    """The changes found at both limits, to within a month for a level."""
    levels = {i for i in low.levels if any(abs(i - j) <= 1 for j in high.levels)}
    brief = {i for i in low.brief if i in high.brief}
    middle = (line.low + line.high) / 2
    for i in sorted(levels | brief):
        before = middle[max(i - 3, 0) : i] if i else middle[1:4]
        after = middle[i : i + 1] if i in brief else middle[i : i + 3]
        yield Change(line, line.months[i], i in brief, float(np.median(before)), float(np.median(after)))


def per_month(lines: Sequence[Line], found: Sequence[Change]) -> dict[Period, tuple[int, int, int]]:
    """For each month, how many series have it, begin a level in it, and stand apart in it."""
    series = Counter(month for line in lines for month in line.months)
    levels = Counter(change.month for change in found if not change.brief)
    brief = Counter(change.month for change in found if change.brief)
    return {month: (series[month], levels[month], brief[month]) for month in sorted(series)}
