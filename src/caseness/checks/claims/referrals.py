"""Claims on how many are referred and treated."""

from __future__ import annotations

from typing import TYPE_CHECKING

from caseness.checks.claims.counts import ENTERED, FINISHED, RECEIVED, if_published, year_counts
from caseness.checks.claims.stated import at_least, figure, more_than
from caseness.checks.claims.trial import Reading, Trial, from_published, missing, value
from caseness.checks.estimating import annual_source, monthly_source
from caseness.checks.flow import twelve_months
from caseness.vocabulary import Frequency
from caseness.wording import count

if TYPE_CHECKING:
    from caseness.sources.published import Published
    from caseness.vocabulary.period import Period


@from_published("C17")
def referrals_and_completed(published: Published) -> Trial:
    """Both figures as the annual counts have them; the first also as those who entered treatment."""
    year, counts = year_counts(published, 2022, RECEIVED, FINISHED)
    referrals = figure(1.2e6, 1e5)
    completed = value(f"finished courses, {year}", counts[FINISHED], period=year, stated=figure(672_193, 1))
    return Trial(
        what="England",
        saying="In England there were {figure} {of}",
        stated=referrals,
        as_stated=(value(f"referrals received, {year}", counts[RECEIVED], period=year), completed),
        otherwise=(if_published("entered treatment, 2022/23", lambda: _entered(published)),),
        also=f"Referrals received: {count(counts[RECEIVED])}. Finished courses: {count(counts[FINISHED])}.",
        fails="completed exactly so; referrals received were more",
        caveats=("A count of those who entered treatment can be taken for one of referrals.",),
        method="Look-up in the annual England counts, and the sum of twelve monthly counts of those who entered.",
        sources=(annual_source(year), monthly_source(year)),
    )


def _entered(published: Published) -> Reading:
    year, counts = twelve_months(published, 2022, ENTERED)
    clause = "1.2 million entered treatment; referrals received were more"
    return value(f"who entered treatment, {year}", counts[ENTERED], period=year, clause=clause)


@from_published("C32")
def more_than_a_million(published: Published) -> Trial:
    """Distinct people are not published: referrals, in the latest year and each before, are another unit."""
    years = published.require_england(RECEIVED, frequency=Frequency.YEAR)
    clause = "in referrals; distinct people are not published"
    readings = [_received(year, row[RECEIVED], clause) for year, row in reversed(years.items())]
    return Trial(
        what="England",
        saying="In England there were {figure} {of}",
        stated=more_than(1e6),
        as_stated=(missing("distinct people referred"),),
        otherwise=tuple(readings),
        also="A person may be referred more than once.",
        untold="distinct people referred are not published",
        caveats=("One person can have several referrals in a year, at one provider or at several.",),
        method="Look-up of referrals received in each annual file.",
        sources=(annual_source(*years),),
    )


def _received(year: Period, referrals: float, clause: str) -> Reading:
    return value(f"referrals received, {year}", referrals, period=year, clause=clause)


@from_published("C33")
def access_target(published: Published) -> Trial:
    """Those entering treatment in the target's year; referrals and first assessments are wider counts."""
    year, counts = twelve_months(published, 2023, ENTERED, "first_assessment", RECEIVED)
    return Trial(
        what="England",
        saying="In England there were {figure} {of}",
        stated=at_least(1.9e6),
        as_stated=(value(f"who entered treatment, {year}", counts[ENTERED], period=year),),
        otherwise=(
            value(f"with a first assessment, {year}", counts["first_assessment"], period=year),
            value(f"referrals received, {year}", counts[RECEIVED], period=year),
        ),
        also=f"Referrals received: {count(counts[RECEIVED])}.",
        fails="neither those who entered nor all referred reach it",
        caveats=("The plan was made before the pandemic, and the target was later changed.",),
        method="Sum of twelve monthly England counts.",
        sources=(monthly_source(year),),
    )
