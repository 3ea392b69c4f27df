"""The stages of a course by group: referred, finished, a case, recovered – and how groups compare along them.

A breakdown (age group, ethnic group, …) parts the referrals of a year into groups. For each group and place this gives
the counts with the limits their rounding leaves, every share along the way, and where the gap between two groups arises.
Referrals and endings of one year are not one cohort: the shares of referrals are ratios of same-year totals.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from ibis import _

from caseness.checks.estimating import share
from caseness.checks.finding import Estimate, Interval, Unit
from caseness.checks.printed import Count
from caseness.statistics.decomposition import Decomposition, decompose
from caseness.vocabulary import TOTAL, Frequency, Level, Statistic
from caseness.vocabulary.period import Period

if TYPE_CHECKING:
    from caseness.sources.published import Published
    from caseness.sources.published.relation import Row

FEWEST = 20  # counted; below, no rate is worked out
_NOT_KNOWN = ("not known", "not stated", "not sure", "unknown", "invalid", "no code", "declines", "asked but")


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """One category of a breakdown at one place in one period. A count that is not printed at all is None."""

    category: str
    period: Period
    breakdown: str = TOTAL
    level: Level = Level.ENGLAND
    org_code: str | None = None
    referred: Count | None = None
    finished: Count | None = None
    not_cases: Count | None = None
    recovered: Count | None = None
    improved: Count | None = None
    reliably_recovered: Count | None = None
    unchanged: Count | None = None
    worse: Count | None = None

    @property
    def cases(self) -> Count | None:
        """Finished − not at caseness, the official denominator of recovery."""
        return None if self.finished is None or self.not_cases is None else self.finished - self.not_cases

    @property
    def known(self) -> bool:
        """Whether it is known that these belong together, that is, not the rest without a recorded group."""
        return is_known(self.category)


_COUNTS = {
    "referred": "referrals_received",
    "finished": "finished_course_treatment",
    "not_cases": "not_at_caseness",
    "recovered": "recovery",
    "improved": "reliable_improvement",
    "reliably_recovered": "reliable_recovery",
    "unchanged": "no_reliable_change",
    "worse": "reliable_deterioration",
}


class Stage(Enum):
    """One share along the way: its label, who passes, of whom."""

    FINISHING = ("finished, of referrals", "finished", "referred")
    CASENESS = ("cases, of finished courses", "cases", "finished")
    RECOVERING = ("recovered, of cases who finished", "recovered", "cases")
    OF_REFERRED = ("recovered, of referrals", "recovered", "referred")
    OF_FINISHED = ("recovered, of finished courses", "recovered", "finished")
    IMPROVING = ("reliable improvement, of finished courses", "improved", "finished")
    RELIABLY = ("reliable recovery, of cases who finished", "reliably_recovered", "cases")
    UNCHANGED = ("no reliable change, of finished courses", "unchanged", "finished")
    WORSENING = ("reliable deterioration, of finished courses", "worse", "finished")

    def __init__(self, label: str, passed: str, of: str) -> None:
        self.label = label
        self.passed = passed
        self.of = of

    @property
    def heading(self) -> str:
        """The label with a capital."""
        return self.label[0].upper() + self.label[1:]


def is_known(category: str) -> bool:
    """Whether a category names a group, rather than those whose group is not recorded."""
    return not any(word in category.casefold() for word in _NOT_KNOWN)


def groups(
    published: Published, breakdown: str, *, level: Level = Level.ENGLAND, org_code: str | None = None
) -> dict[Period, list[Group]]:
    """Every group of a breakdown with its counts, by year in order, for England or one organisation.

    Only groups of which at least the finished courses are printed. Empty where the source has none.
    """
    cells = published.cells(
        {name: (measure, Statistic.COUNT) for name, measure in _COUNTS.items()},
        frequency=Frequency.YEAR,
        level=level,
        breakdown=breakdown,
    ).filter(_.finished_mark.notnull())
    if org_code is not None:
        cells = cells.filter(_.org_code == org_code)
    found: dict[Period, list[Group]] = {}
    for row in published.fetch(cells):
        period = Period(row["period_start"], row["period_end"])
        found.setdefault(period, []).append(_group(row, period, breakdown, level))
    return found


def passing(group: Group, stage: Stage) -> Estimate | None:
    """The share of a group that passes a stage: with its chance interval if exact, else within its rounding limits.

    None where a count is not printed, or where no one can have been counted.
    """
    passed, of = _of(group, stage.passed), _of(group, stage.of)
    if passed is None or of is None or of.high <= 0:
        return None
    where: dict[str, Any] = {
        "level": group.level,
        "org_code": group.org_code,
        "breakdown": group.breakdown,
        "category": group.category,
    }
    if passed.exact and of.exact:
        return (
            share(stage.label, passed.low, of.low, group.period, **where, chance=passed.low <= of.low)
            if of.low
            else None
        )
    value = min(1.0, passed.value / of.value) if passed.value is not None and of.value else None
    return Estimate(
        name=stage.label,
        value=value,
        low=min(1.0, passed.low / of.high),
        high=min(1.0, passed.high / of.low) if of.low else 1.0,
        interval=Interval.ROUNDING,
        unit=Unit.PROPORTION,
        numerator=passed.value,
        denominator=of.value,
        period_start=group.period.start,
        period_end=group.period.end,
        **where,
    )


def gap(first: Group, second: Group, start: str = "referred") -> Decomposition | None:
    """Where the difference in recoveries per entrant between two groups arises, ``second`` minus ``first``.

    The stages run from ``start`` (``referred`` or ``finished``) over finishing and being a case to recovering. None where
    a count is not printed, is below `FEWEST`, or more finish than were referred (groups recorded after referral).
    """
    one, other = _chain(first, start), _chain(second, start)
    return None if one is None or other is None else decompose(one, other)


def followed(group: Group, start: str = "referred") -> bool:
    """Whether a group's counts allow it to be followed from ``start`` through every stage (see `gap`)."""
    return _chain(group, start) is not None


def _chain(group: Group, start: str) -> list[float] | None:
    names = ("referred", "finished", "cases", "recovered")
    counts = [_of(group, name) for name in names[names.index(start) :]]
    values = [count.value for count in counts if count is not None and count.value is not None]
    nested = all(earlier >= later for earlier, later in pairwise(values))
    return values if len(values) == len(counts) and min(values) >= FEWEST and nested else None


def _of(group: Group, name: str) -> Count | None:
    count: Count | None = getattr(group, name)
    return count


def _group(row: Row, period: Period, breakdown: str, level: Level) -> Group:
    counts = {name: _count(row, name) for name in _COUNTS}
    return Group(
        category=row["category"],
        period=period,
        breakdown=breakdown,
        level=level,
        org_code=row["org_code"],
        **counts,
    )


def _count(row: Row, name: str) -> Count | None:
    """A count with its limits; None where neither value nor limits are known."""
    value, low, high = row[name], row[f"{name}_lower"], row[f"{name}_upper"]
    return None if low is None or high is None else Count(value, low, high)
