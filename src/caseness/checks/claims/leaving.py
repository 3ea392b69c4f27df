"""Claims on how many leave before the end."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from caseness.checks.claims.counts import (
    ENDED,
    ENTERED,
    FINISHED,
    NOT_ONE_COHORT,
    RECEIVED,
    TREATED_ONCE,
    if_published,
    year_counts,
)
from caseness.checks.claims.stated import about, figure, more_than
from caseness.checks.claims.trial import Reading, Trial, cited, from_published, missing, share
from caseness.checks.estimating import ENGLAND_CHANCE, annual_source, monthly_source
from caseness.checks.flow import twelve_months
from caseness.checks.inputs import use
from caseness.errors import CannotRun
from caseness.vocabulary import Frequency
from caseness.vocabulary.period import Period, year_of
from caseness.wording import count, percent, percent_range

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from caseness.sources.published import Published

_NOT_DROP_OUT = "Not finishing is not the same as leaving: some are never offered a session, or are referred elsewhere."
_MONTHLY_YEARS = (2021, 2022, 2023, 2024)


@from_published("C16")
def referrals_not_completed(published: Published) -> Trial:
    """One minus finished courses, of referrals received; of those ended, entered, or treated at least once besides."""
    year, counts = year_counts(published, 2022, RECEIVED, FINISHED)
    not_finished = counts[RECEIVED] - counts[FINISHED]
    finish = counts[FINISHED] / counts[RECEIVED]
    otherwise = (
        if_published("referrals that ended, 2022/23", lambda: _unfinished_of_ended(published, 2022)),
        if_published("who entered treatment, 2022/23", lambda: _unfinished_of_entered(published, 2022)),
        if_published("treated referrals that ended, 2022/23", lambda: _once(published, 2022)),
    )
    least = min((r.estimate.value or 0 for r in otherwise if r.estimate), default=None)
    return Trial(
        what="Without a finished course",
        saying="{figure} {of} had no finished course",
        stated=more_than(0.4),
        as_stated=(share(f"referrals received, {year}", not_finished, counts[RECEIVED], year),),
        otherwise=otherwise,
        also=f"{count(counts[FINISHED])} finished, {percent(finish)}.",
        holds=f"of referrals received; at least {percent(least)} on other bases" if least else "of referrals received",
        caveats=(_NOT_DROP_OUT, NOT_ONE_COHORT),
        method=f"One minus finished courses ÷ each base. {ENGLAND_CHANCE}",
        sources=(annual_source(year), monthly_source(year)),
    )


def _unfinished_of_ended(published: Published, start_year: int) -> Reading:
    year, counts = twelve_months(published, start_year, ENDED, FINISHED)
    return share(f"referrals that ended, {year}", counts[ENDED] - counts[FINISHED], counts[ENDED], year)


def _unfinished_of_entered(published: Published, start_year: int) -> Reading:
    year, counts = twelve_months(published, start_year, ENTERED, FINISHED)
    return share(f"who entered treatment, {year}", counts[ENTERED] - counts[FINISHED], counts[ENTERED], year)


def _once(published: Published, start_year: int, clause: str = "") -> Reading:
    year, counts = twelve_months(published, start_year, TREATED_ONCE, FINISHED)
    treated = counts[TREATED_ONCE] + counts[FINISHED]
    return share(f"treated referrals that ended, {year}", counts[TREATED_ONCE], treated, year, clause=clause)


def _more_than_once(published: Published, start_year: int) -> Reading:
    year, counts = twelve_months(published, start_year, TREATED_ONCE, FINISHED)
    treated = counts[TREATED_ONCE] + counts[FINISHED]
    return share(f"treated referrals that ended, {year}", counts[FINISHED], treated, year, clause=f"in {year}")


def _of_months(published: Published, reading: Callable[[Published, int], Reading]) -> Sequence[Reading]:
    """A reading in each year of the monthly statistics that is whole in the source."""
    return [
        if_published(f"treated referrals that ended, {year_of(start)}", partial(reading, published, start))
        for start in _MONTHLY_YEARS
    ]


@from_published("C18")
def young_leave(published: Published) -> Trial:
    """The youngest group printed for 2022/23 is under 18; under 16 was printed to 2020/21."""
    return Trial(
        what="Without a finished course",
        saying="{figure} {of} had no finished course",
        stated=more_than(0.6),
        as_stated=(_unfinished_by_age(published, 2022, "Under 18"),),
        otherwise=(
            if_published("referrals, under 16, 2020/21", lambda: _unfinished_by_age(published, 2020, "Under 16")),
            if_published("referrals, aged 16 to 17, 2020/21", lambda: _unfinished_by_age(published, 2020, "16 to 17")),
        ),
        also="The service is for adults; most under 18 are 16 or 17.",
        holds="for all under 18, of referrals received",
        caveats=(_NOT_DROP_OUT, "Many under 18 are sent on to services for young people.", NOT_ONE_COHORT),
        method=f"One minus finished courses ÷ referrals received, by age. {ENGLAND_CHANCE}",
        sources=(annual_source(year_of(2020), year_of(2022)),),
    )


def _unfinished_by_age(published: Published, start_year: int, age: str) -> Reading:
    year, counts = year_counts(published, start_year, RECEIVED, FINISHED, breakdown="age_group", category=age)
    name = f"referrals, {'aged ' if age[0].isdigit() else ''}{age.lower()}, {year}"
    return share(name, counts[RECEIVED] - counts[FINISHED], counts[RECEIVED], year)


@from_published("C19")
def half_have_more_than_one(published: Published) -> Trial:
    """Finished over entered in the months of 2019/20 at hand; later years by ended referrals treated at least once."""
    later = _of_months(published, _more_than_once)
    return Trial(
        what="With more than one session",
        saying="{figure} {of} had more than one session",
        stated=about(0.5, 0.1),
        as_stated=(if_published("who entered treatment, 2019/20", lambda: _finished_of_entered(published)),),
        otherwise=tuple(later),
        also=_range_of(later),
        holds="in 2019/20, by those who entered",
        caveats=(NOT_ONE_COHORT, "One session may have been planned as one, or a step to other help."),
        method="Finished courses ÷ those who entered treatment (April 2019 to February 2020), or ÷ ended referrals with "
        f"one treatment session or more. {ENGLAND_CHANCE}",
        sources=(monthly_source(year_of(2019)), monthly_source(year_of(2021), year_of(2024))),
    )


def _range_of(readings: Sequence[Reading]) -> str:
    shares = [r.estimate.value for r in readings if r.estimate and r.estimate.value is not None]
    if not shares:
        return ""
    found = percent_range(min(shares), max(shares)) if len(shares) > 1 else percent(shares[0])
    return f"By treated referrals that ended, later years give {found}."


def _finished_of_entered(published: Published) -> Reading:
    months = published.require_england(ENTERED, FINISHED, frequency=Frequency.MONTH, publication="time_series")
    within = {month: row for month, row in months.items() if month.start >= year_of(2019).start}
    if not within:
        raise CannotRun("no monthly England figures for 2019/20")
    period = Period(min(m.start for m in within), max(m.end for m in within))
    finished, entered = (sum(row[measure] for row in within.values()) for measure in (FINISHED, ENTERED))
    return share(f"who entered treatment, {period}", finished, entered, period)


@from_published("C20")
def first_treatment_missed(published: Published) -> Trial:
    """First treatment appointments are not published; the study cited counts first appointments of any kind."""
    (first,) = use("first_appointments_missed")
    return Trial(
        what="Missed",
        saying="{figure} were missed ({of})",
        stated=figure(0.4, 0.1),
        as_stated=(missing("first treatment appointments"),),
        otherwise=(
            cited(
                "first appointments of any kind, 19 services",
                first,
                clause="first appointment of any kind, in 19 services",
            ),
        ),
        beside=(if_published("all appointments, 2022/23", lambda: _missed_of_all(published)),),
        also="The study cited does not separate treatment from assessment. Attendance by order is not published.",
        caveats=("Nineteen services are not England.", "A missed appointment may be rebooked and attended."),
        method="Share as the study’s abstract gives it; beside it, appointments not attended ÷ all, monthly counts.",
        sources=(monthly_source(year_of(2022)),),
    )


def _missed_of_all(published: Published) -> Reading:
    year, counts = twelve_months(published, 2022, "appts_dna", "appointments")
    return share(f"all appointments, {year}", counts["appts_dna"], counts["appointments"], year)


@from_published("C21")
def one_appointment(published: Published) -> Trial:
    """Ended referrals by number of sessions are not at hand for 2019/20; each later year is another reading."""
    readings = _of_months(
        published, lambda p, start: _once(p, start, clause=f"in {year_of(start)}; not at hand for 2019/20")
    )
    return Trial(
        what="Treated once",
        saying="{figure} {of} had one treatment session",
        stated=figure(0.42, 0.01),
        as_stated=(missing("treated referrals that ended, 2019/20"),),
        otherwise=tuple(readings),
        also="Ended referrals by number of sessions are at hand from 2021/22.",
        untold="the year claimed is not at hand",
        caveats=("One session may have been planned as one, or a step to other help.",),
        method=f"Ended referrals treated once ÷ ended referrals treated at least once. {ENGLAND_CHANCE}",
        sources=(monthly_source(year_of(2021), year_of(2024)),),
    )
