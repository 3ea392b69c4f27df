"""What was read: the inputs of an audit, the periods they cover, and which years are not at hand."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from ibis import _

from caseness.report.extract import extract
from caseness.sources.published import Published
from caseness.vocabulary import Frequency, Level
from caseness.vocabulary.period import Period, financial_year
from caseness.wording import listed

if TYPE_CHECKING:
    from caseness.audit import Audit
    from caseness.sources.published import Reading
    from caseness.sources.set_aside import SetAside

_PUBLICATIONS = ("annual", "monthly")


@dataclass(frozen=True, slots=True)
class Coverage:
    """The periods for which England's figures are at hand: starts of financial years, and months."""

    years: tuple[int, ...]
    months: tuple[Period, ...]

    def __str__(self) -> str:
        """``annual 2017/18 to 2024/25 (2023/24 not at hand), monthly Apr 2023 to Feb 2026``."""
        return ", ".join(part for part in (self._years(), self._months()) if part) or "no period named"

    def _years(self) -> str:
        lacking = [y for y in range(self.years[0], self.years[-1]) if y not in self.years] if self.years else []
        names = [financial_year(year) for year in self.years]
        return _spell("annual", names, listed([financial_year(year) for year in lacking]) if lacking else "")

    def _months(self) -> str:
        names = [str(month) for month in self.months]
        lacking = _months_between(self.months[0], self.months[-1]) - len(self.months) if self.months else 0
        return _spell("monthly", names, f"{lacking} {'month' if lacking == 1 else 'months'}" if lacking else "")


def _spell(kind: str, names: list[str], lacking: str) -> str:
    if not names:
        return ""
    ends = dict.fromkeys((names[0], names[-1]))
    return f"{kind} {' to '.join(ends)}" + (f" ({lacking} not at hand)" if lacking else "")


def _months_between(first: Period, last: Period) -> int:
    """How many months, both ends included."""
    return (last.start.year - first.start.year) * 12 + last.start.month - first.start.month + 1


def published(audit: Audit) -> list[Published]:
    """The published statistics among an audit's sources."""
    return [source for source in audit.sources if isinstance(source, Published)]


def readings(audit: Audit) -> list[Reading]:
    """What happened when each source was read."""
    return [source.reading for source in published(audit)]


def set_aside(audit: Audit) -> list[SetAside]:
    """What could not be read of any source."""
    found = extract(audit)
    return [*(found.set_aside if found else ()), *(aside for reading in readings(audit) for aside in reading.set_aside)]


def coverage(source: Published) -> Coverage:
    """The periods of England's own figures; files on one aspect, such as medication, do not make a year at hand."""
    rows = source.figures.filter(_.level == Level.ENGLAND.value, _.publication.isin(_PUBLICATIONS))
    found = rows.select("frequency", "period_start", "period_end").distinct().to_pyarrow().to_pylist()
    periods = sorted((row["frequency"], Period(row["period_start"], row["period_end"])) for row in found)
    return Coverage(
        years=tuple(p.start.year for frequency, p in periods if frequency == Frequency.YEAR and p.is_financial_year),
        months=tuple(p for frequency, p in periods if frequency == Frequency.MONTH and p.is_month),
    )


def what_was_read(audit: Audit) -> str:
    """One or two sentences for the head of the front page."""
    found = extract(audit)
    said = [*([f"{found.words}."] if found else []), *_published_read(published(audit))]
    if not said:
        return "No source was read."
    return " ".join(said) if found else f"{said[0]} No patient records used."


def _published_read(sources: list[Published]) -> list[str]:
    """What was read of published statistics, in a sentence, if anything was."""
    if not sources:
        return []
    said = "; ".join(str(coverage(source)) for source in sources)
    if all(source.embedded for source in sources):
        return [f"The England headline series that ships with Caseness, {said}."]
    return [f"Published statistics, {said}."]
