"""What a share could be if those without an end score were counted, and what would have to be true of them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from caseness.checks import estimating
from caseness.checks.finding import Estimate, Interval, Unit
from caseness.claim.counts import total_of
from caseness.claim.definitions import Definition, groups
from caseness.statistics.missing_outcomes import tipping

if TYPE_CHECKING:
    from caseness.checks.printed import Count
    from caseness.claim.counts import Figures
    from caseness.claim.grammar import Understood
    from caseness.vocabulary.period import Period


@dataclass(frozen=True, slots=True)
class Unseen:
    """A definition with those who have no end score taken either way.

    ``estimate`` has the limits: the outcome came about for none of them, and for all. ``missing`` is how many they are,
    ``would_take`` the share of them for whom it must have come about for the claimed figure, below 0 or above 1 where nothing
    they did could give it; None where rounding leaves their number open. ``possible`` says whether the limits meet the claim.
    """

    name: str
    estimate: Estimate
    missing: float | None
    would_take: float | None
    possible: bool


def unseen(figures: Figures, understood: Understood, period: Period) -> tuple[Unseen, ...]:
    """The outcome of a sentence of every group with members that have no end score, the group of the sentence first.

    Manski 1990, Am Econ Rev 80: 319-323. Limits from rounding widen those from missing scores.
    """
    if not understood.outcome.scored or understood.figure.unit is not Unit.PROPORTION:
        return ()
    named = understood.group.id if understood.group else None
    wanted = sorted(understood.outcome.of, key=lambda group: group != named)
    found = (_either_way(figures, Definition(understood.outcome, groups()[id_]), understood, period) for id_ in wanted)
    return tuple(one for one in found if one)


def _either_way(figures: Figures, definition: Definition, understood: Understood, period: Period) -> Unseen | None:
    outcome, group = definition.outcome, definition.group
    if group is None or group.unseen is None:
        return None
    for publication in figures.publications:
        terms = (outcome.term, group.term, group.unseen)
        some, base, missing = (figures.total(publication, term, period) for term in terms)
        if some and base and missing and base.low > 0 and missing.high > 0:
            return _limits(figures, definition, understood, period, (some, base, missing))
    return None


def _limits(
    figures: Figures, definition: Definition, understood: Understood, period: Period, counts: tuple[Count, Count, Count]
) -> Unseen:
    some, base, missing = counts
    most = total_of((some, missing))
    low, high = some.low / base.high, min(1.0, most.high / base.low if most else 1.0)
    claimed, target = understood.figure.stated, understood.figure.stated.value
    complement = definition.outcome.complement
    if complement:
        low, high, target = 1 - high, 1 - low, 1 - target
    group = definition.group
    name = f"{group.words if group else definition.outcome.words}, {period}"
    empty = estimating.tally(
        name, None, period, unit=Unit.PROPORTION, level=figures.place.levels[-1], org_code=figures.place.code
    )
    return Unseen(
        name=name,
        estimate=replace(empty, low=low, high=high, interval=Interval.BOUNDS, denominator=base.value),
        missing=missing.value,
        would_take=_would_take(some, base, missing, target, complement=complement),
        possible=claimed.meets(low, high),
    )


def _would_take(some: Count, base: Count, missing: Count, target: float, *, complement: bool) -> float | None:
    if some.value is None or base.value is None or not missing.value:
        return None
    at = tipping(some.value, base.value - missing.value, missing.value, target)
    if at is None:
        return None
    return 1 - at.share if complement else at.share
