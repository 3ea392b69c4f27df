"""The figures that every declared definition gives for a sentence's place and time, and what follows from them."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from ibis import _

from caseness.checks import estimating
from caseness.checks.claims.ruling import compare
from caseness.checks.claims.trial import Reading, Trial, missing
from caseness.checks.estimating import annual_source, monthly_source, months_between
from caseness.checks.finding import Estimate, Interval, Unit
from caseness.claim.definitions import groups
from caseness.claim.misreading import NotUnderstood
from caseness.claim.places import ENGLAND, Place, find_place
from caseness.vocabulary import TOTAL, Frequency, Statistic
from caseness.vocabulary.period import Period, month_of, year_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from caseness.checks.claims.ruling import Ruling
    from caseness.claim.definitions import Definition, Term
    from caseness.claim.grammar import Understood
    from caseness.sources.published import Published

_WAITING = "waiting_time"
_ENOUGH = 100  # counted, for an organisation to be looked at beside another
_FEWEST = 20  # counted, below which no rate is worked out
_PEOPLE = re.compile(r"\b(?:people|persons?|patients?|clients?|individuals|users)\b")
_NOT_PEOPLE = "Published figures count referrals: a person with two in a year counts twice."
_NOT_ONE_COHORT = (
    "Those referred, treated and discharged in one period are not the same people: shares are of same-period counts."
)


@dataclass(frozen=True, slots=True)
class Hearing:
    """A sentence with its place and time found, its trial and the ruling; ``notes`` say how time was taken."""

    understood: Understood
    place: Place
    periods: tuple[Period, ...]
    trial: Trial
    ruling: Ruling
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Count:
    """A published count, or a sum of such, with the limits that rounding and suppression leave."""

    value: float | None
    low: float
    high: float

    @property
    def exact(self) -> bool:
        return self.low == self.high

    def __add__(self, other: _Count) -> _Count:
        value = None if self.value is None or other.value is None else self.value + other.value
        return _Count(value, self.low + other.low, self.high + other.high)

    def __sub__(self, other: _Count) -> _Count:
        value = None if self.value is None or other.value is None else self.value - other.value
        return _Count(value, max(0.0, self.low - other.high), max(0.0, self.high - other.low))


def _sum(counts: Iterable[_Count | None]) -> _Count | None:
    """The sum; None if one is not there."""
    total = _Count(0.0, 0.0, 0.0)
    for count_ in counts:
        if count_ is None:
            return None
        total = total + count_
    return total


class _Figures:
    """The published counts and percentages of one place, by publication, measure and period."""

    def __init__(self, published: Published, place: Place, definitions: Iterable[Definition]) -> None:
        self.place = place
        measures = {m for d in definitions for m in (*d.measures, d.outcome.printed) if m}
        figures = published.figures
        whose = figures.org_code == place.code if place.code else figures.org_code.isnull()
        rows = published.fetch(
            figures.filter(
                whose,
                _.level.isin([level.value for level in place.levels]),
                _.breakdown.isin([TOTAL, _WAITING]),
                _.measure.isin(sorted(measures)),
                _.statistic.isin([Statistic.COUNT.value, Statistic.PERCENTAGE.value]),
                _.frequency.isin([Frequency.YEAR.value, Frequency.MONTH.value]),
            )
            .select(
                *(
                    "publication",
                    "period_start",
                    "period_end",
                    "category",
                    "measure",
                    "statistic",
                    "value",
                    "lower",
                    "upper",
                )
            )
            .order_by("publication", "period_start", "category", "measure", "statistic")
        )
        self._counts: dict[tuple[str, str], dict[Period, _Count]] = {}
        self._printed: dict[str, dict[Period, _Count]] = {}
        for row in rows:
            if row["lower"] is None or row["upper"] is None:
                continue
            period = Period(row["period_start"], row["period_end"])
            found = _Count(row["value"], row["lower"], row["upper"])
            name = row["measure"] if row["category"] == TOTAL else f"{row['measure']}[{row['category']}]"
            if row["statistic"] == Statistic.COUNT.value:
                self._counts.setdefault((row["publication"], name), {})[period] = found
            elif row["category"] == TOTAL:
                self._printed.setdefault(row["measure"], {}).setdefault(period, found)
        self.publications = sorted({publication for publication, _m in self._counts}, key=lambda p: (p != "annual", p))

    def years(self) -> list[Period]:
        """Every financial year that may be covered, by an annual figure or by months, in order."""
        starts = [period.start for series in self._counts.values() for period in series]
        return [year_of(start) for start in sorted({s.year if s.month > 3 else s.year - 1 for s in starts})]

    def reading(self, definition: Definition, period: Period, name: str) -> Reading:
        """The figure of a definition in a period: an annual figure if there is one, else the sum of all its months."""
        label = f"{name}, {period}"
        for publication in self.publications:
            some = self._total(publication, definition.outcome.term, period)
            base = self._total(publication, definition.group.term, period) if definition.group else None
            if some is None or (definition.group and base is None):
                continue
            if base is None:
                return Reading(
                    name=label, estimate=self._count(label, some, period), source=_source(publication, period)
                )
            if base.high < _FEWEST:
                return missing(f"{label} (fewer than {_FEWEST} counted)")
            share = self._share(label, some, base, period, definition.outcome.complement)
            return Reading(name=label, estimate=share, source=_source(publication, period))
        return self._as_printed(definition, period, label)

    def _total(self, publication: str, term: Term, period: Period) -> _Count | None:
        plus = _sum(self._over(publication, count, period) for count in term.plus)
        minus = _sum(self._over(publication, count, period) for count in term.minus)
        if plus is not None and minus is not None:
            return plus - minus if term.minus else plus
        return self._total(publication, term.other, period) if term.other else None

    def _over(self, publication: str, measure: str, period: Period) -> _Count | None:
        """The count over a period: as published, or the sum of its months if every one is there."""
        series = self._counts.get((publication, measure), {})
        if period in series:
            return series[period]
        first = month_of(period.start.year, period.start.month)
        last = month_of(period.end.year, period.end.month)
        return _sum(series.get(month) for month in months_between(first, last))

    def _share(self, name: str, some: _Count, base: _Count, period: Period, complement: bool) -> Estimate:
        level, code = self.place.levels[-1], self.place.code
        if some.exact and base.exact:
            above = base.high - some.high if complement else some.high
            return estimating.share(name, above, base.high, period, level=level, org_code=code)
        low, high = some.low / base.high, min(1.0, some.high / base.low) if base.low else 1.0
        value = some.value / base.value if some.value is not None and base.value else None
        if complement:
            low, high, value = 1 - high, 1 - low, None if value is None else 1 - value
        exact = estimating.tally(name, value, period, unit=Unit.PROPORTION, level=level, org_code=code)
        above_line = None if value is None or base.value is None else value * base.value
        return replace(
            exact, low=low, high=high, interval=Interval.ROUNDING, numerator=above_line, denominator=base.value
        )

    def _count(self, name: str, some: _Count, period: Period) -> Estimate:
        tally = estimating.tally(name, some.value, period, level=self.place.levels[-1], org_code=self.place.code)
        return tally if some.exact else replace(tally, low=some.low, high=some.high, interval=Interval.ROUNDING)

    def _as_printed(self, definition: Definition, period: Period, label: str) -> Reading:
        """The printed percentage, where the counts it is made of are not published."""
        printed = self._printed.get(definition.outcome.printed, {}).get(period)
        official = definition.outcome.of[:1]
        if printed is None or not definition.group or definition.group.id not in official:
            return missing(label)
        tally = estimating.tally(
            label,
            None if printed.value is None else printed.value / 100,
            period,
            unit=Unit.PROPORTION,
            level=self.place.levels[-1],
            org_code=self.place.code,
        )
        estimate = replace(tally, low=printed.low / 100, high=printed.high / 100, interval=Interval.ROUNDING)
        publication = "annual" if period.is_financial_year else "monthly"
        return Reading(name=f"{label}, as printed", estimate=estimate, source=_source(publication, period))


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
    figures = _Figures(published, place, definitions)
    periods, notes = _periods(figures, definitions, understood.period)
    trial = _trial(understood, figures, periods, _beside(published, understood, place, periods[0]))
    return Hearing(understood, place, periods, trial, compare(trial), (*notes, *_of_people(understood)))


def _of_people(understood: Understood) -> tuple[str, ...]:
    """What to say where the sentence speaks of people, whom no published figure counts."""
    return (_NOT_PEOPLE,) if _PEOPLE.search(understood.sentence.lower()) else ()


def _name(definition: Definition, understood: Understood) -> str:
    """``cases who finished``; with the outcome where it is not the one stated, or where there is no group."""
    outcome = definition.outcome
    if definition.group is None:
        return groups()[outcome.id].words if outcome.id in groups() else outcome.words
    return definition.group.words if outcome == understood.outcome else f"{definition.group.words} {outcome.words}"


def _trial(understood: Understood, figures: _Figures, periods: Sequence[Period], beside: tuple[Reading, ...]) -> Trial:
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


def _source(publication: str, period: Period) -> str:
    return annual_source(period) if publication == "annual" else monthly_source(period)


def _beside(published: Published, understood: Understood, place: Place, period: Period) -> tuple[Reading, ...]:
    """What stands beside an organisation's figure: England's, and the highest of any organisation of its kind."""
    if place == ENGLAND or not understood.as_stated:
        return ()
    definition = understood.as_stated[0]
    name = _name(definition, understood)
    england = _Figures(published, ENGLAND, [definition]).reading(definition, period, name)
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
    figures: _Figures, definitions: Sequence[Definition], wanted: Period | None
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
