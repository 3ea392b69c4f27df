"""What the recovery rate can be once those without an end score are counted, and what would have to be true of them."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

from caseness.checks.chart import Dot, Dots, Role
from caseness.checks.finding import Answer, Chapter, Column, Estimate, FigureBlock, Interval, Table, Unit, Verdict
from caseness.checks.outcomes.defining import Counts, counts_of, evaluated
from caseness.checks.registry import check
from caseness.disclosure import people
from caseness.disclosure import share as said_share
from caseness.sources.records import Records
from caseness.statistics.missing_outcomes import bounds, tipping
from caseness.vocabulary.specifications import choice
from caseness.vocabulary.standards import RECOVERY_TARGET
from caseness.wording import decimal, percent

if TYPE_CHECKING:
    from caseness.outcomes import Evaluated
    from caseness.statistics.missing_outcomes import Tipping

_POPULATIONS = ("two_contacts", "entered", "assessed", "referred")


@dataclass(frozen=True, slots=True)
class _Population(Counts):
    """The counts of a population, and its name in ``words``."""

    words: str

    @property
    def missing(self) -> int:
        return self.whole - self.known

    @property
    def ends(self) -> tuple[float, float]:
        return bounds(self.recovered, self.known, self.missing)

    @property
    def tipping(self) -> Tipping | None:
        return tipping(self.recovered, self.known, self.missing, RECOVERY_TARGET)


@check(chapter=Chapter.OUTCOMES, needs=[Records], order=17)
def missing_scores(records: Records) -> Answer:
    """What can the recovery rate be, if those without an end score are counted?"""
    found = evaluated(records)
    populations = [_population(found, name) for name in _POPULATIONS]
    told = [one for one in populations if one.whole]
    finished, widest = told[0], told[-1]
    entered = next((one for one in told if one.words == choice("population", "entered").words), finished)
    return Answer(
        short="Those without an end score",
        answer=(
            f"Of cases who finished a course {said_share(finished.recovered, finished.whole)} recover if nobody without an end "
            f"score did, and at most [{percent(finished.ends[1], finished.whole)}] if all of them did. Of "
            f"{entered.words} it is [{_range(entered)}], and of {widest.words} [{_range(widest)}]. {_needed(entered)}"
        ),
        verdict=Verdict.DESCRIBED,
        condition="courses that began and ended in the months of the extract",
        estimates=tuple(_estimate(one) for one in told),
        figures=tuple(
            FigureBlock(
                label=f"Recovered, of {one.words}",
                estimate=_estimate(one),
                of_whom=f"of {people(one.whole)} who were, or may have been, cases; {people(one.missing)} have no end score",
                limits=one.ends,
            )
            for one in (finished, entered)
        ),
        charts=(_chart(told),),
        caveats=(
            "The ends are not likely values: nobody thinks that all who left without a score recovered, or that none did.",
            "A missing score may tell of somebody who felt better and stayed away, or of somebody who gave up. Data cannot show "
            "which; only asking a sample of them can.",
            "Those without a start score are counted among those who may have been cases, as in the official rate.",
        ),
        method=(
            "First and last recorded scores, official criterion. Least: nobody without an end score recovered. Most: all did. "
            "Last score seen: it stands in for one that is missing. What would have to be true: the share of those without an "
            f"end score that must have recovered for the whole to reach {percent(RECOVERY_TARGET, decimals=0)}, and their "
            "odds over those of the others."
        ),
        sources=(
            "Manski 1990, American Economic Review 80: 319-323",
            "Horowitz and Manski 2000, Journal of the American Statistical Association 95: 77-84",
            "Carpenter and Kenward 2013, Multiple Imputation and its Application, chapter 10",
        ),
        tables=(_table(told),),
    )


def _population(found: Evaluated, name: str) -> _Population:
    return _Population(**asdict(counts_of(found, name)), words=choice("population", name).words)


def _range(one: _Population) -> str:
    return f"{percent(one.ends[0], one.whole)} to {percent(one.ends[1], one.whole)}"


def _needed(one: _Population) -> str:
    """What would have to be true for half to recover."""
    half = percent(RECOVERY_TARGET, decimals=0)
    at = one.tipping
    if at is None:
        return "Everybody has an end score."
    if at.share <= 0:
        return f"Even if nobody without an end score recovered, {half} of {one.words} did."
    if at.share > 1:
        return f"Even if all without an end score recovered, fewer than {half} of {one.words} would have."
    own = one.recovered / one.known if one.known else 0.0
    return (
        f"For {half} of {one.words} to have recovered, {percent(at.share, decimals=0)} of those without an end score would have "
        f"to; of those with one {percent(own, decimals=0)} did."
    )


def _estimate(one: _Population) -> Estimate:
    low, high = one.ends
    return Estimate(
        name=f"recovered, of {one.words}, those without an end score either way",
        value=low,
        unit=Unit.PROPORTION,
        low=low,
        high=high,
        interval=Interval.BOUNDS,
        numerator=one.recovered,
        denominator=one.whole,
    )


def _chart(told: list[_Population]) -> Dots:
    rows = tuple(
        Dot(
            label=one.words,
            value=one.recovered / one.known if one.known else None,
            text=f"[{_range(one)}]",
            limits=one.ends,
            role=Role.SUBJECT if place == 0 else Role.OTHER,
        )
        for place, one in enumerate(told)
    )
    return Dots(
        title="The wider the group, the less is known of its recovery",
        subtitle="Recovered, of those who were or may have been cases. Axis 0 to 100%",
        alt="; ".join(f"{row.label}: {row.text}" for row in rows) + ".",
        note="Line with square ends: from nobody to all of those without an end score. Dot: of those with one.",
        rows=rows,
        reference=(RECOVERY_TARGET, f"target, {percent(RECOVERY_TARGET, decimals=0)}"),
    )


def _table(told: list[_Population]) -> Table:
    def odds(one: _Population) -> str:
        at = one.tipping
        return "[z]" if at is None or at.odds_ratio is None else decimal(at.odds_ratio, 2)

    def needed(one: _Population) -> str:
        at = one.tipping
        if at is None:
            return "[z]"
        return percent(at.share, decimals=0) if at.possible else "none" if at.share < 0 else "more than all"

    return Table(
        name="missing-end-scores",
        caption="Recovery with those who have no end score counted, and what would have to be true of them",
        columns=(
            Column(key="population", title="Of whom"),
            Column(key="whole", title="Were, or may have been, cases", unit=Unit.COUNT),
            Column(key="known", title="With an end score", unit=Unit.COUNT),
            Column(key="missing", title="Without", unit=Unit.COUNT),
            Column(key="recovered", title="Recovered", unit=Unit.COUNT),
            Column(key="last_seen", title="Recovered by the last score seen", unit=Unit.COUNT),
            Column(key="least", title="At the least", unit=Unit.PROPORTION),
            Column(key="among_known", title="Of those with an end score", unit=Unit.PROPORTION),
            Column(key="most", title="At the most", unit=Unit.PROPORTION),
            Column(key="needed", title="Of those without, must have recovered for half of all"),
            Column(key="odds", title="Their odds over the others’"),
        ),
        rows=tuple(
            (
                one.words,
                one.whole,
                one.known,
                one.missing,
                one.recovered,
                one.last_seen,
                one.ends[0],
                one.recovered / one.known if one.known else None,
                one.ends[1],
                needed(one),
                odds(one),
            )
            for one in told
        ),
    )
