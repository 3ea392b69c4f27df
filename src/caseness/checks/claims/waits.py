"""Claims on waiting."""

from __future__ import annotations

from typing import TYPE_CHECKING

from caseness.checks.claims.counts import ENTERED, if_published
from caseness.checks.claims.stated import at_least, more_than
from caseness.checks.claims.trial import Reading, Trial, from_published, share
from caseness.checks.estimating import ENGLAND_CHANCE, annual_source
from caseness.checks.flow import latest_twelve_months
from caseness.checks.performance.waiting import FIRST, waits_by_year
from caseness.vocabulary.standards import SIX_WEEKS, STANDARDS
from caseness.wording import percent

if TYPE_CHECKING:
    from caseness.checks.performance.waiting import YearOfWaits
    from caseness.sources.published import Published
    from caseness.vocabulary.period import Period

_OVER_90 = f"{FIRST}: >90 days"
_FIRST_WAIT = "first session"


@from_published("C27")
def waiting_standards(published: Published) -> Trial:
    """Both standards by their own definition, then of those entering treatment, then for the second session."""
    years = waits_by_year(published)
    year, waits = list(years.items())[-1]
    as_defined = [
        share(
            f"finished courses had the first session within {days // 7} weeks, {year}",
            waits.first_within(days),
            waits.finished,
            year,
            stated=at_least(least),
        )
        for days, least in ((standard.days, standard.share) for standard in STANDARDS)
    ]
    second = share(
        f"finished courses had the second session within 6 weeks of the first, {year}",
        waits.within(SIX_WEEKS.days),
        waits.finished,
        year,
    )
    return Trial(
        what="Seen in time",
        saying="{figure} {of}",
        stated=at_least(SIX_WEEKS.share),
        as_stated=tuple(as_defined),
        otherwise=(if_published("who entered treatment within 6 weeks", lambda: _of_entered(published)),),
        beside=(second,),
        also=f"Within 18 weeks, {percent(waits.first_within(126) / waits.finished)}.",
        holds="to the first session, among those who finished",
        caveats=(
            "Those who leave before they finish are in no waiting standard.",
            "The first session may be an assessment recorded with treatment.",
        ),
        method="Finished courses with the first session within 42 and 126 days of referral ÷ all finished courses. "
        f"{ENGLAND_CHANCE}",
        sources=(annual_source(year),),
    )


def _of_entered(published: Published) -> Reading:
    year, counts = latest_twelve_months(published, "accessing_services6weeks", ENTERED)
    name = f"who entered treatment did so within 6 weeks, {year}"
    return share(name, counts["accessing_services6weeks"], counts[ENTERED], year)


@from_published("C28")
def second_wait_uncounted(published: Published) -> Trial:
    """In every year more wait over 90 days for the second session than for the first, which alone has a standard."""
    years = waits_by_year(published)
    (first_year, then), (last_year, now) = next(iter(years.items())), list(years.items())[-1]
    readings = [_second_over_90(year, waits) for year, waits in reversed(years.items())]
    return Trial(
        what="Over 90 days to the second session",
        saying="{figure} {of} waited over 90 days from the first to the second session",
        stated=more_than(now.classes[_OVER_90] / now.finished, of=_FIRST_WAIT),
        as_stated=tuple(readings),
        also=f"It was {percent(then.over_90 / then.finished)} in {first_year}. For the first session, "
        f"{percent(now.classes[_OVER_90] / now.finished)} in {last_year}.",
        holds="not covered by the standard, and longer in every year",
        caveats=(
            "Some gaps are planned, or chosen by the patient.",
            "The standard is as published; nothing here says why it covers the first session only.",
        ),
        method="Finished courses with more than 90 days from first to second session ÷ all finished courses, compared in "
        f"each year with the same share for the first session. {ENGLAND_CHANCE}",
        sources=(annual_source(*years),),
    )


def _second_over_90(year: Period, waits: YearOfWaits) -> Reading:
    first = more_than(waits.classes[_OVER_90] / waits.finished, of=_FIRST_WAIT)
    return share(f"finished courses, {year}", waits.over_90, waits.finished, year, stated=first)
