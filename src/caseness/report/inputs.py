"""What was read: the inputs of an audit, the periods they cover, and which years are not at hand."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from caseness.sources.published import Published
from caseness.vocabulary import Frequency
from caseness.vocabulary.period import Period, financial_year
from caseness.wording import listed

if TYPE_CHECKING:
    from caseness.audit import Audit
    from caseness.sources.published import Reading


@dataclass(frozen=True, slots=True)
class Coverage:
    """The periods at hand: starts of financial years, and the first and last month."""

    years: tuple[int, ...]
    months: tuple[Period, Period] | None

    @property
    def years_lacking(self) -> list[int]:
        """Years between the first and the last that are not at hand."""
        return [y for y in range(self.years[0], self.years[-1]) if y not in self.years] if self.years else []

    def __str__(self) -> str:
        """``annual 2017/18 to 2024/25 (2023/24 not at hand), monthly Apr 2023 to Feb 2026``."""
        return ", ".join(part for part in (self._years(), self._months()) if part) or "no period named"

    def _years(self) -> str:
        if not self.years:
            return ""
        lacking = listed([financial_year(y) for y in self.years_lacking]) if self.years_lacking else ""
        ends = dict.fromkeys((financial_year(self.years[0]), financial_year(self.years[-1])))
        return f"annual {' to '.join(ends)}" + (f" ({lacking} not at hand)" if lacking else "")

    def _months(self) -> str:
        if self.months is None:
            return ""
        return f"monthly {' to '.join(dict.fromkeys(str(month) for month in self.months))}"


def published(audit: Audit) -> list[Published]:
    """The published statistics among an audit's sources."""
    return [source for source in audit.sources if isinstance(source, Published)]


def readings(audit: Audit) -> list[Reading]:
    """What happened when each source was read."""
    return [source.reading for source in published(audit)]


def coverage(source: Published) -> Coverage:
    """The periods of a source's figures."""
    found = source.figures.select("frequency", "period_start", "period_end").distinct().to_pyarrow().to_pylist()
    periods = sorted((row["frequency"], Period(row["period_start"], row["period_end"])) for row in found)
    years = {p.start.year for frequency, p in periods if frequency == Frequency.YEAR and p.is_financial_year}
    months = [p for frequency, p in periods if frequency == Frequency.MONTH]
    return Coverage(tuple(sorted(years)), (months[0], months[-1]) if months else None)


def what_was_read(audit: Audit) -> str:
    """One or two sentences for the head of the front page."""
    sources = published(audit)
    if not sources:
        return "No source was read."
    said = "; ".join(str(coverage(source)) for source in sources)
    if all(source.embedded for source in sources):
        return f"The England headline series that ships with Caseness, {said}. No patient records used."
    return f"Published statistics, {said}. No patient records used."
