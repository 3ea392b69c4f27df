"""Narrower bounds for those without an end score, and how many points worse they must have been for half not to recover."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from caseness.checks.chart import OverTime, Role, Series
from caseness.checks.finding import Answer, Chapter, Column, Estimate, FigureBlock, Interval, Table, Unit, Verdict
from caseness.checks.registry import check
from caseness.disclosure import gap, people
from caseness.disclosure.rule import without_counts
from caseness.errors import CannotRun
from caseness.outcomes.end_margins import HIGH, LOW, MARGINS, EndMargins, end_margins
from caseness.pathways import pathways_of
from caseness.sources.records import Records
from caseness.statistics.intervals import clopper_pearson
from caseness.statistics.missing_outcomes import bounds, lee_bounds
from caseness.statistics.shifted_outcomes import resampled, shifted_shares, tipping_shift
from caseness.vocabulary.specifications import choice
from caseness.vocabulary.standards import RECOVERY_TARGET
from caseness.wording import MINUS, decimal, percent, percent_range

if TYPE_CHECKING:
    from numpy.typing import NDArray

_POPULATIONS = ("two_contacts", "entered", "referred")
_SHIFTS = np.arange(-10.0, 11.0)  # points worse
_NONE = np.zeros(1)
_ALIKE = int(np.flatnonzero(_SHIFTS == 0)[0])
_LEAST = 30  # with an end score, for a population to be told
_LEE_LEAST = 30  # with an end score at each intensity


@dataclass(frozen=True, slots=True)
class _Population:
    """Cases of one population: how many, with an end score, recovered; the share of all at each of `_SHIFTS`, with limits.

    ``by_contacts`` is the share of all, were those without an end score like others who had as many contacts too.
    """

    words: str
    whole: int
    known: int
    recovered: int
    shares: NDArray[np.float64]
    low: NDArray[np.float64]
    high: NDArray[np.float64]
    by_contacts: float

    @property
    def manski(self) -> tuple[float, float]:
        return bounds(self.recovered, self.known, self.whole - self.known)

    @property
    def alike(self) -> float:
        return float(self.shares[_ALIKE])

    @property
    def tipping(self) -> float | None:
        return tipping_shift(self.shares, _SHIFTS, RECOVERY_TARGET)


@dataclass(frozen=True, slots=True)
class _Lee:
    """Recovery at high less at low intensity: of those with an end score, and its bounds with their interval (95%)."""

    high: tuple[int, int, int]
    low: tuple[int, int, int]
    ends: tuple[float, float]
    interval: tuple[float, float]


@check(chapter=Chapter.OUTCOMES, needs=[Records], order=21)
def unseen_scores(records: Records) -> Answer:
    """How much worse must those without an end score be, for fewer than half to recover?"""
    found = end_margins(pathways_of(records))
    told = [] if found is None else [one for name in _POPULATIONS if (one := _population(found, name))]
    if found is None or not told:
        raise CannotRun(f"fewer than {_LEAST} cases have an end score", settled_by="an extract of more courses")
    if all(one.known == one.whole for one in told):
        raise CannotRun("every case has an end score", settled_by="nothing: the recovery rate is known of all")
    at = next((one for one in told if one.words == choice("population", "entered").words), told[0])
    lee = _lee(found)
    return Answer(
        short="How much worse the unseen must be",
        answer=(
            f"{people(at.whole - at.known)} of {people(at.whole)} cases among {at.words} have no end score. Had they ended like "
            f"others who began as far above the line, {percent(at.alike, at.whole)} of all would have recovered (95%: "
            f"{percent_range(float(at.low[_ALIKE]), float(at.high[_ALIKE]), at.whole)}). That is the most, if those who leave do "
            f"no better than those who stay. {_tipping_words(at)}"
        ),
        verdict=Verdict.DESCRIBED,
        condition="courses that began and ended in the months of the extract",
        estimates=(
            *(_estimate(one) for one in told),
            *(_monotone(one) for one in told),
            *(_by_contacts(one) for one in told),
            *(estimate for one in told for estimate in _tipping_estimate(one)),
            *_lee_estimates(lee),
        ),
        figures=(
            FigureBlock(
                label="Recovered, had the unseen ended like others",
                estimate=_estimate(at),
                of_whom=f"of {people(at.whole)} cases; {people(at.whole - at.known)} have no end score",
                limits=at.manski,
            ),
        ),
        charts=(_chart(told),),
        caveats=(
            "Who leaves without a score may be better than those who stay, as people stop when they feel well, or worse, as they "
            "give up. The data cannot tell; only asking a sample of them can.",
            "Like others means: who began as many points above the line. They may differ in much else.",
            "People are not given low or high intensity by chance. The bounds on that difference say what missing end scores "
            "alone could do to it, and not what either does for people.",
        ),
        method=(
            "Cases without an end score take the end scores of cases who began as many points above the line (of the worse "
            "questionnaire), each moved by the same number of points: 0 is missing at random. Interval (95%): bootstrap over "
            "people, on counts. With as many contacts: only from cases who had as many treatment contacts as well (pattern "
            "mixture). If those who leave do no better than those who stay, the whole lies between nobody of them and that. "
            "High against low intensity: bounds by Lee, which trim the group with more end scores."
        ),
        sources=(
            "Manski 1990, American Economic Review 80: 319-323",
            "Lee 2009, Review of Economic Studies 76: 1071-1102",
            "Little 1993, Journal of the American Statistical Association 88: 125-134",
            "Carpenter and Kenward 2013, Multiple Imputation and its Application, chapter 10",
        ),
        tables=(_table(told), *_lee_table(lee)),
    )


def _population(found: EndMargins, name: str) -> _Population | None:
    known, missing = (table.sum(axis=0) for table in found.since(name))
    if known.sum() < _LEAST:
        return None
    margins = MARGINS.astype(float)
    drawn = shifted_shares(*resampled(known, missing), margins, _SHIFTS)
    low, high = np.quantile(drawn, (0.025, 0.975), axis=0)
    none, every = clopper_pearson(0, int(known.sum())), clopper_pearson(int(known.sum()), int(known.sum()))
    alike_known, alike_missing = found.by_contacts(name)
    low, high = np.where(low == 1, every[0], low), np.where(high == 0, none[1], high)  # alike, however often drawn anew
    return _Population(
        words=choice("population", name).words,
        whole=int(known.sum() + missing.sum()),
        known=int(known.sum()),
        recovered=int(known[:, MARGINS < 0].sum()),
        shares=shifted_shares(known.astype(float), missing.astype(float), margins, _SHIFTS),
        low=low,
        high=high,
        by_contacts=float(shifted_shares(alike_known.astype(float), alike_missing.astype(float), margins, _NONE)[0]),
    )


def _lee(found: EndMargins) -> _Lee | None:
    """Of cases who entered treatment; None where one intensity has too few, or none recovered with either."""
    known, missing = found.since("entered")
    groups = [
        (int(known[g][:, MARGINS < 0].sum()), int(known[g].sum()), int(known[g].sum() + missing[g].sum()))
        for g in (HIGH, LOW)
    ]
    if min(group[1] for group in groups) < _LEE_LEAST or not any(group[0] for group in groups):
        return None
    rng = np.random.default_rng(1)
    drawn = [
        rng.multinomial(whole, np.array([won, told - won, whole - told]) / whole, size=400)
        for won, told, whole in groups
    ]
    ends = [
        lee_bounds((a, a + b, a + b + c), (d, d + e, d + e + f))
        for (a, b, c), (d, e, f) in zip(drawn[0].tolist(), drawn[1].tolist(), strict=True)
        if a + b and d + e
    ]
    low, high = np.quantile(ends, 0.025, axis=0)[0], np.quantile(ends, 0.975, axis=0)[1]
    return _Lee(groups[0], groups[1], lee_bounds(groups[0], groups[1]), (float(low), float(high)))


def _tipping_words(one: _Population) -> str:
    half, at = percent(RECOVERY_TARGET, decimals=0), one.tipping
    if at is None:
        side = "at least" if one.shares[-1] >= RECOVERY_TARGET else "fewer than"
        return f"Wherever within {_SHIFTS[-1]:g} points of that they ended, {side} {half} would have recovered."
    if at >= 0:
        return f"They must have ended {decimal(at, 1)} points worse than others for fewer than {half} to recover."
    return f"They must have ended {decimal(-at, 1)} points better than others for {half} to recover."


def _estimate(one: _Population) -> Estimate:
    return Estimate(
        name=f"recovered, of {one.words}, had those without an end score ended like others",
        value=one.alike,
        unit=Unit.PROPORTION,
        low=float(one.low[_ALIKE]),
        high=float(one.high[_ALIKE]),
        interval=Interval.SAMPLING,
        confidence=0.95,
        denominator=float(one.whole),
    )


def _monotone(one: _Population) -> Estimate:
    return Estimate(
        name=f"recovered, of {one.words}, those without an end score no better than others",
        value=one.manski[0],
        unit=Unit.PROPORTION,
        low=one.manski[0],
        high=one.alike,
        interval=Interval.BOUNDS,
        numerator=float(one.recovered),
        denominator=float(one.whole),
    )


def _by_contacts(one: _Population) -> Estimate:
    return Estimate(
        name=f"recovered, of {one.words}, had those without an end score ended like others with as many contacts",
        value=one.by_contacts,
        unit=Unit.PROPORTION,
        denominator=float(one.whole),
    )


def _tipping_estimate(one: _Population) -> tuple[Estimate, ...]:
    if one.tipping is None:
        return ()
    name = f"points worse at which half recover, of {one.words}"
    return (Estimate(name=name, value=round(one.tipping, 1), unit=Unit.SCORE, denominator=float(one.whole)),)


def _lee_estimates(lee: _Lee | None) -> tuple[Estimate, ...]:
    if lee is None:
        return ()
    return (
        Estimate(
            name="recovery at high less at low intensity, of those who would have an end score at either",
            value=_told(lee.high[0] / lee.high[1] - lee.low[0] / lee.low[1], lee),
            unit=Unit.PERCENTAGE_POINT,
            low=_told(lee.ends[0], lee),
            high=_told(lee.ends[1], lee),
            interval=Interval.BOUNDS,
        ),
    )


def _told(end: float, lee: _Lee) -> float:
    """A difference to as many digits as the smaller group allows."""
    return without_counts(end, min(lee.high[1], lee.low[1]))


def _chart(told: list[_Population]) -> OverTime:
    roles = (Role.SUBJECT, *(Role.OTHER for _one in told[1:]))
    ends = "; ".join(
        f"{one.words}: {percent(float(one.shares[0]), decimals=0)} if {-_SHIFTS[0]:g} points better, "
        f"{percent(float(one.shares[-1]), decimals=0)} if as many worse"
        for one in told
    )
    return OverTime(
        title="Recovery, by how much worse those without an end score ended",
        subtitle="Of cases. Points worse than others who began as far above the line; 0 is alike. Axis 0 to 100%",
        alt=f"Lines that fall as those without an end score are taken to be worse. {ends}.",
        note=f"The more are unseen, the steeper. At {percent(RECOVERY_TARGET, decimals=0)} lies the national target.",
        periods=tuple(f"{shift:+g}".replace("-", MINUS) if shift else "0" for shift in _SHIFTS),
        series=tuple(
            Series(name=_SHORT[one.words], role=role, values=tuple(map(float, one.shares)))
            for one, role in zip(told, roles, strict=True)
        ),
    )


_SHORT = {
    choice("population", name).words: short
    for name, short in zip(_POPULATIONS, ("finished", "entered treatment", "referred"), strict=True)
}


def _table(told: list[_Population]) -> Table:
    return Table(
        name="unseen-scores",
        caption="Recovery of cases with those who have no end score counted, by what is taken of them",
        columns=(
            Column(key="population", title="Of whom"),
            Column(key="whole", title="Cases", unit=Unit.COUNT),
            Column(key="known", title="With an end score", unit=Unit.COUNT),
            Column(key="recovered", title="Recovered", unit=Unit.COUNT),
            Column(key="least", title="None of the others recovered", unit=Unit.PROPORTION),
            Column(key="alike", title="Like others", unit=Unit.PROPORTION),
            Column(key="low", title="From", unit=Unit.PROPORTION),
            Column(key="high", title="To", unit=Unit.PROPORTION),
            Column(key="contacts", title="Like others with as many contacts", unit=Unit.PROPORTION),
            Column(key="most", title="All of the others recovered", unit=Unit.PROPORTION),
            Column(key="tipping", title="Points worse at which half recover"),
        ),
        rows=tuple(
            (
                one.words,
                one.whole,
                one.known,
                one.recovered,
                one.manski[0],
                one.alike,
                float(one.low[_ALIKE]),
                float(one.high[_ALIKE]),
                one.by_contacts,
                one.manski[1],
                "[z]" if one.tipping is None else decimal(one.tipping, 1),
            )
            for one in told
        ),
        note="Points below 0: so many points better. [z]: within 10 points there is none. As many contacts: none, one, two, "
        "three, or four and more treatment contacts, the last also by whether they were as many as guidelines name.",
    )


def _lee_table(lee: _Lee | None) -> tuple[Table, ...]:
    if lee is None:
        return ()
    rows = (("Any contact of high intensity", *lee.high), ("None", *lee.low))
    ends, interval = (" to ".join(f"{100 * _told(end, lee):+.3g}" for end in both) for both in (lee.ends, lee.interval))
    return (
        Table(
            name="recovery-by-intensity-bounds",
            caption="Recovery of cases who entered treatment, by intensity, of those with an end score",
            columns=(
                Column(key="intensity", title="High intensity"),
                Column(key="recovered", title="Recovered", unit=Unit.COUNT),
                Column(key="known", title="With an end score", unit=Unit.COUNT),
                Column(key="whole", title="Cases", unit=Unit.COUNT),
                Column(key="rate", title="Rate", unit=Unit.PROPORTION),
            ),
            rows=tuple((*row, row[1] / row[2]) for row in rows),
            note=(
                f"The rates are {gap(lee.high[:2], lee.low[:2])} points apart. Of those who would have an end score at either "
                f"intensity the difference, high less low, is {ends} points, and with chance (95%) {interval}."
            ),
        ),
    )
