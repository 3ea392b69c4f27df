"""The official measures that speak for the service, computed from records by month, as their published definitions have them."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from caseness.measures import compute, geography_of, measures
from caseness.vocabulary import Level
from caseness.vocabulary.period import month_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from caseness.pathways import Pathways
    from caseness.vocabulary.period import Period

_LEAST, _PROVIDERS = 100, 20  # counted at a provider, and such providers, for the spread of them
_MIDDLE = (0.05, 0.95)


@dataclass(frozen=True, slots=True)
class Headline:
    """A figure: the measure of that id, or as a share of the measure ``whole``. ``of`` says of whom, ``short`` what."""

    short: str
    of: str
    id: str
    whole: str | None = None

    @property
    def ids(self) -> str:
        """The ids as the statistics name them: ``M153 of M056``."""
        return f"{self.id} of {self.whole}" if self.whole else self.id


RATES = (
    Headline("Ended without being seen", "referrals that ended", "M073", "M056"),
    Headline("Ended before treatment", "referrals that ended", "M153", "M056"),
    Headline("Ended after one treatment session", "referrals that ended", "M075", "M056"),
    Headline("First session within 6 weeks", "finished courses", "M053"),
    Headline("First session within 18 weeks", "finished courses", "M055"),
    Headline("Not a case at the start", "finished courses", "M180"),
    Headline("Reliably improved", "finished courses", "M186"),
    Headline("Reliably deteriorated", "finished courses", "M1010"),
    Headline("Recovered", "cases who finished", "M192"),
    Headline("Reliably recovered", "cases who finished", "M195"),
    Headline("Second session after more than 90 days", "second sessions", "M047", "M184"),
    Headline("Missed without notice", "appointments", "M084", "M082"),
)
COUNTS = (
    Headline("Referrals received", "", "M001"),
    Headline("Entered treatment", "", "M031"),
    Headline("Referrals that ended", "", "M056"),
    Headline("Finished courses", "", "M076"),
)
MEANS = (
    Headline("Days from referral to first session, mean", "finished courses", "M050"),
    Headline("Treatment sessions, mean", "finished courses", "M141"),
)


@dataclass(frozen=True, slots=True)
class Tally:
    """What a figure is made of."""

    numerator: int
    denominator: int

    @property
    def value(self) -> float | None:
        """One over the other; None of nobody."""
        return self.numerator / self.denominator if self.denominator else None


@dataclass(frozen=True, slots=True)
class Computed:
    """A headline figure over the whole extract and by month; ``spread`` is the middle nine-tenths of providers."""

    headline: Headline
    all: Tally
    by_month: Mapping[Period, Tally]
    spread: tuple[float, float] | None


def headlines(pathways: Pathways, months: Sequence[Period]) -> dict[Headline, Computed]:
    """Every headline figure that the extract has rows for. A count has a denominator of none."""
    return pathways.records.once(f"headline measures {months}", lambda: _headlines(pathways, months))


def _headlines(pathways: Pathways, months: Sequence[Period]) -> dict[Headline, Computed]:
    asked = (*RATES, *COUNTS, *MEANS)
    known = measures()
    wanted = dict.fromkeys(name for one in asked for name in (one.id, one.whole) if name)
    levels = (Level.ENGLAND, Level.PROVIDER)
    rows = compute(
        pathways,
        [known[name] for name in wanted],
        months,
        levels=levels,
        geography=geography_of(pathways.records),
    ).to_pylist()
    cells: dict[tuple[str, str], dict[tuple[Period, str], Tally]] = defaultdict(dict)
    for row in rows:
        at = month_of(row["period_start"].year, row["period_start"].month), row["org_code"]
        made_of = Tally(round(row["numerator"]), round(row["denominator"] or 0))
        cells[row["level"], row["official_id"]][at] = made_of
    return {one: _computed(one, cells, months) for one in asked if (Level.ENGLAND.value, one.id) in cells}


def _computed(
    one: Headline, cells: Mapping[tuple[str, str], Mapping[tuple[Period, str], Tally]], months: Sequence[Period]
) -> Computed:
    england, providers = (_joined(one, cells, level.value) for level in (Level.ENGLAND, Level.PROVIDER))
    by_month = {month: _sum(tally for (at, _), tally in england.items() if at == month) for month in months}
    return Computed(one, _sum(by_month.values()), by_month, _spread(providers))


def _joined(
    one: Headline, cells: Mapping[tuple[str, str], Mapping[tuple[Period, str], Tally]], level: str
) -> dict[tuple[Period, str], Tally]:
    """The numerator and denominator of each month and organisation, from one measure or from two."""
    parts = cells[level, one.id]
    if one.whole is None:
        return dict(parts)
    wholes = cells[level, one.whole]
    nobody = Tally(0, 0)
    return {at: Tally(parts.get(at, nobody).numerator, whole.numerator) for at, whole in wholes.items()}


def _sum(tallies: Iterable[Tally]) -> Tally:
    found = list(tallies)
    return Tally(sum(one.numerator for one in found), sum(one.denominator for one in found))


def _spread(providers: Mapping[tuple[Period, str], Tally]) -> tuple[float, float] | None:
    by_provider: dict[str, list[Tally]] = defaultdict(list)
    for (_, org_code), tally in providers.items():
        by_provider[org_code].append(tally)
    values = [whole.value for tallies in by_provider.values() if (whole := _sum(tallies)).denominator >= _LEAST]
    if len(values) < _PROVIDERS:
        return None
    low, high = np.quantile([value for value in values if value is not None], _MIDDLE)
    return float(low), float(high)
