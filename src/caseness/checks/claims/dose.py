"""Claims on how much treatment is given, and by which means."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from ibis import _

from caseness.checks.claims.counts import ENDED, FINISHED, TREATED_ONCE, UNTREATED, if_published
from caseness.checks.claims.stated import at_most, figure, more_than
from caseness.checks.claims.trial import Reading, Trial, cited, from_published, missing, share, value
from caseness.checks.estimating import ENGLAND_CHANCE, annual_source, monthly_source
from caseness.checks.finding import Unit
from caseness.checks.flow import twelve_months
from caseness.checks.inputs import use
from caseness.errors import CannotRun
from caseness.vocabulary import Frequency, Statistic
from caseness.vocabulary.period import Period, year_of
from caseness.wording import count, decimal, listed, percent

if TYPE_CHECKING:
    from caseness.sources.published import Published

_AS_GOOD_AS_EQUAL = 0.001  # late changes to the records leave a few referrals apart


@from_published("C22")
def course_is_two_sessions(published: Published) -> Trial:
    """Were two sessions not the least, ended referrals less those untreated and treated once would exceed the finished."""
    months = published.require_england(
        ENDED, UNTREATED, TREATED_ONCE, FINISHED, frequency=Frequency.MONTH, publication="monthly"
    )
    apart = {
        month: abs(row[ENDED] - row[UNTREATED] - row[TREATED_ONCE] - row[FINISHED]) for month, row in months.items()
    }
    exact = sum(gap == 0 for gap in apart.values())
    widest = max(apart, key=lambda month: apart[month])
    return Trial(
        what="Largest gap in a month",
        saying="Finished courses differ from ended referrals treated more than once by at most {figure} {of}",
        stated=at_most(_AS_GOOD_AS_EQUAL * months[widest][FINISHED]),
        as_stated=(value(f"courses in {widest}, when {count(months[widest][FINISHED])} finished", apart[widest]),),
        also=f"In {exact} of {len(apart)} months there is none. How a course ended plays no part.",
        holds="finished means two sessions or more, however it ended",
        caveats=("Two sessions are the least that counts; most who finish have more.",),
        method="Ended referrals − ended before treatment − treated once, against finished courses, month by month; up to "
        f"{percent(_AS_GOOD_AS_EQUAL)} of finished courses apart counts as equal.",
        sources=(monthly_source(min(months), max(months)),),
    )


@from_published("C23")
def eight_sessions(published: Published) -> Trial:
    """The mean of 2018/19 is not at hand; those of the years around it and of later months are other readings."""
    around = use("mean_sessions_2017", "mean_sessions_2019", "mean_sessions_2021")
    years = (2017, 2019, 2021)
    near = listed([decimal(given.value, 1) for given in around[:2]])
    later = [
        if_published(f"finished courses, {year_of(start)}", partial(_mean_of_months, published, start))
        for start in (2022, 2023, 2024)
    ]
    return Trial(
        what="Mean sessions",
        saying="Those who finished had {figure} treatment sessions on average ({of})",
        stated=figure(8, 1),
        as_stated=(missing("finished courses, 2018/19"),),
        otherwise=(
            *(
                cited(
                    f"finished courses, {year_of(start)}",
                    given,
                    clause=f"from {year_of(start)}; {near} around 2018/19",
                )
                for start, given in zip(years, around, strict=True)
            ),
            *later,
        ),
        also=f"In the years before and after 2018/19 the mean was {near}.",
        untold="the mean of 2018/19 is not at hand",
        caveats=("A mean hides the spread; the least that counts as finished is two.",),
        method="Means as the annual reports print them; later years as the mean of twelve printed monthly means.",
        sources=(monthly_source(year_of(2022), year_of(2024)),),
    )


def _mean_of_months(published: Published, start_year: int) -> Reading:
    measure = "appts_finished_course_treatment"
    year, total = twelve_months(published, start_year, measure, statistic=Statistic.MEAN)
    return value(f"finished courses, {year}", total[measure] / 12, Unit.RATIO, year)


_MESSAGES = ("sms_appts", "instant_messaging_appts", "cons_medium_message_board_appts", "cons_medium_chat_room_appts")
_INTERNET = "internet_enabled_therapy_sessions"


@from_published("C31")
def chat_sessions(published: Published) -> Trial:
    """Appointments by message; e-mail besides, and sessions of internet-enabled therapy, are other readings."""
    year = year_of(2022)
    messages, months_without = _sum_of_printed(published, year, _MESSAGES)
    by_message = value(f"appointments by text, chat or message board, {year}", messages, period=year)
    return Trial(
        what="England",
        saying="In England there were {figure} {of}",
        stated=more_than(600_000),
        as_stated=(by_message,),
        otherwise=(
            if_published("those and e-mail", lambda: _with_email(published, messages)),
            if_published("sessions of internet-enabled therapy", lambda: _internet_sessions(published)),
        ),
        also=f"By text, chat or message board there were {count(messages)}.",
        fails="messages of every kind are far fewer",
        caveats=(
            "Internet-enabled therapy is a programme worked through online, with or without messages to a therapist.",
            f"The count of chat room appointments is blank in {months_without} of 12 months.",
        ),
        method="Sum of twelve monthly England counts; a blank month is left out.",
        sources=(monthly_source(year),),
    )


def _sum_of_printed(published: Published, year: Period, measures: tuple[str, ...]) -> tuple[float, int]:
    months = published.england(*measures, frequency=Frequency.MONTH, publication="monthly")
    within = [row for month, row in months.items() if year.start <= month.start <= year.end]
    if len(within) < 12 or all(row[measures[0]] is None for row in within):
        raise CannotRun(f"no monthly England figures by medium for {year}", settled_by=f"the monthly files of {year}")
    blank = sum(any(row[measure] is None for measure in measures) for row in within)
    return sum(row[measure] or 0 for row in within for measure in measures), blank


def _with_email(published: Published, messages: float) -> Reading:
    year, counts = twelve_months(published, 2022, "email_appts")
    return value(f"those and e-mail, {year}", messages + counts["email_appts"], period=year)


def _internet_sessions(published: Published) -> Reading:
    year, counts = twelve_months(published, 2022, _INTERNET)
    clause = "as sessions of internet-enabled therapy; messages are far fewer"
    return value(f"sessions of internet-enabled therapy, {year}", counts[_INTERNET], period=year, clause=clause)


_LOW = "Received only low intensity therapy"
_HIGH = ("Received only high intensity therapy", "Received both high and low intensity therapy")


@from_published("C127")
def low_intensity_replaces(published: Published) -> Trial:
    """Replaced would mean no high-intensity therapy left; a rising share of low intensity alone is a weaker reading."""
    steps = _steps_by_year(published)
    (first, then), (last, now) = next(iter(steps.items())), list(steps.items())[-1]
    before, after = then[_LOW] / then[FINISHED], now[_LOW] / now[FINISHED]
    any_high = sum(now[category] for category in _HIGH)
    rising = share(
        f"finished courses had low intensity only, {last}",
        now[_LOW],
        now[FINISHED],
        last,
        stated=more_than(before, of=str(first)),
        clause="low intensity alone grows; high intensity continues",
    )
    return Trial(
        what="Share by step",
        saying="{figure} {of}",
        stated=figure(0, 0.01),
        as_stated=(share(f"finished courses had some high intensity, {last}", any_high, now[FINISHED], last),),
        otherwise=(rising,),
        also=f"Low intensity only: {percent(before)} in {first}, {percent(after)} in {last}. "
        f"Some high intensity: {percent(any_high / now[FINISHED])}.",
        caveats=("Step of therapy is not staff experience; published counts do not show who gave it.",),
        method=f"Finished courses by step ÷ all finished courses. {ENGLAND_CHANCE}",
        sources=(annual_source(first, last),),
    )


def _steps_by_year(published: Published) -> dict[Period, dict[str, float]]:
    finished = published.require_england(FINISHED, frequency=Frequency.YEAR)
    rows = published.fetch(
        published.select(FINISHED, frequency=Frequency.YEAR, breakdown="stepped_care_pathway")
        .filter(_.category.isin([_LOW, *_HIGH]), _.value.notnull())
        .select("period_start", "period_end", "category", "value")
        .order_by("period_start", "category")
    )
    years: dict[Period, dict[str, float]] = {}
    for row in rows:
        years.setdefault(Period(row["period_start"], row["period_end"]), {})[row["category"]] = row["value"]
    whole = {year: found | finished[year] for year, found in years.items() if len(found) == 3 and year in finished}
    if len(whole) < 2:
        raise CannotRun("fewer than two years of England figures by step", settled_by="the annual files of two years")
    return whole


@from_published("C25")
def six_sessions(published: Published) -> Trial:
    """Sessions course by course are not published; their mean stands beside."""
    return Trial(
        what="Mean sessions",
        saying="Those who finished had {figure} treatment sessions on average ({of})",
        stated=figure(6, 1),
        as_stated=(missing("sessions and problems of each course"),),
        beside=tuple(_mean_beside(published, 2024, measure) for measure in _MEANS),
        also="A mean does not show whether many stop at six.",
        untold="sessions course by course are not published",
        caveats=("A mean near six is possible with few courses of six.",),
        method="Mean of twelve printed monthly means.",
        sources=(monthly_source(year_of(2024)),),
    )


_MEANS = {
    "appts_finished_course_treatment": "finished courses",
    "li_sessions": "finished courses of low intensity",
    "hi_sessions": "finished courses of high intensity",
}


def _mean_beside(published: Published, start_year: int, measure: str) -> Reading:
    name = f"{_MEANS[measure]}, {year_of(start_year)}"
    return if_published(name, lambda: _twelve_means(published, start_year, measure, name))


def _twelve_means(published: Published, start_year: int, measure: str, name: str, times: float = 1) -> Reading:
    year, total = twelve_months(published, start_year, measure, statistic=Statistic.MEAN)
    return value(name, times * total[measure] / 12, Unit.RATIO, year)


@from_published("C50")
def low_intensity_ruled_out(published: Published) -> Trial:
    """Ruled out would mean that guidance advises no sessions of low intensity; delivered means stand beside."""
    (advised,) = use("self_help_sessions_advised")
    return Trial(
        what="Sessions of guided self-help",
        saying="Guidance advises {figure} sessions or more of guided self-help ({of})",
        stated=figure(0, 1),
        as_stated=(cited("advised for depression, guideline of 2009", advised),),
        beside=(_mean_count(published, 2024),),
        also="Fewer are delivered on average than guidance advises.",
        fails="guidance itself advises treatment of low intensity",
        caveats=(
            "The low-intensity courses delivered have fewer sessions than guidance advises for self-help.",
            "Guidance differs between problems; the doses it advises for high intensity are higher.",
        ),
        method="Sessions that the guideline advises; beside it the mean of twelve printed monthly means.",
        sources=(monthly_source(year_of(2024)),),
    )


def _mean_count(published: Published, start_year: int) -> Reading:
    name = f"delivered on average at low intensity, {year_of(start_year)}"
    return if_published(name, lambda: _as_count(_twelve_means(published, start_year, "li_sessions", name)))


def _as_count(reading: Reading) -> Reading:
    """A mean number of sessions in the unit in which sessions are advised."""
    return replace(reading, estimate=replace(reading.estimate, unit=Unit.COUNT)) if reading.estimate else reading


@from_published("C59")
def at_most_six_hours(published: Published) -> Trial:
    """Minutes are not published; mean sessions at the claim's 30 minutes stand beside."""
    name = f"at 30 minutes a session, on average, {year_of(2024)}"
    return Trial(
        what="Hours of low-intensity treatment",
        saying="Low-intensity treatment comes to {figure} hours {of}",
        stated=at_most(6),
        as_stated=(missing("minutes of contact by step"),),
        beside=(if_published(name, lambda: _twelve_means(published, 2024, "li_sessions", name, times=0.5)),),
        untold="minutes of contact are not published",
        caveats=("A mean does not show the longest courses.",),
        method="Mean of twelve printed monthly means × half an hour.",
        sources=(monthly_source(year_of(2024)),),
    )
