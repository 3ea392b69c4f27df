"""Waits of finished courses as the annual files have them: counts at published cut-offs, for two waits."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from ibis import _

from caseness.sources.published import lacking
from caseness.vocabulary import Frequency, Level
from caseness.vocabulary.period import Period

if TYPE_CHECKING:
    from caseness.sources.published import Published

FIRST, SECOND = "First session", "First to second session"
_FINISHED = "finished_course_treatment"
# Published classes as cumulative cut-offs in days: 6 weeks is 42 days, 18 weeks 126 (measure metadata).
BY_DAYS = {28: ("<=28 days",), 42: ("<6 weeks",), 56: ("<=28 days", "29-56 days"), 126: ("<18 weeks",)}
_OVER_90 = ">90 days"


@dataclass(frozen=True, slots=True)
class YearOfWaits:
    """England's finished courses of a year, and how many by each printed class of both waits."""

    finished: float
    classes: dict[str, float]

    def first_within(self, days: int) -> float:
        """Finished courses whose first session came within so many days of referral."""
        return self.by(FIRST, days)

    def within(self, days: int) -> float:
        """Finished courses whose second session came within so many days of the first."""
        return self.by(SECOND, days)

    @property
    def over_90(self) -> float:
        """Finished courses whose second session came more than 90 days after the first."""
        return self.classes[f"{SECOND}: {_OVER_90}"]

    def by(self, wait: str, days: int) -> float:
        """Finished courses with this wait at most so many days."""
        return sum(self.classes[f"{wait}: {printed}"] for printed in BY_DAYS[days])


def cumulative(waits: YearOfWaits, wait: str) -> list[tuple[int, float]]:
    """Share of finished courses by each cut-off, from day 0."""
    share_90 = 1 - waits.classes[f"{wait}: {_OVER_90}"] / waits.finished
    by_days = {days: waits.by(wait, days) / waits.finished for days in BY_DAYS} | {90: share_90}
    return [(0, 0.0), *sorted(by_days.items())]


def waits_by_year(published: Published) -> dict[Period, YearOfWaits]:
    """Every year that has all classes of both waits. Raises `CannotRun` when none has."""
    finished = published.require_england(_FINISHED, frequency=Frequency.YEAR)
    rows = published.fetch(
        published.select(_FINISHED, frequency=Frequency.YEAR, breakdown="waiting_time")
        .filter(_.value.notnull())
        .select("period_start", "period_end", "category", "value")
        .order_by("period_start", "category")
    )
    classes: dict[Period, dict[str, float]] = {}
    for row in rows:
        classes.setdefault(Period(row["period_start"], row["period_end"]), {})[row["category"]] = row["value"]
    needed = {f"{wait}: {c}" for wait in (FIRST, SECOND) for c in (*sum(BY_DAYS.values(), ()), _OVER_90)}
    years = {
        year: YearOfWaits(finished[year][_FINISHED], found)
        for year, found in classes.items()
        if needed <= set(found) and year in finished
    }
    if not years:
        raise lacking([_FINISHED], Frequency.YEAR, Level.ENGLAND, "waiting_time")
    return years
