"""Claims on how many recover."""

from __future__ import annotations

from typing import TYPE_CHECKING

from caseness.checks.claims.counts import (
    ENTERED,
    FINISHED,
    NOT_CASES,
    NOT_ONE_COHORT,
    RECEIVED,
    RECOVERED,
    TREATED_ONCE,
    if_published,
)
from caseness.checks.claims.stated import Relation, Stated, about, figure
from caseness.checks.claims.trial import Reading, Trial, cited, from_inputs, from_published, missing, share, value
from caseness.checks.estimating import ENGLAND_CHANCE, annual_source, monthly_source
from caseness.checks.finding import Estimate, Interval, Unit
from caseness.checks.flow import latest_twelve_months
from caseness.checks.inputs import use
from caseness.statistics.intervals import clopper_pearson
from caseness.vocabulary import Frequency, Statistic
from caseness.wording import listed, percent

if TYPE_CHECKING:
    from caseness.sources.published import Published
    from caseness.vocabulary.period import Period

Years = dict["Period", dict[str, float]]
_COUNTS = (RECEIVED, FINISHED, NOT_CASES, RECOVERED)
_OFFICIAL = "cases who finished"


@from_published("C01")
def half_recover(published: Published) -> Trial:
    """Patients are those who entered treatment; the official base and every earlier year are other readings."""
    years = published.require_england(*_COUNTS, frequency=Frequency.YEAR)
    (year, now), *earlier = reversed(years.items())
    entered = if_published("who entered treatment", lambda: _of_entered(published))
    referred = share(f"referrals received, {year}", now[RECOVERED], now[RECEIVED], year)
    return Trial(
        what="Recorded as recovered",
        saying="{figure} {of} were recorded as recovered",
        stated=about(0.5, 0.01),
        as_stated=(entered if entered.estimate else referred,),
        otherwise=(
            _of_cases(year, now),
            *((referred,) if entered.estimate else ()),
            share(f"who finished, {year}", now[RECOVERED], now[FINISHED], year),
            *(_of_cases(before, row) for before, row in earlier),
        ),
        also=f"Of all referred, {percent(now[RECOVERED] / now[RECEIVED])}.",
        caveats=(
            NOT_ONE_COHORT,
            "Recorded recovery is a pair of questionnaire scores, not a diagnosis, and is not followed up.",
        ),
        method="Recorded recoveries ÷ those who entered treatment (monthly counts), referred, finished, or finished and "
        f"not recorded as below the clinical line at the start. {ENGLAND_CHANCE}",
        sources=(annual_source(*years),),
    )


def _of_cases(year: Period, row: dict[str, float]) -> Reading:
    base = row[FINISHED] - row[NOT_CASES]
    return share(f"{_OFFICIAL}, {year}", row[RECOVERED], base, year, clause="for those who began as cases and finished")


def _of_entered(published: Published) -> Reading:
    year, row = latest_twelve_months(published, RECOVERED, ENTERED)
    return share(f"who entered treatment, {year}", row[RECOVERED], row[ENTERED], year)


@from_published("C02")
def counts_finished_cases_only(published: Published) -> Trial:
    """The printed rate, to its one decimal, equals recoveries over finished cases in every year, and no other share."""
    years = published.require_england(*_COUNTS, "at_caseness", frequency=Frequency.YEAR)
    printed = _printed(published)
    both = {year: row for year, row in years.items() if year in printed}
    equal = {
        name: sum(round(100 * row[RECOVERED] / _bases(row)[name], 1) == printed[year] for year, row in both.items())
        for name in _bases(next(iter(both.values())))
    }
    every = figure(len(both), 1)
    official, *others = (
        value(f"of {len(both)} years, by recoveries over {name}", found) for name, found in equal.items()
    )
    most = max(found for name, found in list(equal.items())[1:])
    return Trial(
        what="Printed rate reproduced",
        saying="The printed recovery rate is reproduced in {figure} {of}",
        stated=every,
        as_stated=(official,),
        beside=tuple(others),
        also=f"No other base tried reproduces it in more than {most}.",
        holds="the printed rate is reproduced in every year",
        caveats=("The few who finished without any first score stay in the base, and count as not recovered.",),
        method="Printed England rates against recoveries over four bases, each rounded to one decimal.",
        sources=(annual_source(*both),),
    )


def _bases(row: dict[str, float]) -> dict[str, float]:
    """Every group that the printed rate could be a share of, the official one first."""
    return {
        f"{_OFFICIAL} (finished less those not cases)": row[FINISHED] - row[NOT_CASES],
        "those recorded as cases": row["at_caseness"],
        "all who finished": row[FINISHED],
        "all referred": row[RECEIVED],
    }


def _printed(published: Published) -> dict[Period, float]:
    rates = published.require_england(RECOVERED, frequency=Frequency.YEAR, statistic=Statistic.PERCENTAGE)
    return {year: row[RECOVERED] for year, row in rates.items()}


@from_inputs("C03")
def reinterviewed() -> Trial:
    """The share and its exact interval; only a probability sample interviewed blind could settle it."""
    given = use("reinterviewed_recovered", "reinterviewed")
    recovered, trials = (figure_.value for figure_ in given)
    elsewhere = use("reinterviewed_fully", "reinterviewed_depression", "reinterviewed_elsewhere")
    low, high = clopper_pearson(int(recovered), int(trials))
    found = Estimate(
        name="re-interviewed clients found recovered",
        value=recovered / trials,
        unit=Unit.PROPORTION,
        low=low,
        high=high,
        interval=Interval.SAMPLING,
        confidence=0.95,
        numerator=recovered,
        denominator=trials,
    )
    return Trial(
        what="Found recovered at interview",
        saying="{figure} {of} were found recovered at interview",
        stated=about(0.1, 0.01),
        as_stated=(Reading(name="re-interviewed clients", estimate=found, inputs=given),),
        beside=tuple(cited("as given elsewhere", figure_) for figure_ in elsewhere),
        also=f"Also given as {listed([percent(figure_.value, decimals=1) for figure_ in elsewhere])}.",
        untold="arithmetic right; needs a random sample interviewed blind",
        caveats=(
            "The clients came from legal work after injuries, not from a sample of the service’s patients.",
            "One interviewer, who knew that they had been treated; the time since treatment varied.",
        ),
        method="Recovered ÷ re-interviewed, exact 95% interval (Clopper and Pearson).",
    )


@from_published("C14")
def leavers_unlike(published: Published) -> Trial:
    """What the rate could be of all treated, whatever those treated once would have scored (Manski 1989)."""
    year, row = latest_twelve_months(published, RECOVERED, FINISHED, TREATED_ONCE, NOT_CASES)
    treated = row[FINISHED] + row[TREATED_ONCE]
    low, high = row[RECOVERED] / treated, (row[RECOVERED] + row[TREATED_ONCE]) / treated
    official = row[RECOVERED] / (row[FINISHED] - row[NOT_CASES])
    bounds = Estimate(
        name="treated referrals that ended",
        value=None,
        unit=Unit.PROPORTION,
        low=low,
        high=high,
        interval=Interval.BOUNDS,
        denominator=treated,
        period_start=year.start,
        period_end=year.end,
    )
    return Trial(
        what="Would be recorded as recovered",
        saying="{figure} {of} would be recorded as recovered, whatever those treated once would have scored",
        stated=Stated(Relation.FIGURE, official, 0.001, of="official rate"),
        as_stated=(missing("what those who left would have scored"),),
        beside=(Reading(name=f"treated referrals that ended, {year}", estimate=bounds),),
        also=f"The official rate is {percent(official)}.",
        untold="scores of those who left are not published",
        caveats=("Some were treated once because one session was enough, others because it did not suit them.",),
        method="Recovered ÷ all treated referrals that ended, if none, and if all, of those treated once had recovered.",
        sources=(monthly_source(year),),
    )
