"""The unit chart: what became of 100 referrals, as squares, with a key that is a table."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from caseness.vocabulary.period import Period
from caseness.wording import count

if TYPE_CHECKING:
    from collections.abc import Sequence

    from caseness.audit import Audit
    from caseness.checks.finding import Estimate, Finding

CHECKS = ("ended-referrals", "endings-in-records")  # the findings that have the counts, the first at hand
_FATES = {  # estimate: mark, words; in order of progress
    "finished and recovered": ("recovered", "finished and recovered"),
    "finished, began as cases, not recovered": ("not-recovered", "finished, began as cases, not recovered"),
    "finished, not cases to begin with": ("not-cases", "finished, were not cases to begin with"),
    "treated once": ("once", "one treatment session only"),
    "ended before treatment": ("before", "ended before treatment"),
}


@dataclass(frozen=True, slots=True)
class Fate:
    """One kind of ending: its mark, how many of 100, in words, and its full count."""

    mark: str
    of_hundred: int
    words: str
    count: str


@dataclass(frozen=True, slots=True)
class UnitChart:
    """A hundred referrals that ended in ``period``, by fate."""

    fates: tuple[Fate, ...]
    ended: str
    period: str

    def of_hundred(self, *marks: str) -> int:
        """How many of the 100 have one of these fates."""
        return sum(fate.of_hundred for fate in self.fates if fate.mark in marks)


def unit_chart_of(audit: Audit) -> UnitChart | None:
    """The chart of what the audit found; None where no finding has its counts."""
    found = [finding for name in CHECKS if (finding := audit.finding(name))]
    return next((chart for finding in found if (chart := unit_chart(finding))), None)


def unit_chart(finding: Finding) -> UnitChart | None:
    """The chart of a finding on ended referrals; None where a count is missing."""
    by_name = {estimate.name: estimate for estimate in finding.result.estimates}
    counts = [by_name[name].value for name in _FATES if name in by_name]
    known = [value for value in counts if value is not None]
    if len(known) < len(_FATES) or sum(known) <= 0:
        return None
    fates = tuple(
        Fate(mark, of_hundred, words, count(value))
        for (mark, words), of_hundred, value in zip(_FATES.values(), largest_remainder(known, 100), known, strict=True)
    )
    ended = by_name.get("ended", by_name["treated once"])
    total = ended.value if ended.name == "ended" and ended.value is not None else sum(known)
    return UnitChart(fates, count(total), _period(ended))


def largest_remainder(values: Sequence[float], total: int) -> list[int]:
    """Whole numbers in proportion to ``values`` that sum to ``total``: the largest remainders are rounded up."""
    exact = [value * total / sum(values) for value in values]
    whole = [int(part) for part in exact]
    by_remainder = sorted(range(len(values)), key=lambda i: (whole[i] - exact[i], i))
    for i in by_remainder[: total - sum(whole)]:
        whole[i] += 1
    return whole


def _period(estimate: Estimate) -> str:
    if estimate.period_start is None or estimate.period_end is None:
        return ""
    return Period(estimate.period_start, estimate.period_end).in_months
