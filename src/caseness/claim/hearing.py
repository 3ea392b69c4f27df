"""The figures that every declared definition gives for a sentence's place and time, and what follows from them."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from ibis import _

from caseness.checks import estimating
from caseness.checks.claims.ruling import compare
from caseness.checks.claims.trial import Reading, Trial, missing
from caseness.checks.estimating import annual_source
from caseness.claim.counts import Figures
from caseness.claim.definitions import groups
from caseness.claim.misreading import NotUnderstood
from caseness.claim.places import ENGLAND, Place, find_place
from caseness.claim.unseen import Unseen, unseen
from caseness.vocabulary import Frequency

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from caseness.checks.claims.ruling import Ruling
    from caseness.claim.definitions import Definition, Term
    from caseness.claim.grammar import Understood
    from caseness.sources.published import Published
    from caseness.vocabulary.period import Period

_ENOUGH = 100  # counted, for an organisation to be looked at beside another
_PEOPLE = re.compile(r"\b(?:people|persons?|patients?|clients?|individuals|users)\b")
_NOT_PEOPLE = "Published figures count referrals: a person with two in a year counts twice."
_NOT_ONE_COHORT = (
    "Those referred, treated and discharged in one period are not the same people: shares are of same-period counts."
)


@dataclass(frozen=True, slots=True)
class Hearing:
    """A sentence with its place and time found, its trial and the ruling; ``notes`` say how time was taken.

    ``unseen`` are the definitions with those who have no end score counted either way; they decide nothing.
    """

    understood: Understood
    place: Place
    periods: tuple[Period, ...]
    trial: Trial
    ruling: Ruling
    unseen: tuple[Unseen, ...]
    notes: tuple[str, ...]


def hear(understood: Understood, published: Published) -> Hearing:
    """Put a sentence to every definition that it may mean.

    Raises `NotUnderstood` where its place is unknown or ambiguous, and where the source has nothing for its time.
    """
    try:
        return _hear(understood, published)
    except NotUnderstood as lack:
        raise NotUnderstood(lack.why, understood.parts, lack.choices) from None


def _hear(understood: Understood, published: Published) -> Hearing:
    place = find_place(published, understood.place, understood.period)
    definitions = (*understood.as_stated, *understood.otherwise)
    figures = Figures(published, place, definitions)
    periods, notes = _periods(figures, definitions, understood.period)
    trial = _trial(understood, figures, periods, _beside(published, understood, place, periods[0]))
    either_way = unseen(figures, understood, periods[0])
    return Hearing(understood, place, periods, trial, compare(trial), either_way, (*notes, *_of_people(understood)))


def _of_people(understood: Understood) -> tuple[str, ...]:
    """What to say where the sentence speaks of people, whom no published figure counts."""
    return (_NOT_PEOPLE,) if _PEOPLE.search(understood.sentence.lower()) else ()


def _name(definition: Definition, understood: Understood) -> str:
    """``cases who finished``; with the outcome where it is not the one stated, or where there is no group."""
    outcome = definition.outcome
    if definition.group is None:
        return groups()[outcome.id].words if outcome.id in groups() else outcome.words
    return definition.group.words if outcome == understood.outcome else f"{definition.group.words} {outcome.words}"


def _trial(understood: Understood, figures: Figures, periods: Sequence[Period], beside: tuple[Reading, ...]) -> Trial:
    main, *others = periods

    def readings(definitions: Iterable[Definition], period: Period) -> list[Reading]:
        return [
            _named(figures.reading(d, period, _name(d, understood)), d, understood, figures.place) for d in definitions
        ]

    as_stated = tuple(readings(understood.as_stated, main))
    otherwise = [
        *readings(understood.otherwise, main),
        *(r for other in others for r in readings((*understood.as_stated, *understood.otherwise), other)),
    ]
    known = [reading for reading in (*as_stated, *otherwise) if reading.estimate]
    return Trial(
        what=understood.outcome.words[:1].upper() + understood.outcome.words[1:],
        stated=understood.figure.stated,
        as_stated=as_stated,
        otherwise=tuple(reading for reading in otherwise if reading.estimate),
        beside=beside,
        holds="as stated and defined",
        fails="no published definition tried gives it",
        untold="rounding leaves it open" if known else "not published for this place and time",
        caveats=(_NOT_ONE_COHORT,),
        sources=tuple(dict.fromkeys(reading.source for reading in known)),
    )


def _named(reading: Reading, definition: Definition, understood: Understood, place: Place) -> Reading:
    """The reading with its sentence to quote."""
    whose = f"In figures of {place}, " if place.code else ""
    if definition.group is None:
        there_were = "there were " if definition.outcome.id in groups() else ""
        return replace(reading, saying=f"{whose}{there_were if whose else there_were.capitalize()}{{figure}} {{of}}")
    what = f" {understood.outcome.words}" if definition.outcome == understood.outcome else ""  # else the name has it
    return replace(reading, saying=f"{whose}{{figure}} {{of}}{what}")


def _beside(published: Published, understood: Understood, place: Place, period: Period) -> tuple[Reading, ...]:
    """What stands beside an organisation's figure: England's, and the highest of any organisation of its kind."""
    if place == ENGLAND or not understood.as_stated:
        return ()
    definition = understood.as_stated[0]
    name = _name(definition, understood)
    england = Figures(published, ENGLAND, [definition]).reading(definition, period, name)
    readings = (replace(england, name=f"{england.name}, England"), _highest(published, definition, place, period, name))
    return tuple(reading for reading in readings if reading.estimate)


def _highest(published: Published, definition: Definition, place: Place, period: Period, name: str) -> Reading:
    """The highest share of any organisation of a level with enough counted, by annual counts; it is not named."""
    level, group = place.levels[-1], definition.group
    counts: dict[str, dict[str, float]] = {}
    for row in published.fetch(
        published.select(*definition.measures, frequency=Frequency.YEAR, level=level)
        .filter(_.period_start == period.start, _.value.notnull())
        .select("org_code", "measure", "value")
        .order_by("org_code", "measure")
    ):
        counts.setdefault(row["org_code"], {})[row["measure"]] = row["value"]
    shares = [
        (_signed(row, definition.outcome.term), _signed(row, group.term))
        for row in counts.values()
        if group and {*definition.outcome.term.counts, *group.term.counts} <= set(row)
    ]
    enough = [(some, base) for some, base in shares if base >= _ENOUGH]
    if not enough:
        return missing(name)
    if definition.outcome.complement:
        enough = [(base - some, base) for some, base in enough]
    some, base = max(enough, key=lambda found: found[0] / found[1])
    kind = f"{level.value}s" if level.value.isupper() else f"{level.value.lower()}s"
    label = f"{name}, {period}, highest of {len(enough)} {kind} with {_ENOUGH} or more"
    return Reading(
        name=label, estimate=estimating.share(label, some, base, period, level=level), source=annual_source(period)
    )


def _signed(row: dict[str, float], term: Term) -> float:
    return sum(row[count] for count in term.plus) - sum(row[count] for count in term.minus)


def _periods(
    figures: Figures, definitions: Sequence[Definition], wanted: Period | None
) -> tuple[tuple[Period, ...], tuple[str, ...]]:
    """The periods to take figures for, the one nearest to what was asked first, and what to say about them."""

    def covered(period: Period) -> bool:
        return any(figures.reading(definition, period, "").estimate for definition in definitions)

    years = [year for year in figures.years() if covered(year)]
    if wanted is None:
        if not years:
            raise NotUnderstood(f"the source has no whole year of these figures for {figures.place}")
        return (years[-1],), (f"No time is named: taken for the latest year at hand, {years[-1]}.",)
    if covered(wanted):
        return (wanted,), ()
    overlapping = sorted((year for year in years if _shared(year, wanted)), key=lambda year: -_shared(year, wanted))
    if not overlapping:
        at_hand = (
            f"; at hand are {years[0]} to {years[-1]}"
            if len(years) > 1
            else f"; at hand is {years[0]}"
            if years
            else ""
        )
        raise NotUnderstood(f"the source has no such figures of {figures.place} for {wanted}{at_hand}")
    shown = " and ".join(str(year) for year in sorted(overlapping))
    return tuple(overlapping), (f"{wanted} is not published as such: taken for the years it lies in, {shown}.",)


def _shared(one: Period, other: Period) -> int:
    """Days that two periods have in common."""
    return max(0, (min(one.end, other.end) - max(one.start, other.start)).days + 1)
