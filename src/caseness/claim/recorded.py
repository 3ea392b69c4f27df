"""A sentence on recovery put to every definition that an extract of records can tell."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from caseness.checks.finding import ReportMark, Unit
from caseness.checks.outcomes.defining import evaluated
from caseness.claim.misreading import CannotTell, NotUnderstood
from caseness.claim.places import find_provider
from caseness.disclosure.rule import rounded, rounded_share
from caseness.errors import CannotRun

if TYPE_CHECKING:
    from caseness.claim.grammar import Understood
    from caseness.outcomes import Evaluated, Specification
    from caseness.sources.records import Records

_LEAST = 20  # counted, for a definition to be tried
_OFFERED = 10  # codes offered where no name is like the one given

_OUTCOMES = {"recovered": False, "reliably_recovered": False, "not_recovered": True, "not_reliably_recovered": True}
"""The outcomes that definitions of recovery tell; True for those that are its opposite."""

_RELIABLE = ("reliable_recovery", "reliable_retest")
_GROUPS = {
    "referred": ("referred", "everyone"),
    "ended": ("referred", "everyone"),
    "entered": ("entered", "everyone"),
    "treated": ("entered", "everyone"),
    "finished": ("two_contacts", "everyone"),
    "cases": ("two_contacts", "cases"),
}
"""The population and whom that the group of a sentence stands for."""


@dataclass(frozen=True, slots=True)
class Tried:
    """One definition with its counts; ``gives`` the claimed figure.

    The counts are exact for internal use, else under the rule of disclosure, with None for one suppressed. ``as_stated`` says
    whether it is of the very group that the sentence names.
    """

    specification: Specification
    numerator: int | None
    denominator: int | None
    rate: float | None
    gives: bool
    as_stated: bool


@dataclass(frozen=True, slots=True)
class Search:
    """What every definition gives for a sentence: the official one, those that give its figure, and the range of all.

    Those that give it come with the fewest departures from the official definition first. ``closest`` is the one nearest to
    the figure where none gives it. ``place`` is the code of a provider, None for the whole extract; ``marks`` say what all
    that is shown of it has to be labelled with.
    """

    understood: Understood
    place: str | None
    tried: int
    official: Tried
    giving: tuple[Tried, ...]
    closest: Tried
    lowest: float
    highest: float
    marks: tuple[ReportMark, ...]


def search(understood: Understood, records: Records, *, internal: bool = False) -> Search:
    """Put a sentence to every definition, over all months of the extract.

    Counts are under the rule of disclosure, unless they are for ``internal`` use.
    Raises `NotUnderstood` for one that definitions of recovery do not tell, or that names a time, and `CannotTell` where too few
    are in the extract.
    """
    if understood.period is not None:
        raise NotUnderstood(
            "an extract is searched over all of its months, and no time can be picked out of it; leave the time out, or "
            "give an extract of that time",
            understood.parts,
        )
    if understood.outcome.id not in _OUTCOMES or understood.figure.unit is not Unit.PROPORTION:
        raise NotUnderstood("records are searched for shares of those who recover or do not", understood.parts)
    try:
        found = evaluated(records)
    except CannotRun as lack:
        raise CannotTell(f"{lack.reason}; it takes {lack.settled_by}", understood.parts) from None
    row = _provider(understood, found)
    above, below = (
        (found.numerator, found.denominator)
        if row is None
        else (found.numerator_by_provider[row], found.denominator_by_provider[row])
    )
    if _OUTCOMES[understood.outcome.id]:
        above = below - above
    places = [int(place) for place in np.flatnonzero(below >= _LEAST) if _may_mean(understood, found, int(place))]
    if not places or not below[found.official] >= _LEAST:
        raise CannotTell(f"fewer than {_LEAST} are counted there by the official definition", understood.parts)

    def tell(place: int) -> Tried:
        return _tried(understood, found.specifications[place], above[place], below[place], internal=internal)

    tried = {place: tell(place) for place in places}
    giving = sorted((one for one in tried.values() if one.gives), key=_plainest)
    exact = {place: float(above[place] / below[place]) for place in places}
    stated = understood.figure.stated
    closest = min(places, key=lambda place: (abs(stated.off_by(exact[place])), _plainest(tried[place])))
    return Search(
        understood=understood,
        place=None if row is None else found.providers[row],
        tried=len(places),
        official=tell(found.official),
        giving=tuple(giving),
        closest=tried[closest],
        lowest=min(exact.values()),
        highest=max(exact.values()),
        marks=tuple(
            mark
            for mark, set_on in ((ReportMark.SYNTHETIC, records.synthetic), (ReportMark.INTERNAL, internal))
            if set_on
        ),
    )


def _provider(understood: Understood, found: Evaluated) -> int | None:
    """The row of the provider that the sentence names, None for England, which is the whole extract here."""
    if understood.place is None:
        return None
    try:
        return found.providers.index(find_provider(found.providers, understood.place))
    except NotUnderstood as lack:
        raise NotUnderstood(lack.why, understood.parts, lack.choices or found.providers[:_OFFERED]) from None


def _may_mean(understood: Understood, found: Evaluated, place: int) -> bool:
    """Whether the words of the sentence may mean a definition: reliable recovery is told by its criteria only."""
    reliable = understood.outcome.id.endswith("reliably_recovered")
    return not reliable or found.specifications[place].criterion in _RELIABLE


def _tried(understood: Understood, one: Specification, above: float, below: float, *, internal: bool) -> Tried:
    group = understood.group.id if understood.group else None
    above, below = float(above), float(below)
    return Tried(
        specification=one,
        numerator=round(above) if internal else rounded(above),
        denominator=round(below) if internal else rounded(below),
        rate=above / below if internal else rounded_share(above, below),
        gives=understood.figure.stated.allows(above / below),
        as_stated=group is not None and _GROUPS.get(group) == (one.population, one.whom),
    )


def _plainest(one: Tried) -> tuple[bool, int, str]:
    """Those of the group that is named first, then those that depart least from the official definition."""
    return (not one.as_stated, one.specification.departures, one.specification.words)
