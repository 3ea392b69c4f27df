"""From tallies to margins: shares, rates, means, spreads, each with the standard error it has by chance."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from math import sqrt
from typing import TYPE_CHECKING

from caseness.sources.synthetic.calibration.courses import SCORES
from caseness.sources.synthetic.calibration.referrals import ALL, QUANTITIES, TOTAL
from caseness.statistics.spread import spread

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from caseness.sources.synthetic.calibration.tallies import Moments, Tally

_RATES = {  # what is counted, and out of what, within one category
    "entered": ("entered", "received"),
    "finished": ("finished", "received"),
    "ended not seen": ("not_seen", "ended"),
    "ended seen not treated": ("seen_not_treated", "ended"),
    "ended treated once": ("treated_once", "ended"),
    "ended finished": ("finished", "ended"),
    "not at caseness": ("not_case", "finished"),
    "recovery": ("recovered", "eligible"),
    "reliable recovery": ("reliably_recovered", "eligible"),
    "reliable improvement": ("improved", "finished"),
    "reliable deterioration": ("deteriorated", "finished"),
    "unpaired": ("unpaired", "finished"),
    "without any score": ("no_score", "finished"),
    "own measure paired": ("own_measure_paired", "own_measure"),
    "treated within 28 days": ("waited_28", "entered"),
    "treated within 6 weeks": ("waited_42", "finished"),
    "treated within 18 weeks": ("waited_126", "finished"),
    "second treatment within 28 days": ("second_28", "finished"),
    "second treatment after 90 days": ("second_over_90", "finished"),
}
_SHARED = ("received", "ended", "finished", "rows")  # of which each category has a share
_ENOUGH_CASES = 100  # that a provider needs to count towards the spread of rates (benchmarks 1.4)
_95_PER_CENT = 1.96


@dataclass(frozen=True, slots=True, kw_only=True)
class Margin:
    """One figure of an extract and its standard error."""

    measure: str
    breakdown: str
    category: str
    value: float
    error: float

    @property
    def key(self) -> tuple[str, str, str]:
        """What a target is found by."""
        return self.measure, self.breakdown, self.category


def margins(tallies: Iterable[Tally]) -> list[Margin]:
    """Every margin there is: those whose denominator is nought are left out."""
    by_breakdown: dict[str, list[Tally]] = defaultdict(list)
    for tally in tallies:
        by_breakdown[tally.breakdown].append(tally)
    finished = sum(tally.counts["finished"] for tally in by_breakdown[TOTAL])
    found: list[Margin] = []
    for breakdown, categories in by_breakdown.items():
        found += _shares(breakdown, categories)
        for tally in categories:
            found += [*_rates(tally), *_moments(tally)]
    for tally in by_breakdown["therapy"]:
        found += _rate("courses", tally, tally.counts["finished"], finished)
    return [*found, *_provider_spread(by_breakdown["provider"])]


def _rates(tally: Tally) -> Iterator[Margin]:
    for measure, (numerator, denominator) in _RATES.items():
        yield from _rate(measure, tally, tally.counts.get(numerator, 0), tally.counts.get(denominator, 0))


def _shares(breakdown: str, categories: list[Tally]) -> Iterator[Margin]:
    for count in _SHARED:
        whole = sum(tally.counts.get(count, 0) for tally in categories)
        for tally in categories:
            yield from _rate(f"share of {count}", tally, tally.counts.get(count, 0), whole)


def _rate(measure: str, tally: Tally, numerator: int, denominator: int) -> Iterator[Margin]:
    """A share. Its error is that of one success and one failure more, so that few people leave some doubt.

    Of two flows that are not one within the other, the same error serves as an approximation.
    """
    if denominator:
        smoothed = min((numerator + 1) / (denominator + 2), 1.0)
        yield _margin(measure, tally, numerator / denominator, sqrt(smoothed * (1 - smoothed) / denominator))


def _moments(tally: Tally) -> Iterator[Margin]:
    for name, moments in tally.moments.items():
        if moments.number > 1:
            deviation = _deviation(moments)
            yield _margin(f"mean {name}", tally, moments.total / moments.number, deviation / sqrt(moments.number))
            yield _margin(f"sd {name}", tally, deviation, deviation / sqrt(2 * moments.number))


def _deviation(moments: Moments) -> float:
    mean = moments.total / moments.number
    return sqrt(max(moments.squares / moments.number - mean * mean, 0) * moments.number / (moments.number - 1))


def _margin(measure: str, tally: Tally, value: float, error: float) -> Margin:
    return Margin(measure=measure, breakdown=tally.breakdown, category=tally.category, value=value, error=error)


def _provider_spread(providers: list[Tally]) -> Iterator[Margin]:
    """How far the true recovery rates of providers differ."""
    enough = [tally.counts for tally in providers if tally.counts["eligible"] >= _ENOUGH_CASES]
    if len(enough) > 1:
        found = spread([counts["recovered"] for counts in enough], [counts["eligible"] for counts in enough])
        error = (found.high - found.low) / (2 * _95_PER_CENT)
        yield Margin(
            measure="spread of recovery", breakdown="provider", category=ALL, value=found.deviation, error=error
        )


def measures() -> frozenset[str]:
    """The names of all measures."""
    shares = (f"share of {count}" for count in _SHARED)
    moments = (f"{kind} {name}" for kind in ("mean", "sd") for name in (*QUANTITIES, *SCORES))
    return frozenset([*_RATES, *shares, *moments, "courses", "spread of recovery"])
